#!/usr/bin/env python3
"""GET /today: what is in it, in which order, and for whom. A Monday far from now, so that nothing else is
due."""
import support
from resources import STEPS, make

MONDAY = "2031-03-03"


def at(day):
    return day + "T04:00:00Z"


def prepare(api):
    api.add_people()
    api.plain = api.plain_pipeline()


def person(api):
    """A seller of their own, so that each test has an empty day."""
    name = api.unique("seller")
    api.add_person(name, "seller")
    return name


def today(api, who, **query):
    return api.get("/today", who=who, date=MONDAY, **query)


def kinds(page):
    return [item["kind"] for item in page["items"]]


def tells_what_is_due(api):
    """steps are overdue or due by the day, the oldest first, with whom to talk to"""
    who = person(api)
    lead = make(api, "leads", who=who, name="Siti", phone="+62812345678")
    for day in ("2031-03-03", "2031-02-27", "2031-03-05"):
        api.post("/activities", {"kind": "whatsapp", "subject": day, "lead_id": lead["id"],
                                 "note": "Halo & apa kabar?", "due_at": at(day)}, who=who)
    page = today(api, who)
    assert kinds(page) == ["overdue", "due"], page
    assert [item["activity"]["subject"] for item in page["items"]] == ["2031-02-27", "2031-03-03"]
    assert page["items"][0]["contact"] == {
        "id": None, "name": "Siti", "phone": "+62812345678", "email": None,
        "whatsapp": "https://wa.me/62812345678?text=Halo%20%26%20apa%20kabar%3F"}
    assert page["totals"]["overdue"] == 1 and page["totals"]["due"] == 1
    assert [day["count"] for day in page["week"]] == [1, 0, 1, 0, 0, 0, 0], page["week"]
    assert page["week"][0]["date"] == MONDAY


def tells_deals_without_step(api):
    """open deals without a next step come largest first, those without an amount last"""
    who = person(api)
    for amount in ("10.00", None, "500.00"):
        make(api, "deals", who=who, pipeline_id=api.plain["id"], amount=amount)
    make(api, "deals", who=who, pipeline_id=api.plain["id"], stage_id=api.plain["won"])
    page = today(api, who)
    assert [item["deal"]["amount"] for item in page["items"]] == ["500.00", "10.00", None], page
    assert kinds(page) == ["no_next_step"] * 3 and page["totals"]["no_next_step"] == 3
    page = today(api, who, limit=1)
    assert len(page["items"]) == 2 and page["totals"]["no_next_step"] == 3  # one with, one without


def tells_ended_plans(api):
    """a finished plan asks for a decision"""
    who = person(api)
    lead = make(api, "leads", who=who)
    plan = make(api, "cadences", steps=STEPS[:1])["id"]
    row = api.post("/cadences/%d/enroll" % plan, {"lead_id": lead["id"]}, who=who)
    api.patch("/activities/%d" % row["activity_id"], {"done_at": "2026-03-02T03:00:00Z"}, who=who)
    page = today(api, who)
    assert "plan_ended" in kinds(page), page
    item = next(item for item in page["items"] if item["kind"] == "plan_ended")
    assert "decide" in item["why"] and item["lead"]["id"] == lead["id"], item
    assert item["plan"]["state"] == "finished" and page["totals"]["plan_ended"] == 1
    api.post("/activities", {"subject": "Call", "lead_id": lead["id"], "due_at": at("2031-03-20")},
             who=who)
    assert "plan_ended" not in kinds(today(api, who))


def tells_new_leads(api):
    """a lead is new until there is an activity"""
    who = person(api)
    lead = make(api, "leads", who=who)
    mine = [item for item in today(api, who)["items"]
            if item["lead"] and item["lead"]["id"] == lead["id"]]
    assert [item["kind"] for item in mine] == ["new_lead"], mine
    api.post("/activities", {"subject": "Called", "lead_id": lead["id"],
                             "done_at": "2026-03-02T03:00:00Z"}, who=who)
    assert not [item for item in today(api, who)["items"]
                if item["lead"] and item["lead"]["id"] == lead["id"]]


# People in the order in which they come into the deal, by when they came to be known (the second before the first):
# who of them is the main one, who is archived, and with whom one is to talk.
MAIN_CONTACTS = [
    ((1, 0), (), (), 1),
    ((1, 0), (0,), (), 0),
    ((2, 1, 0), (0, 1), (), 1),
    ((1, 0), (1,), (1,), 0),
    ((2, 1, 0), (0,), (0, 2), 1),
    ((0,), (0,), (0,), None),
]


def has_one_main_contact(api):
    """card, day and plan name the same person of a deal: the main one, else the first that came in; nobody archived"""
    plan = make(api, "cadences", subject="deal", steps=STEPS)["id"]
    for row in MAIN_CONTACTS:
        order, primary, archived, wanted = row
        who = person(api)
        people = [make(api, "contacts", who=who)["id"] for _ in order]
        deal = make(api, "deals", who=who, pipeline_id=api.plain["id"])["id"]
        for one in order:
            make(api, "deal_contacts", who=who, deal_id=deal, contact_id=people[one], is_primary=one in primary)
        for one in archived:
            api.must("DELETE", "/contacts/%d" % people[one])
        wanted = None if wanted is None else people[wanted]
        board = api.get("/pipelines/%d/board" % api.plain["id"], who=who, fields="contact")
        card, = [card for stage in board["stages"] for card in stage["deals"] if card["id"] == deal]
        assert (card["contact"] or {"id": None})["id"] == wanted, (row, card)
        item, = today(api, who)["items"]
        assert (item["contact"] or {"id": None})["id"] == wanted, (row, item)
        step = api.post("/cadences/%d/enroll" % plan, {"deal_id": deal}, who=who)["activity_id"]
        assert api.get("/activities/%d" % step)["contact_id"] == wanted, row


def is_for_whoever_sees_the_rows(api):
    """a manager asks for the day of the team's people, others do not"""
    for who, seen in (("wati", True), ("admin", True), ("north", False), ("alone", False)):
        answer = api.ask("GET", "/today", who=who, date=MONDAY, owner_id=api.ids["south"])
        assert answer.status == (200 if seen else 422), (who, answer)


TESTS = [tells_what_is_due, tells_deals_without_step, tells_ended_plans, tells_new_leads,
         has_one_main_contact, is_for_whoever_sees_the_rows]

if __name__ == "__main__":
    support.run(TESTS, prepare)
