#!/usr/bin/env python3
"""SQL stands where one looks for it: in db/, record/, migrations/ and *_query.c."""
import re

from source import COMMENT, STRING, Tap, blank, c_files, exceptions, read, room

SQL = re.compile(r"\b(SELECT\s|INSERT\s+(OR\s+\w+\s+)?INTO\b|UPDATE\s+\S+\s+SET\b|DELETE\s+FROM\b"
                 r"|(CREATE|DROP|ALTER)\s+(UNIQUE\s+)?(TABLE|INDEX|VIEW|TRIGGER)\b"
                 r"|ORDER\s+BY\b|GROUP\s+BY\b|(LEFT|INNER)\s+JOIN\b|\bSAVEPOINT\b|\bPRAGMA\s)")


def may_hold_sql(path):
    return room(path) in ("db", "record") or path.endswith("_query.c")


def strays(allowed, used):
    for path in c_files():
        if may_hold_sql(path):
            continue
        text = blank(read(path), COMMENT)
        for match in re.finditer(STRING, text):
            if SQL.search(match.group()):
                if path in allowed:
                    used.add(path)
                    continue
                line = text.count("\n", 0, match.start()) + 1
                yield "%s:%d %s" % (path, line, match.group()[:60])


def main():
    tap = Tap()
    allowed, used = exceptions("sql"), set()
    tap.check("SQL text stands only in db/, record/, migrations/ and *_query.c",
              strays(allowed, used))
    tap.check("every exception is still needed",
              ("sql %s" % path for path in sorted(set(allowed) - used)))
    tap.done()


if __name__ == "__main__":
    main()
