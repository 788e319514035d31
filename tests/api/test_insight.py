#!/usr/bin/env python3
"""Insight: figures of a small history by hand, and of a long one against the lists of deals that they name. The formulas
one by one: tests/unit/test_insight_rates.c, test_insight_path.c."""
import decimal
import random
import time

import support
from operations import ended, upload
from resources import make
from test_hygiene import day
from test_review import change_deal, make_history

WAYS = ["advanced", "lost", "open"]
SUMS = ["won", "lost", "amount_won", "amount_lost"]
BIRTH = day(-40)

# Deals that began 40 days ago: the stages after the first one, by number or name, and how many days ago.
HAND = {
    "a": [(1, 37), (2, 30), ("won", 20)],
    "b": [(1, 38), ("lost", 30)],
    "c": [("lost", 35)],
    "d": [(1, 20)],
    "e": [],
    "f": [(2, 36), ("won", 26)],
}


def prepare(api):
    api.add_people()
    api.plain = api.plain_pipeline()
    api.ids["pipeline"] = api.plain["id"]
    api.hand = api.plain_pipeline()
    import_hand(api)
    api.flow = api.plain_pipeline()
    make_history(api, random.Random(11))
    name_sources(api, random.Random(12))


def import_hand(api):
    names = {stage["id"]: stage["name"] for stage in api.stages(api.hand["id"])}
    pipeline = api.get("/pipelines/%d" % api.hand["id"])["name"]
    deals = ["title,pipeline,amount,currency,created_on,expected_close,external_id"]
    moves = ["deal_external_id,stage,entered_at"]
    for name, path in HAND.items():
        deals.append("%s,%s,100.00,IDR,%s,%s,hand-%s" % (name, pipeline, BIRTH, day(10), name))
        moves.append("hand-%s,%s,%s" % (name, names[api.hand["stages"][0]], BIRTH))
        for stage, ago in path:
            stage = api.hand[stage] if isinstance(stage, str) else api.hand["stages"][stage]
            moves.append("hand-%s,%s,%s" % (name, names[stage], day(-ago)))
    for kind, lines in (("deals", deals), ("stage-history", moves)):
        row = upload(api, "\n".join(lines) + "\n", kind=kind)
        assert row["rejected"] == 0, api.ask("GET", "/imports/%d/rejected" % row["id"]).text


def name_sources(api, chance):
    api.sources = [make(api, "sources", name=name)["id"] for name in ("Fair", "Web", "R & D=1")]
    api.post("/custom_fields", {"entity": "deal", "key": "segment", "name": "Segment", "kind": "choice",
                                "options": ["A & B", "C"]})
    api.post("/custom_fields", {"entity": "deal", "key": "renewal", "name": "Renewal", "kind": "yes_no"})
    api.post("/custom_fields", {"entity": "deal", "key": "seats", "name": "Seats", "kind": "number"})
    api.post("/custom_fields", {"entity": "company", "key": "tier", "name": "Tier", "kind": "choice",
                                "options": ["Gold", "Iron"]})
    api.post("/currency_rates", {"currency": "USD", "rate_micro": 16000 * 10**6, "valid_from": day(-400)})
    api.companies = [make(api, "companies", city=city, industry=industry, employees=employees, owner_id=owner,
                          custom={"tier": tier})
                     for city, industry, employees, owner, tier in (
                         ("Bandung", "Retail", 12, None, "Gold"), ("Jakarta", "Retail", 19, None, "Iron"),
                         ("Jakarta", None, 300, None, None), ("Medan", "Food & Co=1", None, api.ids["south"], "Gold"))]
    for row in api.all("/deals", pipeline_id=api.flow["id"]):
        money = {"amount": "2.50", "currency": "USD"} if chance.random() < 0.2 else {}
        api.patch("/deals/%d" % row["id"], {
            **money,
            "company_id": chance.choice([None, *(company["id"] for company in api.companies)]),
            "source_id": chance.choice([*api.sources, None]),
            "custom": {"segment": chance.choice(["A & B", "C", None]),
                       "renewal": chance.choice([True, False, None])}})
    for number in range(9):
        row = make(api, "leads", name="Lead %d" % number, source_id=api.sources[number % 2],
                   owner_id=api.ids["north"])
        if number % 3 == 0:
            api.post("/leads/%d/qualify" % row["id"])
        if number == 0:
            api.post("/leads/%d/convert" % row["id"], {"pipeline_id": api.plain["id"]})


