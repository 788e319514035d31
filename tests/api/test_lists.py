#!/usr/bin/env python3
"""Lists: each filter and order of each resource against the same done here, pages while others write,
counts, and the time machine against what was written down as it happened."""
import random
import threading
import time

import support
from resources import FIELDS, fields_of, make
from support import case

DEALS = 40


def prepare(api):
    api.add_people()
    api.pipe = api.plain_pipeline(4)
    api.dice = random.Random(7)
    companies = [make(api, "companies", name=name)["id"] for name in
                 ("Abadi", "abadi", "Ábadi", "Zebra", "10 Besar", "PT \U0001f600")]
    for number in range(DEALS):
        make_deal(api, number, companies)
    for resource in FIELDS:
        if resource not in ("organisations", "deals"):
            for _ in range(3):
                make(api, resource)
    for day in ("2031-05-01", "2030-04-01"):
        api.post("/leads/%d/disqualify" % make(api, "leads")["id"], {"reason": "Later", "revive_on": day})
    for kind in ("call", "meeting"):
        make(api, "activities", kind=kind, due_at="2026-03-02T03:00:00.000Z")


def make_deal(api, number, companies):
    dice = api.dice
    row = make(api, "deals", pipeline_id=api.pipe["id"], title="Deal %02d" % dice.randrange(20),
               stage_id=dice.choice(api.pipe["stages"]), currency=dice.choice(["IDR", "USD"]),
               amount=dice.choice([None, "0.00", "%d.50" % dice.randrange(1, 9)]),
               company_id=dice.choice(companies + [None]),
               expected_close=dice.choice([None, "2026-0%d-15" % dice.randrange(1, 9)]),
               owner_id=dice.choice([api.ids["north"], api.ids["south"], None]),
               external_id=dice.choice([None, "ext-%d" % number]))
    if number % 4 == 0:
        api.post("/deals/%d/move" % row["id"], {"stage_id": api.pipe["won"],
                                                "closed_on": "2026-0%d-01" % dice.randrange(1, 5)})
        api.patch("/deals/%d" % row["id"], {"revive_on": dice.choice([None, "2031-01-05", "2030-02-03"])})


# --- filters ---

def comparable(field, value):
    """The value as the database orders it."""
    if value is None:
        return None
    if field.kind == "money":
        return int(value.replace(".", ""))
    return value.encode() if isinstance(value, str) else value


OPERATORS = {
    "": lambda a, b: a == b, ".gt": lambda a, b: a > b, ".gte": lambda a, b: a >= b,
    ".lt": lambda a, b: a < b, ".lte": lambda a, b: a <= b,
}


def as_text(value):
    return "true" if value is True else "false" if value is False else str(value)


def filters(api, resource, field):
    """Every operator with values that occur, against the same done with the whole list."""
    rows = api.all("/" + resource, archived="true")
    values = sorted({comparable(field, row[field.name]): row[field.name] for row in rows
                     if row[field.name] is not None}.items())[:12]
    for key, value in values[:1] + values[-1:] + values[len(values) // 2:][:1]:
        for suffix, holds in OPERATORS.items():
            found = api.all("/" + resource, archived="true",
                            **{field.name + suffix.replace(".", "__"): as_text(value)})
            due = [row["id"] for row in rows if row[field.name] is not None
                   and holds(comparable(field, row[field.name]), key)]
            assert sorted(row["id"] for row in found) == sorted(due), \
                "%s%s=%s: %s" % (field.name, suffix, value, len(found))
    some = [as_text(value) for _, value in values[:3]]
    if some and not any("," in value for value in some):
        found = api.all("/" + resource, archived="true", **{field.name + "__in": ",".join(some)})
        due = [row["id"] for row in rows if as_text(row[field.name]) in some]
        assert sorted(row["id"] for row in found) == sorted(due), field.name
    for word, is_null in (("null", True), ("set", False)):
        found = api.all("/" + resource, archived="true", **{field.name + "__is": word})
        due = [row["id"] for row in rows if (row[field.name] is None) == is_null]
        assert sorted(row["id"] for row in found) == sorted(due), "%s.is=%s" % (field.name, word)


def filters_of(api, resource):
    for field in fields_of(resource):
        if field.filters:
            filters(api, resource, field)
        elif field.kind not in ("custom",):
            api.refuses(422, field.name, "GET", "/" + resource, **{field.name: "1"})


def filters_together(api):
    """several filters hold together, and count=true counts what they leave"""
    stage = api.pipe["stages"][0]
    query = {"stage_id": stage, "amount__gte": "1.00", "expected_close__is": "set"}
    rows = api.all("/deals")
    due = [row["id"] for row in rows if row["stage_id"] == stage and row["expected_close"]
           and row["amount"] and float(row["amount"]) >= 1]
    page = api.get("/deals", count="true", limit=1, **query)
    assert page["total"] == len(due)
    assert [row["id"] for row in api.all("/deals", **query)] == due
    assert "total" not in api.get("/deals", limit=1)


def a_day_is_all_of_it(api):
    """a day given for an instant means the organisation's whole day"""
    today = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 7 * 3600))
    for name, due in (("created_at__gte", DEALS), ("created_at__lte", DEALS),
                      ("created_at__gt", 0), ("created_at__lt", 0)):
        total = api.get("/deals", count="true", limit=1, pipeline_id=api.pipe["id"],
                        **{name: today})["total"]
        assert total == due, (name, total)


