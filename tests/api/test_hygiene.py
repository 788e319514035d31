#!/usr/bin/env python3
"""Warnings with their reason and repair, and the idle limits that are learned. The conditions, one by one:
tests/unit/test_hygiene.c; the formula of the limit: test_idle_limit.c."""
import datetime
import time

import support
from operations import upload
from resources import make


def prepare(api):
    api.add_people()
    api.plain = api.plain_pipeline()
    api.ids["pipeline"] = api.plain["id"]
    api.patch("/stages/%d" % api.plain["stages"][0], {"idle_days": 10})
    api.pipe = api.pipeline()


def day(offset=0):
    """A day of the organisation's zone, so many days from today."""
    now = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7)))
    return (now.date() + datetime.timedelta(days=offset)).isoformat()


def instant(**offset):
    now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**offset)
    return now.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def sound_deal(api, **more):
    """A deal with which nothing is wrong."""
    row = make(api, "deals", pipeline_id=api.plain["id"], stage_id=api.plain["stages"][0],
               amount="100.00", expected_close=day(30), **more)
    for _ in range(2):
        api.post("/deal_contacts", {"deal_id": row["id"], "contact_id": make(api, "contacts")["id"]})
    api.post("/activities", {"subject": "Call", "deal_id": row["id"], "due_at": instant(days=2)})
    return row["id"]


def old_deal(api):
    """A deal that has been in a stage with a limit of 10 days for 40 days, and nothing else."""
    key = api.unique("old-")
    pipeline = api.get("/pipelines/%d" % api.plain["id"])["name"]
    stage = api.get("/stages/%d" % api.plain["stages"][0])["name"]
    row = upload(api, "title,pipeline,stage,created_on,external_id\n%s,%s,%s,%s,%s\n"
                 % (key, pipeline, stage, day(-40), key), kind="deals")
    assert row["created"] == 1, row
    return api.get("/deals", external_id=key)["items"][0]["id"]


def warnings(api, deal, **more):
    return {item["warning"]: item for item in api.get("/deals/%d/hygiene" % deal, **more)["items"]}


def card(api, deal, **query):
    board = api.get("/pipelines/%d/board" % api.get("/deals/%d" % deal)["pipeline_id"], limit=200,
                    closed="true", **query)
    return next(card for stage in board["stages"] for card in stage["deals"] if card["id"] == deal)


def nothing_is_wrong(api):
    """a deal in good order has no warning, on the card neither"""
    deal = sound_deal(api)
    assert warnings(api, deal) == {}
    assert card(api, deal)["warnings"] == []


def repair(api, deal, item, value):
    """Does what the item says, with this value."""
    what = item["repair"]
    path, body = "/" + what["resource"], {what["field"]: value}
    if what["row_id"]:
        return api.patch("%s/%d" % (path, what["row_id"]), body)
    return api.post(path, {"deal_id": deal, **body, **(
        {"subject": "Call"} if what["resource"] == "activities" else {})})


def each_is_told_and_repaired(api):
    """every warning has its reason, and what it says repairs it"""
    deal = old_deal(api)
    api.patch("/deals/%d" % deal, {"expected_close": day(-3)})
    told = warnings(api, deal)
    assert list(told) == ["no_next_step", "close_date_past", "idle", "amount_missing",
                          "no_contact"], list(told)
    assert card(api, deal)["warnings"] == list(told)
    late = told["close_date_past"]
    assert (late["since"], late["days"], late["field"]) == (day(-3), 3, "expected_close"), late
    idle = told["idle"]
    assert (idle["since"], idle["days"], idle["limit_days"]) == (day(-40), 40, 10), idle
    assert "snooze" in idle["repair"]["others"] and "10" in idle["reason"], idle
    repair(api, deal, told["amount_missing"], "5.00")
    repair(api, deal, told["close_date_past"], day(3))
    repair(api, deal, told["no_next_step"], instant(days=1))
    repair(api, deal, told["no_contact"], make(api, "contacts")["id"])
    told = warnings(api, deal)
    assert list(told) == card(api, deal)["warnings"] == ["one_contact"], told
    repair(api, deal, told["one_contact"], make(api, "contacts")["id"])
    assert warnings(api, deal) == {}, warnings(api, deal)


