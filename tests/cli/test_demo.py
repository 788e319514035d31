#!/usr/bin/env python3
"""The demo: the real data, the numbers that must come out of it, and its past. A story: it is loaded, looked
at, removed, and loaded once more."""
import contextlib
import csv
import datetime
import decimal
import os
import re
import sqlite3
import subprocess
import time

import support

PIPELINE = os.path.join(os.path.dirname(__file__), "../../data/demo/maven-crm/sales_pipeline.csv")


def deals():
    with open(PIPELINE, encoding="utf-8") as file:
        return list(csv.DictReader(file))


def asking(world, server):
    token = world.must("token", "create", "--user", "demo@alur.local").out.strip()
    return lambda path, method="GET": server.must(method, "/api/v1" + path, token=token)


def serve(world):
    return asking(world, world.serve())


def pipeline(get):
    """Where it is: PostgreSQL gives a number once only, and the demo comes twice."""
    return "/pipelines/%d" % get("/pipelines")["items"][0]["id"]


def board(get, query=""):
    return {stage["name"]: stage for stage in get(pipeline(get) + "/board?limit=1" + query)["stages"]}


def days_of_the_file():
    """The first and the last, the turns of months, and every ninth day between them."""
    first = datetime.date(2016, 10, 19)
    every = [first + datetime.timedelta(number) for number in range((datetime.date(2017, 12, 31) - first).days + 1)]
    return [day.isoformat() for number, day in enumerate(every)
            if number < 2 or number % 9 == 0 or day.day in (1, 31) or day == every[-1]]


def numbers_are_those_of_the_data(world):
    """the demo has 500, 1,589, 4,238 and 2,473 deals, 10,005,534 won, and every past day of the file"""
    world.must("check")
    world.must_fail(1, "has data already", "demo")
    get = serve(world)
    now = board(get)
    assert {name: stage["count"] for name, stage in now.items()} == \
        {"Prospecting": 500, "Engaging": 1589, "Won": 4238, "Lost": 2473}
    assert (now["Won"]["amount"], now["Won"]["currency"]) == ("10005534.00", "USD")
    measures = get(pipeline(get) + "/measures")
    assert (measures["deals_won"], measures["deals_lost"]) == (4238, 2473)
    assert decimal.Decimal(measures["amount_won"]) == 10005534
    for day in days_of_the_file():
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
    assert get("/lost_reasons?count=true&pipeline_id=" + pipeline(get).rsplit("/", 1)[1])["total"] == 5


def what_is_invented_stands_beside(world):
    """what the files lack is invented, by addresses and numbers that reach nobody; its sellers can sign in"""
    world.must_fail(1, "there is no demo data here", "demo", "--remove")
    world.must("demo", "--shift-to-today")
    its_people_can_be_asked(world)
    get = serve(world)
    count = lambda path: get(path + ("&" if "?" in path else "?") + "limit=1&count=true")["total"]
    found = {path: count(path) for path in INVENTED}
    assert all(low <= found[path] <= high for path, (low, high) in INVENTED.items()), found
    people = [row for name in ("contacts", "leads") for row in get("/" + name + "?limit=200")["items"]]
    assert all(row["email"].endswith(".example") and re.fullmatch(NOBODYS, row["phone"]) for row in people)
    states = {row["state"] for row in get("/enrollments")["items"]}
    assert states == {"active"}, states
    assert {row["step"] for row in get("/enrollments")["items"]} >= {1, 2, 3}
    assert len(get("/leads/%d/duplicates" % get("/leads?external_id=demo-lead-10")["items"][0]["id"])["items"]) > 0
    pushed = [row for row in all_of(get, "/deals?expected_close.is=set") if row["close_pushes"] > 2]
    assert 5 < len(pushed) < 60, len(pushed)


# Between how many and how many.
INVENTED = {
    "/contacts": (400, 700), "/deal_contacts": (3000, 4000), "/leads": (40, 40), "/activities": (1800, 2300),
    "/leads?lifecycle=prospect": (6, 6), "/leads?lifecycle=disqualified": (6, 6), "/leads?revive_on.is=set": (3, 3),
    "/deals?next_step_at.is=set": (1500, 1900), "/deals?revive_on.is=set": (30, 80), "/cadences": (2, 2),
    "/enrollments": (20, 20), "/sources": (5, 5), "/deals?lost_reason_id.is=set": (2473, 2473),
    "/deals?expected_close.is=set": (8500, 8700), "/activities?kind=note": (50, 200),
}
# The number behind the area code begins with 0: no line of Indonesia has it.
NOBODYS = r"\+62(21|22|24|31|61|361|411|274|711|778)0\d{6,7}"


