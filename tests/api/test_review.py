#!/usr/bin/env python3
"""The review: which deals come up, what is decided, and the waterfall of histories that were imported, moved,
edited, archived and undone. The rules one by one: tests/unit/test_waterfall.c, test_review_score.c."""
import decimal
import random
import time

import support
from operations import ended, upload
from resources import make
from test_hygiene import day, instant, sound_deal

SIGNS = {"created": 1, "pulled_in": 1, "grown": 1, "shrunk": -1, "pushed": -1, "lost": -1, "won": -1}
COUNTED = {"created": 1, "pulled_in": 1, "pushed": -1, "lost": -1, "won": -1}
PARTS = [*SIGNS, "archived"]


def prepare(api):
    api.add_people()
    api.plain = api.plain_pipeline()
    api.ids["pipeline"] = api.plain["id"]
    api.flow = api.plain_pipeline()
    make_history(api, random.Random(4))


# --- the review ---

def reviewed(api, pipe, **more):
    return api.get("/pipelines/%d/review" % pipe["id"], **more)["items"]


def ids_of(items):
    return [item["deal"]["id"] for item in items]


def bad_deal(api, pipe, **more):
    return make(api, "deals", pipeline_id=pipe["id"], **more)["id"]


def worst_first(api):
    """deals come worst first, larger ones before smaller ones, and those in good order do not come"""
    pipe = api.plain_pipeline()
    small = bad_deal(api, pipe, amount="100.00")
    large = bad_deal(api, pipe, amount="900.00")
    late = bad_deal(api, pipe, amount="500.00", expected_close=day(-1))
    unknown = bad_deal(api, pipe)
    fine = bad_deal(api, pipe, amount="500.00")
    api.post("/activities", {"subject": "x", "deal_id": fine, "due_at": instant(days=3)})
    closed = bad_deal(api, pipe)
    api.post("/deals/%d/move" % closed, {"stage_id": pipe["lost"]})
    items = reviewed(api, pipe)
    assert ids_of(items) == [late, large, unknown, small], ids_of(items)
    # (100 + 900 + 500 + 500) ÷ 5 = 400 on average
    assert [item["score"] for item in items] == [9 * 225, 4 * 325, 6 * 100, 4 * 125], items
    for item in items:
        assert item["warnings"] == api.get("/deals/%d/hygiene" % item["deal"]["id"])["items"]
        assert item["deal"] == api.get("/deals/%d" % item["deal"]["id"])
        assert item["last_decision"] is None


def pages_have_no_gap(api):
    """pages have no gap and no deal twice, also where scores are equal"""
    pipe = api.plain_pipeline()
    deals = [bad_deal(api, pipe, **({"amount": "10.00"} if i % 3 else {})) for i in range(11)]
    whole = ids_of(reviewed(api, pipe))
    assert sorted(whole) == sorted(deals)
    assert ids_of(api.all("/pipelines/%d/review" % pipe["id"], limit=2)) == whole


def decide(api, deal, decision="keep", who="admin", **more):
    return api.post("/review_decisions", {"deal_id": deal, "decision": decision, **more}, who=who)


def what_is_decided_sinks(api):
    """a deal about which something was decided today is out, until it changes"""
    pipe = api.plain_pipeline()
    one, two = bad_deal(api, pipe), bad_deal(api, pipe)
    row = decide(api, one, "push", note="Budget comes in March")
    assert (row["decision"], row["agreed_by_id"]) == ("push", api.ids["admin"]), row
    assert ids_of(reviewed(api, pipe)) == [two]
    time.sleep(0.004)  # a change in the same millisecond belongs to the decision
    api.patch("/deals/%d" % one, {"title": "Changed"})
    items = {item["deal"]["id"]: item for item in reviewed(api, pipe)}
    assert set(items) == {one, two}
    assert items[one]["last_decision"] == api.get("/review_decisions/%d" % row["id"])
    decide(api, one, "lose")
    assert ids_of(reviewed(api, pipe)) == [two]
    api.post("/undo")
    assert items[one]["last_decision"]["id"] == row["id"] and len(reviewed(api, pipe)) == 2


