#!/usr/bin/env python3
"""No hidden state: the object files of the release build hold no variable that can change.
check_globals.py [BUILD DIRECTORY]. Constant tables with pointers lie in .data.rel.ro, which the
loader makes read-only before the program starts."""
import os
import re
import subprocess
import sys

from source import Tap, exceptions

MUTABLE = re.compile(r"^\.(data(?!\.rel\.ro)|bss|tdata|tbss)|^\*COM\*")
SYMBOL = re.compile(r"^[0-9a-f]+ .{7} (\S+)\s+([0-9a-f]+)\s+(?:\.hidden )?(\S+)$")


def objects(build):
    for folder in ("libalur_core.a.p", "alur.p"):
        where = os.path.join(build, folder)
        if os.path.isdir(where):
            yield from (os.path.join(where, name) for name in sorted(os.listdir(where))
                        if name.endswith(".o"))


def variables(path):
    """Names of what may change in an object file, with the section it lies in."""
    table = subprocess.run(["objdump", "-t", path], check=True, text=True,
                           stdout=subprocess.PIPE).stdout
    for line in table.splitlines():
        match = SYMBOL.match(line)
        if match and int(match.group(2), 16) > 0 and MUTABLE.match(match.group(1)):
            yield match.group(3), match.group(1)


def main():
    tap = Tap()
    build = sys.argv[1] if len(sys.argv) > 1 else "build"
    found = list(objects(build))
    if not found:
        tap.check("there is a build in %s to look at" % build, ["run ./dev build first"])
        tap.done()
    allowed, used, findings = exceptions("globals"), set(), []
    for path in found:
        for name, section in variables(path):
            if name in allowed:
                used.add(name)
            else:
                findings.append("%s: %s in %s" % (os.path.basename(path)[:-2], name, section))
    tap.check("no variable outlives its function (%d object files)" % len(found), findings)
    tap.check("every exception is still needed",
              ("globals %s" % name for name in sorted(set(allowed) - used)))
    tap.done()


if __name__ == "__main__":
    main()
