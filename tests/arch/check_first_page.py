#!/usr/bin/env python3
"""What the browser loads before it can show the first page stays small, and nothing of it is inline:
the Content-Security-Policy allows neither inline scripts nor eval. Looks at the last web build."""
import os
import re
import subprocess

from source import Tap, read

DIST = "web/dist"
BUDGET_KIB = 120  # JS and CSS that the page names, with their static imports, as brotli

# `import … from "./x.js"`, `import "./x.js"` and `export … from "./x.js"`, but not `import("./x.js")`.
STATIC_IMPORT = re.compile(r'(?:\bfrom|\bimport)\s*["\'](\.[^"\']+\.js)["\']')


def named_by(page):
    """Scripts and styles that the page names, as paths in web/dist."""
    return [path.lstrip("/") for path in
            re.findall(r'(?:src|href)="([^"]+\.(?:js|css))"', page)]


def with_imports(paths):
    """The paths and what they import statically."""
    found, todo = set(), list(paths)
    while todo:
        path = os.path.normpath(todo.pop())
        if path in found:
            continue
        found.add(path)
        if path.endswith(".js"):
            text = read(os.path.join(DIST, path))
            todo += [os.path.join(os.path.dirname(path), target)
                     for target in STATIC_IMPORT.findall(text)]
    return sorted(found)


def compressed_bytes(path):
    return len(subprocess.run(["brotli", "--best", "--stdout", os.path.join(DIST, path)],
                              check=True, stdout=subprocess.PIPE).stdout)


def inline(page):
    for script in re.finditer(r"<script(?![^>]*\ssrc=)[^>]*>", page):
        yield "inline script: %s" % script.group()
    for handler in re.finditer(r'\son\w+="[^"]*"', page):
        yield "inline handler: %s" % handler.group()


def main():
    tap = Tap()
    if not os.path.exists(os.path.join(DIST, "index.html")):
        tap.check("there is a web build to look at", ["run ./dev build first"])
        tap.done()
    page = read(os.path.join(DIST, "index.html"))
    sizes = {path: compressed_bytes(path) for path in with_imports(named_by(page))}
    total = sum(sizes.values())
    tap.check("the first page loads at most %d KiB of scripts and styles (%.1f)"
              % (BUDGET_KIB, total / 1024),
              ["%6d %s" % (size, path) for path, size in sizes.items()]
              if total > BUDGET_KIB * 1024 or not sizes else [])
    tap.check("the page holds no inline script", inline(page))
    tap.done()


if __name__ == "__main__":
    main()
