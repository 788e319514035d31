#!/usr/bin/env python3
"""Operations: first the table of operations.py, each with success, no right and bad input; then what
each of them means, told by the rows, their history, and undo."""
import support
from operations import EVERYBODY, OPERATIONS, PUBLIC, Upload, deal, lead
from resources import make
from support import case


def prepare(api):
    api.add_people()
    api.plain = api.plain_pipeline()
    api.pipe = api.pipeline()
    api.reason = api.get("/lost_reasons", pipeline_id=api.pipe["id"])["items"][0]["id"]
    api.link = lambda who="mate": api.post("/users/%d/link" % api.ids[who])["path"].split("#")[1]


# --- the table ---

def value(api, what):
    return what(api) if callable(what) else what


def call(api, operation, body, who):
    path = value(api, operation.path)
    if isinstance(body, Upload):
        return api.ask(operation.method, path + body.path, raw=body.text.encode(), who=who,
                       headers={"Content-Type": "text/csv"})
    if operation.method == "GET":
        return api.ask("GET", path, who=who, **(body or {}))
    return api.ask(operation.method, path, body, who=who)


def works(api, operation):
    who = None if operation.denied == PUBLIC else "admin"
    answer = call(api, operation, value(api, operation.good), who)
    assert answer.status == operation.status, answer
    if operation.status != 204 and answer.headers["Content-Type"] == "application/json":
        row = answer.body
        if operation.method == "POST" and "revision" in row and "token" not in row:
            assert answer.etag == '"%d"' % row["revision"], answer.headers


def is_denied(api, operation):
    body = value(api, operation.good)
    if isinstance(operation.denied, list):
        for who in operation.denied:
            answer = call(api, operation, body, who)
            assert answer.status == 403, "%s: %r" % (who, answer)
            support.check_problem(answer)
    answer = call(api, operation, body, None)
    assert answer.status == 401, answer
    support.check_problem(answer)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def refuses(api, operation):
    who = None if operation.denied == PUBLIC else "admin"
    for status, field, body in operation.bad:
        answer = call(api, operation, value(api, body), who)
        assert answer.status == status, "%s: %r" % (body, answer)
        support.check_problem(answer)
        assert field is None or field in answer.fields(), "%s: %s" % (body, answer.fields())
    if operation.method != "GET" and not isinstance(operation.good, Upload):
        path = value(api, operation.path)
        for raw, status in ((b"{", 400), (b"[]", 422)) if operation.method != "DELETE" else ():
            answer = api.ask(operation.method, path, raw=raw, who=who)
            assert answer.status == status, "%s: %r" % (raw, answer)


# --- moves ---

def last_event(api, path):
    return api.get(path + "/history")["items"][0]


def moves_are_events(api):
    """a move is an event of its own with both stages, and restarts the time in stage"""
    path = "/deals/%d" % deal(api)
    before = api.get(path)
    after = api.post(path + "/move", {"stage_id": api.plain["stages"][1]})
    assert after["stage_entered_at"] >= before["stage_entered_at"]
    event = last_event(api, path)
    assert event["kind"] == "deal.move", event
    assert event["changes"]["stage_id"] == [api.plain["stages"][0], api.plain["stages"][1]]


def same_stage_is_no_move(api):
    """a move to the same stage writes nothing"""
    path = "/deals/%d" % deal(api)
    before = api.get(path)
    assert api.post(path + "/move", {"stage_id": before["stage_id"]}) == before


def winning_and_losing_are_moves(api):
    """won sets the day, lost takes a reason, open again clears both"""
    path = "/deals/%d" % deal(api)
    row = api.post(path + "/move", {"stage_id": api.plain["won"], "amount": "99.50"})
    assert row["closed_on"] and row["amount"] == "99.50", row
    row = api.post(path + "/move", {"stage_id": api.plain["won"], "closed_on": "2026-01-15"})
    assert row["closed_on"] == "2026-01-15"
    row = api.post(path + "/move", {"stage_id": api.plain["stages"][0]})
    assert row["closed_on"] is None
    row = api.post(path + "/move", {"stage_id": api.plain["lost"]})
    assert row["closed_on"] and row["lost_reason_id"] is None
    assert api.patch(path, {"title": "Closed deals stay editable"})["closed_on"]


