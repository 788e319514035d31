#!/usr/bin/env python3
"""The closing calendar: what it says of each day against the list of deals, for everybody, with filters, and of the
past."""
import decimal
import random
import time

import openapi
import support
from resources import make
from test_hygiene import day
from test_review import change_deal, make_history


def prepare(api):
    api.add_people()
    api.plain = api.plain_pipeline()
    api.ids["pipeline"] = api.plain["id"]
    api.flow = api.plain_pipeline()
    api.post("/currency_rates", {"currency": "USD", "rate_micro": 16000 * 10**6, "valid_from": day(-400)})
    make_history(api, random.Random(3))
    chance = random.Random(4)
    for row in api.all("/deals", pipeline_id=api.flow["id"]):
        changes = {"expected_close": chance.choice([None, *(day(ahead) for ahead in range(-3, 4))])}
        if chance.random() < 0.3:
            changes.update({"amount": chance.choice([None, "2.50"]), "currency": "USD"})
        api.patch("/deals/%d" % row["id"], changes)


def calendar(api, first=-10, last=40, **more):
    return api.get("/pipelines/%d/calendar" % api.flow["id"], **{"from": day(first), "to": day(last)}, **more)


def sums_of(rows):
    sums = {}
    for row in rows:
        if row["amount"] is not None:
            sums[row["currency"]] = sums.get(row["currency"], 0) + decimal.Decimal(row["amount"])
    return sums


def worth(row):
    """In the organisation's currency, as the calendar orders by it."""
    if row["amount"] is None:
        return -1
    return decimal.Decimal(row["amount"]) * (16000 if row["currency"] == "USD" else 1)


def assert_is(answer, rows, limit=5):
    """The calendar says what these rows of a list do."""
    days = {one["day"]: one for one in answer["days"]}
    dated = [row for row in rows if row["expected_close"] and answer["from"] <= row["expected_close"] <= answer["to"]]
    assert [one["day"] for one in answer["days"]] == sorted({row["expected_close"] for row in dated})
    for date, one in days.items():
        of_day = [row for row in dated if row["expected_close"] == date]
        assert one["deals"] == len(of_day), one
        assert {row["currency"]: decimal.Decimal(row["amount"]) for row in one["sums"]} == sums_of(of_day), one
        largest = sorted(of_day, key=lambda row: (-worth(row), row["id"]))[:limit]
        assert [row["id"] for row in one["largest"]] == [row["id"] for row in largest], one
        for told, row in zip(one["largest"], largest):
            assert told == {name: row[name] for name in told}, told
    assert answer["undated"] == sum(row["expected_close"] is None for row in rows), answer["undated"]


def open_stages(api):
    return ",".join(map(str, api.flow["stages"]))


def days_are_told(api):
    """each day has its number, its sums by currency, and the largest deals of the list"""
    rows = api.all("/deals", pipeline_id=api.flow["id"], stage_id__in=open_stages(api))
    assert len({row["expected_close"] for row in rows}) > 5 and {row["currency"] for row in rows} == {"IDR", "USD"}
    assert_is(calendar(api), rows)
    assert_is(calendar(api, limit=0), rows, 0)
    assert_is(calendar(api, limit=20), rows, 20)
    assert_is(calendar(api, 0, 0), rows)
    assert_is(calendar(api, closed="true"), api.all("/deals", pipeline_id=api.flow["id"]))


def says_what_is_described(api):
    """the answer is as the API's description of itself says, to the last field of a deal"""
    document = api.get("/openapi.json", who=None)
    described, = [one for one in openapi.operations(document) if one.id == "closing_calendar"]
    answer = api.ask("GET", "/pipelines/%d/calendar" % api.flow["id"], **{"from": day(-10), "to": day(40)})
    assert any(one["largest"] for one in answer.body["days"]), answer
    assert described.answer_problems(answer) == [], described.answer_problems(answer)[:3]


def filters_hold(api):
    """filters, words, owners and teams leave the same deals as in lists"""
    for more in ({"owner_id": api.ids["north"]}, {"amount.gte": "300.00"}, {"q": "Flow 1"},
                 {"expected_close.gte": day(1)}, {"owner_id.is": "null", "currency": "USD"}):
        rows = api.all("/deals", pipeline_id=api.flow["id"], stage_id__in=open_stages(api), **more)
        answer = calendar(api, **more)
        if "expected_close.gte" in more:
            assert answer["undated"] == 0
        assert_is(answer, rows)
    members = "%d,%d" % (api.ids["north"], api.ids["mate"])
    assert_is(calendar(api, team_id=api.ids["North"]), api.all(
        "/deals", pipeline_id=api.flow["id"], stage_id__in=open_stages(api), owner_id__in=members))


def everybody_sees_their_own(api):
    """the calendar is of the deals that the caller may see"""
    for who in ("north", "alone", "wati", "viewer"):
        assert_is(calendar(api, who=who), api.all(
            "/deals", who=who, pipeline_id=api.flow["id"], stage_id__in=open_stages(api)))


def past_is_kept(api):
    """of a past instant it is as it was then"""
    chance = random.Random(6)
    make(api, "deals", pipeline_id=api.flow["id"], expected_close=day(2), amount="7.00")
    time.sleep(0.01)
    before, closed = calendar(api), calendar(api, closed="true")
    instant = make(api, "sources")["created_at"]
    deals = [row["id"] for row in api.all("/deals", pipeline_id=api.flow["id"])]
    for _ in range(80):
        time.sleep(0.002)
        change_deal(api, chance, chance.choice(deals))
    assert calendar(api, as_of=instant) == before
    assert calendar(api, as_of=instant, closed="true") == closed
    assert calendar(api) != before
    assert_is(calendar(api, as_of=day(-30)), api.all(
        "/deals", pipeline_id=api.flow["id"], stage_id__in=open_stages(api), as_of=day(-30)))


def what_is_refused(api):
    """what cannot be answered is refused on its parameter"""
    path = "/pipelines/%d/calendar" % api.flow["id"]
    days = {"from": day(0), "to": day(1)}
    for field, more in (("from", {"to": day(0)}), ("to", {"from": day(0)}), ("to", {"from": day(0), "to": day(-1)}),
                        ("to", {"from": day(0), "to": day(93)}), ("limit", {**days, "limit": 21}),
                        ("limit", {**days, "limit": -1}), ("stage_id", {**days, "stage_id": 1}),
                        ("as_of", {**days, "as_of": day(3)}), ("closed", {**days, "closed": "maybe"})):
        api.refuses(422, field, "GET", path, **more)
    api.refuses(404, None, "GET", "/pipelines/999999/calendar", **days)


TESTS = [days_are_told, says_what_is_described, filters_hold, everybody_sees_their_own, past_is_kept, what_is_refused]

if __name__ == "__main__":
    support.run(TESTS, prepare)