# --- order and pages ---

def sorts(api, resource, field):
    for sign in ("", "-"):
        rows = api.all("/" + resource, sort=sign + field.name)
        keys = [(comparable(field, row[field.name]), row["id"]) for row in rows]
        due = sorted(keys, key=lambda key: (key[0] is not None, key[0], key[1])
                     if key[0] is not None else (False, 0, key[1]), reverse=bool(sign))
        assert keys == due, "%s%s: %s" % (sign, field.name, keys[:10])
        for limit in (1, 3, 7):
            pages = api.all("/" + resource, limit=limit, sort=sign + field.name)
            assert [row["id"] for row in pages] == [row["id"] for row in rows], \
                "%s%s by %d" % (sign, field.name, limit)


def sorts_of(api, resource):
    for field in fields_of(resource):
        if field.sorts:
            sorts(api, resource, field)
        else:
            api.refuses(422, "sort", "GET", "/" + resource, sort=field.name)


def ids_run_either_way(api):
    """-amount,id orders ids upwards among equals, and pages by it"""
    for order in ("-amount,id", "amount,-id", "-title,id", "title,-id"):
        name = order.split(",")[0].strip("-")
        rows = api.all("/deals", sort=order)
        pages = api.all("/deals", sort=order, limit=3)
        assert [row["id"] for row in rows] == [row["id"] for row in pages], order
        for one, two in zip(rows, rows[1:]):
            if one[name] == two[name]:
                assert (one["id"] < two["id"]) == order.endswith(",id"), order


def bounds_pages(api):
    """a page holds 50 rows unless asked, and at most 200"""
    for _ in range(170):
        make(api, "sources")
    assert len(api.get("/sources")["items"]) == 50
    page = api.get("/sources", limit=200)
    assert len(page["items"]) == len(api.all("/sources")) < 200 and page["next"] is None
    exact = len(page["items"])
    assert api.get("/sources", limit=exact)["next"] is None, "a full last page names a next one"


def cursors_belong_to_their_list(api):
    """a cursor of another order is refused"""
    cursor = api.get("/deals", limit=2, sort="-amount")["next"]
    api.refuses(422, "cursor", "GET", "/deals", limit=2, sort="title", cursor=cursor)
    api.refuses(422, "cursor", "GET", "/deals", limit=2, cursor=cursor + "x")


def pages_while_others_write(api):
    """while others create, change and archive rows, no row that stays is shown twice or skipped"""
    stay = {make(api, "products", name="Stays %03d" % number)["id"] for number in range(60)}
    stop = threading.Event()
    writers = [threading.Thread(target=keep_writing, args=(api, stop, number))
               for number in range(3)]
    for writer in writers:
        writer.start()
    try:
        for order in ("name", "-name", "id", "-id", "created_at", "-updated_at"):
            rows = [row["id"] for row in api.all("/products", limit=5, sort=order)]
            kept = [row for row in rows if row in stay]
            assert len(kept) == len(set(kept)), "%s: a row twice" % order
            assert stay == set(kept), "%s: skipped %s" % (order, stay - set(kept))
    finally:
        stop.set()
        for writer in writers:
            writer.join()