def who_was_archived_counts_no_more(api):
    """of two contacts one was archived: one is left, until he is restored"""
    deal = sound_deal(api)
    link = api.get("/deal_contacts", deal_id=deal)["items"][0]
    api.must("DELETE", "/contacts/%d" % link["contact_id"])
    assert list(warnings(api, deal)) == ["one_contact"], warnings(api, deal)
    assert card(api, deal)["warnings"] == ["one_contact"]
    api.post("/contacts/%d/restore" % link["contact_id"])
    assert warnings(api, deal) == {}


def overdue_steps_are_finished(api):
    """an overdue step names the activity that finishes it"""
    deal = sound_deal(api)
    late = api.post("/activities", {"subject": "Late", "deal_id": deal, "due_at": instant(days=-2)})
    told = warnings(api, deal)
    assert list(told) == ["overdue_next_step"], told
    item = told["overdue_next_step"]
    assert item["repair"]["row_id"] == late["id"] and item["days"] == 2, item
    repair(api, deal, item, instant(seconds=-5))
    assert warnings(api, deal) == {}


def a_snooze_stops_the_clock(api):
    """a snooze and a booked step stop the clock of an idle deal, a past one does not"""
    deal = old_deal(api)
    assert "idle" in warnings(api, deal)
    api.patch("/deals/%d" % deal, {"snoozed_until": day()})
    assert "idle" not in warnings(api, deal)
    api.patch("/deals/%d" % deal, {"snoozed_until": day(-1)})
    assert "idle" in warnings(api, deal) and "idle" in card(api, deal)["warnings"]
    api.post("/activities", {"subject": "x", "deal_id": deal, "due_at": instant(hours=1)})
    assert "idle" not in warnings(api, deal) and "idle" not in card(api, deal)["warnings"]


def pushes_are_counted(api):
    """three pushes to a later month are told"""
    deal = sound_deal(api)
    for months in (3, 5):
        api.patch("/deals/%d" % deal, {"expected_close": day(31 * months)})
    assert warnings(api, deal) == {}
    api.patch("/deals/%d" % deal, {"expected_close": day(31 * 7)})
    told = warnings(api, deal)
    assert list(told) == ["pushed"] and "3" in told["pushed"]["reason"], told


def criteria_are_told_one_by_one(api):
    """what the stage asks and is not there is told in its own words, until it is there"""
    deal = make(api, "deals", pipeline_id=api.pipe["id"])["id"]
    asked = api.pipe["stages"][0]["exit_criteria"]
    items = [item for item in api.get("/deals/%d/hygiene" % deal)["items"]
             if item["warning"] == "criteria_unmet"]
    assert [item["reason"] for item in items] == [one["text"] for one in asked], items
    assert {item["field"]: item["repair"]["action"] for item in items} == \
        {"contact": "add_contact", "checklist.first-answer": "tick"}, items
    assert card(api, deal)["warnings"].count("criteria_unmet") == 1
    repair(api, deal, next(i for i in items if i["field"] == "contact"), make(api, "contacts")["id"])
    api.patch("/deals/%d" % deal, {"checklist": {"first-answer": True}})
    assert "criteria_unmet" not in warnings(api, deal)
    assert "criteria_unmet" not in card(api, deal)["warnings"]


def fields_and_lines_are_criteria(api):
    """fields, own fields and lines that a stage asks for are looked up for the card, too"""
    pipe = api.plain_pipeline()
    api.post("/custom_fields", {"entity": "deal", "key": "budget", "name": "Budget"})
    asked = ["company_id", "source_id", "line", "custom.budget"]
    api.patch("/stages/%d" % pipe["stages"][0], {"exit_criteria": [
        {"kind": "field", "field": field, "text": "Fill in " + field} for field in asked]})
    deal = make(api, "deals", pipeline_id=pipe["id"], company_id=make(api, "companies")["id"],
                source_id=make(api, "sources")["id"], custom={"budget": "yes"})["id"]
    items = api.get("/deals/%d/hygiene" % deal)["items"]
    unmet = [item for item in items if item["warning"] == "criteria_unmet"]
    assert [item["field"] for item in unmet] == ["line"], unmet
    assert "criteria_unmet" in card(api, deal)["warnings"]
    api.post("/deal_lines", {"deal_id": deal, "product_id": make(api, "products")["id"],
                             "quantity": 1})
    assert "criteria_unmet" not in warnings(api, deal)
    assert "criteria_unmet" not in card(api, deal)["warnings"]


