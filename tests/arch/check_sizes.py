#!/usr/bin/env python3
"""Files and functions stay small enough to be read: the limits, in numbers."""
import re

from source import Tap, c_files, exceptions, functions, read

FILE_LINES = 600
FUNCTION_LINES = 50
FUNCTION_LINES_EVER = 80
FUNCTIONS_OVER = 0.05  # share of functions that may be longer than FUNCTION_LINES
MEDIAN_LINES = 15
PARAMETERS = 4  # besides cx
LEVELS = 3


def long_files():
    for path in c_files():
        count = len(read(path).splitlines())
        if count > FILE_LINES:
            yield "%s has %d lines" % (path, count)


def too_many_long(all_functions):
    over = [f for f in all_functions if f.length() > FUNCTION_LINES]
    if len(over) > FUNCTIONS_OVER * len(all_functions):
        yield from ("%s has %d lines" % (f, f.length()) for f in over)


def median(numbers):
    return sorted(numbers)[len(numbers) // 2] if numbers else 0


def parameters(function):
    """How many parameters the function has, its ctx not counted."""
    head = function.head[function.head.find(function.name + "("):]
    depth, parts = 0, [""]
    for character in head[len(function.name):]:
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 1:
            parts.append("")
        elif depth == 0:
            break
        else:
            parts[-1] += character
    named = [part for part in parts if part.strip("( ") not in ("", "void")]
    return len([part for part in named if not re.search(r"struct ctx \*\s*\w+$", part.strip())])


def opens_control_flow(before):
    """Whether a `{` after this text belongs to an if, loop or switch and not to an initialiser."""
    statement = re.split(r"[;{}]", before)[-1]
    in_for_header = statement.count(")") > statement.count("(")
    return in_for_header or re.search(r"\b(if|else|for|while|do|switch)\b", statement) is not None


def levels(function):
    """How deep blocks of control flow nest."""
    deepest, stack = 0, []
    text = "\n".join(function.body)
    for match in re.finditer(r"[{}]", text):
        if match.group() == "}":
            stack = stack[:-1]
            continue
        stack.append(opens_control_flow(text[:match.start()]))
        deepest = max(deepest, sum(stack))
    return deepest


def excused(findings, allowed, used):
    for function, finding in findings:
        if function.name in allowed:
            used.add(function.name)
        else:
            yield "%s %s" % (function, finding)


def main():
    tap = Tap()
    every = [f for path in c_files() if path.endswith(".c") for f in functions(path)]
    allowed, used = exceptions("sizes"), set()

    tap.check("no file is longer than %d lines" % FILE_LINES, long_files())
    tap.check("no function is longer than %d lines" % FUNCTION_LINES_EVER,
              excused(((f, "has %d lines" % f.length()) for f in every
                       if f.length() > FUNCTION_LINES_EVER), allowed, used))
    tap.check("at most %d %% of the functions are longer than %d lines"
              % (FUNCTIONS_OVER * 100, FUNCTION_LINES), too_many_long(every))
    middle = median([f.length() for f in every])
    tap.check("half of the functions have at most %d lines" % MEDIAN_LINES,
              ["the median is %d" % middle] if middle > MEDIAN_LINES else [])
    tap.check("no function takes more than %d parameters besides cx" % PARAMETERS,
              excused(((f, "takes %d" % parameters(f)) for f in every
                       if parameters(f) > PARAMETERS), allowed, used))
    tap.check("control flow nests at most %d levels deep" % LEVELS,
              excused(((f, "nests %d deep" % levels(f)) for f in every
                       if levels(f) > LEVELS), allowed, used))
    tap.check("every exception is still needed",
              ("sizes %s" % name for name in sorted(set(allowed) - used)))
    tap.done()


if __name__ == "__main__":
    main()