def insight(api, what, pipe=None, **more):
    return api.get("/pipelines/%d/insight/%s" % ((pipe or api.flow)["id"], what), **more)


def days(first, last):
    return {"from": day(-first), "to": day(-last)}


# --- by hand ---

def by_hand_the_funnel(api):
    """the funnel of six deals is as worked by hand"""
    answer = insight(api, "funnel", api.hand, **days(40, 40))
    first, second, third = answer["stages"]

    def figures(row):
        return [row[name] for name in ("entered", "advanced", "lost", "open", "conversion", "estimate",
                                       "estimate_lost", "undecided", "days_p50", "days_p80")]
    assert figures(first) == [6, 4, 1, 1, 0.8, 0.6667, 0.1667, 0.1666, 4, 20], first
    assert figures(second) == [3, 1, 1, 1, 0.5, 0.3333, 0.3333, 0.3334, 8, None], second
    assert figures(third) == [2, 2, 0, 0, 1, 1, 0, 0, 10, 10], third
    assert figures(answer["deals"]) == [6, 2, 2, 2, 0.5, 0.3333, 0.3333, 0.3334, 14, None], answer
    assert answer["since"] is None
    cohort, = answer["cohorts"]
    assert (cohort["from"], cohort["to"], cohort["entered"]) == (BIRTH, BIRTH, 6)
    titles = {way: [row["title"] for row in insight(
        api, "funnel/deals", api.hand, stage_id=api.hand["stages"][0], way=way, **days(40, 40))["items"]]
        for way in ["entered", *WAYS]}
    assert titles == {"entered": list("abcdef"), "advanced": list("abdf"), "lost": ["c"], "open": ["e"]}


def by_hand_the_pace(api):
    """cycle, win rate and velocity of six deals are as worked by hand"""
    answer = insight(api, "pace", api.hand, **days(40, 0))
    assert (answer["won"], answer["lost"], answer["win_rate"]) == (2, 2, 0.5)
    assert (answer["win_rate_low"], answer["win_rate_high"]) == (0.1501, 0.8499), answer
    assert (answer["cycle_days"], answer["cycle_p50"], answer["cycle_p80"]) == (17, 14, 20)
    # 2 open × 100 × 0.5 ÷ 17
    assert answer["velocity_per_day"] == "5.88", answer
    other = insight(api, "pace", api.hand, **days(40, 21))
    assert (other["won"], other["lost"], other["deals_open"]) == (1, 2, 2)


def by_hand_the_coverage(api):
    """coverage weighs what is open against what is missing from a target, or from what was won before"""
    answer = insight(api, "coverage", api.hand, target="500.00", **days(29, -30))
    # won: a and f; open: d and e, of chances that this pipeline does not have
    assert (answer["won"]["amount"], answer["open"]["amount"]) == ("200.00", "200.00"), answer
    assert (answer["missing"], answer["coverage"]) == ("300.00", 0.6667), answer
    assert insight(api, "coverage", api.hand, target="200.00", **days(29, -30))["coverage"] is None
    before = insight(api, "coverage", api.hand, **days(9, 0))
    assert before["target"] is None and before["before"]["from"] == day(-19), before
    assert insight(api, "coverage", api.hand, **days(9, -4))["before"]["amount"] == "100.00"


# --- against the lists ---

def total(api, query, resource="deals", who="admin", **more):
    """How many rows a list has: `query` as a figure names it, with further filters."""
    query += "".join("&%s=%s" % pair for pair in more.items())
    return api.get("/%s?%s&count=true&limit=1" % (resource, query), who=who)["total"]


PERIODS = [(250, -30), (150, 60), (90, 0)]
BY = ["owner_id", "source_id", "company_id", "lost_reason_id", "category", "currency", "amount", "custom.segment",
      "custom.renewal", "company.city", "company.industry", "company.country", "company.employees",
      "company.custom.tier"]


