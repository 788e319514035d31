"""The rules of docs/import-presets.md in Python: which preset a file's headers mean, and what
fields a row becomes. The reference for src/exchange, which has to give the same answers for
preset_cases.json: tests/unit/test_map.c holds it to that."""
import re


def normal(header):
    """Form in which headers are compared: no case, no "*", "_" as a space, one space at a time."""
    words = header.removeprefix("\ufeff").replace("*", " ").replace("_", " ")
    return re.sub(r"\s+", " ", words).strip().lower()


def positions(preset, headers):
    """Normal form of a header to its column in the file; the first of two equal ones counts."""
    prefix = normal(preset["prefix"]) + " " if "prefix" in preset else ""
    found = {}
    for index, header in enumerate(headers):
        found.setdefault(normal(header).removeprefix(prefix), index)
    return found


def known(preset, headers):
    """How many of the file's columns the preset knows, ignored ones included."""
    there = positions(preset, headers)
    names = {normal(h) for c in preset["columns"] for h in c["header"]}
    return len(there.keys() & names)


def detected(preset, headers):
    there = {normal(h) for h in headers}
    return all(normal(h) in there for h in preset["detect"])


def choose(presets, kind, headers, vendor=None):
    """The preset for a file of a kind; None: the columns are Alur's own, or need a map."""
    there = {normal(h) for h in headers}
    fits = [p for p in presets if p["kind"] == kind and vendor in (None, p["preset"])]
    if vendor is None or any(detected(p, headers) for p in fits):
        fits = [p for p in fits if detected(p, headers)]
    if vendor is None and there & {"external id", "deal external id"}:
        return None
    return min(fits, key=lambda p: (-known(p, headers), -len(p["detect"]), p["key"]), default=None)


def cell(column, there, row):
    for header in column["header"]:
        index = there.get(normal(header))
        if index is not None and index < len(row) and row[index].strip():
            return row[index].strip()
    return ""


def translate(column, text):
    values = {theirs.lower(): ours for theirs, ours in column.get("values", {}).items()}
    return values.get(text.lower(), values.get("*", text)) or ""


def applies(column, stage):
    """`stage` is the kind of the stage that the row resolves to: "open", "won" or "lost"."""
    when = column.get("when", stage)
    return stage == when or (when == "closed" and stage in ("won", "lost"))


def fields(preset, headers, row, stage_kind=lambda name: name.lower()):
    """What a row becomes: field to text, without empty ones."""
    there = positions(preset, headers)
    result = {}
    for conditional in (False, True):
        stage = stage_kind(result.get("stage", ""))
        for column in preset["columns"]:
            field = column["field"]
            if field is None or ("when" in column) != conditional or not applies(column, stage):
                continue
            text = translate(column, cell(column, there, row))
            if text and field not in result:
                result[field] = text
            elif text and "append" in column:
                result[field] += column["append"] + text
    return {**preset["defaults"], **result}