def keep_writing(api, stop, number):
    while not stop.is_set():
        row = make(api, "products", name="%s %d" % ("AMZ"[number], number))
        api.patch("/products/%d" % row["id"], {"name": "Sta %s" % api.unique()})
        api.must("DELETE", "/products/%d" % row["id"])


# --- search ---

FOUND = [
    ("abad", {"Abadi", "abadi", "Ábadi"}), ("ÁBADI", {"Abadi", "abadi", "Ábadi"}),
    ("z", {"Zebra"}), ("ze", {"Zebra"}), ("ebr", {"Zebra"}), ("eb", set()), ("besar 10", {"10 Besar"}),
    ("\U0001f600", None), ("nothing-like-it", set()),
]


def finds_words(api, words, names):
    rows = api.all("/companies", q=words)
    found = {row["name"] for row in rows if not row["name"].startswith("companies")}
    hits = {hit["title"] for hit in api.get("/search", q=words, entity="company")["items"]}
    if names is not None:
        assert found == names, found
        assert {hit for hit in hits if not hit.startswith("companies")} == names, hits


def finds_deals_by_whose_they_are(api):
    """deals are found by the name of their company and of their contacts, behind what has the name itself"""
    name = "Sumbersari %s" % api.unique()
    company, person = make(api, "companies", name=name), make(api, "contacts", name="Bu " + name)
    of_company = [make(api, "deals", title="Order %d" % i, company_id=company["id"])["id"] for i in range(7)]
    of_both, of_person, gone = (make(api, "deals", title="Offer", **more)["id"]
                                for more in ({"company_id": company["id"]}, {}, {}))
    for deal in (of_both, of_person, gone):
        api.post("/deal_contacts", {"deal_id": deal, "contact_id": person["id"]})
    api.must("DELETE", "/deals/%d" % gone)
    hits = [(hit["entity"], hit["id"], hit["subtitle"], hit["of"])
            for hit in api.get("/search", q=name)["items"]]
    assert {hit[:2] for hit in hits[:2]} == {("company", company["id"]), ("contact", person["id"])}, hits
    newest = [of_both] + of_company[:-5:-1]
    assert hits[2:] in (
        [("deal", of_person, person["name"], "contact"), ("deal", of_both, person["name"], "contact")]
        + [("deal", id_, name, "company") for id_ in newest[1:]],
        [("deal", id_, name, "company") for id_ in newest] +
        [("deal", of_person, person["name"], "contact")]), hits
    assert len(api.get("/search", q=name, limit=3)["items"]) == 3
    for entity in ("company", "deal"):
        found = api.get("/search", q=name, entity=entity)["items"]
        assert {hit["entity"] for hit in found} <= {entity} and len(found) <= 1, found


def finds_phones_and_addresses(api):
    """phones are found by their digits in any form, e-mail addresses by any part"""
    row = make(api, "contacts", phone="+62 812-9876-5432", email="dewi.lestari@example.com")
    for words in ("0812-9876-5432", "+62 812 9876 5432", "81298765432", "98765432", "dewi.lestari",
                  "lestari@example.com", "DEWI"):
        assert row["id"] in [hit["id"] for hit in api.get("/search", q=words)["items"]], words
        assert row["id"] in [one["id"] for one in api.all("/contacts", q=words)], words
    api.must("DELETE", "/contacts/%d" % row["id"])
    assert api.get("/search", q="dewi.lestari")["items"] == []


# --- the time machine ---

def deal_facts(row):
    return {name: row[name] for name in ("id", "title", "stage_id", "amount", "closed_on",
                                         "owner_id", "company_id")}


def board_facts(board):
    return [(stage["id"], stage["count"], stage["amount"], sorted(
        deal["id"] for deal in stage["deals"])) for stage in board["stages"]
        if stage["count"] or stage["kind"] == "open"]


def measure_facts(measures):
    return {name: measures[name] for name in ("deals_open", "deals_won", "deals_lost",
                                              "amount_open", "amount_won", "win_rate")}


def write_down(api, who, pipe):
    """What is shown now, and the instant of it."""
    facts = ({row["id"]: deal_facts(row) for row in api.all("/deals", who=who,
                                                            pipeline_id=pipe["id"])},
             board_facts(api.get("/pipelines/%d/board" % pipe["id"], who=who, limit=200)),
             measure_facts(api.get("/pipelines/%d/measures" % pipe["id"], who=who)))
    return facts


