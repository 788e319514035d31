#!/usr/bin/env python3
"""Fields that the organisation adds: their definitions, what their values are held to, filters by them,
and what happens to values whose definition goes."""
import time

import support
from resources import make
from support import case

ENTITIES = {"deal": "deals", "lead": "leads", "company": "companies", "contact": "contacts",
            "product": "products"}

# kind → (options, good values in their order, bad values)
KINDS = {
    "text": (None, ["Bali", "Jawa", "Ünï \U0001f600"], [7, True, [], {}, "nul\u0000", "a" * 4001]),
    "number": (None, [-3, 0.5, 12, 1000000], ["12", True, []]),
    "money": (None, ["-1.50", "0.25", "12.00", "12500000.0000"], [12, "much", "1.23456", "", True]),
    "day": (None, ["1999-12-31", "2024-02-29", "2026-01-01"], ["2026-02-30", "x", 20260101, True]),
    "yes_no": (None, [False, True], ["true", 1, 0]),
    "choice": (["Gold", "Silver"], ["Gold", "Silver"], ["Bronze", "gold", 1, ["Gold"], ""]),
}


def prepare(api):
    api.ids["pipeline"] = api.plain_pipeline()["id"]
    for kind, (options, _, _) in KINDS.items():
        define(api, "company", "f_" + kind, kind=kind, options=options)


def define(api, entity, key, **more):
    return api.post("/custom_fields", {"entity": entity, "key": key, "name": key.title(), **more})


def with_custom(api, resource, **custom):
    return make(api, resource, custom=custom)


def every_entity_takes_them(api, entity):
    resource, key = ENTITIES[entity], api.unique("k")
    define(api, entity, key)
    row = with_custom(api, resource, **{key: "Value"})
    assert row["custom"] == {key: "Value"}
    assert api.get("/%s/%d" % (resource, row["id"]))["custom"] == {key: "Value"}
    assert [one["id"] for one in api.get("/" + resource, **{"custom__" + key: "Value"})["items"]] == \
        [row["id"]]
    plain = make(api, resource)
    assert plain["custom"] == {}, "no fields of one's own is an empty object"


def values_are_checked(api, kind):
    _, good, bad = KINDS[kind]
    path = "/companies/%d" % make(api, "companies")["id"]
    for value in good:
        assert api.patch(path, {"custom": {"f_" + kind: value}})["custom"] == {"f_" + kind: value}
    for value in bad:
        answer = api.ask("PATCH", path, {"custom": {"f_" + kind: value}})
        assert answer.status == 422, (value, answer)
        assert answer.fields()[0] in ("custom.f_" + kind, "custom"), answer.fields()
    assert api.patch(path, {"custom": {"f_" + kind: None}})["custom"] == {}


def filters_by_value(api, kind):
    key, good = "f_" + kind, KINDS[kind][1]
    rows = [with_custom(api, "companies", **{key: value})["id"] for value in good]
    empty = make(api, "companies")["id"]

    def found(suffix, value):
        return [row["id"] for row in api.all("/companies", id__gte=rows[0],
                                             **{"custom__%s%s" % (key, suffix): value})]
    texts = [str(value).lower() if value in (True, False) and kind == "yes_no" else str(value)
             for value in good]
    for index, text in enumerate(texts):
        assert found("", text) == [rows[index]], text
        assert found("__gte", text) == rows[index:], text
        assert found("__gt", text) == rows[index + 1:], text
        assert found("__lte", text) == rows[:index + 1], text
        assert found("__lt", text) == rows[:index], text
    assert found("__in", ",".join(texts[:2])) == rows[:2]
    assert found("__is", "set") == rows and found("__is", "null") == [empty]
    total = api.get("/companies", id__gte=rows[0], count="true", limit=1,
                    **{"custom__%s__is" % key: "set"})["total"]
    assert total == len(rows)
    pages = api.all("/companies", limit=1, sort="-name", id__gte=rows[0],
                    **{"custom__%s__is" % key: "set"})
    assert sorted(row["id"] for row in pages) == rows


BAD_FILTERS = [("custom.nope", "x"), ("custom.f_number", "x"), ("custom.f_number.gte", "1e5"),
               ("custom.f_number", "--1"), ("custom.f_day", "2026-02-30"), ("custom.f_yes_no", "1"),
               ("custom.f_money.in", "1,x"), ("custom.f_text.like", "x"), ("custom.", "x"),
               ("custom", "x"), ("custom.f_text'", "x"), ("custom.f_text.is", "maybe"),
               ("custom.f_text.eq.gte", "x"), ("custom.F_TEXT", "x")]


def refuses_filter(api, name, value):
    answer = api.ask("GET", "/companies?%s=%s" % (name, value))
    assert answer.status == 422 and answer.fields() == [name], answer