def rates_change_no_deal(api):
    """a corrected exchange rate moves sums, but changes no deal: not its ETag, nor what was decided about it"""
    pipe = api.plain_pipeline()
    rate = api.post("/currency_rates", {"currency": "NZD", "rate_micro": 10000 * 10**6, "valid_from": "2020-01-01"})
    deal = bad_deal(api, pipe, amount="1.00", currency="NZD")
    path = "/deals/%d" % deal
    time.sleep(0.004)
    decide(api, deal)
    before = api.ask("GET", path)
    time.sleep(0.004)
    api.patch("/currency_rates/%d" % rate["id"], {"rate_micro": 11000 * 10**6})
    assert api.get("/pipelines/%d/board" % pipe["id"])["stages"][0]["amount"] == "11000.00"
    after = api.ask("GET", path)
    assert (after.etag, after.text) == (before.etag, before.text), (before, after)
    assert ids_of(reviewed(api, pipe)) == []
    api.must("PATCH", path, {"title": "Mine"}, headers={"If-Match": before.etag})


def decisions_are_carried_out(api):
    """what was decided is done with the same change, and one undo takes both back"""
    pipe = api.plain_pipeline()
    deal = bad_deal(api, pipe, amount="100.00", expected_close=day(10), owner_id=api.ids["north"])
    path = "/deals/%d" % deal
    before = api.get(path)
    step = {"kind": "call", "subject": "Ask for the order", "due_at": instant(days=2)}
    cases = [("keep", {}, None, None), ("escalate", {}, None, None),
             ("push", {"expected_close": day(40)}, "expected_close", day(40)),
             ("pull", {"expected_close": day(2)}, "expected_close", day(2)),
             ("reassign", {"owner_id": api.ids["mate"]}, "owner_id", api.ids["mate"]),
             ("lose", {"revive_on": day(90)}, "stage_id", pipe["lost"]),
             ("next_step", step, "next_step_at", step["due_at"])]
    for decision, more, field, value in cases:
        assert ids_of(reviewed(api, pipe)) == [deal], decision
        row = api.post(path + "/decide", {"decision": decision, "note": "Agreed", **more})
        assert (row["decision"], row["note"], row["deal_id"]) == (decision, "Agreed", deal), row
        after = api.get(path)
        assert field is None or after[field] == value, (decision, after)
        assert ids_of(reviewed(api, pipe)) == [], decision
        api.post("/undo")
        assert {name for name in before if before[name] != api.get(path)[name]} \
            <= {"revision", "updated_at"}, decision
        assert api.get("/review_decisions", deal_id=deal)["items"] == [], decision
    made = api.get("/activities", deal_id=deal)["items"]
    assert made == [], made


def decided_out_of_sight(api):
    """a seller may give a deal away that is out of sight then, and plan a step where the company is hidden"""
    company = make(api, "companies", owner_id=api.ids["south"])["id"]
    deal = bad_deal(api, api.plain, owner_id=api.ids["alone"], company_id=company)
    api.refuses(404, None, "GET", "/companies/%d" % company, who="alone")
    path = "/deals/%d/decide" % deal
    api.post(path, {"decision": "next_step", "subject": "Call", "due_at": instant(days=2)}, who="alone")
    step = api.get("/activities", deal_id=deal)["items"][0]
    assert (step["company_id"], step["owner_id"]) == (company, api.ids["alone"]), step
    row = api.post(path, {"decision": "reassign", "owner_id": api.ids["south"]}, who="alone")
    assert row["agreed_by_id"] == api.ids["alone"], row
    assert api.get("/deals/%d" % deal)["owner_id"] == api.ids["south"]
    api.refuses(404, None, "GET", "/deals/%d" % deal, who="alone")