def rows_are_behind(api):
    """every figure names a list of deals that has as many rows"""
    for first, last in PERIODS:
        pace = insight(api, "pace", **days(first, last))
        for row in [pace, *pace["months"]]:
            assert total(api, row["rows"]) == row["won"] + row["lost"], row
            assert total(api, row["rows_won"]) == row["won"], row
            assert total(api, row["rows_lost"]) == row["lost"], row
        assert total(api, pace["rows_open"]) == pace["deals_open"]
        for row in insight(api, "sources", **days(first, last))["sources"]:
            assert total(api, row["rows"]) == row["deals"], row
            assert total(api, row["rows_leads"], "leads") == row["leads"], row
        for by in BY:
            for row in insight(api, "outcomes", by=by, **days(first, last))["groups"]:
                assert total(api, row["rows"]) == row["won"] + row["lost"], (by, row)
                assert total(api, row["rows_won"]) == row["won"], (by, row)
        answer = insight(api, "coverage", **days(first, last))
        for part in ("won", "open", "before"):
            assert total(api, answer[part]["rows"]) == answer[part]["deals"], (part, answer)
        answer = insight(api, "funnel", **days(first, last))
        for row in [answer["deals"], *answer["cohorts"]]:
            assert total(api, row["rows"]) == row["entered"], row


def parts_make_the_whole(api):
    """months, cohorts and groups add up to the whole, and this to the measures"""
    for first, last in PERIODS:
        pace = insight(api, "pace", **days(first, last))
        measures = api.get("/pipelines/%d/measures" % api.flow["id"], **days(first, last))
        assert (pace["won"], pace["lost"]) == (measures["deals_won"], measures["deals_lost"])
        for name in ("win_rate", "win_rate_value", "average_deal", "cycle_days", "velocity_per_day",
                     "deals_open", "amount_open", "amount_won"):
            assert pace[name] == measures[name], name
        for name in SUMS:
            whole = decimal.Decimal(pace[name])
            assert sum(decimal.Decimal(month[name]) for month in pace["months"]) == whole, name
            for by in BY:
                answer = insight(api, "outcomes", by=by, **days(first, last))
                parts = [*answer["groups"], answer["rest"]]
                assert sum(decimal.Decimal(part[name]) for part in parts) == whole, (by, name)
                assert decimal.Decimal(answer["all"][name]) == whole, (by, name)
        for kind in ("month", "quarter", "year"):
            cohorts_make_the_funnel(insight(api, "funnel", cohort=kind, **days(first, last)))


def cohorts_make_the_funnel(answer):
    cohorts = answer["cohorts"]
    assert (cohorts[0]["from"], cohorts[-1]["to"]) == (answer["from"], answer["to"])
    for place, stage in enumerate([answer["deals"], *answer["stages"]]):
        parts = cohorts if place == 0 else [cohort["stages"][place - 1] for cohort in cohorts]
        for name in ("entered", *WAYS):
            assert sum(part[name] for part in parts) == stage[name], (stage, name)
        assert stage["entered"] == sum(stage[name] for name in WAYS), stage
        if stage["entered"]:
            parts = [stage[name] for name in ("estimate", "estimate_lost", "undecided")]
            assert abs(sum(parts) - 1) < 1e-9 and min(parts) >= 0, stage


def by_the_company(api):
    """closings are compared by what is known of the companies, and lists are filtered by it"""
    closed = [row for row in api.all("/deals", pipeline_id=api.flow["id"]) if row["closed_on"]]
    companies = {company["id"]: company for company in api.companies}

    def count(wanted):
        return sum(wanted(companies.get(row["company_id"], {"custom": {}})) for row in closed)
    for by, value in (("city", "Jakarta"), ("city", None), ("industry", "Retail"), ("industry", "Food & Co=1")):
        groups = {row["value"]: row for row in insight(api, "outcomes", by="company." + by, **days(900, 0))["groups"]}
        assert groups[value]["won"] + groups[value]["lost"] == count(
            lambda row, by=by, value=value: row.get(by) == value) > 0, (by, groups)
    groups = {row["value"]: row for row in insight(api, "outcomes", by="company.custom.tier", **days(900, 0))["groups"]}
    assert set(groups) == {"Gold", "Iron", None}, groups
    groups = insight(api, "outcomes", by="company.employees", **days(900, 0))["groups"]
    assert [(row["value"], row["below"]) for row in groups] == [
        ("10", "20"), ("200", "500"), (None, None)], groups
    cities = {row["id"] for row in api.companies if row["city"] == "Jakarta"}
    for more, wanted in (({"company.city": "Jakarta"}, cities), ({"company.custom.tier.in": "Gold,Iron"}, {
            row["id"] for row in api.companies if row["custom"].get("tier")}),
                         ({"company.employees.gt": "12", "company.employees.lte": "300"}, {
                             row["id"] for row in api.companies if (row["employees"] or 0) > 12})):
        rows = api.all("/deals", pipeline_id=api.flow["id"], **more)
        assert {row["company_id"] for row in rows} == wanted, more
        board = api.get("/pipelines/%d/board" % api.flow["id"], closed="true", **more)
        assert sum(stage["count"] for stage in board["stages"]) == len(rows), more
    for field, value in (("company.note", "x"), ("company.city.near", "x"), ("company.custom.none", "x"),
                         ("owner.name", "x"), ("company", "x"), ("company.employees", "many")):
        api.refuses(422, field, "GET", "/deals", **{field: value})
    api.refuses(422, "company.city", "GET", "/leads", **{"company.city": "Jakarta"})