def losing_needs_a_reason(api):
    """where a pipeline has reasons, losing needs one of them"""
    row = make(api, "deals", pipeline_id=api.pipe["id"])
    path = "/deals/%d/move" % row["id"]
    api.refuses(422, "lost_reason_id", "POST", path, {"stage_id": api.pipe["lost"]})
    row = api.post(path, {"stage_id": api.pipe["lost"], "lost_reason_id": api.reason})
    assert row["lost_reason_id"] == api.reason
    row = api.post(path, {"stage_id": api.pipe["stages"][0]["id"]})
    assert row["lost_reason_id"] is None


def a_move_is_remembered(api):
    """a note of a move is a note of the deal, and undone with the move"""
    row = make(api, "deals", pipeline_id=api.plain["id"])
    path = "/deals/%d" % row["id"]
    notes = lambda: api.get("/activities", deal_id=row["id"])["items"]
    api.post(path + "/move", {"stage_id": api.plain["stages"][1], "note": ""})
    assert notes() == []
    api.post(path + "/move", {"stage_id": api.plain["lost"], "note": "Their brother sells it"})
    [note] = notes()
    lost = api.get("/stages/%d" % api.plain["lost"])
    assert (note["kind"], note["subject"], note["note"]) == ("note", lost["name"], "Their brother sells it"), note
    assert note["done_at"] and note["company_id"] == row["company_id"], note
    api.post("/undo")
    assert api.get(path)["stage_id"] == api.plain["stages"][1]
    assert notes() == []


def a_note_without_its_company(api):
    """a deal whose company is archived is moved with a note as well: the note is the deal's alone"""
    row = make(api, "deals", pipeline_id=api.plain["id"], company_id=make(api, "companies")["id"])
    api.must("DELETE", "/companies/%d" % row["company_id"])
    api.post("/deals/%d/move" % row["id"], {"stage_id": api.plain["lost"], "note": "They are no more"})
    [note] = api.get("/activities", deal_id=row["id"])["items"]
    assert (note["note"], note["company_id"]) == ("They are no more", None), note


def exit_criteria_hold(api):
    """a deal leaves a stage when its criteria are met, each unmet one is named"""
    row = make(api, "deals", pipeline_id=api.pipe["id"])
    path = "/deals/%d" % row["id"]
    to = {"stage_id": api.pipe["stages"][1]["id"]}
    refused = api.refuses(422, "contact", "POST", path + "/move", to)
    assert sorted(refused.fields()) == ["checklist.first-answer", "contact"], refused
    assert {error["code"] for error in refused.body["errors"]} == {"exit_criterion"}
    api.post("/deal_contacts", {"deal_id": row["id"], "contact_id": make(api, "contacts")["id"]})
    api.patch(path, {"checklist": {"first-answer": True}})
    assert api.post(path + "/move", to)["stage_id"] == to["stage_id"]
    api.post(path + "/move", {"stage_id": api.pipe["stages"][0]["id"]})  # back asks nothing


def archived_contacts_meet_nothing(api):
    """a contact who was archived does not meet the criterion that asks for one"""
    row = make(api, "deals", pipeline_id=api.pipe["id"], checklist={"first-answer": True})
    path = "/deals/%d/move" % row["id"]
    to = {"stage_id": api.pipe["stages"][1]["id"]}
    contact = make(api, "contacts")["id"]
    api.post("/deal_contacts", {"deal_id": row["id"], "contact_id": contact})
    api.must("DELETE", "/contacts/%d" % contact)
    api.refuses(422, "contact", "POST", path, to)
    api.post("/contacts/%d/restore" % contact)
    assert api.post(path, to)["stage_id"] == to["stage_id"]