def all_of(get, path):
    page = get(path + "&limit=200")
    rows = page["items"]
    while page["next"]:
        page = get(path + "&limit=200&cursor=" + page["next"])
        rows += page["items"]
    return rows


EMPTY = ("pipelines", "stages", "deals", "deal_lines", "deal_contacts", "companies", "contacts", "leads", "products",
         "teams", "activities", "cadences", "enrollments", "sources", "lost_reasons")


def it_goes_in_one_step(world):
    """demo --remove takes all of it away, and it can come again"""
    world.must_fail(2, "give --remove alone", "demo", "--remove", "--shift-to-today")
    server = world.serve()
    ends_now(asking(world, server))
    assert server.stop() == 0
    world.must("demo", "--remove")
    world.must("check")
    world.must_fail(1, "there is no demo data here", "demo", "--remove")
    world.must("demo")


def the_api_removes_it(world):
    """the API removes it as well, and nothing is left"""
    ask = serve(world)
    assert ask("/demo")["state"] == "loaded"
    ask("/demo", "DELETE")
    deadline = time.monotonic() + 300
    while ask("/demo")["state"] == "removing" and time.monotonic() < deadline:
        time.sleep(0.1)
    assert ask("/demo")["state"] == "none"
    nothing_is_left(ask)


def removing_ends_with_its_server(world):
    """a server that is stopped does not wait until the demo is removed, and goes on with it when it starts again"""
    if support.ON_POSTGRES:
        return  # there the command does it by itself
    world.must("demo")
    server = world.serve()
    deals_there = count_deals(world)
    running = subprocess.Popen([os.path.abspath(support.PROGRAM), "demo", "--remove"], cwd=world.folder,
                               env=world.environment({}), text=True, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE)
    while count_deals(world) == deals_there and running.poll() is None:
        time.sleep(0.01)
    assert server.stop() == 0
    said = running.communicate(timeout=60)[1]
    assert running.returncode == 1 and "it goes on removing the demo when it starts again" in said, said
    assert 0 < count_deals(world) < deals_there
    world.must("check")
    ask = serve(world)
    deadline = time.monotonic() + 120
    while ask("/demo")["state"] == "removing" and time.monotonic() < deadline:
        time.sleep(0.1)
    assert ask("/demo")["state"] == "none"
    nothing_is_left(ask)


def count_deals(world):
    with contextlib.closing(sqlite3.connect(world.url[len("sqlite:"):], 30)) as database:
        return database.execute("SELECT COUNT(*) FROM deals").fetchone()[0]


def nothing_is_left(get):
    people = [user["email"] for user in get("/users?limit=200")["items"]]
    left = {name: get("/%s?limit=1&count=true" % name)["total"] for name in EMPTY}
    assert not any(left.values()) and people == ["demo@alur.local"], (left, people)


def its_people_can_be_asked(world):
    """They have addresses that no mail reaches, and links that sign them in."""
    people = world.must("user", "list", "--json").json()
    addresses = {one["name"]: one["email"] for one in people if one["name"] != "Demo"}
    assert len(set(addresses.values())) == 41 == len(addresses), addresses
    assert all(address.endswith("@contoh.example") for address in addresses.values()), addresses
    assert addresses["Anna Snelling"] == "anna.snelling@contoh.example"
    server = world.serve()
    for name in ("Anna Snelling", "Dustin Brinkmann"):
        link = world.must("user", "link", addresses[name]).out.strip().split("#")[1]
        status, _, session = server.ask("POST", "/api/v1/session", {"link": link})
        assert (status, session["user"]["name"], session["user"]["has_password"]) == (201, name, False), session
    assert server.stop() == 0


def ends_now(get):
    """Shifted to today, the data ends in this week, on the same days of the week."""
    last = max(deal["close_date"] for deal in deals() if deal["close_date"])
    newest = get("/deals?sort=-closed_on&limit=1")["items"][0]["closed_on"]
    moved = datetime.date.fromisoformat(newest) - datetime.date.fromisoformat(last)
    assert moved.days % 7 == 0, moved
    assert datetime.date.today() - datetime.date.fromisoformat(newest) <= datetime.timedelta(8)
    assert {name: stage["count"] for name, stage in board(get).items()} == \
        {"Prospecting": 500, "Engaging": 1589, "Won": 4238, "Lost": 2473}


if __name__ == "__main__":
    support.run([what_is_invented_stands_beside, it_goes_in_one_step, numbers_are_those_of_the_data,
                 the_api_removes_it, removing_ends_with_its_server], is_story=True)