def hidden_companies_have_no_city(api):
    """what somebody may not see of a company does not show in figures, nor by asking for it"""
    named = {row["value"] for row in insight(api, "outcomes", who="south", by="company.city", **days(900, 0))["groups"]}
    seen = {row["value"] for row in insight(api, "outcomes", who="alone", by="company.city", **days(900, 0))["groups"]}
    assert "Medan" in named and "Medan" not in seen, (named, seen)
    for who in ("south", "alone", "north", "wati"):
        cities = {row["id"]: row["city"] for row in api.all("/companies", who=who)}
        for city in ("Medan", "Jakarta"):
            rows = api.all("/deals", who=who, **{"company.city": city})
            assert all(cities[row["company_id"]] == city for row in rows), (who, rows)
        for row in insight(api, "outcomes", who=who, by="company.city", **days(900, 0))["groups"]:
            assert total(api, row["rows"], who=who) == row["won"] + row["lost"], (who, row)


def bands_of_the_amount(api):
    """amounts of all currencies are compared in bands of the organisation's, the least first"""
    groups = insight(api, "outcomes", by="amount", **days(900, 0))["groups"]
    assert all(float(row["value"]) < float(row["below"]) for row in groups if row["value"]), groups
    values = [float(row["value"]) for row in groups if row["value"]]
    assert values == sorted(values) and len(values) > 1, groups
    dollars = total(api, "pipeline_id=%d&currency=USD&closed_on.is=set" % api.flow["id"])
    dear, = [row for row in groups if row["value"] == "20000.00"]
    assert dear["below"] == "50000.00" and dear["won"] + dear["lost"] == dollars > 0, (dear, dollars)


def deals_of_a_figure(api):
    """the deals behind a figure of the funnel are as many as it says, page by page, and each once"""
    answer = insight(api, "funnel", **days(250, 0))
    for stage in [{**answer["deals"], "stage_id": None}, *answer["stages"]]:
        of = {"stage_id": stage["stage_id"]} if stage["stage_id"] else {}
        for way in ("entered", *WAYS):
            rows = api.all("/pipelines/%d/insight/funnel/deals" % api.flow["id"], limit=7, way=way,
                           **of, **days(250, 0))
            assert len({row["id"] for row in rows}) == len(rows) == stage[way], (stage, way)
            assert all(way in ("entered", row["way"]) for row in rows), rows


def mistakes_do_not_count(api):
    """a move that was taken back is none, also when the deal has moved on since"""
    pipe = api.plain_pipeline()
    row = make(api, "deals", pipeline_id=pipe["id"])
    time.sleep(0.01)
    api.post("/deals/%d/move" % row["id"], {"stage_id": pipe["won"]})
    time.sleep(0.01)
    api.post("/undo")
    time.sleep(0.01)
    api.post("/deals/%d/move" % row["id"], {"stage_id": pipe["lost"]})
    answer = insight(api, "funnel", pipe, **days(1, -1))
    first = answer["stages"][0]
    assert [first[name] for name in ("entered", *WAYS)] == [1, 0, 1, 0], first
    assert [answer["deals"][name] for name in ("entered", *WAYS)] == [1, 0, 1, 0], answer["deals"]


