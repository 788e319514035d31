#!/usr/bin/env python3
"""Checks data/presets/*.json: the schema, what a schema cannot say, and the answers that the
presets give for the header layouts of preset_cases.json."""
import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True

import json_schema
import preset_rules
from tap import Tap

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parents[1] / "data" / "presets"
NEEDED = {
    "stage-history": ["deal_external_id", "stage", "entered_at"],
    "deals": ["external_id", "title", "stage"],
}


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def target(column):
    """What a column is for: two columns of one target may not name the same header."""
    return column["field"], column.get("when")


def headers_clear(preset):
    seen = {}
    for column in preset["columns"]:
        for header in column["header"]:
            seen.setdefault(preset_rules.normal(header), []).append(target(column))
    for header, targets in seen.items():
        if len(set(targets)) != len(targets):
            yield f"{header}: twice for one field"
        if (None, None) in targets and len(targets) > 1:
            yield f"{header}: left out and used"
    for column in preset["columns"]:
        for header in column["header"]:
            if header != header.strip() or "*" in header:
                yield f"{header!r}: spaces around it, or an asterisk"


def detect_known(preset):
    headers = preset["detect"]
    unknown = len(headers) - preset_rules.known(preset, headers)
    if unknown:
        yield f"{unknown} of {headers} not among the columns"


def rules_sound(preset):
    fields = {c["field"] for c in preset["columns"]}
    for field in NEEDED.get(preset["kind"], ["external_id"]):
        if field not in fields:
            yield f"no column for {field}"
    for column in preset["columns"]:
        if column["field"] is None and column.keys() - {"header", "field"}:
            yield f"{column['header'][0]}: rules for a column that is left out"
        if "when" in column and preset["kind"] != "deals":
            yield f"{column['header'][0]}: `when` is for deals"
        theirs = [v.lower() for v in column.get("values", {})]
        if len(set(theirs)) != len(theirs):
            yield f"{column['header'][0]}: a value twice"


def check_preset(tap, path, schema):
    preset = load(path)
    name = path.stem
    problems = [f"{p} {m}" for p, m in json_schema.errors(preset, schema, schema)]
    tap.check(f"{name} fits the schema", problems)
    if problems:
        return
    keyed = preset["key"] == name and name.startswith(preset["preset"] + "-")
    tap.check(f"{name} has its file's name as key", [] if keyed else [preset["key"]])
    tap.check(f"{name} gives each header one meaning", headers_clear(preset))
    tap.check(f"{name} detects by headers that it knows", detect_known(preset))
    tap.check(f"{name} has sound rules", rules_sound(preset))


def case_problems(presets, case):
    found = preset_rules.choose(presets, case["kind"], case["headers"], case.get("preset"))
    key = found and found["key"]
    if key != case["key"]:
        yield f"chose {key}, expected {case['key']}"
        return
    for row, expected in case.get("rows", []):
        fields = preset_rules.fields(found, case["headers"], row)
        for field in sorted(fields.keys() | expected.keys()):
            if fields.get(field) != expected.get(field):
                yield f"{field}: {fields.get(field)!r}, expected {expected.get(field)!r}"


def main():
    tap = Tap()
    paths = sorted(p for p in FOLDER.glob("*.json") if p.name != "schema.json")
    schema = load(FOLDER / "schema.json")
    tap.check("there are presets", [] if paths else ["none found"])
    for path in paths:
        check_preset(tap, path, schema)
    presets = [load(p) for p in paths]
    cases = load(HERE / "preset_cases.json")
    for case in cases:
        tap.check(case["name"], case_problems(presets, case))
    covered = {c["key"] for c in cases}
    tap.check("every preset has a case", (p["key"] for p in presets if p["key"] not in covered))
    tap.end()


if __name__ == "__main__":
    main()
