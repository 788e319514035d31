#!/usr/bin/env python3
"""Things are found by name: no name stands twice in src/, each file says first what it decides, and
each is built."""
import collections
import os
import re

from source import Tap, c_files, files, read

INCLUDE_GUARD = re.compile(r"^#ifndef ALUR_(\w+)_H$", re.M)


def twice():
    where = collections.defaultdict(list)
    for path in c_files():
        where[os.path.basename(path)].append(path)
    return (", ".join(paths) for paths in where.values() if len(paths) > 1)


def without_introduction():
    for path in c_files() + files("tests", ".c", ".h"):
        if not re.match(r"/\* ?[A-Z`\"0-9]?\S+ \S+", read(path)):
            yield "%s does not begin with a comment that says what is decided there" % path


def wrong_guards():
    for path in c_files():
        if path.endswith(".h"):
            wanted = re.sub(r"\W", "_", os.path.splitext(os.path.relpath(path, "src"))[0]).upper()
            guard = INCLUDE_GUARD.search(read(path))
            if not guard or guard.group(1) != wanted:
                yield "%s: the include guard should be ALUR_%s_H" % (path, wanted)


def not_built():
    for path in c_files():
        folder, name = os.path.split(path)
        if path.endswith(".c") and path != "src/main.c":
            listing = os.path.join(folder, "meson.build")
            if not os.path.exists(listing) or "'%s'" % name not in read(listing):
                yield "%s is not in %s" % (path, listing)
    for folder, prefix in (("tests/unit", "test_"), ("tests/fuzz", "fuzz_")):
        listing = os.path.join(folder, "meson.build")
        for path in files(folder, ".c"):
            name = os.path.basename(path)[:-len(".c")]
            if name.startswith(prefix) and "'%s'" % name[len(prefix):] not in read(listing):
                yield "%s is not in %s" % (path, listing)


def main():
    tap = Tap()
    tap.check("no file name stands twice in src/", twice())
    tap.check("every file begins with what it decides", without_introduction())
    tap.check("include guards have the name of their file", wrong_guards())
    tap.check("every C file is listed in its folder's meson.build", not_built())
    tap.done()


if __name__ == "__main__":
    main()