def skipping_asks_all(api):
    """skipping stages does not skip their criteria"""
    row = make(api, "deals", pipeline_id=api.pipe["id"])
    refused = api.refuses(422, "amount", "POST", "/deals/%d/move" % row["id"],
                          {"stage_id": api.pipe["won"]})
    asked = sum(len(stage["exit_criteria"]) for stage in api.pipe["stages"])
    assert len(refused.fields()) == asked, refused.fields()


def override_is_recorded(api):
    """managers and admins may override criteria, sellers not, and the event says so"""
    row = make(api, "deals", "wati", pipeline_id=api.pipe["id"])
    path = "/deals/%d" % row["id"]
    to = {"stage_id": api.pipe["won"], "override": True}
    own = make(api, "deals", "north", pipeline_id=api.pipe["id"])
    api.refuses(403, None, "POST", "/deals/%d/move" % own["id"], to, who="north")
    assert api.post(path + "/move", to, who="wati")["stage_id"] == api.pipe["won"]
    event = last_event(api, path)
    assert event["kind"] == "deal.move.override" and event["actor"]["name"] == "Wati", event


def stage_is_not_patched(api):
    """a stage changes by moves only"""
    path = "/deals/%d" % deal(api)
    for field in ("stage_id", "closed_on", "lost_reason_id", "stage_entered_at", "pipeline_id"):
        api.refuses(422, field, "PATCH", path, {field: None})


def goes_to_another_pipeline(api):
    """a deal goes to an open stage of a pipeline that is named with it, and back by undo"""
    path, there = "/deals/%d" % deal(api), api.plain_pipeline(2)
    api.refuses(422, "stage_id", "POST", path + "/move", {"stage_id": there["stages"][1]})
    api.refuses(422, "stage_id", "POST", path + "/move",
                {"stage_id": there["won"], "pipeline_id": there["id"]})
    api.refuses(422, "stage_id", "POST", path + "/move",
                {"stage_id": api.plain["stages"][1], "pipeline_id": there["id"]})
    row = api.post(path + "/move", {"stage_id": there["stages"][1], "pipeline_id": there["id"]})
    assert (row["pipeline_id"], row["stage_id"]) == (there["id"], there["stages"][1])
    board = api.get("/pipelines/%d/board" % there["id"])
    assert [stage["count"] for stage in board["stages"]] == [0, 1, 0, 0], board
    api.post("/undo")
    row = api.get(path)
    assert (row["pipeline_id"], row["stage_id"]) == (api.plain["id"], api.plain["stages"][0])
    assert api.get("/pipelines/%d/board" % there["id"])["stages"][1]["count"] == 0


def archived_deals_do_not_move(api):
    """an archived deal is restored before it moves"""
    path = "/deals/%d" % deal(api)
    api.must("DELETE", path)
    api.refuses(409, None, "POST", path + "/move", {"stage_id": api.plain["won"]})


# --- leads ---

def converts(api):
    """a conversion makes company, contact and deal; taking it back archives them"""
    row = make(api, "leads", company_name="PT Sumber Rejeki", email="siti@example.com",
               amount="500.00", owner_id=api.ids["north"])
    path = "/leads/%d" % row["id"]
    after = api.post(path + "/convert", {"pipeline_id": api.plain["id"], "title": "Pumps"})
    assert after["lifecycle"] == "converted" and after["converted_at"]
    company = api.get("/companies/%d" % after["company_id"])
    contact = api.get("/contacts/%d" % after["contact_id"])
    made = api.get("/deals/%d" % after["deal_id"])
    assert company["name"] == "PT Sumber Rejeki"
    assert contact["email"] == "siti@example.com" and contact["company_id"] == company["id"]
    assert made["title"] == "Pumps" and made["amount"] == "500.00"
    assert made["company_id"] == company["id"] and made["owner_id"] == api.ids["north"]
    links = api.get("/deal_contacts", deal_id=made["id"])["items"]
    assert [(link["contact_id"], link["is_primary"]) for link in links] == [(contact["id"], True)]
    api.refuses(409, None, "POST", path + "/convert")
    assert api.post(path + "/unconvert")["lifecycle"] == "lead"
    for place in ("/companies/%d" % company["id"], "/contacts/%d" % contact["id"],
                  "/deals/%d" % made["id"]):
        assert api.get(place)["archived_at"], place
    api.refuses(409, None, "POST", path + "/unconvert")


