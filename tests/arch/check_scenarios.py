#!/usr/bin/env python3
"""Every operation of the API has scenarios in tests/api: success, no right, bad input. Those that all
resources share are made there from resources.py, the others stand in operations.py by operationId;
a suite of their own may have them instead, and then names the operationId.
check_scenarios.py [BUILD DIRECTORY]."""
import json
import os
import re
import subprocess
import sys

from source import Tap, exceptions, files, read

sys.path.insert(0, "tests/api")
from operations import EVERYBODY, OPERATIONS, PUBLIC, TAKES_NOTHING  # noqa: E402
from resources import FIELDS  # noqa: E402

SHARED_VERBS = "list create get update archive restore history batch".split()
METHODS = "get post put patch delete".split()


def described(program):
    """(operationId, method, path) of every operation in the program's document."""
    document = json.loads(subprocess.run([program, "openapi"], check=True,
                                         stdout=subprocess.PIPE).stdout)
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                yield item[method].get("operationId", ""), method.upper(), path


def resource_of(operation):
    """The resource of a verb that all have, on the path that it has there; else None."""
    identifier, _, path = operation
    found = re.match(r"/api/v1/(\w+)(/\{id\}(/restore|/history)?|/batch)?$", path)
    if found and identifier.split("_")[0] in SHARED_VERBS and identifier not in OPERATIONS:
        return found.group(1)
    return None


def elsewhere():
    """The words of the other suites."""
    return set(re.findall(r"\w+", "\n".join(
        read(path) for path in files("tests/api", ".py")
        if not path.endswith(("operations.py", "resources.py", "openapi.py")))))


def unscened(others):
    words, allowed = elsewhere(), exceptions("scenarios")
    for operation in others:
        identifier, method, path = operation
        if identifier not in OPERATIONS and identifier not in words and identifier not in allowed:
            yield "%s %s (%s)" % (method, path, identifier)


def incomplete():
    for identifier, operation in OPERATIONS.items():
        if not operation.denied:
            yield "%s: nobody is refused" % identifier
        elif operation.denied not in (PUBLIC, EVERYBODY) and not isinstance(operation.denied, list):
            yield "%s: who is refused?" % identifier
        if not operation.bad and identifier not in TAKES_NOTHING:
            yield "%s: no bad input" % identifier


def main():
    tap = Tap()
    program = os.path.join(sys.argv[1] if len(sys.argv) > 1 else "build", "alur")
    found = list(described(program))
    resources = {resource_of(operation) for operation in found} - {None}
    others = [operation for operation in found if not resource_of(operation)]
    identifiers = {operation[0] for operation in found}
    tap.check("the program describes its operations (%d)" % len(found),
              [] if found else ["alur openapi names none"])
    tap.check("every resource is in tests/api/resources.py", sorted(resources - set(FIELDS)))
    tap.check("every other operation has scenarios", unscened(others))
    tap.check("every scenario has success, no right and bad input", incomplete())
    tap.check("every scenario is of an operation that there is",
              sorted(name for name in OPERATIONS if identifiers and name not in identifiers))
    tap.done()


if __name__ == "__main__":
    main()