def decisions_must_fit(api):
    """a later close is a push and an earlier one a pull; nothing is decided about closed deals"""
    deal = bad_deal(api, api.plain, expected_close=day(10), owner_id=api.ids["south"])
    path = "/deals/%d/decide" % deal
    for decision, close in (("push", day(9)), ("push", day(10)), ("pull", day(11))):
        api.refuses(422, "expected_close", "POST", path,
                    {"decision": decision, "expected_close": close})
    api.refuses(404, None, "POST", path, {"decision": "keep"}, who="north")
    api.refuses(403, None, "POST", path, {"decision": "keep"}, who="viewer")
    api.post("/deals/%d/move" % deal, {"stage_id": api.plain["lost"]})
    api.refuses(409, None, "POST", path, {"decision": "keep"})
    assert api.get("/review_decisions", deal_id=deal)["items"] == []


def decisions_stand(api):
    """what was decided about which deal, and by whom, is not changed afterwards; the note may be"""
    row = decide(api, bad_deal(api, api.plain, owner_id=api.ids["north"]), who="north")
    path = "/review_decisions/%d" % row["id"]
    assert row["agreed_by_id"] == api.ids["north"]
    for field, value in (("decision", "lose"), ("deal_id", 1), ("agreed_by_id", api.ids["admin"])):
        api.refuses(422, field, "PATCH", path, {field: value})
    assert api.patch(path, {"note": "x"})["note"] == "x"
    api.refuses(422, "decision", "POST", "/review_decisions",
                {"deal_id": row["deal_id"], "decision": "win"})
    api.refuses(403, None, "POST", "/review_decisions",
                {"deal_id": row["deal_id"], "decision": "keep"}, who="viewer")


def everybody_reviews_their_own(api):
    """a review has the deals that the caller may see, of one owner or team where asked"""
    pipe = api.plain_pipeline()
    owners = ("north", "mate", "south", "alone", None)
    deals = {owner: bad_deal(api, pipe, owner_id=api.ids.get(owner)) for owner in owners}

    def seen(who, **more):
        found = ids_of(reviewed(api, pipe, who=who, **more))
        return {owner for owner, deal in deals.items() if deal in found}
    assert seen("admin") == set(owners)
    assert seen("north") == {"north", "mate", None}
    assert seen("alone") == {"alone", None}
    assert seen("wati") == {"south", "alone", None}
    assert seen("admin", owner_id=api.ids["south"]) == {"south"}
    assert seen("admin", team_id=api.ids["North"]) == {"north", "mate"}
    api.refuses(422, "deal_id", "POST", "/review_decisions",
                {"deal_id": deals["south"], "decision": "keep"}, who="north")


def snoozed_deals_rest(api):
    """a booked step takes a deal out of the review"""
    deal = sound_deal(api)
    assert deal not in ids_of(api.all("/pipelines/%d/review" % api.plain["id"]))
    api.patch("/deals/%d" % deal, {"amount": None})
    assert deal in ids_of(api.all("/pipelines/%d/review" % api.plain["id"]))


# --- the waterfall ---

def import_deals(api, chance):
    """Deals that began, changed and closed in the last 200 days, with the stages they went through."""
    pipeline = api.get("/pipelines/%d" % api.flow["id"])["name"]
    names = {stage["id"]: stage["name"] for stage in api.stages(api.flow["id"])}
    opened = [names[stage] for stage in api.flow["stages"]]
    deals = ["title,pipeline,amount,currency,created_on,expected_close,owner,external_id"]
    moves = ["deal_external_id,stage,entered_at,amount"]
    for number in range(30):
        began = chance.randint(60, 200)
        deals.append("Flow %d,%s,%d.00,IDR,%s,%s,%s,flow-%d" % (
            number, pipeline, chance.randint(1, 900), day(-began), day(chance.randint(-120, 60)),
            chance.choice(["north@example.com", "south@example.com"]), number))
        stages = [opened[0], *opened[1:chance.randint(1, len(opened))]]
        if chance.random() < 0.5:
            stages.append(names[chance.choice([api.flow["won"], api.flow["lost"]])])
        days = sorted(chance.sample(range(began), len(stages) - 1), reverse=True)
        for stage, ago in zip(stages, [began, *days]):
            amount = chance.choice(["", "%d.00" % chance.randint(1, 900)])
            moves.append("flow-%d,%s,%s,%s" % (number, stage, day(-ago), amount))
    for kind, lines in (("deals", deals), ("stage-history", moves)):
        row = upload(api, "\n".join(lines) + "\n", kind=kind)
        assert row["rejected"] == 0, api.ask("GET", "/imports/%d/rejected" % row["id"]).text