def converts_into_what_is_there(api):
    """a conversion takes over the company and contact that are there already"""
    company = make(api, "companies", name="PT Maju Bersama")
    contact = make(api, "contacts", email="maju@example.com", company_id=company["id"])
    row = make(api, "leads", company_name="Maju Bersama, PT", email="maju@example.com")
    after = api.post("/leads/%d/convert" % row["id"], {"create_deal": False})
    assert (after["company_id"], after["contact_id"]) == (company["id"], contact["id"]), after
    assert after["deal_id"] is None


def a_changed_conversion_stays(api):
    """a conversion that somebody worked on is not taken back"""
    path = "/leads/%d" % lead(api)
    after = api.post(path + "/convert", {"pipeline_id": api.plain["id"]})
    api.patch("/deals/%d" % after["deal_id"], {"amount": "5.00"})
    api.refuses(409, None, "POST", path + "/unconvert")


def leads_have_a_life(api):
    """a lead is qualified, disqualified with a reason, and taken up again"""
    path = "/leads/%d" % lead(api)
    row = api.post(path + "/qualify")
    assert row["lifecycle"] == "prospect" and row["qualified_at"]
    row = api.post(path + "/disqualify", {"reason": "No need"})
    assert (row["lifecycle"], row["disqualified_reason"]) == ("disqualified", "No need")
    api.refuses(409, None, "POST", path + "/convert")
    assert api.post(path + "/reopen")["lifecycle"] == "prospect"
    api.refuses(409, None, "POST", path + "/reopen")
    api.refuses(422, "lifecycle", "PATCH", path, {"lifecycle": "converted"})


# --- merges ---

def merges(api, resource):
    one = make(api, resource, phone="+62811000111")
    two = make(api, resource, email="second@example.com", note="Two", phone="+62811000222",
               external_id=api.unique("ext"))
    field = {"companies": "company_id", "contacts": "contact_id", "leads": "lead_id"}[resource]
    about = api.post("/activities", {"subject": "About two", field: two["id"]})
    path = "/%s/%d" % (resource, one["id"])
    row = api.post(path + "/merge", {"from_ids": [two["id"]], "fields": {"note": two["id"]}})
    assert (row["name"], row["phone"], row["email"], row["note"], row["external_id"]) == (
        one["name"], one["phone"], "second@example.com", "Two", two["external_id"]), row
    gone = api.get("/%s/%d" % (resource, two["id"]))
    assert gone["archived_at"] and gone["merged_into_id"] == one["id"]
    assert api.get("/activities/%d" % about["id"])[field] == one["id"]
    api.refuses(422, "from_ids", "POST", path + "/merge", {"from_ids": [two["id"]]})
    api.refuses(422, "from_ids", "POST", path + "/merge", {"from_ids": [one["id"]]})
    undone = api.post("/undo")
    assert undone["undone_events"] >= 3 and undone["batch_id"], undone
    assert api.get(path)["email"] is None
    back = api.get("/%s/%d" % (resource, two["id"]))
    assert back["archived_at"] is None and back["external_id"] == two["external_id"]
    assert api.get("/activities/%d" % about["id"])[field] == two["id"]


# --- stages ---

def retires_a_stage(api):
    """a retired stage gives its deals to another, each with an event, and undo takes it all back"""
    pipe = api.plain_pipeline(4)
    deals = [make(api, "deals", pipeline_id=pipe["id"], stage_id=pipe["stages"][1])["id"]
             for _ in range(3)]
    api.refuses(409, None, "DELETE", "/stages/%d" % pipe["stages"][1])
    row = api.post("/stages/%d/retire" % pipe["stages"][1], {"into_id": pipe["stages"][2]})
    assert row["archived_at"] and row["retired_into_id"] == pipe["stages"][2]
    for identifier in deals:
        assert api.get("/deals/%d" % identifier)["stage_id"] == pipe["stages"][2]
        assert last_event(api, "/deals/%d" % identifier)["changes"]["stage_id"] == pipe["stages"][1:3]
    board = api.get("/pipelines/%d/board" % pipe["id"])
    assert {s["id"]: s["count"] for s in board["stages"]}[pipe["stages"][2]] == 3
    assert api.post("/undo")["undone_events"] == 4
    assert {api.get("/deals/%d" % one)["stage_id"] for one in deals} == {pipe["stages"][1]}


