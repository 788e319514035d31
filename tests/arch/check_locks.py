#!/usr/bin/env python3
"""Lock files of npm name packages and their hashes, not the host they came from: every developer may
use another one."""
import re

from source import Tap, files, read

HOST = re.compile(r'"resolved"\s*:\s*"(?!(?:\.|file:))|registry|npmjs|yarnpkg|_authToken', re.I)


def hosts(paths):
    for path in paths:
        for number, line in enumerate(read(path).splitlines(), 1):
            if HOST.search(line):
                yield "%s:%d %s" % (path, number, line.strip()[:80])


def without_hashes(paths):
    for path in paths:
        text = read(path)
        if text.count('"integrity"') == 0 and '"node_modules/' in text:
            yield "%s has no hashes" % path


def main():
    tap = Tap()
    locks = files(".", "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml")
    tap.check("lock files name no registry host", hosts(locks))
    tap.check("lock files hold the hashes of their packages", without_hashes(locks))
    tap.done()


if __name__ == "__main__":
    main()