def some_change(api, pipe, deals):
    dice = api.dice
    kind = dice.randrange(6)
    path = "/deals/%d" % dice.choice(deals) if deals else None
    if not path or kind == 0:
        deals.append(make(api, "deals", pipeline_id=pipe["id"], amount="%d.00" % dice.randrange(9),
                          owner_id=dice.choice([api.ids["north"], api.ids["south"]]))["id"])
    elif kind == 1:
        api.patch(path, {"amount": "%d.25" % dice.randrange(99), "title": api.unique("T")})
    elif kind == 2:
        api.patch(path, {"owner_id": dice.choice([api.ids["north"], api.ids["south"]])})
    elif kind == 3 and len(deals) > 5:
        api.must("DELETE", path)
        deals.remove(int(path.split("/")[-1]))
    else:
        api.post(path + "/move", {"stage_id": dice.choice(pipe["stages"] + [pipe["won"],
                                                                            pipe["lost"]])})


def tells_the_past(api):
    """lists, boards and measures as of an instant are what was shown at that instant"""
    pipe, deals, diary = api.plain_pipeline(4), [], []
    for _ in range(40):
        some_change(api, pipe, deals)
        time.sleep(0.004)
        now = time.time()
        instant = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + ".%03dZ" % (now % 1 * 1000)
        diary.append((instant, write_down(api, "admin", pipe)))
        time.sleep(0.004)
    for instant, (rows, board, measures) in diary:
        past = {row["id"]: deal_facts(row) for row in api.all("/deals", as_of=instant,
                                                              pipeline_id=pipe["id"])}
        assert past == rows, "%s: %s" % (instant, [(past.get(i), rows.get(i)) for i in
                                                   set(past) | set(rows)
                                                   if past.get(i) != rows.get(i)][:3])
        then = api.get("/pipelines/%d/board" % pipe["id"], as_of=instant, limit=200)
        assert board_facts(then) == board, "%s: %s" % (instant, then)
        then = api.get("/pipelines/%d/measures" % pipe["id"], as_of=instant)
        assert measure_facts(then) == measures, "%s: %s, not %s" % (instant, measure_facts(then),
                                                                    measures)


def the_past_has_filters_too(api):
    """filters, order, pages and counts work as of an instant"""
    row = make(api, "deals", pipeline_id=api.pipe["id"], amount="1000.00")
    path = "/deals/%d" % row["id"]
    instant = api.get(path)["updated_at"]
    time.sleep(0.004)
    api.patch(path, {"amount": "2000.00"})
    query = {"as_of": instant, "pipeline_id": api.pipe["id"]}
    assert api.get("/deals", amount="1000.00", **query)["items"][0]["id"] == row["id"]
    assert api.get("/deals", amount="2000.00", **query)["items"] == []
    whole = [one["id"] for one in api.all("/deals", sort="-amount", **query)]
    assert whole == [one["id"] for one in api.all("/deals", sort="-amount", limit=3, **query)]
    assert api.get("/deals", count="true", limit=1, **query)["total"] == len(whole)
    api.must("DELETE", path)
    assert row["id"] in [one["id"] for one in api.all("/deals", **query)]
    before = api.all("/deals", as_of="2020-01-01")
    assert before == []


def only_versions_have_a_past(api):
    """as_of is refused where no past is kept"""
    api.refuses(422, "as_of", "GET", "/companies", as_of="2026-01-01")


# --- boards ---

