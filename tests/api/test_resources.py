#!/usr/bin/env python3
"""Every resource: list, create, get, update, archive, restore, history and batch, and what each of
their fields takes and refuses. The rows come from resources.py."""
import resources
import support
from resources import FIELDS, MADE_OTHERWISE, ONLY_BY_OPERATIONS, fields_of, make, new_row

RIGHT_TO_LEFT = "\u05d0\u05d1\u200f (x)\u200e"

# By kind of field: values that are taken, as they come back; and values that are refused.
GOOD = {
    "text": [("Ünïcode \u00e9\U0001f600", None), (RIGHT_TO_LEFT, None), ("'; DROP TABLE x --", None),
             ("<b>\"\\/", None)],
    "email": [("Ani.W@Example.com", "ani.w@example.com")],
    "phone": [("+62 812-3456-789", "+628123456789"), ("(021) 555.0101", "+62215550101")],
    "money": [("12500000.00", None), ("0.00", None), (None, None)],
    "bool": [(True, None), (False, None)],
    "day": [("2024-02-29", None), (None, None)],
    "instant": [("2026-03-02T03:04:05.678Z", None),
                ("2026-03-02T10:04:05.678+07:00", "2026-03-02T03:04:05.678Z")],
    "rate": [(0.25, None), (0, None), (1, None)],
    "quantity": [(2, None), (2.125, None)],
    "currency": [("USD", None), ("IDR", None)],
    "zone": [("UTC", None), ("Asia/Makassar", None)],
}
WRONG_TYPES = {
    "text": [7, True, ["a"], {"a": 1}], "email": [7, ["a"]], "phone": [7, {}],
    "money": [True, ["1"], {}], "bool": ["true", 1, None], "day": [20260101, True],
    "instant": [1772420400, True], "rate": ["0.5", True], "quantity": ["2", True, []],
    "currency": [360, ["IDR"]], "zone": [7, {}], "enum": [0, True, []], "ref": ["1", True, 1.5, []],
    "int": ["7", 1.5, True, []], "json": [], "custom": [7, "a", []],
}
BAD_VALUES = {
    "text": ["nul\u0000here"],
    "email": ["ani", "ani@", "@example.com", "a b@example.com", "nul\u0000@example.com"],
    "phone": ["call me", "12"],
    "money": ["-1.00.0", "12,5", "1e3", "", "abc", "1.234567", "99999999999999999999.00"],
    "bool": [], "day": ["2026-02-30", "2026-13-01", "2025-02-29", "26-1-1", "yesterday", ""],
    "instant": ["2026-02-30T00:00:00Z", "2026-03-02T25:00:00Z", "now"],
    "rate": [-0.1, 1.1, 1e300], "quantity": [-1, 1e30],
    "currency": ["XXQ", "rp", "", "idr "], "zone": ["Mars/Olympus", "../etc/passwd", ""],
    "ref": [999999999, -1, 9223372036854775807], "json": [], "custom": [{"no_such_key": 1}],
    "enum": ["no-such-name", ""], "int": [],
}


def prepare(api):
    api.add_people()
    resources.shared_pipeline(api)
    api.post("/custom_fields", {"entity": "deal", "key": "region", "name": "Region"})


def some_row(api, resource):
    if resource == "organisations":
        return api.get("/organisations/1")
    return make(api, resource)


# --- the table itself ---

def describes_all_fields(api, resource):
    row = some_row(api, resource)
    ours = [field.name for field in fields_of(resource)]
    theirs = [name for name in row if (resource, name) != ("tokens", "token")]
    assert ours == theirs, "resources.py and the program differ: %s" % set(ours).symmetric_difference(theirs)
    for field in fields_of(resource):
        if row[field.name] is None:
            assert not field.required and not field.defaults, field.name


# --- verbs ---

def creates_and_reads(api, resource):
    answer = api.ask("POST", "/" + resource, new_row(api, resource))
    assert answer.status == 201, answer
    row = answer.body
    assert row["revision"] == 1 and row["archived_at"] is None
    if resource not in MADE_OTHERWISE:
        assert answer.headers["Location"] == "%s/%s/%d" % (support.BASE, resource, row["id"])
        assert answer.etag == '"1"', answer.headers
    again = api.ask("GET", "/%s/%d" % (resource, row["id"]))
    row.pop("token", None)
    assert again.status == 200 and again.etag == '"1"'
    assert {**again.body, "last_used_at": 0} == {**row, "last_used_at": 0}
    listed = api.get("/" + resource, sort="-id", limit=3)["items"]
    assert row["id"] in [item["id"] for item in listed]
    assert api.ask("GET", "/%s/%d" % (resource, row["id"]),
                   headers={"If-None-Match": '"1"'}).status == 304