def merges_stages(api):
    """merged stages are one, with the deals of all"""
    pipe = api.plain_pipeline(4)
    for stage in pipe["stages"]:
        make(api, "deals", pipeline_id=pipe["id"], stage_id=stage)
    into, *others = pipe["stages"]
    assert api.post("/stages/%d/merge" % into, {"from_ids": others})["id"] == into
    board = api.get("/pipelines/%d/board" % pipe["id"])
    assert [(s["id"], s["count"]) for s in board["stages"] if s["kind"] == "open"] == \
        [(into, len(others) + 1)]


def keeps_pipelines_whole(api):
    """a pipeline keeps an open, a won and a lost stage"""
    pipe = api.plain_pipeline(1)
    for stage in (pipe["stages"][0], pipe["won"], pipe["lost"]):
        api.refuses(409, None, "DELETE", "/stages/%d" % stage)
    api.refuses(422, "kind", "POST", "/stages", {"pipeline_id": pipe["id"], "name": "x",
                                                 "kind": "won"})
    make(api, "deals", pipeline_id=pipe["id"])
    api.refuses(409, None, "DELETE", "/pipelines/%d" % pipe["id"])
    undone = make(api, "pipelines")["id"]
    api.post("/undo")
    api.refuses(409, None, "POST", "/pipelines/%d/restore" % undone)
    assert api.get("/pipelines/%d" % undone)["archived_at"]


def orders_stages(api):
    """stages are put in order, won and lost stay last"""
    pipe = api.plain_pipeline(4)
    order = pipe["stages"][::-1]
    items = api.post("/pipelines/%d/order" % pipe["id"], {"stage_ids": order})["items"]
    assert [stage["id"] for stage in items] == order + [pipe["won"], pipe["lost"]]


# --- templates ---

def merged_rows_stay_away(api, resource):
    """Until the merge is undone: what is in use twice adds up nowhere."""
    kept, gone = make(api, resource)["id"], make(api, resource)["id"]
    api.post("/%s/%d/merge" % (resource, kept), {"from_ids": [gone]})
    api.refuses(409, None, "POST", "/%s/%d/restore" % (resource, gone))
    api.refuses(409, None, "POST", "/%s/batch" % resource, {"operations": [{"op": "restore", "id": gone}]})
    api.post("/undo")
    assert api.get("/%s/%d" % (resource, gone))["archived_at"] is None


def templates_in(api, language):
    for template in api.get("/templates")["items"]:
        row = api.must("POST", "/pipelines/from-template", {
            "template": template["key"], "language": language, "name": api.unique("T")}, 201)
        names = [stage["name"] for stage in api.stages(row["id"])]
        assert sorted(names) == sorted(stage["name"][language] for stage in template["stages"])


def exports_and_imports(api):
    """an exported pipeline comes back the same"""
    file = api.get("/pipelines/%d/export" % api.pipe["id"])
    row = api.post("/pipelines/import", {"file": file, "name": api.unique("Copy ")})

    def told(pipeline):
        return [{name: stage[name] for name in ("name", "kind", "probability", "idle_days",
                                                "guidance", "exit_criteria")}
                for stage in api.stages(pipeline)]
    assert told(row["id"]) == told(api.pipe["id"])
    reasons = [[reason["name"] for reason in api.all("/lost_reasons", pipeline_id=pipeline,
                                                     sort="position")]
               for pipeline in (row["id"], api.pipe["id"])]
    assert reasons[0] == reasons[1] and reasons[0]
    api.refuses(422, "name", "POST", "/pipelines/import", {"file": file, "name": row["name"]})


