#!/usr/bin/env python3
"""What the pages of docs/, the README and comments at the head of files point to is there: files, folders
and links to other pages."""
import glob
import os
import re

from source import Tap, files, read

# A path as pages write it: from the project's root, a file with its ending or a folder with a slash at its end;
# "*" and {a,b} may stand in it.
PATH = re.compile(r"`((?:src|tests|web|docs|data|tools|bench|migrations)/[\w./*{},@+-]*(?:\.\w+|/))`")
LINK = re.compile(r"\]\(([^)#\s:]+)(?:#[^)]*)?\)")
BRACES = re.compile(r"\{([^{}]*,[^{}]*)\}")

# Upper-case words stand for something: tests/unit/test_NAME.c.
STANDS_FOR = re.compile(r"[A-Z]{3,}")

# Made by the example of the page that names it, or any file.
EXAMPLES = {"src/entity/campaign.c", "src/x/y.c"}


def pages():
    return sorted(glob.glob("*.md") + glob.glob("docs/**/*.md", recursive=True))


def spelled_out(path):
    """a.{c,h} is two paths."""
    braces = BRACES.search(path)
    if not braces:
        return [path]
    return [path[:braces.start()] + part + path[braces.end():] for part in braces.group(1).split(",")]


def is_there(path):
    return bool(glob.glob(path)) or path in EXAMPLES


def missing_files():
    for page in pages():
        for path in PATH.findall(read(page)):
            for one in spelled_out(path):
                if not STANDS_FOR.search(one) and not is_there(one):
                    yield "%s names %s" % (page, one)


def broken_links():
    for page in pages():
        for link in LINK.findall(read(page)):
            if not os.path.exists(os.path.join(os.path.dirname(page), link)):
                yield "%s links to %s" % (page, link)


def unlisted_pages():
    listed = read("docs/README.md")
    for page in sorted(glob.glob("docs/*.md") + glob.glob("docs/decisions/*.md")):
        name = os.path.relpath(page, "docs")
        if name != "README.md" and name not in listed and os.path.basename(name) not in listed:
            yield "%s is not in docs/README.md" % page


def missing_in_comments():
    """Pages and tests that our sources name."""
    for path in files("src", ".c", ".h") + files("tests", ".c", ".h", ".py") + files("tools", ".sh", ".py"):
        for named in re.findall(r"\b((?:docs|tests)/[\w/]+\.(?:md|py|c|txt|json))\b", read(path)):
            if not STANDS_FOR.search(named) and not os.path.exists(named):
                yield "%s names %s" % (path, named)


def main():
    tap = Tap()
    tap.check("files that pages name are there", missing_files())
    tap.check("links between pages lead somewhere", broken_links())
    tap.check("docs/README.md lists every page", unlisted_pages())
    tap.check("pages and tests that comments name are there", missing_in_comments())
    tap.done()


if __name__ == "__main__":
    main()