def change_deal(api, chance, deal):
    path = "/deals/%d" % deal
    kind = chance.choice(["move", "move", "edit", "edit", "archive", "restore", "undo"])
    if kind == "move":
        api.ask("POST", path + "/move", {"stage_id": chance.choice(
            [*api.flow["stages"], api.flow["won"], api.flow["lost"]])})
    elif kind == "edit":
        api.ask("PATCH", path, chance.choice([
            {"amount": "%d.00" % chance.randint(1, 900)}, {"amount": None},
            {"expected_close": day(chance.randint(-60, 90))}, {"expected_close": None},
            {"owner_id": api.ids[chance.choice(["north", "south", "alone"])]}]))
    elif kind == "archive":
        api.ask("DELETE", path)
    elif kind == "restore":
        api.ask("POST", path + "/restore", {})
    else:
        api.ask("POST", "/undo", {})


def make_history(api, chance):
    import_deals(api, chance)
    for number in range(8):
        make(api, "deals", pipeline_id=api.flow["id"], amount="%d.00" % (number * 10),
             owner_id=api.ids["north"], expected_close=day(number * 9))
    deals = [row["id"] for row in api.all("/deals", pipeline_id=api.flow["id"])]
    for _ in range(150):
        change_deal(api, chance, chance.choice(deals))


def waterfall(api, first, last, **more):
    return api.get("/pipelines/%d/waterfall" % api.flow["id"], **{
        "from": day(-first), "to": day(-last)}, **more)


def figure(answer, part):
    return decimal.Decimal(answer[part]["amount"]), answer[part]["deals"]


def assert_adds_up(answer):
    amount, deals = figure(answer, "opening")
    for part, sign in SIGNS.items():
        amount += sign * figure(answer, part)[0]
        deals += COUNTED.get(part, 0) * figure(answer, part)[1]
        assert figure(answer, part)[0] >= 0, answer
    assert (amount, deals) == figure(answer, "closing"), answer


def open_on(api, ago, **more):
    """What the board of that day has in its open stages."""
    when = {} if ago == 0 else {"as_of": day(-ago)}
    stages = [stage for stage in api.get("/pipelines/%d/board" % api.flow["id"], limit=1,
                                         **when, **more)["stages"] if stage["kind"] == "open"]
    return (sum(decimal.Decimal(stage["amount"]) for stage in stages),
            sum(stage["count"] for stage in stages))


def adds_up_between_any_two_days(api):
    """between any two days the waterfall adds up, to what the boards of those days show"""
    chance = random.Random(7)
    for _ in range(60):
        first = chance.randint(0, 210)
        last = chance.choice([0, chance.randint(0, first)])
        more = chance.choice([{}, {"owner_id": api.ids["north"]}, {"team_id": api.ids["South"]}])
        answer = waterfall(api, first, last, **more)
        assert_adds_up(answer)
        assert figure(answer, "opening") == open_on(api, first + 1, **more), (first, last, more)
        assert figure(answer, "closing") == open_on(api, last, **more), (first, last, more)


