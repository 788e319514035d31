#!/usr/bin/env python3
"""Every message that the program can give is written in both languages: each literal format of
fail(), fail_field(), fail_code() and tr() has its Indonesian words in data/locales/id.json, with the
same printf directives in the same order."""
import json
import os
import re

from source import COMMENT, STRING, Tap, blank, c_files, read

LOCALE = "data/locales/id.json"
# Which argument of the call is the format.
FORMAT_AT = {"fail": 2, "fail_field": 3, "fail_code": 3, "tr": 1, "tr_text": 1,
             "say": 2}
CALL = re.compile(r"(?<![\w.>])(%s)\s*\(" % "|".join(FORMAT_AT))
# What the macros of <inttypes.h> stand for on 64-bit Linux.
MACROS = {"PRId64": "ld", "PRIu64": "lu", "PRIx64": "lx", "PRId32": "d", "PRIu32": "u"}
DIRECTIVE = re.compile(r"%[-+ #0]*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?:hh|h|ll|l|j|z|t|L)?[a-zA-Z%]")
ESCAPES = {"n": "\n", "t": "\t", "\\": "\\", '"': '"', "'": "'", "0": "\0"}


def arguments(text, start):
    """The arguments of a call whose `(` stands at start, as written."""
    depth, parts, position = 0, [""], start
    while position < len(text):
        literal = re.compile(STRING + r"|'(?:\\.|[^'\\])'").match(text, position)
        piece = literal.group() if literal else text[position]
        if not literal:
            depth += (piece in "([{") - (piece in ")]}")
        if depth == 0:
            return [part.strip() for part in parts]
        if piece == "," and depth == 1:
            parts.append("")
        elif position > start:
            parts[-1] += piece
        position += len(piece)
    return parts


def unescape(literal):
    return re.sub(r"\\(.)", lambda m: ESCAPES.get(m.group(1), m.group(0)), literal[1:-1])


def literal_text(expression):
    """The text of adjoining literals; None for anything else."""
    text = ""
    for piece in re.findall(STRING + r"|\w+|\S", expression):
        if piece.startswith('"'):
            text += unescape(piece)
        elif piece in MACROS:
            text += MACROS[piece]
        else:
            return None
    return text or None


def messages():
    """(place, format) of every literal message in src/."""
    for path in c_files():
        text = blank(read(path), COMMENT)
        for match in CALL.finditer(text):
            parts = arguments(text, match.end() - 1)
            at = FORMAT_AT[match.group(1)]
            # Both branches of `x ? "a" : "b"` are messages.
            choices = re.split(r"[?:](?=\s*\")", parts[at]) if len(parts) > at else []
            for choice in choices:
                words = literal_text(choice.strip())
                if words and re.search(r"[A-Za-z]", DIRECTIVE.sub("", words)):
                    yield "%s:%d" % (path, text.count("\n", 0, match.start()) + 1), words


def directives(text):
    return [d for d in DIRECTIVE.findall(text) if d != "%%"]


def main():
    tap = Tap()
    found = list(messages())
    if not os.path.exists(LOCALE):
        tap.check("%s is there" % LOCALE, ["no such file"] if found else [])
        tap.done()
    locale = json.loads(read(LOCALE))
    tap.check("every message has its Indonesian words",
              ("%s \"%s\"" % (place, words) for place, words in found if words not in locale))
    tap.check("translations have the directives of their message, in its order",
              ("\"%s\" has %s, its translation %s" % (key, directives(key), directives(text))
               for key, text in locale.items() if directives(key) != directives(text)))
    literals = "\n".join(unescape_all(path) for path in c_files())
    tap.check("no translation is left over",
              ("\"%s\"" % key for key in locale if key not in literals))
    tap.done()


def unescape_all(path):
    """All text of a file's literals, adjoining ones joined."""
    text = blank(read(path), COMMENT)
    pattern = r"(?:(?:%s)\s*(?:(?:%s)\s*)?)+" % (STRING, "|".join(MACROS))
    return "\n".join(literal_text(run) or "" for run in re.findall(pattern, text))


if __name__ == "__main__":
    main()
