#!/usr/bin/env python3
"""The demo: the real data, the numbers that must come out of it, and its past."""
import csv
import datetime
import decimal
import os

import support

PIPELINE = os.path.join(os.path.dirname(__file__), "../../data/demo/maven-crm/sales_pipeline.csv")


def deals():
    with open(PIPELINE, encoding="utf-8") as file:
        return list(csv.DictReader(file))


def serve(world):
    token = world.must("token", "create", "--user", "demo@alur.local").out.strip()
    server = world.serve()
    return lambda path: server.must("GET", "/api/v1" + path, token=token)


def board(get, query=""):
    return {stage["name"]: stage for stage in get("/pipelines/1/board?limit=1" + query)["stages"]}


def numbers_are_those_of_the_data(world):
    """the demo has 500, 1,589, 4,238 and 2,473 deals, 10,005,534 won, and every past day of the file"""
    world.must("demo")
    world.must("check")
    world.must_fail(1, "has data already", "demo")
    get = serve(world)
    now = board(get)
    assert {name: stage["count"] for name, stage in now.items()} == \
        {"Prospecting": 500, "Engaging": 1589, "Won": 4238, "Lost": 2473}
    assert (now["Won"]["amount"], now["Won"]["currency"]) == ("10005534.00", "USD")
    measures = get("/pipelines/1/measures")
    assert (measures["deals_won"], measures["deals_lost"]) == (4238, 2473)
    assert decimal.Decimal(measures["amount_won"]) == 10005534
    for day in ("2016-10-19", "2016-10-20", "2016-11-30", "2017-02-28", "2017-03-01", "2017-06-30",
                "2017-09-15", "2017-12-31"):
        expected = {"Engaging": 0, "Won": 0, "Lost": 0, "Prospecting": 0}
        won = 0
        for deal in deals():
            if not deal["engage_date"] or deal["engage_date"] > day:
                continue
            closed = deal["close_date"] and deal["close_date"] <= day
            expected[deal["deal_stage"] if closed else "Engaging"] += 1
            won += int(deal["close_value"]) if closed and deal["deal_stage"] == "Won" else 0
        then = board(get, "&as_of=" + day)
        assert {name: stage["count"] for name, stage in then.items()} == expected, (day, then)
        assert decimal.Decimal(then["Won"]["amount"] or 0) == won, (day, then["Won"])
    first = get("/deals?external_id=1C1I7A6R")["items"][0]
    history = get("/deals/%d/history" % first["id"])["items"][::-1]
    assert [(change["kind"], change["at"]) for change in history] == \
        [("create", "2016-10-20T00:00:00.000Z"), ("deal.move", "2017-03-01T00:00:00.000Z")]
    assert (history[0]["changes"]["amount"][1], first["amount"]) == ("1096.00", "1054.00")
    assert get("/deal_lines?count=true")["total"] == 8800
    assert get("/companies?count=true")["total"] == 85
    assert get("/products?count=true")["total"] == 7
    roles = [user["role"] for user in get("/users?limit=200")["items"]]
    assert (roles.count("manager"), roles.count("seller")) == (6, 35), roles
    assert get("/lost_reasons?pipeline_id=1&count=true")["total"] == 5
    assert get("/deals?lost_reason_id.is=set&count=true")["total"] == 0, "the file does not say why"


def its_people_can_be_asked(world):
    """the people of the demo have addresses that no mail reaches, and links that sign them in"""
    world.must("demo")
    people = world.must("user", "list", "--json").json()
    addresses = {one["name"]: one["email"] for one in people if one["name"] != "Demo"}
    assert len(set(addresses.values())) == 41 == len(addresses), addresses
    assert all(address.endswith("@contoh.example") for address in addresses.values()), addresses
    assert addresses["Anna Snelling"] == "anna.snelling@contoh.example"
    server = world.serve()
    for name in ("Anna Snelling", "Dustin Brinkmann"):
        link = world.must("user", "link", addresses[name]).out.strip().split("#")[1]
        status, _, session = server.ask("POST", "/api/v1/session", {"link": link})
        assert (status, session["user"]["name"]) == (201, name), session


def shifted_it_ends_now(world):
    """shifted to today, the data ends in this week, on the same days of the week"""
    world.must("demo", "--shift-to-today")
    get = serve(world)
    last = max(deal["close_date"] for deal in deals() if deal["close_date"])
    newest = get("/deals?sort=-closed_on&limit=1")["items"][0]["closed_on"]
    moved = datetime.date.fromisoformat(newest) - datetime.date.fromisoformat(last)
    assert moved.days % 7 == 0, moved
    assert datetime.date.today() - datetime.date.fromisoformat(newest) <= datetime.timedelta(8)
    assert {name: stage["count"] for name, stage in board(get).items()} == \
        {"Prospecting": 500, "Engaging": 1589, "Won": 4238, "Lost": 2473}


if __name__ == "__main__":
    support.run([numbers_are_those_of_the_data, shifted_it_ends_now, its_people_can_be_asked])
