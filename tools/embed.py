#!/usr/bin/env python3
"""Puts data/, migrations/ and the built web app into the program: writes embedded.bin, all bytes one
after another, and embedded.c, which takes them in by .incbin and describes them in a table for
src/base/embed.h. Files of the web app come compressed as well (Debian's gzip and brotli).

Left out are what only people read: *.md, schema.json (the format of the files beside it) and files
whose name begins with a dot."""
import argparse
import concurrent.futures
import hashlib
import os
import subprocess

# Already compressed formats only grow when they are compressed again.
NOT_COMPRESSED = (".png", ".jpg", ".webp", ".woff2", ".ico")


def files_below(folder):
    """Paths below a folder, and the folders themselves: a new file changes its folder's time."""
    paths, folders = [], [folder]
    for where, names, files in os.walk(folder):
        names[:] = [name for name in names if not name.startswith(".")]
        folders += [os.path.join(where, name) for name in names]
        paths += [os.path.join(where, name) for name in files
                  if not name.startswith(".") and not name.endswith(".md")
                  and name != "schema.json"]
    return paths, folders


def compressed(command, plain):
    """What the command makes of the bytes, or nothing where that saves nothing."""
    packed = subprocess.run(command, input=plain, stdout=subprocess.PIPE, check=True).stdout
    return packed if len(packed) < len(plain) else b""


def variants(path, is_web):
    with open(path, "rb") as file:
        plain = file.read()
    if not is_web or path.endswith(NOT_COMPRESSED):
        return plain, b"", b""
    return (plain, compressed(["gzip", "-9", "-n", "-c"], plain),
            compressed(["brotli", "--best", "--stdout", "-"], plain))


def c_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Blob:
    """The bytes of all files; each piece ends with a NUL so that text can be used in place."""

    def __init__(self):
        self.bytes = bytearray()

    def add(self, piece):
        """The piece as an initialiser of `str`."""
        if not piece:
            return "{ NULL, 0 }"
        start = len(self.bytes)
        self.bytes += piece + b"\0"
        return "{ embedded_bytes + %d, %d }" % (start, len(piece))


def table_row(name, plain, gzip, brotli, blob):
    # An empty file is set and has no bytes; its compressed variants are not set.
    row = blob.add(plain) if plain else "{ embedded_bytes, 0 }"
    return ("\t{ .path = %s,\n\t  .plain = %s,\n\t  .gzip = %s,\n\t  .brotli = %s,\n"
            "\t  .etag = \"%s\" },\n") % (c_string(name), row, blob.add(gzip), blob.add(brotli),
                                         hashlib.sha256(plain).hexdigest()[:16])


SOURCE = """/* Written by tools/embed.py; do not edit. */
#include "base/embed.h"

__asm__(".pushsection .rodata\\n"
	".balign 16\\n"
	".global embedded_bytes\\n"
	".hidden embedded_bytes\\n"
	"embedded_bytes:\\n"
	".incbin " %s "\\n"
	".byte 0\\n"
	".popsection\\n");

extern const char embedded_bytes[];

const struct embedded_file embedded_files[] = {
%s};

const size_t embedded_file_count = %d;
"""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--source", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--depfile", required=True)
    parser.add_argument("--web", action="store_true")
    options = parser.parse_args()

    found, watched = {}, []
    folders = [("data", "data"), ("migrations", "migrations")]
    if options.web:
        folders.append(("web/dist", "web"))
    for folder, prefix in folders:
        top = os.path.join(options.source, folder)
        if not os.path.isdir(top):
            continue
        paths, below = files_below(top)
        watched += paths + below
        for path in paths:
            found[prefix + "/" + os.path.relpath(path, top)] = path

    blob = Blob()
    names = sorted(found, key=lambda name: name.encode())
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:  # brotli takes its time
        pieces = pool.map(lambda name: variants(found[name], name.startswith("web/")), names)
        rows = [table_row(name, *piece, blob) for name, piece in zip(names, pieces)]
    if not rows:  # C has no empty arrays
        rows = ["\t{ .path = \"\", .etag = \"\" },\n"]

    blob_path = os.path.abspath(os.path.join(options.out, "embedded.bin"))
    with open(blob_path, "wb") as file:
        file.write(blob.bytes)
    source_path = os.path.join(options.out, "embedded.c")
    with open(source_path, "w", encoding="utf-8") as file:
        quoted = c_string(c_string(blob_path))
        file.write(SOURCE % (quoted, "".join(rows), len(found)))
    with open(options.depfile, "w", encoding="utf-8") as file:
        file.write("embedded.c embedded.bin: " +
                   " ".join(path.replace(" ", "\\ ") for path in watched) + "\n")


if __name__ == "__main__":
    main()