def board_pages(api):
    """a stage's cards come page by page, each once, and counts are of all of them"""
    pipe = api.plain_pipeline(1)
    made = [make(api, "deals", pipeline_id=pipe["id"], amount="2.00")["id"] for _ in range(17)]
    path = "/pipelines/%d/board" % pipe["id"]
    stage = api.get(path, limit=5)["stages"][0]
    shown = [deal["id"] for deal in stage["deals"]]
    while stage["next"]:
        assert stage["count"] == 17 and stage["amount"] == "34.00"
        stage = api.get(path, limit=5, stage_id=pipe["stages"][0], cursor=stage["next"])["stages"][0]
        shown += [deal["id"] for deal in stage["deals"]]
    assert sorted(shown) == sorted(made) and len(set(shown)) == 17
    board = api.get(path)
    assert set(board) == {"pipeline", "stages"} and board["pipeline"]["id"] == pipe["id"]
    assert set(board["stages"][0]) == {"id", "name", "kind", "count", "amount", "weighted",
                                       "currency", "idle_limit", "deals", "next"}
    assert set(board["stages"][0]["deals"][0]) == {
        "id", "revision", "title", "amount", "currency", "company", "owner", "expected_close",
        "stage_entered_at", "next_step_at", "snoozed_until", "source_id", "category", "contact", "custom",
        "warnings"}


def closed_stages_hide_their_cards(api):
    """won and lost stages carry counts and amounts, and cards when asked"""
    pipe = api.plain_pipeline(1)
    row = make(api, "deals", pipeline_id=pipe["id"], amount="5.00")
    api.post("/deals/%d/move" % row["id"], {"stage_id": pipe["won"]})
    path = "/pipelines/%d/board" % pipe["id"]
    for closed, cards in ((None, 0), ("false", 0), ("true", 1)):
        board = api.get(path, **({"closed": closed} if closed else {}))
        won = next(stage for stage in board["stages"] if stage["kind"] == "won")
        assert (won["count"], won["amount"], len(won["deals"])) == (1, "5.00", cards), won


def sums_are_in_the_organisations_currency(api):
    """amounts in another currency count by the rate of the day"""
    pipe = api.plain_pipeline(1)
    api.post("/currency_rates", {"currency": "EUR", "rate_micro": 17000 * 10 ** 6,
                                 "valid_from": "2020-01-01"})
    make(api, "deals", pipeline_id=pipe["id"], amount="10.00", currency="EUR")
    make(api, "deals", pipeline_id=pipe["id"], amount="5.00")
    stage = api.get("/pipelines/%d/board" % pipe["id"])["stages"][0]
    assert (stage["amount"], stage["currency"]) == ("170005.00", "IDR"), stage
    measures = api.get("/pipelines/%d/measures" % pipe["id"])
    assert measures["amount_open"] == "170005.00", measures


def sums_wait_for_a_rate(api):
    """an amount without a rate waits for one, stays when another is given, and goes by that of its day when one is corrected"""
    pipe = api.plain_pipeline(1)
    many = [{"op": "create", "body": {"title": "Many", "pipeline_id": pipe["id"], "amount": "10.00", "currency": "SGD"}}] * 450
    assert len(api.post("/deals/batch", {"operations": many})["items"]) == 450

    def total():
        return api.get("/pipelines/%d/board" % pipe["id"])["stages"][0]["amount"]

    assert total() == "0.00"
    api.post("/currency_rates", {"currency": "SGD", "rate_micro": 11000 * 10 ** 6, "valid_from": "2190-01-01"})
    assert total() == "0.00"
    first = api.post("/currency_rates", {"currency": "SGD", "rate_micro": 12000 * 10 ** 6, "valid_from": "2020-01-01"})
    assert float(total()) >= 200 * 120000

    def becomes(expected):
        deadline = time.time() + 30
        while total() != expected and time.time() < deadline:
            time.sleep(0.05)
        assert total() == expected, total()

    becomes("54000000.00")
    later = api.post("/currency_rates", {"currency": "SGD", "rate_micro": 13000 * 10 ** 6, "valid_from": "2021-01-01"})
    becomes("54000000.00")
    api.patch("/currency_rates/%d" % first["id"], {"rate_micro": 12500 * 10 ** 6})
    becomes("58500000.00")
    api.patch("/currency_rates/%d" % later["id"], {"rate_micro": 13500 * 10 ** 6})
    becomes("60750000.00")
    for rate in (first, later):
        api.ask("DELETE", "/currency_rates/%d" % rate["id"])
    becomes("0.00")
    api.post("/undo", {})
    becomes("60750000.00")