def filters_are_the_boards(api):
    """filters and words leave the same deals as in lists"""
    source = api.sources[0]
    for more in ({"source_id": source}, {"amount.gte": "300.00"}, {"q": "Flow 1"},
                 {"custom.segment": "C"}, {"owner_id": api.ids["north"]},
                 {"source_id.is": "null", "amount.lt": "500.00"}):
        asked = {name.replace(".", "__"): value for name, value in more.items()}
        pace = insight(api, "pace", **days(250, 0), **asked)
        wanted = {name: str(value).replace(" ", "%20") for name, value in more.items()}
        assert total(api, pace["rows"], **wanted) == pace["won"] + pace["lost"], more
        assert total(api, pace["rows_open"], **wanted) == pace["deals_open"], more
        funnel = insight(api, "funnel", **days(250, 0), **asked)
        assert total(api, funnel["deals"]["rows"], **wanted) == funnel["deals"]["entered"], more
    assert insight(api, "sources", source_id=source)["sources"][0]["leads"] is None
    assert insight(api, "sources", owner_id=api.ids["north"])["sources"][0]["leads"] is not None


def sources_yield(api):
    """of each source: how many leads came, how many were qualified and converted"""
    rows = {row["source_id"]: row for row in insight(api, "sources", api.plain)["sources"]}
    fair, web = rows[api.sources[0]], rows[api.sources[1]]
    assert [fair[name] for name in ("leads", "qualified", "converted")] == [5, 2, 1], fair
    assert [web[name] for name in ("leads", "qualified", "converted")] == [4, 1, 0], web
    assert (fair["name"], fair["deals"], web["deals"]) == ("Fair", 1, 0), rows
    assert fair["amount_per_lead"] == "0.00" and web["amount_per_deal"] is None


def every_source_for_itself(api):
    """hundreds of sources are told one by one, each with its own deals"""
    pipe = api.plain_pipeline()
    for number in range(420):
        source = make(api, "sources", name="Source %d" % number)["id"]
        make(api, "deals", pipeline_id=pipe["id"], source_id=source)
    rows = insight(api, "sources", pipe, **days(1, -1))["sources"]
    assert sum(row["deals"] == 1 for row in rows) == 420, len(rows)
    assert all(row["name"] for row in rows if row["deals"]), rows


def everybody_sees_their_own(api):
    """figures are of the deals that the caller may see"""
    for who in ("north", "alone", "wati", "viewer"):
        pace = insight(api, "pace", who=who, **days(250, 0))
        assert total(api, pace["rows"], who=who) == pace["won"] + pace["lost"], who
        assert total(api, pace["rows_open"], who=who) == pace["deals_open"], who
        for row in insight(api, "outcomes", who=who, by="owner_id", **days(250, 0))["groups"]:
            assert total(api, row["rows"], who=who) == row["won"] + row["lost"], (who, row)
        funnel = insight(api, "funnel", who=who, **days(250, 0))
        assert total(api, funnel["deals"]["rows"], who=who) == funnel["deals"]["entered"], who
        for row in insight(api, "sources", who=who, **days(250, 0))["sources"]:
            assert total(api, row["rows_leads"], "leads", who=who) == row["leads"], (who, row)
        seen = {row["id"] for row in api.all("/deals", who=who)}
        listed = insight(api, "funnel/deals", who=who, way="entered", limit=200, **days(250, 0))
        assert {row["id"] for row in listed["items"]} <= seen, who
    alone = insight(api, "outcomes", who="alone", by="owner_id", **days(250, 0))["groups"]
    assert {row["value"] for row in alone} <= {str(api.ids["alone"]), None}, alone


def team_is_theirs(api):
    """a team stands for its members, and the rows behind its figures are theirs"""
    whole = insight(api, "pace", team_id=api.ids["North"], **days(250, 0))
    parts = [insight(api, "pace", owner_id=api.ids[name], **days(250, 0)) for name in ("north", "mate")]
    assert whole["won"] == sum(part["won"] for part in parts) > 0, whole
    assert total(api, whole["rows_won"]) == whole["won"], whole
    assert total(api, whole["rows_open"]) == whole["deals_open"], whole
    for row in insight(api, "sources", team_id=api.ids["North"], **days(250, 0))["sources"]:
        assert total(api, row["rows"]) == row["deals"], row
        assert total(api, row["rows_leads"], "leads") == row["leads"], row
    empty = make(api, "teams", name="Empty")["id"]
    pace = insight(api, "pace", team_id=empty, **days(250, 0))
    assert (pace["won"], pace["rows_won"], pace["rows_open"]) == (0, None, None), pace


