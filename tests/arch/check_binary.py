#!/usr/bin/env python3
"""The program that is shipped: hardened, and small. check_binary.py [BUILD DIRECTORY] looks at the
release build."""
import os
import subprocess
import sys
import tempfile

from source import Tap

STRIPPED_MIB = 8


def output(*command):
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout


def stripped_bytes(program):
    with tempfile.NamedTemporaryFile() as file:
        subprocess.run(["strip", "-o", file.name, program], check=True)
        return os.path.getsize(file.name)


def missing_protection(program):
    header, dynamic = output("readelf", "-hW", program), output("readelf", "-dW", program)
    segments, symbols = output("readelf", "-lW", program), output("readelf", "--dyn-syms", "-W", program)
    stack = [line for line in segments.splitlines() if "GNU_STACK" in line]
    for present, what in (
            ("DYN (" in header, "position independent"),
            ("GNU_RELRO" in segments, "relocations read-only (relro)"),
            ("BIND_NOW" in dynamic or "NOW" in dynamic, "bound at the start (now)"),
            (stack and " RWE " not in stack[0], "stack not executable"),
            ("__stack_chk_fail" in symbols, "stack protector"),
            ("_chk@" in symbols, "_FORTIFY_SOURCE")):
        if not present:
            yield "missing: %s" % what


def main():
    tap = Tap()
    program = os.path.join(sys.argv[1] if len(sys.argv) > 1 else "build", "alur")
    if not os.path.exists(program):
        tap.check("there is a program to look at", ["%s: run ./dev build first" % program])
        tap.done()
    tap.check("the program is hardened", missing_protection(program))
    size = stripped_bytes(program)
    tap.check("the stripped program has at most %d MiB (%.1f)" % (STRIPPED_MIB, size / 2**20),
              ["%d bytes" % size] if size > STRIPPED_MIB * 2**20 else [])
    tap.done()


if __name__ == "__main__":
    main()
