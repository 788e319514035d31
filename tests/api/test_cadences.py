#!/usr/bin/env python3
"""Plans as clients see them: cadences, enrollments, what stops them, and rows put aside until a day. The
rules one by one: tests/unit/test_cadence.c and test_revival.c."""
import datetime

import support
from resources import STEPS, make


def prepare(api):
    api.add_people()
    api.plain = api.plain_pipeline()


def days_from_now(days):
    return (datetime.date.today() + datetime.timedelta(days=days)).isoformat()


def cadence(api, **more):
    return make(api, "cadences", **more)["id"]


def enroll(api, who="admin", **more):
    lead = make(api, "leads", who=who, name="Siti Rahayu", **more)
    return api.post("/cadences/%d/enroll" % cadence(api), {"lead_id": lead["id"]}, who=who)


def answers_what_a_page_needs(api):
    """a done step is followed by the next one, and every answer is the row"""
    row = enroll(api)
    assert (row["step"], row["state"], row["stop_reason"]) == (1, "active", None), row
    step = api.get("/activities/%d" % row["activity_id"])
    assert step["subject"] == "Greet Siti Rahayu" and step["origin"] == "cadence", step
    assert step["due_at"].endswith("T02:00:00.000Z"), step  # 09:00 in Jakarta
    done = api.patch("/activities/%d" % step["id"], {"done_at": "2026-03-02T03:00:00Z"})
    assert done["done_at"] == "2026-03-02T03:00:00.000Z"
    row = api.get("/enrollments/%d" % row["id"])
    assert row["step"] == 2 and row["activity_id"] != step["id"], row
    active = api.get("/enrollments", cadence_id=row["cadence_id"], state="active")["items"]
    assert [each["id"] for each in active] == [row["id"]]


def keeps_plans_in_batches(api):
    """a step that is done in a batch is followed by the next one; undo takes both back"""
    row = enroll(api)
    done = [{"op": "update", "id": row["activity_id"], "body": {"done_at": "2026-03-02T03:00:00Z"}}]
    batch = api.post("/activities/batch", {"operations": done})["batch_id"]
    assert api.get("/enrollments/%d" % row["id"])["step"] == 2
    api.post("/undo", {"batch_id": batch})
    assert api.get("/enrollments/%d" % row["id"])["step"] == 1


def enrolls_many_at_once(api):
    """many leads begin a plan in one batch: refused ones are told, and one undo takes all out again"""
    plan = cadence(api)
    leads = [make(api, "leads")["id"] for _ in range(3)]
    busy = enroll(api)["lead_id"]
    order = [{"op": "enroll", "id": lead, "body": {"cadence_id": plan}} for lead in [*leads, busy]]
    answer = api.post("/leads/batch", {"operations": order, "partial": True})
    assert [row["id"] for row in answer["items"]] == leads, answer
    assert [one["id"] for one in answer["refused"]] == [busy], answer
    active = api.get("/enrollments", cadence_id=plan, state="active")["items"]
    assert sorted(row["lead_id"] for row in active) == leads, active
    api.post("/undo", {"batch_id": answer["batch_id"]})
    assert api.get("/enrollments", cadence_id=plan, state="active")["items"] == []
    assert api.get("/activities", lead_id=leads[0])["items"] == []
    deal = make(api, "deals", pipeline_id=api.plain["id"])["id"]
    api.refuses(422, "operations[0].deal_id", "POST", "/deals/batch",
                {"operations": [{"op": "enroll", "id": deal, "body": {"cadence_id": plan}}]})
    for body, field in (({}, "cadence_id"), ({"cadence_id": plan, "x": 1}, "x"),
                        ({"cadence_id": plan, "starts_on": "soon"}, "starts_on")):
        api.refuses(422, "operations[0]." + field, "POST", "/leads/batch",
                    {"operations": [{"op": "enroll", "id": leads[0], "body": body}]})
    api.refuses(422, "operations[0].op", "POST", "/companies/batch",
                {"operations": [{"op": "enroll", "id": 1, "body": {}}]})
    mine = make(api, "leads", who="south")["id"]
    api.refuses(404, None, "POST", "/leads/batch", {
        "operations": [{"op": "enroll", "id": mine, "body": {"cadence_id": plan}}]}, who="north")