def by_hand_of_a_past_day(api):
    """of a past day six deals are as worked by hand: what came later had not happened"""
    asked = {"as_of": day(-25), **days(40, 0)}
    pace = insight(api, "pace", api.hand, **asked)
    # f is won, b and c are lost; a was to be won five days later
    assert [pace[name] for name in ("won", "lost", "deals_open", "cycle_p50")] == [1, 2, 3, 14], pace
    deals = insight(api, "funnel", api.hand, **asked)["deals"]
    assert [deals[name] for name in ("entered", "advanced", "lost", "open")] == [6, 1, 2, 3], deals
    groups = insight(api, "outcomes", api.hand, by="currency", **asked)["groups"]
    assert [(row["value"], row["won"], row["lost"]) for row in groups] == [("IDR", 1, 2)], groups
    listed = insight(api, "funnel/deals", api.hand, way="open", **asked)["items"]
    assert [row["title"] for row in listed] == ["a", "d", "e"], listed
    assert insight(api, "coverage", api.hand, as_of=day(-25), **days(26, -30))["open"]["deals"] == 3
    nothing = insight(api, "funnel", api.hand, as_of=day(-41), **days(60, 0))["deals"]
    assert nothing["entered"] == 0, nothing
    # Without days it is about the year that ended with the month of that day.
    assert insight(api, "pace", api.hand, as_of=day(-25))["to"][:7] == day(-25)[:7]


def past_measures(api):
    """on any past day, figures are those that the measures of that day have, and name rows of that day"""
    for ago in (1, 7, 33, 80, 150):
        asked = {"as_of": day(-ago), **days(250, 0)}
        pace = insight(api, "pace", **asked)
        measures = api.get("/pipelines/%d/measures" % api.flow["id"], **asked)
        assert (pace["won"], pace["lost"]) == (measures["deals_won"], measures["deals_lost"]), ago
        for name in ("win_rate", "win_rate_value", "average_deal", "cycle_days", "velocity_per_day",
                     "deals_open", "amount_open", "amount_won"):
            assert pace[name] == measures[name], (ago, name)
        assert total(api, pace["rows_won"]) == pace["won"], pace
        assert total(api, pace["rows_open"]) == pace["deals_open"], pace
        for by in BY:
            for row in insight(api, "outcomes", by=by, **asked)["groups"]:
                assert total(api, row["rows"]) == row["won"] + row["lost"], (by, row)
        for row in insight(api, "sources", **asked)["sources"]:
            assert total(api, row["rows"]) == row["deals"], row
        answer = insight(api, "coverage", **asked)
        for part in ("won", "open", "before"):
            assert total(api, answer[part]["rows"]) == answer[part]["deals"], (part, answer)
        funnel = insight(api, "funnel", **asked)
        assert total(api, funnel["deals"]["rows"]) == funnel["deals"]["entered"], funnel
        cohorts_make_the_funnel(funnel)


def figures(answer):
    """An answer without the queries of its rows, which say of when they are."""
    if isinstance(answer, dict):
        return {name: figures(value) for name, value in answer.items() if not name.startswith("rows")}
    return [figures(one) for one in answer] if isinstance(answer, list) else answer


def every_figure(api, **more):
    asked = {**days(250, -30), **more}
    answers = [insight(api, "funnel", **asked), insight(api, "pace", **asked), insight(api, "coverage", **asked),
               insight(api, "funnel/deals", way="open", limit=200, **asked)]
    answers += [insight(api, "outcomes", by=by, **asked) for by in BY]
    sources = insight(api, "sources", **asked)["sources"]
    unknown = ("leads", "qualified", "converted", "amount_per_lead")
    answers += [{name: value for name, value in row.items() if name not in unknown}
                for row in sources if row["deals"]]
    return figures(answers)


def past_is_kept(api):
    """whatever is changed later, an instant's figures stay: for all, an owner, a team, and filters"""
    chance = random.Random(5)
    asked = [{}, {"owner_id": api.ids["north"]}, {"team_id": api.ids["South"]}, {"custom.segment": "C"},
             {"amount.gte": "300.00"}, {"company.city": "Jakarta"}]
    make(api, "deals", pipeline_id=api.flow["id"])
    time.sleep(0.01)
    before = [every_figure(api, **more) for more in asked]
    instant = make(api, "sources")["created_at"]
    deals = [row["id"] for row in api.all("/deals", pipeline_id=api.flow["id"])]
    for _ in range(120):
        time.sleep(0.002)
        change_deal(api, chance, chance.choice(deals))
    for _ in range(3):
        make(api, "deals", pipeline_id=api.flow["id"], source_id=api.sources[0], amount="5.00")
    for more, wanted in zip(asked, before):
        assert every_figure(api, as_of=instant, **more) == wanted, more
    assert every_figure(api) != before[0]
    pages = api.all("/pipelines/%d/insight/funnel/deals" % api.flow["id"], limit=7, way="entered", as_of=instant,
                    **days(250, -30))
    whole = insight(api, "funnel", as_of=instant, **days(250, -30))["deals"]["entered"]
    assert len({row["id"] for row in pages}) == len(pages) == whole, (len(pages), whole)


