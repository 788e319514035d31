#!/usr/bin/env python3
"""The demo in an organisation that is set up and empty: load_demo, demo, remove_demo. What the data are:
tests/cli/test_demo.py."""
import time

import support


def prepare(api):
    api.add_people()


def settled(api):
    for _ in range(4800):
        demo = api.get("/demo")
        if demo["state"] not in ("loading", "removing"):
            return demo
        time.sleep(0.05)
    raise AssertionError("the demo does not settle: %s" % demo)


def loaded(api):
    answer = api.ask("POST", "/demo", {})
    assert answer.status == 201 and answer.body["state"] == "loading", answer
    demo = settled(api)
    assert demo["state"] == "loaded" and demo["read"] == demo["rows"] > 8800, demo
    return api.get("/pipelines")["items"][0]


def total(api, resource, **query):
    return api.get("/" + resource, limit=1, count="true", **query)["total"]


FILES = 9
COUNTED = ["pipelines", "stages", "deals", "deal_lines", "companies", "contacts", "products", "users",
           "teams", "activities", "currency_rates", "deal_contacts", "leads", "cadences", "enrollments", "sources",
           "lost_reasons"]


def only_administrators(api):
    """only an administrator loads and removes the demo"""
    for who in ("viewer", "north"):
        for method in ("GET", "POST", "DELETE"):
            assert api.ask(method, "/demo", {} if method == "POST" else None, who=who).status == 403
    assert api.ask("DELETE", "/demo").status == 409


def comes_and_goes(api):
    """the demo comes in as one batch, and goes with what was added to it; what only names its people stays"""
    before = {name: total(api, name) for name in COUNTED}
    pipeline = loaded(api)
    board = api.get("/pipelines/%d/board" % pipeline["id"], limit=1)
    assert [stage["count"] for stage in board["stages"]] == [500, 1589, 4238, 2473], board["stages"]
    assert all(stage["currency"] == "IDR" and float(stage["amount"]) > 1e9
               for stage in board["stages"][1:3])
    jobs = api.get("/imports")["items"][:FILES]
    assert len({job["batch_id"] for job in jobs}) == 1 and jobs[0]["kind"] == "activities", jobs
    assert not any(job["rejected"] for job in jobs), jobs
    assert api.ask("POST", "/demo", {}).status == 409
    kept = tried_out(api, pipeline)
    assert api.ask("DELETE", "/demo").status == 200
    assert settled(api)["state"] == "none"
    after = {name: total(api, name) for name in COUNTED}
    assert after == {**before, "companies": before["companies"] + 2,
                     "contacts": before["contacts"] + 1, "leads": before["leads"] + 2, "activities": before["activities"] + 1}, (before, after)
    assert api.get("/companies/%d" % kept["company"])["owner_id"] is None
    branch = api.get("/companies/%d" % kept["branch"])
    assert branch["parent_id"] is None and branch["name"] == "PT Cabang", branch
    lead = api.get("/leads/%d" % kept["lead"])
    assert (lead["lifecycle"], lead["converted_at"], lead["qualified_at"]) == ("lead", None, None), lead
    assert not any(lead[name] for name in ("company_id", "contact_id", "deal_id")), lead
    lead = api.get("/leads/%d" % kept["own_contact"])
    assert lead["lifecycle"] == "converted" and lead["contact_id"] and not lead["deal_id"], lead
    note, = api.get("/activities", company_id=kept["branch"])["items"]
    assert note["subject"] == "Of our own", note
    assert {job["state"] for job in api.get("/imports")["items"][:FILES]} == {"undone"}
    assert api.ask("DELETE", "/demo").status == 409


def tried_out(api, pipeline):
    """What people do with a demo; the ids of rows of their own that name it."""
    deal = api.get("/deals", limit=1)["items"][0]
    api.patch("/deals/%d" % deal["id"], {"title": "Tried out"})
    api.post("/activities", {"kind": "call", "subject": "Try", "deal_id": deal["id"]})
    company = api.get("/companies", limit=1)["items"][0]
    api.post("/contacts", {"name": "Tried", "company_id": company["id"]})
    own = api.post("/deals", {"title": "Mine", "pipeline_id": pipeline["id"]})
    api.post("/activities", {"kind": "task", "subject": "Mine, too", "deal_id": own["id"]})
    seller = next(user for user in api.get("/users", limit=200)["items"] if user["email"].endswith("@contoh.example"))
    api.post("/tokens", {"name": "theirs", "user_id": seller["id"]})
    branch = api.post("/companies", {"name": "PT Cabang", "parent_id": company["id"]})
    api.post("/activities", {"kind": "note", "subject": "Of our own", "company_id": branch["id"]})
    lead = api.post("/leads", {"name": "Real", "email": "real@example.com"})
    api.post("/leads/%d/convert" % lead["id"],
             {"company_id": company["id"], "pipeline_id": pipeline["id"]})
    met = api.post("/leads", {"name": "Real, too", "email": "too@example.com"})
    api.post("/leads/%d/convert" % met["id"], {"pipeline_id": pipeline["id"]})
    return {"company": api.post("/companies", {"name": "PT Tetap", "owner_id": seller["id"]})["id"],
            "own_contact": met["id"],
            "branch": branch["id"], "lead": lead["id"]}


def tells_what_failed(api):
    """a file of the demo that failed is told, also when later ones went in; it is removed all the same"""
    plan = api.post("/cadences", {"name": "New lead: first two weeks", "subject": "lead", "steps": [
        {"kind": "call", "subject": "Call", "after_days": 1}]})
    api.post("/demo", {})
    assert settled(api)["state"] == "failed"
    api.expected_log.append("a job failed: name: ")
    assert any("name: " in (job["error"] or "") for job in api.get("/imports")["items"])
    assert api.ask("DELETE", "/demo").status == 200
    assert settled(api)["state"] == "none"
    api.must("DELETE", "/cadences/%d" % plan["id"])


def refuses_what_is_in_use(api):
    """an organisation that has a pipeline gets no demo"""
    api.post("/pipelines", {"name": "Own"})
    answer = api.ask("POST", "/demo", {})
    assert answer.status == 409 and "pipelines" in answer.body["detail"], answer
    assert settled(api)["state"] == "none"


def the_database_is_whole(api):
    """after all of this `alur check` finds nothing"""
    api.world.must("check")


TESTS = [only_administrators, comes_and_goes, tells_what_failed, refuses_what_is_in_use, the_database_is_whole]

if __name__ == "__main__":
    support.run(TESTS, prepare)