# --- undo ---

def undo_sets_back(api):
    """undo sets the caller's last change back, as an event of its own, once"""
    path = "/companies/%d" % make(api, "companies", "north", city="Bandung")["id"]
    api.patch(path, {"city": "Jakarta", "employees": 5}, who="north")
    undone = api.post("/undo", who="north")
    assert (undone["entity"], undone["undone_events"]) == ("company", 1), undone
    row = api.get(path)
    assert (row["city"], row["employees"]) == ("Bandung", None)
    event = last_event(api, path)
    assert event["kind"] == "undo" and event["undo_of"], event
    api.refuses(409, None, "POST", "/undo", {"event_id": event["undo_of"]}, who="north")
    api.post("/undo", who="north")  # the one before: the creation
    assert api.get(path)["archived_at"]


def undo_never_overwrites(api):
    """what somebody changed since is not overwritten: 409 names the field"""
    path = "/companies/%d" % make(api, "companies", "north")["id"]
    api.patch(path, {"city": "Jakarta"}, who="north")
    event = last_event(api, path)["id"]
    api.patch(path, {"city": "Medan"})
    refused = api.refuses(409, "city", "POST", "/undo", {"event_id": event}, who="north")
    assert api.get(path)["city"] == "Medan", refused


def undo_of_others_changes(api):
    """another's change of a row that one sees can be set back by its event"""
    path = "/companies/%d" % make(api, "companies")["id"]
    api.patch(path, {"city": "Jakarta"})
    event = last_event(api, path)["id"]
    api.refuses(403, None, "POST", "/undo", {"event_id": event}, who="viewer")
    api.post("/undo", {"event_id": event}, who="north")
    assert api.get(path)["city"] is None


def made_by(api, resource, who):
    return make(api, resource, who, owner_id=api.ids[who])["id"]


def undo_of_a_gift(api):
    """who gave a row away may take that back, while it is the last change and the row was theirs"""
    for resource in ("companies", "contacts", "leads", "deals"):
        path = "/%s/%d" % (resource, made_by(api, resource, "alone"))
        api.patch(path, {"owner_id": api.ids["south"]}, who="alone")
        given = last_event(api, path)["id"]
        api.refuses(404, None, "GET", path, who="alone")
        for other in ("north", "viewer"):
            api.refuses(404, None, "POST", "/undo", {"event_id": given}, who=other)
        assert api.post("/undo", who="alone")["undone_events"] == 1
        assert api.get(path, who="alone")["owner_id"] == api.ids["alone"]
        api.refuses(409, None, "POST", "/undo", {"event_id": given}, who="alone")


def undo_of_a_gift_that_was_taken_up(api):
    """once another has changed a row that was given away, it is theirs, and tells nothing more"""
    path = "/companies/%d" % made_by(api, "companies", "alone")
    api.patch(path, {"city": "Solo"}, who="alone")
    earlier = last_event(api, path)["id"]
    api.patch(path, {"owner_id": api.ids["south"]}, who="alone")
    given = last_event(api, path)["id"]
    api.refuses(404, None, "POST", "/undo", {"event_id": earlier}, who="alone")
    api.patch(path, {"city": "Medan"}, who="south")
    api.refuses(404, None, "POST", "/undo", {"event_id": given}, who="alone")
    api.refuses(404, None, "POST", "/undo", who="alone")
    assert api.get(path)["owner_id"] == api.ids["south"]


def undo_brings_nothing_back_that_was_not_theirs(api):
    """who has lost sight of a row by another way cannot undo their way back to it"""
    path = "/companies/%d" % made_by(api, "companies", "north")
    api.patch(path, {"city": "Solo"}, who="mate")
    event = last_event(api, path)["id"]
    api.patch("/users/%d" % api.ids["mate"], {"team_id": api.ids["South"]})
    api.refuses(404, None, "GET", path, who="mate")
    api.refuses(404, None, "POST", "/undo", {"event_id": event}, who="mate")
    api.patch("/users/%d" % api.ids["mate"], {"team_id": api.ids["North"]})
    assert api.get(path)["city"] == "Solo"