def past_leads_are_not_known(api):
    """of the past, leads have no figures: nothing is kept of them"""
    for row in insight(api, "sources", as_of=day(-3), **days(250, 0))["sources"]:
        assert [row[name] for name in ("leads", "qualified", "converted", "amount_per_lead", "rows_leads")] == [None] * 5


def past_has_removed_sources(api):
    """sources that are gone with the import that made them stay in the past, without a name, each with its deals"""
    pipe, other = api.plain_pipeline(), api.get("/pipelines/%d" % api.plain["id"])["name"]
    row = upload(api, "title,pipeline,source\n" + "".join(
        "Gone,%s,Gone %d\n" % (other, number) for number in range(70)), kind="deals")
    assert row["created"] == 70, row
    deals = [make(api, "deals", pipeline_id=pipe["id"], source_id=source["id"])
             for source in api.all("/sources") if source["name"].startswith("Gone ")]
    time.sleep(0.01)
    instant = make(api, "sources")["created_at"]
    time.sleep(0.01)
    for deal in deals:
        api.patch("/deals/%d" % deal["id"], {"source_id": None})
    api.post("/imports/%d/undo" % row["id"])
    assert ended(api, row["id"])["state"] == "undone"
    then = insight(api, "sources", pipe, as_of=instant, **days(1, -1))["sources"]
    assert [(source["name"], source["deals"]) for source in then] == [(None, 1)] * 70, then
    assert {source["source_id"] for source in then} == {deal["source_id"] for deal in deals}, then
    assert all(total(api, source["rows"]) == 1 for source in then[:5]), then
    now = insight(api, "sources", pipe, **days(1, -1))["sources"]
    assert [(source["source_id"], source["deals"]) for source in now if source["deals"]] == [(None, 70)], now


def what_is_refused(api):
    """what cannot be answered is refused on its parameter"""
    path = "/pipelines/%d/insight/" % api.flow["id"]
    for field, what, more in (
            ("by", "outcomes", {}), ("by", "outcomes", {"by": "title"}),
            ("by", "outcomes", {"by": "custom.seats"}), ("by", "outcomes", {"by": "custom.a'b"}),
            ("to", "pace", {"from": day(0), "to": day(-1)}),
            ("from", "pace", {"from": "1990-01-01"}), ("stage_id", "pace", {"stage_id": 1}),
            ("as_of", "pace", {"as_of": day(3)}), ("as_of", "funnel", {"as_of": "then"}), ("sort", "pace", {"sort": "id"}),
            ("cohort", "funnel", {"cohort": "week"}), ("way", "funnel/deals", {}),
            ("way", "funnel/deals", {"way": "won"}), ("limit", "funnel/deals", {"way": "lost", "limit": 0}),
            ("stage_id", "funnel/deals", {"way": "lost", "stage_id": api.hand["stages"][0]}),
            ("cursor", "funnel/deals", {"way": "lost", "cursor": "x"}),
            ("target", "coverage", {"target": "-1"}), ("target", "coverage", {"target": "much"})):
        api.refuses(422, field, "GET", path + what, **more)
    api.refuses(404, None, "GET", "/pipelines/999999/insight/pace")


TESTS = [by_hand_the_funnel, by_hand_the_pace, by_hand_the_coverage, rows_are_behind,
         parts_make_the_whole, by_the_company,
         hidden_companies_have_no_city, bands_of_the_amount, deals_of_a_figure, mistakes_do_not_count,
         filters_are_the_boards, sources_yield, past_has_removed_sources,
         every_source_for_itself, everybody_sees_their_own, team_is_theirs, by_hand_of_a_past_day, past_measures,
         past_leads_are_not_known, past_is_kept, what_is_refused]

if __name__ == "__main__":
    support.run(TESTS, prepare)