def changeable(api, resource):
    """A field that a PATCH may set, and another value for it."""
    name = next(field.name for field in fields_of(resource)
                if field.kind == "text" and not field.read_only and not field.create_only
                or resource == "currency_rates" and field.name == "rate_micro")
    return name, 17000000000 if resource == "currency_rates" else api.unique("Changed \u00e9")


def updates_by_etag(api, resource):
    row = some_row(api, resource)
    path, (name, value) = "/%s/%d" % (resource, row["id"]), changeable(api, resource)
    tag = '"%d"' % row["revision"]
    answer = api.ask("PATCH", path, {name: value}, headers={"If-Match": tag})
    assert answer.status == 200 and answer.body[name] == value, answer
    assert answer.etag == '"%d"' % (row["revision"] + 1), answer.headers
    api.refuses(412, None, "PATCH", path, {name: row[name]}, headers={"If-Match": tag})
    api.must("PATCH", path, {name: row[name]}, headers={"If-Match": "*"})
    before = api.ask("GET", path)
    same = api.ask("PATCH", path, {name: row[name]})
    assert same.etag == before.etag, "a change of nothing counts as a change"


def archives_and_restores(api, resource):
    row = some_row(api, resource)
    path = "/%s/%d" % (resource, row["id"])
    if resource == "organisations":
        assert api.ask("DELETE", path).status == 405
        return
    api.refuses(412, None, "DELETE", path, headers={"If-Match": '"77"'})
    answer = api.ask("DELETE", path)
    assert answer.status == 204 and answer.text == "", answer
    assert row["id"] not in [item["id"] for item in api.all("/" + resource)]
    assert row["id"] in [item["id"] for item in api.all("/" + resource, archived="true")]
    assert api.get(path)["archived_at"]
    api.refuses(409, None, "DELETE", path)
    name, value = changeable(api, resource)
    api.refuses(409, None, "PATCH", path, {name: value})
    answer = api.ask("POST", path + "/restore")
    if resource == "tokens":
        assert answer.status == 409, "a revoked token came back: %r" % answer
        return
    assert answer.status == 200 and answer.body["archived_at"] is None and answer.etag, answer
    api.refuses(409, None, "POST", path + "/restore")
    assert row["id"] in [item["id"] for item in api.all("/" + resource)]


def tells_history(api, resource):
    row = some_row(api, resource)
    path, (name, value) = "/%s/%d" % (resource, row["id"]), changeable(api, resource)
    api.patch(path, {name: value})
    if resource not in ("organisations", "tokens"):
        api.must("DELETE", path)
        api.post(path + "/restore")
    history = api.get(path + "/history")
    assert set(history) == {"items", "next"}
    kinds = [event["kind"] for event in history["items"]]
    expected = ["update", "create"]
    if resource not in ("organisations", "tokens"):
        expected = ["restore", "archive"] + expected
    if resource == "organisations":
        expected, kinds = expected[:1], kinds[:1]
    assert kinds == expected, kinds
    change = history["items"][kinds.index("update")]
    assert change["changes"] == {name: [row[name], value]}, change
    assert change["actor"] == {"id": api.ids["admin"], "name": "Admin"}, change
    assert change["at"].endswith("Z") and len(change["at"]) == 24
    page = api.get(path + "/history", limit=1)
    assert len(page["items"]) == 1
    if len(history["items"]) > 1:
        second = api.get(path + "/history", limit=1, cursor=page["next"])["items"]
        assert second[0]["id"] == history["items"][1]["id"]


def undoes_its_last_change(api, resource):
    """Each kind of change, by an undo that names nothing: the caller's last one."""
    row = some_row(api, resource)
    path, (name, value) = "/%s/%d" % (resource, row["id"]), changeable(api, resource)
    if resource != "organisations":
        api.post("/undo", {})
        assert api.get(path)["archived_at"], "a new row is there although its making was undone"
        row = make(api, resource)
        path = "/%s/%d" % (resource, row["id"])
    api.patch(path, {name: value})
    api.post("/undo", {})
    assert api.get(path)[name] == row[name]
    last = api.get(path + "/history", limit=1)["items"][0]
    assert last["undo_of"] and last["changes"] == {name: [value, row[name]]}, last
    if resource in ("organisations", "tokens"):
        return
    api.must("DELETE", path)
    api.post("/undo", {})
    assert api.get(path)["archived_at"] is None
    api.must("DELETE", path)
    api.post(path + "/restore")
    api.post("/undo", {})
    assert api.get(path)["archived_at"]