def rates_are_missed(api):
    """an amount that sums leave out is told, also of a closed deal"""
    deal = sound_deal(api, currency="CHF")
    assert list(warnings(api, deal)) == ["no_exchange_rate"]
    api.post("/deals/%d/move" % deal, {"stage_id": api.plain["won"]})
    told = warnings(api, deal)
    assert list(told) == ["no_exchange_rate"] and "CHF" in told["no_exchange_rate"]["reason"], told


def in_the_callers_language(api):
    """reasons are in the caller's language"""
    deal = old_deal(api)
    said = [warnings(api, deal, headers={"Accept-Language": code})["no_next_step"]["reason"]
            for code in ("en", "id")]
    assert said == ["nothing is planned next", "belum ada langkah berikutnya"], said


def of_the_past_only_deals_are_known(api):
    """a card of the past has the warnings of then, none about contacts and criteria"""
    deal = old_deal(api)
    then = card(api, deal, as_of=day(-20))["warnings"]
    assert then == ["no_next_step", "idle", "amount_missing"], then
    assert "idle" not in card(api, deal, as_of=day(-35))["warnings"]


def hidden_deals_have_none(api):
    """a deal that one may not see has no warnings to see, an archived one none at all"""
    deal = sound_deal(api, owner_id=api.ids["south"])
    api.refuses(404, None, "GET", "/deals/%d/hygiene" % deal, who="north")
    api.get("/deals/%d/hygiene" % deal, who="wati")
    api.patch("/deals/%d" % deal, {"amount": None})
    api.must("DELETE", "/deals/%d" % deal)
    assert warnings(api, deal) == {}


def limits_begin_with_the_template(api):
    """without history the limit is the stage's own, on the board and by itself"""
    pipe = api.plain_pipeline()
    api.patch("/stages/%d" % pipe["stages"][0], {"idle_days": 10})
    items = api.get("/pipelines/%d/idle_limits" % pipe["id"])["items"]
    assert [item["stage_id"] for item in items] == pipe["stages"], items
    first = items[0]
    assert (first["days"], first["source"], first["n"], first["weight"]) == (10, "template", 0, 0)
    assert items[1]["source"] == "none" and items[1]["days"] is None, items[1]
    stages = api.get("/pipelines/%d/board" % pipe["id"])["stages"]
    assert stages[0]["idle_limit"] == {name: value for name, value in first.items()
                                       if name not in ("stage_id", "name")}, stages[0]
    assert stages[-1]["idle_limit"] is None


def limits_are_learned(api):
    """a server learns the limits of the demo's stages from its won deals, and the board goes by them"""
    world = support.cli.World()
    world.must("demo")
    token = world.must("token", "create", "--user", "demo@alur.local").out.strip()
    server = world.serve()

    def limits():
        found = server.must("GET", "/api/v1/pipelines/1/idle_limits", token=token)["items"]
        return {item["name"]: item for item in found}
    patience = time.monotonic() + 60
    while time.monotonic() < patience:
        if limits()["Engaging"]["source"] == "learned":
            break
        time.sleep(0.05)
    learned = limits()["Engaging"]
    assert learned["source"] == "learned" and learned["n"] == 2000, learned
    assert 60 < learned["days"] <= 150 and learned["learned_at"], learned
    board = server.must("GET", "/api/v1/pipelines/1/board?limit=1", token=token)
    assert board["stages"][1]["idle_limit"]["days"] == learned["days"]
    assert server.stop() == 0
    world.close()


TESTS = [nothing_is_wrong, each_is_told_and_repaired, who_was_archived_counts_no_more,
         overdue_steps_are_finished,
         a_snooze_stops_the_clock, pushes_are_counted, criteria_are_told_one_by_one,
         fields_and_lines_are_criteria, rates_are_missed, in_the_callers_language,
         of_the_past_only_deals_are_known, hidden_deals_have_none, limits_begin_with_the_template,
         limits_are_learned]

if __name__ == "__main__":
    support.run(TESTS, prepare)
