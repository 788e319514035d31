#!/usr/bin/env python3
"""Boards: what a filter leaves, counted, summed and ordered, against the list of deals with the same filter,
now and in the past, as everybody sees it; and pages of every order."""
import itertools
import random
import time

import support
from resources import make
from support import case

DEALS = 90
COMPANIES = 6


def prepare(api):
    api.add_people()
    api.pipe = api.plain_pipeline(3)
    api.other = api.plain_pipeline(1)
    api.dice = random.Random(11)
    api.post("/custom_fields", {"entity": "deal", "key": "region", "name": "Region"})
    api.post("/custom_fields", {"entity": "deal", "key": "rank", "name": "Rank", "kind": "number"})
    api.companies = [make(api, "companies", owner_id=None)["id"] for _ in range(COMPANIES)]
    api.source = make(api, "sources")["id"]
    for number in range(DEALS):
        make_deal(api, number)
    for number in range(5):
        make(api, "deals", pipeline_id=api.other["id"], title="Elsewhere %d" % number, amount="9.00")
    api.instant = now()
    time.sleep(0.01)
    change_much(api)


def now():
    moment = time.time()
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment)) + ".%03dZ" % (moment % 1 * 1000)


def make_deal(api, number):
    dice = api.dice
    row = make(api, "deals", pipeline_id=api.pipe["id"],
               title="%s %d" % (dice.choice(["Printer", "Paper", "Café", "Zinc \U0001f600"]),
                                dice.randrange(9)),
               stage_id=dice.choice(api.pipe["stages"]),
               amount=dice.choice([None, "0.00", "%d.50" % dice.randrange(1, 9)]),
               company_id=dice.choice(api.companies + [None]),
               source_id=dice.choice([api.source, None]),
               expected_close=dice.choice([None, "2026-0%d-15" % dice.randrange(1, 9)]),
               owner_id=dice.choice([api.ids["north"], api.ids["south"], None]),
               custom={"region": dice.choice(["West", "East"])})
    if dice.random() < 0.7:
        due = time.time() + 86400 * dice.choice([-400, -2, -1, 1, 2, 300]) + dice.randrange(3)
        make(api, "activities", deal_id=row["id"], due_at=time.strftime(
            "%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(due)))
    if number % 5 == 0:
        api.post("/deals/%d/move" % row["id"], {"stage_id": dice.choice([api.pipe["won"],
                                                                         api.pipe["lost"]])})


def change_much(api):
    """So that the past differs from today."""
    for row in api.all("/deals", pipeline_id=api.pipe["id"]):
        kind = api.dice.randrange(6)
        path = "/deals/%d" % row["id"]
        if kind == 0:
            api.patch(path, {"amount": "77.00", "title": "Changed"})
        elif kind == 1:
            api.post(path + "/move", {"stage_id": api.dice.choice(api.pipe["stages"])})
        elif kind == 2:
            api.patch(path, {"owner_id": api.ids["mate"], "expected_close": "2027-01-01"})
        elif kind == 3:
            api.must("DELETE", path)


# --- what a filter leaves ---

FILTERS = [
    {}, {"amount__gte": "2.00"}, {"amount__is": "null"}, {"amount": "0.00"}, {"expected_close__lte": "2026-05-01"},
    {"expected_close__gte": "2026-03-01", "amount__lt": "6.00"}, {"company_id": "company"},
    {"company_id__in": "companies"}, {"source_id": "source"}, {"source_id__is": "null"},
    {"next_step_at__is": "null"}, {"next_step_at__is": "set"}, {"next_step_at__lt": "today"},
    {"custom__region": "West"}, {"custom__region__in": "West,East", "amount__gt": "1.00"},
    {"owner_id__in": "owners"}, {"owner_id__is": "null"}, {"owner_id__is": "set"},
    {"owner_id__in": "owners", "company_id__is": "set"}, {"owner_id": "north", "amount__gte": "1.00"},
    {"q": "print"}, {"q": "p"}, {"q": "printer 3"}, {"q": "café", "amount__is": "set"},
    {"currency": "IDR"}, {"created_at__gte": "2020-01-01"}, {"updated_at__lt": "2020-01-01"},
    {"stage_entered_at__gte": "2020-01-01"}, {"closed_on__is": "null"}, {"closed_on__is": "set"},
    {"external_id": "nothing"}, {"id__in": "ids"}, {"lost_reason_id__is": "null"},
]


def filled(api, filters):
    ids = api.ids
    values = {"company": api.companies[0], "companies": "%d,%d" % tuple(api.companies[1:3]),
              "source": api.source, "today": time.strftime("%Y-%m-%d"), "north": ids["north"],
              "owners": "%d,%d,%d" % (ids["north"], ids["mate"], ids["north"]),
              "ids": ",".join(map(str, range(1, 40)))}
    return {name: values.get(value, value) for name, value in filters.items()}


def cents(amount):
    return int((amount or "0.00").replace(".", ""))


def facts_of_board(board):
    return {stage["id"]: (stage["count"], cents(stage["amount"]),
                          sorted(deal["id"] for deal in stage["deals"])) for stage in board["stages"]}


def facts_of_list(api, stages, who, **query):
    facts = {stage: (0, 0, []) for stage in stages}
    for row in api.all("/deals", who=who, pipeline_id=api.pipe["id"], **query):
        count, amount, ids = facts[row["stage_id"]]
        facts[row["stage_id"]] = (count + 1, amount + cents(row["amount"]), sorted(ids + [row["id"]]))
    return facts


def leaves_what_a_list_does(api, filters, past):
    """everybody's board against everybody's list"""
    query = filled(api, filters)
    if past:
        query["as_of"] = api.instant
    for who in ("admin", "north", "south", "wati"):
        board = facts_of_board(api.get("/pipelines/%d/board" % api.pipe["id"], who=who, limit=200,
                                       closed="true", **query))
        due = facts_of_list(api, board, who, **query)
        assert board == due, "%s: %s, not %s" % (who, board, due)


def leaves_what_two_filters_do(api):
    """two filters at once, and an owner or team beside, leave what a list with them does"""
    dice = random.Random(5)
    pairs = list(itertools.combinations(FILTERS[1:], 2))
    for one, two in dice.sample(pairs, 60):
        if set(one) & set(two) or any(name.startswith("owner_id") for name in {**one, **two}):
            continue
        query = filled(api, {**one, **two})
        path = "/pipelines/%d/board" % api.pipe["id"]
        owner = api.ids["north"]
        board = facts_of_board(api.get(path, limit=200, closed="true", owner_id=owner, **query))
        assert board == facts_of_list(api, board, "admin", owner_id=owner, **query), query
        board = facts_of_board(api.get(path, limit=200, closed="true", team_id=api.ids["North"], **query))
        both = "%d,%d" % (owner, api.ids["mate"])
        assert board == facts_of_list(api, board, "admin", owner_id__in=both, **query), query


def weighs_what_is_left(api):
    """weighted sums are of what the filter leaves"""
    board = api.get("/pipelines/%d/board" % api.pipe["id"], amount__gte="2.00")
    probability = {stage["id"]: stage["probability"] for stage in api.stages(api.pipe["id"])}
    for stage in board["stages"]:
        due = cents(stage["amount"]) * probability[stage["id"]]
        assert abs(cents(stage["weighted"]) - due) <= 1, stage


# --- order ---

def key_of(order, deal, tomorrow):
    """As API clients see it: unset values last, but for urgency."""
    down = order.startswith("-")
    name = order.lstrip("-")
    if name == "urgency":
        step = deal["next_step_at"]
        place = 1 if step is None else 0 if step < tomorrow else 2
        return (-place if down else place, step)
    value = deal[name]
    if name == "amount" and value is not None:
        value = cents(value)
    if name == "title":
        value = value.encode()
    return (value is None, value)


def in_order(order, one, two, tomorrow):
    a, b = key_of(order, one, tomorrow), key_of(order, two, tomorrow)
    down = order.startswith("-")
    if a[0] != b[0]:
        return a[0] < b[0]
    if a[1] is None:
        return one["id"] > two["id"]
    if a[1] != b[1]:
        return (a[1] > b[1]) == down
    return (one["id"] > two["id"]) == down


def tomorrow_begins():
    """Midnight in Asia/Jakarta."""
    day = int((time.time() + 7 * 3600) // 86400) + 1
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(day * 86400 - 7 * 3600))


def pages(api, stage, limit, **query):
    path = "/pipelines/%d/board" % api.pipe["id"]
    cards, cursor = [], None
    while True:
        column = api.get(path, stage_id=stage, limit=limit, **query,
                         **({"cursor": cursor} if cursor else {}))["stages"][0]
        cards += column["deals"]
        cursor = column["next"]
        if not cursor:
            assert len(cards) == column["count"], (len(cards), column["count"])
            return cards


ORDERS = [sign + name for name in ("urgency", "stage_entered_at", "amount", "expected_close", "title")
          for sign in ("", "-")]


def orders_cards(api, order, **query):
    """pages of every size give each card once, in order"""
    for stage in api.pipe["stages"] + [api.pipe["won"], api.pipe["lost"]]:
        effective = order
        if "urgency" in order and stage not in api.pipe["stages"]:
            effective = "stage_entered_at" if order.startswith("-") else "-stage_entered_at"
        for who in ("admin", "north"):
            whole = pages(api, stage, 200, sort=order, who=who, **query)
            for one, two in zip(whole, whole[1:]):
                assert in_order(effective, one, two, tomorrow_begins()), (order, one, two)
            for limit in (1, 4):
                assert pages(api, stage, limit, sort=order, who=who, **query) == whole, (order, limit)


def orders_the_past(api, order):
    """orders of the past, page by page"""
    for stage in api.pipe["stages"][:2]:
        query = {"as_of": api.instant, "sort": order}
        whole = pages(api, stage, 200, **query)
        assert len(whole) > 5
        for one, two in zip(whole, whole[1:]):
            assert in_order(order, one, two, tomorrow_begins()), (order, one, two)
        assert pages(api, stage, 3, **query) == whole


def shows_the_urgent_first(api):
    """without sort a board is by urgency: due, without a next step, planned; the past by entry"""
    path = "/pipelines/%d/board" % api.pipe["id"]
    assert api.get(path)["stages"] == api.get(path, sort="urgency")["stages"]
    kinds = set()
    for stage in api.get(path, limit=200)["stages"]:
        steps = [deal["next_step_at"] for deal in stage["deals"]]
        kinds |= {None if step is None else step < tomorrow_begins() for step in steps}
    assert kinds == {True, None, False}, kinds
    past = api.get(path, as_of=api.instant)["stages"]
    assert past == api.get(path, as_of=api.instant, sort="-stage_entered_at")["stages"]


def pages_while_others_move(api):
    """while others move, change and archive deals, no card that stays is skipped or shown twice"""
    stage = api.pipe["stages"][0]
    for order in ORDERS:
        stay = {make(api, "deals", pipeline_id=api.pipe["id"], stage_id=stage, title="Stays %s" % number,
                     amount="%d.00" % number)["id"] for number in range(8)}
        path, cursor, seen = "/pipelines/%d/board" % api.pipe["id"], None, []
        while True:
            column = api.get(path, stage_id=stage, limit=3, sort=order,
                             **({"cursor": cursor} if cursor else {}))["stages"][0]
            seen += [deal["id"] for deal in column["deals"]]
            cursor = column["next"]
            if not cursor:
                break
            disturb(api, stage, [deal["id"] for deal in column["deals"] if deal["id"] not in stay])
        kept = [one for one in seen if one in stay]
        assert sorted(kept) == sorted(stay), order
        for row in stay:
            api.must("DELETE", "/deals/%d" % row)


def disturb(api, stage, shown):
    """One of those shown goes, another comes."""
    if shown:
        api.post("/deals/%d/move" % shown[-1], {"stage_id": api.pipe["stages"][1]})
    make(api, "deals", pipeline_id=api.pipe["id"], stage_id=stage, title="Comes")


# --- what cards show ---

def card_of(api, deal, who="admin", **query):
    stage = api.get("/pipelines/%d/board" % api.other["id"], who=who, **query)["stages"][0]
    return next(card for card in stage["deals"] if card["id"] == deal["id"])


def shows_what_is_chosen(api):
    """a card has the contact and the own fields that are asked for, and none that are not"""
    deal = make(api, "deals", pipeline_id=api.other["id"], owner_id=api.ids["north"],
                custom={"region": "é" * 300, "rank": 3})
    card = card_of(api, deal)
    assert (card["contact"], card["custom"]) == (None, {}), card
    card = card_of(api, deal, fields="contact,custom.region,custom.rank,custom.nothing")
    assert (card["contact"], card["custom"]) == (None, {"region": "é" * 200, "rank": 3}), card
    hidden = make(api, "contacts", name="Hidden", owner_id=api.ids["south"])
    seen = make(api, "contacts", name="Seen", owner_id=api.ids["north"])
    first, second = (make(api, "deal_contacts", deal_id=deal["id"], contact_id=one["id"])
                     for one in (hidden, seen))
    for main, name in ((first, "Hidden"), (second, "Seen")):
        api.patch("/deal_contacts/%d" % main["id"], {"is_primary": True})
        assert card_of(api, deal, fields="contact")["contact"]["name"] == name
        api.patch("/deal_contacts/%d" % main["id"], {"is_primary": False})
    for who in ("admin", "north"):
        readable = api.ask("GET", "/contacts/%d" % hidden["id"], who=who).status == 200
        contact = card_of(api, deal, who, fields="contact")["contact"]
        assert contact == ({"id": hidden["id"], "name": "Hidden"} if readable else None), (who, contact)
    assert card_of(api, deal, fields="contact,custom.rank", as_of=now())["contact"] is None
    assert card_of(api, deal, fields="contact,custom.rank", as_of=now())["custom"] == {"rank": 3}


# --- what is refused ---

REFUSED = [
    ("sort", {"sort": "created_at"}), ("sort", {"sort": ""}), ("sort", {"sort": "-"}),
    ("stage_id.in", {"stage_id__in": "1,2"}), ("pipeline_id", {"pipeline_id": 1}),
    ("pipeline_id.in", {"pipeline_id__in": "1"}), ("archived_at.is", {"archived_at__is": "null"}),
    ("archived", {"archived": "true"}), ("count", {"count": "true"}), ("checklist", {"checklist": "{}"}),
    ("amount.gte", {"amount__gte": "much"}), ("amount.about", {"amount__about": "5"}),
    ("custom.nothing", {"custom__nothing": "1"}), ("next_step_at.is", {"next_step_at__is": "maybe"}),
    ("fields", {"fields": "custom."}), ("fields", {"fields": "contact,title"}),
    ("fields", {"fields": ",".join("custom.k%d" % number for number in range(11))}),
    ("color", {"color": "red"}), ("owner_id.in", {"owner_id__in": "x"}),
]


def refuses(api, field, query):
    api.refuses(422, field, "GET", "/pipelines/%d/board" % api.pipe["id"], **query)


def cursors_belong_to_an_order(api):
    """a cursor of another order is refused"""
    path, stage = "/pipelines/%d/board" % api.pipe["id"], api.pipe["stages"][0]
    for order in ORDERS:
        cursor = api.get(path, stage_id=stage, limit=1, sort=order)["stages"][0]["next"]
        for other in ORDERS:
            query = {"stage_id": stage, "limit": 1, "sort": other, "cursor": cursor}
            if order == other:
                api.get(path, **query)
            else:
                api.refuses(422, "cursor", "GET", path, **query)
        for broken in ("x", cursor + "x", cursor[:-1] + ".", "." + cursor, cursor.replace(".", "", 1)):
            api.refuses(422, "cursor", "GET", path, stage_id=stage, sort=order, cursor=broken)


def takes_many_values(api):
    """many values in many filters are looked for, not too many for the program"""
    many = ",".join(map(str, range(1, 201)))
    for path in ("/deals", "/pipelines/%d/board" % api.pipe["id"]):
        for more in ({}, {"as_of": api.instant}):
            api.get(path, company_id__in=many, source_id__in=many, lost_reason_id__in=many,
                    owner_id__in=many, id__in=many, **more)


def tests():
    for filters in FILTERS:
        for past in (False, True):
            yield case("a board with %s %sleaves what a list does" % (
                filters or "no filter", "in the past " if past else ""),
                leaves_what_a_list_does, filters, past)
    yield from (leaves_what_two_filters_do, weighs_what_is_left)
    for order in ORDERS:
        yield case("cards by %s come in order, page by page" % order, orders_cards, order)
        yield case("cards by %s with a filter, too" % order, lambda api, order=order: orders_cards(
            api, order, amount__lte="5.00"))
        yield case("cards of the past by %s" % order, orders_the_past, order)
    yield from (shows_what_is_chosen, shows_the_urgent_first, pages_while_others_move, cursors_belong_to_an_order,
                takes_many_values)
    for field, query in REFUSED:
        yield case("a board with %s is refused" % query, refuses, field, query)


if __name__ == "__main__":
    support.run(tests(), prepare)