def is_404_where_nothing_is(api, resource):
    name, value = changeable(api, resource)
    for identifier in (999999999, 9223372036854775807):
        path = "/%s/%d" % (resource, identifier)
        api.refuses(404, None, "GET", path)
        api.refuses(404, None, "PATCH", path, {name: value})
        api.refuses(404, None, "GET", path + "/history")
        if resource != "organisations":
            api.refuses(404, None, "DELETE", path)
            api.refuses(404, None, "POST", path + "/restore")
    for garbage in ("0", "-1", "x", "1.0", "9223372036854775808", "1%00"):
        api.refuses(404, None, "GET", "/%s/%s" % (resource, garbage))


# --- fields ---

def writable(resource):
    return [field for field in fields_of(resource) if not field.read_only]


def try_value(api, resource, field, value):
    """The answer to a row with this value, by POST where it is new, else by PATCH."""
    if field.create_only:
        return api.ask("POST", "/" + resource, {**new_row(api, resource), field.name: value})
    row = api.ids.setdefault("row of " + resource, some_row(api, resource)["id"])
    return api.ask("PATCH", "/%s/%d" % (resource, row), {field.name: value})


def takes_good_values(api, resource):
    if resource == "organisations":  # its currency stays while there are rates to it: test_lists.py
        for rate in api.all("/currency_rates"):
            api.must("DELETE", "/currency_rates/%d" % rate["id"])
    for field in writable(resource):
        for value, back in GOOD.get(field.kind, []):
            if value is None and field.required or field.create_only or resource == "custom_fields":
                continue
            if (resource, field.name) == ("deals", "revive_on"):
                continue  # of closed deals only: test_cadences.py
            answer = try_value(api, resource, field, value)
            assert answer.status == 200, "%s = %r: %r" % (field.name, value, answer)
            assert answer.body[field.name] == (back or value), \
                "%s: %r became %r" % (field.name, value, answer.body[field.name])


def refuses_bad_values(api, resource):
    for field in writable(resource):
        wrong = WRONG_TYPES[field.kind] if field.kind in WRONG_TYPES else []
        for value in wrong + BAD_VALUES[field.kind]:
            answer = try_value(api, resource, field, value)
            assert answer.status == 422, "%s = %r: %r" % (field.name, value, answer)
            support.check_problem(answer)
            named = [name.split(".")[0] for name in answer.fields()]
            assert field.name in named, "%s = %r: %s" % (field.name, value, answer.fields())


def bounds_texts_and_numbers(api, resource):
    for field in writable(resource):
        if field.kind == "text" and resource not in ("custom_fields", "views"):
            limit = int(field.argument)
            assert try_value(api, resource, field, "\u00e9" * limit).status == 200, field.name
            assert try_value(api, resource, field, "\u00e9" * (limit + 1)).status == 422, field.name
        if field.kind == "int" and field.argument:
            low, high = (int(part) for part in field.argument.split(":"))
            for value, good in ((low, True), (high, True), (low - 1, False), (high + 1, False),
                                (2 ** 63, False), (10 ** 400, False)):
                answer = try_value(api, resource, field, value)
                assert (answer.status == 200) == good, "%s = %d: %r" % (field.name, value, answer)
                assert good or answer.status == 422, answer


def wants_what_is_required(api, resource):
    for field in writable(resource):
        if not field.required:
            continue
        empty = [None, ""] if field.kind == "text" else [None]
        if resource not in MADE_OTHERWISE and not field.defaults:
            body = new_row(api, resource)
            body.pop(field.name)
            api.refuses(422, field.name, "POST", "/" + resource, body)
        for value in empty:
            answer = try_value(api, resource, field, value)
            assert answer.status == 422 and field.name in answer.fields(), \
                "%s = %r: %r" % (field.name, value, answer)


def refuses_foreign_fields(api, resource):
    row = some_row(api, resource)
    path = "/%s/%d" % (resource, row["id"])
    for name in ("no_such_field", "password_hash", "hash", "amount_home", "match_key", "ID", ""):
        api.refuses(422, name, "PATCH", path, {name: 1})
        if resource not in MADE_OTHERWISE:
            api.refuses(422, name, "POST", "/" + resource, {**new_row(api, resource), name: 1})
    for field in fields_of(resource):
        if field.read_only or field.create_only:
            api.refuses(422, field.name, "PATCH", path, {field.name: row[field.name]})
        if field.read_only and resource not in MADE_OTHERWISE:
            api.refuses(422, field.name, "POST", "/" + resource,
                        {**new_row(api, resource), field.name: row[field.name]})
    assert api.get(path)["revision"] == row["revision"]


def refuses_bodies_that_are_no_object(api, resource):
    path = "/%s/%d" % (resource, some_row(api, resource)["id"])
    api.refuses(422, None, "PATCH", path, [])
    api.refuses(422, None, "PATCH", path, [1, 2])
    api.refuses(422, None, "PATCH", path)
    if resource not in MADE_OTHERWISE:
        api.refuses(422, None, "POST", "/" + resource, [])