def the_currency_stays_while_there_are_rates(api):
    """the organisation's currency changes only without exchange rates to it, and then everything counts in the new one"""
    pipe = api.plain_pipeline(1)
    make(api, "deals", pipeline_id=pipe["id"], amount="10.00", currency="USD")
    make(api, "deals", pipeline_id=pipe["id"], amount="5.00", currency="IDR")

    def told():
        stage = api.get("/pipelines/%d/board" % pipe["id"])["stages"][0]
        return stage["amount"], stage["currency"]

    api.post("/currency_rates", {"currency": "USD", "rate_micro": 15000 * 10 ** 6, "valid_from": "2020-01-01"})
    assert told() == ("150005.00", "IDR"), told()
    refused = api.refuses(409, "currency", "PATCH", "/organisations/1", {"currency": "USD"})
    assert "IDR" in refused.text, refused
    for rate in api.all("/currency_rates"):
        api.ask("DELETE", "/currency_rates/%d" % rate["id"])
    assert told() == ("5.00", "IDR"), told()
    api.patch("/organisations/1", {"currency": "USD"})
    assert told() == ("10.00", "USD"), told()
    api.patch("/organisations/1", {"currency": "IDR"})
    assert told() == ("5.00", "IDR"), told()


def measures_are_what_they_say(api):
    """measures of a pipeline follow from its deals"""
    pipe = api.plain_pipeline(1)
    for number, stage in enumerate([pipe["won"]] * 3 + [pipe["lost"]]):
        row = make(api, "deals", pipeline_id=pipe["id"], amount="%d.00" % (10 * (number + 1)))
        api.post("/deals/%d/move" % row["id"], {"stage_id": stage})
    make(api, "deals", pipeline_id=pipe["id"], amount="7.00")
    got = api.get("/pipelines/%d/measures" % pipe["id"])
    assert (got["deals_open"], got["deals_won"], got["deals_lost"]) == (1, 3, 1), got
    assert (got["amount_open"], got["amount_won"]) == ("7.00", "60.00"), got
    assert (got["win_rate"], got["win_rate_value"]) == (0.75, 0.6), got
    assert got["average_deal"] == "20.00", got
    for name in ("cycle_days", "velocity_per_day", "coverage", "stages"):
        assert name in got, name
    stage = got["stages"][0]
    for name, due in (("entered", 5), ("advanced", 3), ("lost", 1)):
        assert stage[name] == due, stage
    assert "conversion" in stage and "median_days" in stage


def finds_few_among_many(api):
    """a seller's few rows are found among thousands of hits that are others', in every order"""
    def add(who, names):
        for first in range(0, len(names), 1000):
            api.post("/companies/batch", {"operations": [
                {"op": "create", "body": {"name": name, "owner_id": api.ids[who]}}
                for name in names[first:first + 1000]]})

    add("alone", ["Langka A"])  # the oldest hit of all
    add("south", ["Langka %04d" % number for number in range(1200)])
    add("alone", ["Langka B"])
    add("south", ["Langka %04d" % number for number in range(1200, 2400)])
    for order in ("id", "-id", "name", "-created_at"):
        query = {"q": "langka", "sort": order}
        rows = api.all("/companies", who="alone", limit=1, **query)
        assert sorted(row["name"] for row in rows) == ["Langka A", "Langka B"], (order, rows)
        assert api.get("/companies", who="alone", count="true", limit=1, **query)["total"] == 2
    assert api.get("/companies", who="alone", q="langka 0007")["items"] == []
    assert api.get("/companies", who="south", q="langka", count="true", limit=1)["total"] == 2400


def tests():
    for resource in FIELDS:
        if resource != "organisations":
            yield case("%s are filtered by each field and operator" % resource, filters_of, resource)
            yield case("%s are sorted by each field, both ways, page by page" % resource, sorts_of,
                       resource)
    for words, names in FOUND:
        yield case("%r finds %s" % (words, ", ".join(sorted(names)) if names else "nothing else"),
                   finds_words, words, names)
    yield from (filters_together, a_day_is_all_of_it, ids_run_either_way, bounds_pages,
                cursors_belong_to_their_list, pages_while_others_write, finds_deals_by_whose_they_are, finds_phones_and_addresses,
                tells_the_past, the_past_has_filters_too, only_versions_have_a_past, board_pages,
                closed_stages_hide_their_cards, sums_are_in_the_organisations_currency,
                sums_wait_for_a_rate, the_currency_stays_while_there_are_rates,
                measures_are_what_they_say, finds_few_among_many)


if __name__ == "__main__":
    support.run(tests(), prepare)