def names_the_plan_in_the_way(api):
    """a second plan at once is 409 and names the first"""
    row = enroll(api)
    name = api.get("/cadences/%d" % row["cadence_id"])["name"]
    answer = api.refuses(409, None, "POST", "/cadences/%d/enroll" % cadence(api),
                         {"lead_id": row["lead_id"]})
    assert name in answer.body["detail"], answer


def names_the_faulty_step(api):
    """a faulty step is 422 on its place"""
    faulty = STEPS + [{"kind": "letter", "subject": "x", "after_days": 1}]
    api.refuses(422, "steps[2].kind", "POST", "/cadences",
                {"name": api.unique("Plan "), "subject": "lead", "steps": faulty})


def hides_plans_of_others(api):
    """a plan is seen by whoever sees its lead or deal"""
    row = enroll(api, who="south")
    for who, seen in (("south", True), ("wati", True), ("admin", True), ("north", False),
                      ("alone", False), ("viewer", False)):
        answer = api.ask("GET", "/enrollments/%d" % row["id"], who=who)
        listed = [each["id"] for each in api.all("/enrollments", who=who)]
        assert answer.status == (200 if seen else 404), (who, answer)
        assert (row["id"] in listed) == seen, who
    api.refuses(404, None, "POST", "/enrollments/%d/stop" % row["id"], {}, who="north")


def stops_on_a_reply(api):
    """a logged reply stops the plan"""
    row = enroll(api)
    api.post("/activities", {"kind": "call", "subject": "She called", "lead_id": row["lead_id"],
                             "done_at": datetime.datetime.utcnow().isoformat() + "Z",
                             "reply": True})
    row = api.get("/enrollments/%d" % row["id"])
    assert (row["state"], row["stop_reason"]) == ("stopped", "reply"), row


def comes_from_templates(api):
    """a pipeline from a template has its plans in the chosen language; export and import keep them"""
    row = api.post("/pipelines/from-template",
                   {"template": "general-b2b", "language": "id", "name": api.unique("Pipa ")})
    plans = api.get("/cadences", pipeline_id=row["id"])["items"]
    assert len(plans) == 3 and plans[0]["name"].startswith("Lead baru"), plans
    assert any(plan["start_stage_id"] for plan in plans)
    file = api.get("/pipelines/%d/export" % row["id"])
    again = api.post("/pipelines/import", {"file": file, "name": api.unique("Pipa ")})
    copies = api.get("/cadences", pipeline_id=again["id"])["items"]
    assert [plan["steps"] for plan in copies] == [plan["steps"] for plan in plans]


def puts_rows_aside(api):
    """a disqualified lead and a lost deal keep the day on which they come back"""
    lead = make(api, "leads")
    day = days_from_now(30)
    row = api.post("/leads/%d/disqualify" % lead["id"], {"reason": "Not now", "revive_on": day})
    assert row["revive_on"] == day
    assert api.post("/leads/%d/reopen" % lead["id"])["revive_on"] is None
    deal = make(api, "deals", pipeline_id=api.plain["id"])
    api.refuses(422, "revive_on", "PATCH", "/deals/%d" % deal["id"], {"revive_on": day})
    row = api.post("/deals/%d/move" % deal["id"], {"stage_id": api.plain["lost"], "revive_on": day})
    assert row["revive_on"] == day
    row = api.post("/deals/%d/move" % deal["id"], {"stage_id": api.plain["stages"][0]})
    assert row["revive_on"] is None


TESTS = [answers_what_a_page_needs, keeps_plans_in_batches, enrolls_many_at_once,
         names_the_plan_in_the_way, names_the_faulty_step, hides_plans_of_others, stops_on_a_reply, comes_from_templates,
         puts_rows_aside]

if __name__ == "__main__":
    support.run(TESTS, prepare)