def adds_up_for_days_of_closing(api):
    """for deals that close in a period the closing of one span is the opening of the next"""
    chance = random.Random(8)
    for _ in range(40):
        first = chance.randint(1, 210)
        last = chance.randint(1, first)
        begin = chance.randint(-120, 60)
        days = chance.choice([{"close_from": day(begin), "close_to": day(begin + 40)},
                              {"close_from": day(begin)}, {"close_to": day(begin)}])
        answer = waterfall(api, first, last, **days)
        assert_adds_up(answer)
        after = waterfall(api, last - 1, 0, **days)
        assert_adds_up(after)
        assert figure(answer, "closing") == figure(after, "opening"), (first, last, days)


def all_parts_occur(api):
    """the histories of this suite have every part, and the deals behind it add up to it, page by page"""
    answer = waterfall(api, 100, 0, close_from=day(-90), close_to=day(45))
    for part in PARTS:
        rows, cursor = [], {}
        while cursor is not None:
            page = waterfall(api, 100, 0, close_from=day(-90), close_to=day(45), part=part, limit=3,
                             **cursor)
            rows += page["items"]
            cursor = {"cursor": page["next"]} if page["next"] else None
        amounts = [decimal.Decimal(row["amount"]) for row in rows]
        assert (sum(amounts), len(rows)) == figure(answer, part), (part, rows)
        assert amounts == sorted(amounts, reverse=True), amounts
        assert len({row["id"] for row in rows}) == len(rows) > 0, (part, answer)


def undone_imports_leave_nothing(api):
    """an import that is undone is in no waterfall"""
    before = waterfall(api, 200, 0)
    name = api.get("/pipelines/%d" % api.flow["id"])["name"]
    row = upload(api, "title,pipeline,amount,created_on,external_id\nGone,%s,5.00,%s,gone\n"
                 % (name, day(-50)), kind="deals")
    assert waterfall(api, 200, 0) != before
    api.post("/imports/%d/undo" % row["id"])
    assert ended(api, row["id"])["state"] == "undone"
    assert waterfall(api, 200, 0) == before


def sellers_see_their_own(api):
    """a seller's waterfall is of the deals that are theirs to see, then as on the board"""
    for who in ("north", "alone", "wati", "viewer"):
        answer = api.get("/pipelines/%d/waterfall" % api.flow["id"], who=who,
                         **{"from": day(-80), "to": day(-20)})
        assert_adds_up(answer)
        assert figure(answer, "closing") == open_on(api, 20, who=who), who
    theirs = {api.ids["alone"], None}
    seen = {row["id"] for row in api.all("/deals", who="alone", archived="true")}
    for part in PARTS:
        for row in waterfall(api, 200, 0, who="alone", part=part, limit=200)["items"]:
            owners = {change["changes"]["owner_id"][1] for change in
                      api.get("/deals/%d/history" % row["id"], limit=200)["items"]
                      if "owner_id" in change["changes"]}
            assert row["id"] in seen or owners & theirs, (row, owners)


def days_are_the_organisations(api):
    """both days are included, and days to come are as today"""
    pipe = api.plain_pipeline()
    bad_deal(api, pipe, amount="5.00")
    path = "/pipelines/%d/waterfall" % pipe["id"]
    for last in (day(), day(400)):
        answer = api.get(path, **{"from": day(), "to": last})
        assert figure(answer, "created") == figure(answer, "closing") == (5, 1), answer
    answer = api.get(path, **{"from": day(-5), "to": day(-1)})
    assert figure(answer, "closing") == (0, 0), answer


TESTS = [worst_first, pages_have_no_gap, what_is_decided_sinks, rates_change_no_deal, decisions_are_carried_out,
         decided_out_of_sight, decisions_must_fit, decisions_stand,
         everybody_reviews_their_own, snoozed_deals_rest, adds_up_between_any_two_days,
         adds_up_for_days_of_closing, all_parts_occur, undone_imports_leave_nothing,
         sellers_see_their_own, days_are_the_organisations]

if __name__ == "__main__":
    support.run(TESTS, prepare)
