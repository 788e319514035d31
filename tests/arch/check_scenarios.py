#!/usr/bin/env python3
"""Every operation of the API has scenarios: tests/api names each by its operationId, as in `alur
openapi`. The verbs that all resources share (list, create, get …) are tested there by walking the
document. check_scenarios.py [BUILD DIRECTORY]."""
import json
import os
import re
import subprocess
import sys

from source import Tap, exceptions, files, read

SHARED_VERBS = "list create get update archive restore history batch".split()
METHODS = "get post put patch delete".split()


def operations(program):
    """(method, path, operationId) of every operation in the program's document."""
    document = json.loads(subprocess.run([program, "openapi"], check=True,
                                         stdout=subprocess.PIPE).stdout)
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                yield method.upper(), path, item[method].get("operationId", "")


def is_shared(path, identifier):
    """Whether a verb of all resources, on the path that it has there."""
    return (identifier.split("_")[0] in SHARED_VERBS and
            re.match(r"(/api/v1)?/\w+(/\{id\}(/restore|/history)?|/batch)?$", path))


def main():
    tap = Tap()
    program = os.path.join(sys.argv[1] if len(sys.argv) > 1 else "build", "alur")
    if not os.path.isdir("tests/api"):
        tap.skip("every operation has scenarios", "there is no tests/api yet")
        tap.done()
    found = list(operations(program))
    words = set(re.findall(r"\w+", "\n".join(read(path) for path in
                                             files("tests/api", ".py", ".mjs", ".c", ".txt"))))
    allowed = exceptions("scenarios")
    tap.check("the program describes its operations (%d)" % len(found),
              [] if found else ["alur openapi names none"])
    tap.check("every operation has scenarios",
              ("%s %s (%s)" % operation for operation in found
               if operation[2] not in words and operation[2] not in allowed
               and not is_shared(operation[1], operation[2])))
    tap.done()


if __name__ == "__main__":
    main()
