#!/usr/bin/env python3
"""Checks data/templates/*.json: the schema, and what a schema cannot say (docs/templates.md)."""
import json
import re
import sys
from pathlib import Path

sys.dont_write_bytecode = True

import json_schema
from tap import Tap

FOLDER = Path(__file__).resolve().parents[2] / "data" / "templates"
SHIPPED = [
    "agency-services", "general-b2b", "property", "software-subscription", "start-empty",
    "tender-government", "wholesale-distribution",
]
PLACEHOLDERS = {
    "deal": {"contact.first_name", "owner.name", "deal.title", "company.name"},
    "lead": {"contact.first_name", "owner.name", "company.name"},
}
WHATSAPP_LENGTH = 300


def texts(value, path=""):
    """Every {"en", "id"} pair with its path."""
    if isinstance(value, dict):
        if value.keys() & {"en", "id"}:
            yield path, value
            return
        value = value.items()
    elif isinstance(value, list):
        value = enumerate(value)
    else:
        return
    for name, inner in value:
        yield from texts(inner, f"{path}/{name}")


def placeholders(text):
    return re.findall(r"\{\{(.*?)\}\}", text)


def repeated(items):
    return sorted({i for i in items if items.count(i) > 1})


def complete(template):
    """The format lets a team's own pipeline leave these out; a shipped template has them."""
    for stage in template["stages"]:
        for member in ("idle_days", "guidance", "exit_criteria"):
            if member not in stage:
                yield f"{stage['key']}: no {member}"


def both_languages(template):
    for path, text in texts(template):
        if text.keys() != {"en", "id"}:
            yield f"{path}: a language is missing"
            continue
        for language, words in text.items():
            if words != words.strip() or not words:
                yield f"{path}/{language}: empty, or spaces around the text"
            if "!" in words:
                yield f"{path}/{language}: exclamation mark"
        if sorted(placeholders(text["en"])) != sorted(placeholders(text["id"])):
            yield f"{path}: the languages have different placeholders"


def stages_in_order(template):
    stages = template["stages"]
    kinds = [s["kind"] for s in stages]
    if kinds != ["open"] * (len(kinds) - 2) + ["won", "lost"] or len(kinds) < 3:
        yield f"kinds {kinds}: open stages first, then one won and one lost"
    chances = [s["probability"] for s in stages if s["kind"] == "open"]
    if chances != sorted(set(chances)) or not all(0 < c < 1 for c in chances):
        yield f"probabilities {chances} do not rise between 0 and 1"
    for stage in stages:
        if stage["kind"] != "open" and stage["probability"] != (stage["kind"] == "won"):
            yield f"{stage['key']}: won is 1, lost is 0"
        if round(stage["probability"], 4) != stage["probability"]:
            yield f"{stage['key']}: more than four decimals"
        if (stage["idle_days"] is None) != (stage["kind"] != "open"):
            yield f"{stage['key']}: idle days for open stages, and only for them"
        if stage["exit_criteria"] and stage["kind"] != "open":
            yield f"{stage['key']}: exit criteria of a closed stage"


def unique(template):
    criteria = [c for s in template["stages"] for c in s["exit_criteria"]]
    groups = {
        "stage keys": [s["key"] for s in template["stages"]],
        "cadence keys": [c["key"] for c in template["cadences"]],
        "checklist keys": [c["key"] for c in criteria if c["kind"] == "checklist"],
        "field criteria": [c["field"] for c in criteria if c["kind"] == "field"],
    }
    for language in ("en", "id"):
        for part in ("stages", "lost_reasons", "cadences"):
            groups[f"names of {part} in {language}"] = [
                x["name"][language].casefold() for x in template[part]
            ]
    for what, items in groups.items():
        for item in repeated(items):
            yield f"{what}: {item} twice"


def cadences_sound(template):
    open_stages = {s["key"] for s in template["stages"] if s["kind"] == "open"}
    for cadence in template["cadences"]:
        key = cadence["key"]
        if cadence.get("start_stage", next(iter(open_stages))) not in open_stages:
            yield f"{key}: start_stage is no open stage"
        if "start_stage" in cadence and cadence["for"] == "lead":
            yield f"{key}: a lead has no stage to start in"
        if repeated(cadence["stop_on"]):
            yield f"{key}: stop_on twice"
        for number, step in enumerate(cadence["steps"]):
            where = f"{key} step {number}"
            if ("body" in step) != (step["kind"] in ("email", "whatsapp")):
                yield f"{where}: a body for e-mail and WhatsApp, and only for them"
            for path, text in texts(step):
                for words in text.values():
                    unknown = set(placeholders(words)) - PLACEHOLDERS[cadence["for"]]
                    if unknown:
                        yield f"{where}{path}: unknown placeholder {sorted(unknown)}"
                    if re.search("[{}]", re.sub(r"\{\{.*?\}\}", "", words)):
                        yield f"{where}{path}: loose brace"
            longest = max(map(len, step.get("body", {"en": ""}).values()))
            if step["kind"] == "whatsapp" and longest > WHATSAPP_LENGTH:
                yield f"{where}: WhatsApp text over {WHATSAPP_LENGTH} characters"


def rich_enough(template):
    """What every shipped template but the empty one offers."""
    counts = {
        "open stages": (sum(s["kind"] == "open" for s in template["stages"]), 3, 6),
        "lost reasons": (len(template["lost_reasons"]), 6, 10),
        "cadences": (len(template["cadences"]), 2, 3),
    }
    for what, (count, low, high) in counts.items():
        if not low <= count <= high:
            yield f"{count} {what}, expected {low} to {high}"
    for stage in template["stages"]:
        if stage["kind"] == "open" and not stage["exit_criteria"]:
            yield f"{stage['key']}: no exit criteria"
    if {c["for"] for c in template["cadences"]} != {"deal", "lead"}:
        yield "a cadence for leads and one for deals"


def check_template(tap, path, schema):
    template = json.loads(path.read_text(encoding="utf-8"))
    name = path.stem
    problems = [f"{p} {m}" for p, m in json_schema.errors(template, schema, schema)]
    problems = problems or list(complete(template))
    tap.check(f"{name} fits the schema and is complete", problems)
    if problems:
        return
    keyed = template["key"] == name
    tap.check(f"{name} has its file's name as key", [] if keyed else [template["key"]])
    tap.check(f"{name} has every text in both languages", both_languages(template))
    tap.check(f"{name} has its stages in order, chances rising", stages_in_order(template))
    tap.check(f"{name} names nothing twice", unique(template))
    tap.check(f"{name} has sound cadences with known placeholders", cadences_sound(template))
    if name != "start-empty":
        tap.check(f"{name} is rich enough to start with", rich_enough(template))


def main():
    tap = Tap()
    paths = sorted(p for p in FOLDER.glob("*.json") if p.name != "schema.json")
    schema = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))
    found = [p.stem for p in paths]
    tap.check("the shipped templates are there", [] if found == SHIPPED else [f"found {found}"])
    for path in paths:
        check_template(tap, path, schema)
    tap.end()


if __name__ == "__main__":
    main()