def the_past_is_filtered_too(api):
    """values of then are found as of then"""
    define(api, "deal", "color")
    row = with_custom(api, "deals", color="red")
    instant = row["updated_at"]
    time.sleep(0.01)  # two changes of one millisecond are one for the past
    api.patch("/deals/%d" % row["id"], {"custom": {"color": "blue"}})
    for query, due in (({"custom__color": "blue"}, 1), ({"custom__color": "red"}, 0),
                       ({"custom__color": "red", "as_of": instant}, 1)):
        assert len(api.get("/deals", **query)["items"]) == due, query


def patches_merge_by_key(api):
    """a PATCH changes the keys that it gives and leaves the others"""
    row = with_custom(api, "companies", f_text="a", f_number=1)
    path = "/companies/%d" % row["id"]
    assert api.patch(path, {"custom": {"f_number": 2}})["custom"] == {"f_text": "a", "f_number": 2}
    assert api.patch(path, {"custom": {"f_text": None}})["custom"] == {"f_number": 2}
    event = api.get(path + "/history")["items"][0]
    assert event["changes"]["custom"] == [{"f_text": "a", "f_number": 2}, {"f_number": 2}]
    api.post("/undo")
    assert api.get(path)["custom"] == {"f_text": "a", "f_number": 2}


def archived_definitions_leave_values(api):
    """values whose definition was archived stay, and hinder no later change, but take no new value"""
    gone = define(api, "contact", "gone")
    define(api, "contact", "kept")
    path = "/contacts/%d" % with_custom(api, "contacts", gone="old", kept="a")["id"]
    api.must("DELETE", "/custom_fields/%d" % gone["id"])
    row = api.patch(path, {"custom": {"kept": "b"}, "name": "New name"})
    assert row["custom"] == {"gone": "old", "kept": "b"}
    api.refuses(422, "custom", "PATCH", path, {"custom": {"gone": "new"}})
    api.refuses(422, "custom.gone", "GET", "/contacts?custom.gone=old")
    assert api.patch(path, {"custom": {"gone": None}})["custom"] == {"kept": "b"}
    number = define(api, "contact", "gone", kind="number")
    assert number["id"] != gone["id"]


def another_kind_of_the_same_key(api):
    """a key that is defined anew, as another kind, reads old values as none"""
    old = define(api, "contact", "size")
    with_custom(api, "contacts", size="big")
    api.must("DELETE", "/custom_fields/%d" % old["id"])
    define(api, "contact", "size", kind="number")
    row = with_custom(api, "contacts", size=5)
    found = api.get("/contacts", custom__size__gte="1")["items"]
    assert [one["id"] for one in found] == [row["id"]]


def options_may_go(api):
    """a choice that is offered no longer stays where it was chosen"""
    definition = define(api, "lead", "tier", kind="choice", options=["A", "B"])
    define(api, "lead", "other")
    path = "/leads/%d" % with_custom(api, "leads", tier="B")["id"]
    api.patch("/custom_fields/%d" % definition["id"], {"options": ["A"]})
    assert api.patch(path, {"custom": {"other": "x"}})["custom"] == {"tier": "B", "other": "x"}
    api.refuses(422, "custom.tier", "POST", "/leads", {"name": "x", "custom": {"tier": "B"}})


def required_ones_are_asked_for(api):
    """a required field is asked for in new rows, and when `custom` is changed"""
    before = make(api, "products")
    definition = define(api, "product", "must", required=True)
    api.refuses(422, "custom.must", "POST", "/products", {"name": "x"})
    api.patch("/products/%d" % before["id"], {"name": "still"})
    row = with_custom(api, "products", must="x")
    api.refuses(422, "custom.must", "PATCH", "/products/%d" % row["id"], {"custom": {"must": None}})
    api.must("DELETE", "/custom_fields/%d" % definition["id"])


def bad_definitions(api):
    """definitions of other entities, bad keys, and the same key twice are refused"""
    for entity in ("user", "nope", "stage", "deals"):
        api.refuses(422, "entity", "POST", "/custom_fields", {"entity": entity, "key": "a",
                                                              "name": "A"})
    for key in ("A", "1a", "a-b", "a b", "a.b", "a'b", "ä", "$a", "a" * 41):
        api.refuses(422, "key", "POST", "/custom_fields", {"entity": "deal", "key": key, "name": "A"})
    define(api, "deal", "twice")
    api.refuses(409, None, "POST", "/custom_fields", {"entity": "deal", "key": "twice", "name": "A"})


def tests():
    for entity in ENTITIES:
        yield case("a %s takes fields of the organisation's own" % entity, every_entity_takes_them,
                   entity)
    for kind in KINDS:
        yield case("values of kind %s are checked" % kind, values_are_checked, kind)
        yield case("lists are filtered by fields of kind %s" % kind, filters_by_value, kind)
    for name, value in BAD_FILTERS:
        yield case("?%s=%s is refused" % (name, value), refuses_filter, name, value)
    yield from (the_past_is_filtered_too, patches_merge_by_key, archived_definitions_leave_values,
                another_kind_of_the_same_key, options_may_go, required_ones_are_asked_for,
                bad_definitions)


if __name__ == "__main__":
    support.run(tests(), prepare)