# --- batch ---

def batches(api, resource):
    name, value = changeable(api, resource)
    one, two = make(api, resource), make(api, resource)
    operations = [
        {"op": "create", "body": new_row(api, resource)},
        {"op": "update", "id": one["id"], "body": {name: value}, "if_match": '"1"'},
        {"op": "archive", "id": two["id"]}]
    answer = api.post("/%s/batch" % resource, {"operations": operations})
    assert set(answer) == {"batch_id", "items", "refused"} and len(answer["items"]) == 3
    assert answer["items"][1][name] == value and answer["items"][2]["archived_at"]
    before = len(api.all("/" + resource))
    refused = api.refuses(422, "operations[1].no_such", "POST", "/%s/batch" % resource, {
        "operations": [{"op": "create", "body": new_row(api, resource)},
                       {"op": "update", "id": one["id"], "body": {"no_such": 1}}]})
    assert refused.body["errors"]
    assert len(api.all("/" + resource)) == before, "a batch left a part of itself"
    api.refuses(412, None, "POST", "/%s/batch" % resource, {"operations": [
        {"op": "create", "body": new_row(api, resource)},
        {"op": "update", "id": one["id"], "body": {name: "x"}, "if_match": '"1"'}]})
    api.refuses(404, None, "POST", "/%s/batch" % resource, {"operations": [
        {"op": "archive", "id": 999999999}]})
    api.refuses(422, "operations[0].op", "POST", "/%s/batch" % resource, {"operations": [
        {"op": "purge", "id": one["id"]}]})
    api.refuses(422, "operations[0].id", "POST", "/%s/batch" % resource, {"operations": [
        {"op": "update", "body": {}}]})
    api.refuses(422, "operations", "POST", "/%s/batch" % resource, {"operations": 7})
    assert len(api.all("/" + resource)) == before


# --- rights ---

ABOVE = {"admin": ["viewer", "north", "wati"], "seller": ["viewer"], "viewer": []}


def needs_the_right(api, resource):
    row = some_row(api, resource)
    path, (name, value) = "/%s/%d" % (resource, row["id"]), changeable(api, resource)
    for who in ABOVE[resources.WRITERS[resource]]:
        if resource not in MADE_OTHERWISE:
            api.refuses(403, None, "POST", "/" + resource, new_row(api, resource), who=who)
            api.refuses(403, None, "POST", "/%s/batch" % resource, {"operations": []}, who=who)
        api.refuses(403, None, "PATCH", path, {name: value}, who=who)
        if resource != "organisations":
            api.refuses(403, None, "DELETE", path, who=who)
            api.refuses(403, None, "POST", path + "/restore", who=who)
    for method, place in (("GET", path), ("PATCH", path), ("GET", path + "/history")):
        body = {name: value} if method == "PATCH" else None
        api.refuses(401, None, method, place, body, who=None)
        api.refuses(401, None, method, place, body, who=None,
                    headers={"Authorization": "Bearer alur_" + "x" * 43})


EACH = [
    ("the fields of %s are those of resources.py", describes_all_fields),
    ("%s are created, read and listed", creates_and_reads),
    ("%s are changed by whoever has the newest ETag", updates_by_etag),
    ("%s are archived and restored", archives_and_restores),
    ("%s tell their history", tells_history),
    ("each last change of %s is undone", undoes_its_last_change),
    ("%s that are not there are 404", is_404_where_nothing_is),
    ("%s keep good values as they were given", takes_good_values),
    ("%s refuse wrong types and bad values on their field", refuses_bad_values),
    ("%s bound their texts and numbers", bounds_texts_and_numbers),
    ("%s want what is required", wants_what_is_required),
    ("%s refuse unknown and read-only fields", refuses_foreign_fields),
    ("%s refuse bodies that are no object", refuses_bodies_that_are_no_object),
    ("%s are changed in batches, all or nothing", batches),
    ("%s are changed only by those who may", needs_the_right),
]


# What holds also where a client can set nothing.
READ_ONLY = (describes_all_fields, refuses_foreign_fields, refuses_bodies_that_are_no_object)


def tests():
    for name, function in EACH:
        for resource in FIELDS:
            if resource in ONLY_BY_OPERATIONS and function not in READ_ONLY:
                continue
            made_otherwise = function in (creates_and_reads, batches)
            if not (made_otherwise and resource in ("organisations", "attachments") or
                    function is batches and resource in MADE_OTHERWISE):
                yield support.case(name % resource, function, resource)


if __name__ == "__main__":
    support.run(tests(), prepare)
