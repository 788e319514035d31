"""What the checkers of this folder share: the project's files, C text without comments or strings,
the functions of a file, the exceptions list, and output as TAP."""
import os
import re
import sys

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
os.chdir(ROOT)

COMMENT = r"/\*.*?\*/|//[^\n]*"
STRING = r'"(?:\\.|[^"\\\n])*"'
CHARACTER = r"'(?:\\.|[^'\\\n])*'"


def read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def files(folder, *endings):
    """Paths below a folder with one of the endings, sorted; nothing that npm or a build made."""
    found = []
    for where, names, leaves in os.walk(folder):
        names[:] = [name for name in names
                    if name not in ("node_modules", "dist", "__pycache__")
                    and not name.startswith((".", "build"))]
        found += [os.path.join(where, leaf) for leaf in leaves if leaf.endswith(endings)]
    return sorted(found)


def c_files():
    return files("src", ".c", ".h")


def room(path):
    """The folder of src/ that a file stands in; src/main.c is its own."""
    parts = path.split(os.sep)
    return parts[1] if len(parts) > 2 else os.path.splitext(parts[1])[0]


def blank(text, *kinds):
    """The text with everything of these kinds turned into spaces; lines stay where they are."""
    def keep_lines(match):
        found = match.group(0)
        is_comment = found.startswith("/")
        if (COMMENT in kinds) if is_comment else (STRING in kinds):
            return re.sub(r"[^\n]", " ", found)
        return found
    return re.sub("|".join((COMMENT, STRING, CHARACTER)), keep_lines, text, flags=re.S)


class Function:
    """A function body: from a `{` to the `}` that closes it, both in the first column."""

    def __init__(self, path, line, head, body):
        self.path, self.line, self.head, self.body = path, line, head, body
        name = re.search(r"(\w+)\s*\(", head)
        self.name = name.group(1) if name else "?"

    def length(self):
        return len(self.body)

    def __str__(self):
        return "%s:%d %s()" % (self.path, self.line, self.name)


def functions(path):
    """The functions of a C file, comments and strings blanked."""
    lines = blank(read(path), COMMENT, STRING).split("\n")
    start = None
    for number, line in enumerate(lines):
        if line.startswith("{"):
            start = number
        elif line.startswith("}") and start is not None:
            if not line.startswith("};"):
                head = start
                while head > 0 and lines[head - 1].strip() and lines[head - 1][0] not in "#}":
                    head -= 1
                yield Function(path, head + 1, " ".join(lines[head:start]), lines[start + 1:number])
            start = None


def exceptions(checker):
    """Subjects that tests/arch/exceptions.txt excuses from a checker, each with its reason."""
    found = {}
    for line in read("tests/arch/exceptions.txt").splitlines():
        words = line.split(None, 2)
        if len(words) == 3 and words[0] == checker:
            found[words[1]] = words[2]
    return found


class Tap:
    """Prints one TAP line for each check, and what was found under a failing one."""

    def __init__(self):
        self.count = self.failed = 0

    def check(self, name, findings):
        """Passes when there are no findings."""
        self.count += 1
        findings = list(findings)
        print("%s %d - %s" % ("not ok" if findings else "ok", self.count, name))
        for finding in findings:
            print("#   %s" % finding)
        self.failed += bool(findings)

    def skip(self, name, reason):
        self.count += 1
        print("ok %d - %s # SKIP %s" % (self.count, name, reason))

    def done(self):
        print("1..%d" % self.count)
        sys.exit(1 if self.failed else 0)
