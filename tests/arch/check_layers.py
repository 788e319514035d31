#!/usr/bin/env python3
"""Includes go only where docs/layers.txt lets them, and formulas stay pure."""
import os
import re

from source import Tap, c_files, read, room

LAYERS = "docs/layers.txt"


def read_layers():
    """folder → folders it names, and the set of formula files (without their ending)."""
    arrows, formulas = {}, set()
    for line in read(LAYERS).splitlines():
        line = line.split("#")[0].strip()
        if line.startswith("formula "):
            formulas.update(line.split()[1:])
        elif line:
            folder, named = line.split(":")
            arrows[folder] = named.split()
    return arrows, formulas


def reach(arrows, folder):
    """The folder and everything below it."""
    found, todo = set(), [folder]
    while todo:
        here = todo.pop()
        if here not in found:
            found.add(here)
            todo += arrows.get(here, [])
    return found


def includes(path):
    """Our own includes of a file, as (line, folder/file)."""
    for number, line in enumerate(read(path).splitlines(), 1):
        match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        if match:
            target = match.group(1)
            if "/" not in target or target.startswith("."):
                target = os.path.relpath(os.path.join(os.path.dirname(path), target), "src")
            yield number, target


def upward(arrows):
    for path in c_files():
        allowed = reach(arrows, room(path))
        for number, target in includes(path):
            if target.split("/")[0] not in allowed:
                yield "%s:%d includes %s" % (path, number, target)


def impure(formulas):
    for path in c_files():
        subject = os.path.splitext(os.path.relpath(path, "src"))[0]
        if subject not in formulas:
            continue
        for number, target in includes(path):
            own = os.path.splitext(target)[0] == subject
            if not own and (not target.startswith("base/") or target == "base/ctx.h"):
                yield "%s:%d includes %s" % (path, number, target)


def unknown_folders(arrows):
    known = set(arrows)
    for folder, named in arrows.items():
        yield from ("%s: %s names %s, which has no line" % (LAYERS, folder, other)
                    for other in named if other not in known)
    yield from ("src/%s has no line in %s" % (folder, LAYERS)
                for folder in sorted({room(path) for path in c_files()} - known))


def circles(arrows):
    for folder in arrows:
        for other in reach(arrows, folder) - {folder}:
            if folder in reach(arrows, other):
                yield "%s and %s may include each other" % (folder, other)


def roads_to_listening(arrows):
    """Answers of surveys and sales never meet below api/ and jobs/."""
    for folder in ("pipeline", "forecast", "priority", "inventory"):
        if "listening" in reach(arrows, folder) or folder in reach(arrows, "listening"):
            yield "%s and listening can reach each other" % folder


def main():
    tap = Tap()
    arrows, formulas = read_layers()
    tap.check("every folder of src/ has its line in docs/layers.txt", unknown_folders(arrows))
    tap.check("the allowed includes form no circle", circles(arrows))
    tap.check("listening and the sales folders have no road to each other",
              roads_to_listening(arrows))
    tap.check("no include points up or across", upward(arrows))
    tap.check("formulas include only base/, and no ctx", impure(formulas))
    tap.done()


if __name__ == "__main__":
    main()