def undo_of_a_row_for_another(api):
    """who made a row for somebody else may take it away again"""
    row = api.post("/companies", {"name": "For South", "owner_id": api.ids["south"]}, who="alone")
    assert api.post("/undo", who="alone")["row_id"] == row["id"]
    assert api.get("/companies/%d" % row["id"])["archived_at"]


def undo_of_a_batch(api):
    """undo takes a batch back as a whole, or not at all"""
    rows = [make(api, "companies")["id"] for _ in range(3)]
    batch = api.post("/companies/batch", {"operations": [
        {"op": "update", "id": row, "body": {"city": "Solo"}} for row in rows]})["batch_id"]
    api.patch("/companies/%d" % rows[1], {"city": "Tegal"})
    api.refuses(409, "city", "POST", "/undo", {"batch_id": batch})
    assert api.get("/companies/%d" % rows[0])["city"] == "Solo"
    api.patch("/companies/%d" % rows[1], {"city": "Solo"})
    assert api.post("/undo", {"batch_id": batch})["undone_events"] == 3
    assert [api.get("/companies/%d" % row)["city"] for row in rows] == [None] * 3
    api.refuses(409, None, "POST", "/undo", {"batch_id": batch})


def a_partial_batch(api):
    """a partial batch does what is not refused, names the rest, and is undone as a whole"""
    rows = [make(api, "companies", name=f"Partial {n}")["id"] for n in range(3)]
    operations = [
        {"op": "update", "id": rows[0], "body": {"city": "Medan"}},
        {"op": "update", "id": rows[1], "body": {"employees": -1}},
        {"op": "update", "id": 999999, "body": {"city": "Medan"}},
        {"op": "nonsense", "id": rows[2]},
        {"op": "update", "id": rows[2], "body": {"city": "Medan"}},
    ]
    done = api.post("/companies/batch", {"operations": operations, "partial": True})
    assert [row["id"] for row in done["items"]] == [rows[0], rows[2]], done
    assert [(one["index"], one["id"]) for one in done["refused"]] == [
        (1, rows[1]), (2, 999999), (3, rows[2])], done
    assert done["refused"][0]["errors"][0]["field"] == "employees", done
    assert all(one["message"] for one in done["refused"]), done
    cities = [api.get(f"/companies/{row}")["city"] for row in rows]
    assert cities == ["Medan", None, "Medan"], cities
    assert api.post("/undo", {"batch_id": done["batch_id"]})["undone_events"] == 2
    assert api.get(f"/companies/{rows[0]}")["city"] is None
    api.refuses(422, "operations[1].employees", "POST", "/companies/batch", {"operations": operations[:2]})
    assert api.get(f"/companies/{rows[0]}")["city"] is None


def undo_of_moves_and_archives(api):
    """moves, archivings and restorings are undone like any change"""
    path = "/deals/%d" % deal(api)
    api.post(path + "/move", {"stage_id": api.plain["won"], "amount": "7.00"})
    api.post("/undo")
    row = api.get(path)
    assert (row["stage_id"], row["closed_on"], row["amount"]) == (api.plain["stages"][0], None, None)
    api.must("DELETE", path)
    api.post("/undo")
    assert api.get(path)["archived_at"] is None


def undo_keeps_somebody_in_charge(api):
    """undo cannot take the organisation or its last administrator away, nor bring a revoked token back"""
    first = api.all("/organisations/1/history")[-1]
    assert first["kind"] == "create", first
    api.refuses(409, None, "POST", "/undo", {"event_id": first["id"]})
    assert api.get("/organisations/1")["archived_at"] is None
    api.patch("/users/%d" % api.ids["wati"], {"role": "admin"})
    event = last_event(api, "/users/%d" % api.ids["wati"])["id"]
    api.patch("/users/%d" % api.ids["admin"], {"role": "seller"}, who="wati")
    api.refuses(409, None, "POST", "/undo", {"event_id": event}, who="wati")
    api.patch("/users/%d" % api.ids["admin"], {"role": "admin"}, who="wati")
    api.patch("/users/%d" % api.ids["wati"], {"role": "manager"})
    api.refuses(409, None, "PATCH", "/users/%d" % api.ids["admin"], {"role": "seller"})
    api.refuses(409, None, "DELETE", "/users/%d" % api.ids["admin"])
    token = api.post("/tokens", {"name": "x"})["id"]
    api.must("DELETE", "/tokens/%d" % token)
    api.refuses(409, None, "POST", "/undo")


