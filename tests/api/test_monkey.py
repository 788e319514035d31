#!/usr/bin/env python3
"""Requests that nobody would make: operations of the program's own description in any order, with parameters and
bodies that fit it, fit it nearly, or not at all. Each is answered as described and by no fault of the program's
own, and afterwards everything adds up. The dice falls the same way each time; MONKEY_SEED and MONKEY_REQUESTS
make other runs."""
import json
import os
import random
import urllib.parse

import support
from openapi import operations, samples
from resources import FIELDS, make
from support import case

SEED = int(os.environ.get("MONKEY_SEED", "1"))
REQUESTS = int(os.environ.get("MONKEY_REQUESTS", "1500"))
ROUNDS = 5
CALLERS = ["admin"] * 4 + ["wati", "north", "viewer"]

STRANGE = [None, 0, -1, 1, 7, 2 ** 31, 2 ** 53, 2 ** 63 - 1, -2 ** 63, 10 ** 30, 1.5, 1e308, "", "a", "2026-02-30",
           "-9999-01-01", "9999-12-31", "0000-00-00", "2026-01-31T10:00:00Z", "IDR", "XXX", "true", True, False, [],
           {}, [1], [None], {"a": 1}, "x" * 300, "\u202e", "%", "_", "\\", "'", '"', "\U0001f600", " ", "1,2,3",
           "-amount,id", "set", "null", "custom.x", "12500000.00", "-5", "1e5", "NaN"]

# What would end the run: who asks, and how; streams have no end, and files are no text; what runs in the background
# says what it thinks of a file on stderr.
LEFT_OUT = {"events", "export", "attachment_content", "sign_in", "sign_out", "end_sessions", "set_password", "create_import", "load_demo",
            "remove_demo", "undo_import"}
OF_PEOPLE = ("/users", "/tokens")
PAGES = "/f/"  # what is wrong is told on the page: test_forms.py


def prepare(api):
    api.add_people()
    api.plain_pipeline()
    for resource in FIELDS:
        if resource != "organisations":
            for _ in range(3):
                make(api, resource)
    api.dice = random.Random(SEED)
    api.operations = [each for each in operations(api.get("/openapi.json"))
                      if each.id not in LEFT_OUT and not each.path.startswith(PAGES) and
                      not (each.method != "GET" and any(part in each.path for part in OF_PEOPLE))]


def fitting(dice, operation, schema, depth=0):
    """A value of this schema, at random."""
    schema = operation.follow(schema)
    for several in ("oneOf", "anyOf", "allOf"):
        if several in schema:
            return fitting(dice, operation, dice.choice(schema[several]), depth + 1)
    if "enum" in schema:
        return dice.choice(schema["enum"])
    kind = schema.get("type")
    kind = dice.choice(kind) if isinstance(kind, list) else kind
    if kind == "object" and depth < 6:
        required = schema.get("required", [])
        return {name: fitting(dice, operation, member, depth + 1)
                for name, member in schema.get("properties", {}).items()
                if name in required or dice.random() < 0.3}
    if kind == "array" and depth < 6:
        return [fitting(dice, operation, schema.get("items", {}), depth + 1)
                for _ in range(dice.randrange(3))]
    if kind in ("object", "array", "null", None):
        return None
    if kind == "integer":
        return dice.randint(1, 9)
    if kind == "number":
        return dice.choice([0, 0.5, 1])
    if kind == "boolean":
        return dice.random() < 0.5
    return samples({**schema, "type": "string"})[0]


def spoilt(dice, value):
    """The value with something strange in it."""
    if isinstance(value, dict) and value and dice.random() < 0.8:
        name = dice.choice(list(value))
        return {**value, name: spoilt(dice, value[name])}
    if isinstance(value, list) and value and dice.random() < 0.8:
        return [*value[1:], spoilt(dice, value[0])]
    return dice.choice(STRANGE)


def text_of(value):
    return value if isinstance(value, str) else json.dumps(value)


def path_of(dice, operation):
    path = operation.path
    for name in operation.parameters("path"):
        value = dice.choice(["deals", "leads", "x"]) if name == "name" else dice.randint(1, 20)
        path = path.replace("{%s}" % name, str(value))
    query = []
    for name, parameter in operation.parameters("query").items():
        if dice.random() < 0.12:
            value = fitting(dice, operation, parameter["schema"])
            query.append((name, text_of(value if dice.random() < 0.6 else dice.choice(STRANGE))))
    return path + ("?" + urllib.parse.urlencode(query) if query else "")


def body_of(dice, operation):
    """Bytes of a body and its media type; None where the operation takes none."""
    given = operation.text.get("requestBody")
    if not given:
        return None, {}
    media, described = next(iter(operation.follow(given)["content"].items()))
    value = fitting(dice, operation, described.get("schema", {}))
    if dice.random() < 0.5:
        value = spoilt(dice, value)
    return json.dumps(value).encode(), {"Content-Type": media}


def plays(api, requests):
    for _ in range(requests):
        operation = api.dice.choice(api.operations)
        path = path_of(api.dice, operation)
        raw, headers = body_of(api.dice, operation)
        who = api.dice.choice(CALLERS)
        answer = api.ask(operation.method, "." + path, raw=raw, headers=headers, who=who)
        told = "%s: %s %s %r: %r" % (who, operation.method, path, raw, answer)
        assert answer.status < 500, told
        assert not operation.answer_problems(answer), "%s\n%s" % (operation.answer_problems(answer), told)
        if answer.status == 401 and who == "admin":  # an undoing has taken the token away
            sign_in_again(api)
    api.get("/session")


def sign_in_again(api):
    api.tokens["admin"] = api.world.must("token", "create", "--user", "admin@alur.local").out.strip()


def adds_up(api):
    """after all that `alur check` has nothing to say"""
    api.world.must("check")


def tests():
    for number in range(1, ROUNDS + 1):
        yield case("%d strange requests are answered as described, round %d of %d" % (REQUESTS // ROUNDS, number, ROUNDS),
                   plays, REQUESTS // ROUNDS)
    yield adds_up


if __name__ == "__main__":
    support.run(tests(), prepare)