# --- next steps ---

def next_step_follows_activities(api):
    """the earliest planned activity is the deal's next step"""
    path = "/deals/%d" % deal(api)
    identifier = int(path.split("/")[-1])
    late = api.post("/activities", {"subject": "Call", "deal_id": identifier,
                                    "due_at": "2030-02-01T00:00:00.000Z"})
    early = api.post("/activities", {"subject": "Meet", "deal_id": identifier,
                                     "due_at": "2030-01-01T00:00:00.000Z"})
    assert api.get(path)["next_step_at"] == early["due_at"]
    api.patch("/activities/%d" % early["id"], {"done_at": "2026-01-01T00:00:00.000Z"})
    assert api.get(path)["next_step_at"] == late["due_at"]
    api.must("DELETE", "/activities/%d" % late["id"])
    assert api.get(path)["next_step_at"] is None


def creates_deals_with_defaults(api):
    """a new deal is in the first open stage, in the organisation's currency, the caller's"""
    row = api.post("/deals", {"title": "New", "pipeline_id": api.plain["id"]}, who="north")
    first = next(stage for stage in api.stages(api.plain["id"]) if stage["kind"] == "open")
    assert row["stage_id"] == first["id"] and row["currency"] == "IDR"
    assert row["owner_id"] == api.ids["north"] and row["category"] == "pipeline"
    api.refuses(422, "stage_id", "POST", "/deals", {"title": "x", "pipeline_id": api.plain["id"],
                                                    "stage_id": api.pipe["won"]})
    won = api.post("/deals", {"title": "x", "pipeline_id": api.plain["id"],
                              "stage_id": api.plain["won"]})
    assert won["closed_on"]


def tests():
    for name, operation in OPERATIONS.items():
        if name not in ("events", "sign_out"):
            yield case("%s works" % name, works, operation)
        if operation.denied != PUBLIC:
            yield case("%s is refused to %s" % (name, "strangers" if operation.denied == EVERYBODY
                                                else ", ".join(operation.denied)),
                       is_denied, operation)
        if operation.bad:
            yield case("%s refuses bad input" % name, refuses, operation)
    yield from (moves_are_events, same_stage_is_no_move, winning_and_losing_are_moves,
                losing_needs_a_reason, a_move_is_remembered, a_note_without_its_company, exit_criteria_hold, archived_contacts_meet_nothing,
                skipping_asks_all, override_is_recorded,
                stage_is_not_patched, archived_deals_do_not_move, goes_to_another_pipeline, converts,
                converts_into_what_is_there, a_changed_conversion_stays, leads_have_a_life)
    for resource in ("companies", "contacts", "leads"):
        yield case("merged %s are one, and undo parts them again" % resource, merges, resource)
        yield case("%s that were merged come back by undo alone" % resource, merged_rows_stay_away, resource)
    yield from (retires_a_stage, merges_stages, keeps_pipelines_whole, orders_stages)
    for language in ("en", "id"):
        yield case("every template becomes a pipeline in %s" % language, templates_in, language)
    yield from (exports_and_imports, undo_sets_back, undo_never_overwrites, undo_of_others_changes,
                undo_of_a_gift, undo_of_a_gift_that_was_taken_up,
                undo_brings_nothing_back_that_was_not_theirs, undo_of_a_row_for_another,
                undo_of_a_batch, a_partial_batch, undo_of_moves_and_archives, undo_keeps_somebody_in_charge,
                next_step_follows_activities, creates_deals_with_defaults)


if __name__ == "__main__":
    support.run(tests(), prepare)
