#!/usr/bin/env python3
"""The program is as its OpenAPI document says: every operation succeeds once and fails once against its
own schemas, every filter that is described works, and what is served is described. That the document
itself is valid OpenAPI: web/tools/check_openapi.mjs."""
import http.client
import re
import time

import openapi
import resources
import support
from operations import OPERATIONS
from resources import make, new_row

NOBODY = 999999999  # the id of no row


def ask(api, operation, body=None, ids=(), headers=None, **more):
    """A request to an operation; {id} is filled in from `ids`."""
    path = operation.path
    for value in ids:
        path = re.sub(r"\{\w+\}", str(value), path, count=1)
    if operation.is_public:
        more.setdefault("who", None)
    return api.ask(operation.method, "." + path, body, headers=headers, **more)


# --- verbs that every resource has: operationId is the verb, "_" and the resource -----------------------
# Each gives the body and the answer of a success, and the answer of a failure.

def a_row(api, resource):
    return api.get("/organisations/1") if resource == "organisations" else make(api, resource)


def list_verb(api, operation):
    good = ask(api, operation, limit=200, count="true", archived="true")
    return None, good, ask(api, operation, limit=0)


def create_verb(api, operation):
    body = new_row(api, operation.tag)
    return body, ask(api, operation, body), ask(api, operation, {"no_such_field": 1})


def get_verb(api, operation):
    good = ask(api, operation, ids=[a_row(api, operation.tag)["id"]])
    return None, good, ask(api, operation, ids=[NOBODY])


def taken_members(operation):
    """The members of a body, by name."""
    schema = operation.text["requestBody"]["content"]["application/json"]["schema"]
    return operation.follow(schema)["properties"]


def update_verb(api, operation):
    row = a_row(api, operation.tag)
    body = {name: row[name] for name in taken_members(operation) if row[name] is not None}
    stale = ask(api, operation, body, [row["id"]], {"If-Match": '"77"'})
    return body, ask(api, operation, body, [row["id"]], {"If-Match": '"%d"' % row["revision"]}), stale


def archive_verb(api, operation):
    row = make(api, operation.tag)
    return None, ask(api, operation, ids=[row["id"]]), ask(api, operation, ids=[NOBODY])


def restore_verb(api, operation):
    row = make(api, operation.tag)
    api.must("DELETE", "/%s/%d" % (operation.tag, row["id"]))
    good = ask(api, operation, ids=[row["id"]])
    return None, good, ask(api, operation, ids=[row["id"]])


def history_verb(api, operation):
    row = a_row(api, operation.tag)
    good = ask(api, operation, ids=[row["id"]])
    assert operation.tag == "organisations" or good.body["items"], "nothing to check"
    return None, good, ask(api, operation, ids=[row["id"]], limit=0)


def batch_verb(api, operation):
    row = make(api, operation.tag)
    body = {"operations": [
        {"op": "create", "body": new_row(api, operation.tag)},
        {"op": "update", "id": row["id"], "body": {}, "if_match": '"%d"' % row["revision"]},
        {"op": "archive", "id": row["id"]}, {"op": "restore", "id": row["id"]}]}
    bad = ask(api, operation, {"operations": [{"op": "explode", "id": 1}]})
    return body, ask(api, operation, body), bad


VERBS = {"list": list_verb, "create": create_verb, "get": get_verb, "update": update_verb,
         "archive": archive_verb, "restore": restore_verb, "history": history_verb,
         "batch": batch_verb}


# --- operations: by operationId ---------------------------------------------------------------------------
# (row to act on, body of a success, body or other difference of a failure)

def lead(api):
    return make(api, "leads", email=api.unique("lead") + "@example.com", company_name="PT Uji Coba",
                amount="5000000.00")


def deal(api):
    return api.post("/deals", {"title": api.unique("Deal "), "pipeline_id": api.ids["pipeline"],
                               "amount": "100.00", "expected_close": "2026-12-31"})


def a_stage(api):
    return api.post("/stages", {"pipeline_id": api.ids["pipeline"], "name": api.unique("Stage ")})


def qualified(api, *verbs):
    row = lead(api)
    for verb, body in verbs:
        api.post("/leads/%d/%s" % (row["id"], verb), body)
    return row


def on(make_row, good, bad, bad_id=None):
    """A case: the operation on a new row with the body good(api, row) succeeds; with `bad` or on
    `bad_id` it fails."""
    def run(api, operation):
        row = make_row(api)
        wrong = ask(api, operation, bad, [bad_id or row["id"]])
        body = good(api, row) if good else None
        return body, ask(api, operation, body, [row["id"]]), wrong
    return run


def merging(resource):
    return on(lambda api: make(api, resource),
              lambda api, row: {"from_ids": [make(api, resource)["id"]],
                                "fields": {"name": row["id"]}}, {"from_ids": []})


def twins(resource):
    def pair(api):
        make(api, resource, name="Rina Wijaya Kusuma", email=None)
        return make(api, resource, name="Rina Wijaya Kusumah")
    return on(pair, None, None, NOBODY)


def plain(good_body=None, bad_body=None, **query):
    """A case without a row: a failure with `bad_body`, or else with an unknown parameter."""
    def run(api, operation):
        wrong = (ask(api, operation, bad_body) if bad_body is not None
                 else ask(api, operation, who=None) if not operation.is_public
                 else None)
        return good_body, ask(api, operation, good_body, **query), wrong
    return run


def order_stages(api, operation):
    pipeline = api.plain_pipeline()
    body = {"stage_ids": pipeline["stages"][::-1]}
    bad = ask(api, operation, {"stage_ids": []}, [pipeline["id"]])
    return body, ask(api, operation, body, [pipeline["id"]]), bad


def of_pipeline(bad, **query):
    def run(api, operation):
        deal(api)
        good = ask(api, operation, ids=[api.ids["pipeline"]], **query)
        return None, good, ask(api, operation, ids=[NOBODY if bad is None else api.ids["pipeline"]],
                               **(bad or {}))
    return run


def import_pipeline(api, operation):
    file = api.get("/pipelines/%d/export" % api.ids["templated"])
    body = {"file": file, "language": "id", "name": api.unique("Imported ")}
    return body, ask(api, operation, body), ask(api, operation, {"file": {}})


def from_template(api, operation):
    body = {"template": "property", "language": "id", "name": api.unique("Property ")}
    return body, ask(api, operation, body), ask(api, operation, {"template": "no-such"})


def session_of(api):
    """A new user and a session of theirs, by a one-time link: (row, header with the cookie)."""
    row = make(api, "users", email=api.unique("person") + "@example.com")
    path = api.post("/users/%d/link" % row["id"])["path"]
    answer = api.ask("POST", "/session", {"link": path.split("#")[1]}, who=None)
    assert answer.status == 201, answer
    return row, {"Cookie": answer.headers["Set-Cookie"].split(";")[0]}


def sign_in(api, operation):
    row, cookie = session_of(api)
    answer = api.ask("POST", "/session/password", {"password": support.PASSWORD}, who=None, headers=cookie)
    assert answer.status == 204, answer
    body = {"email": row["email"], "password": support.PASSWORD}
    return body, ask(api, operation, body), ask(api, operation, {**body, "password": "wrong"})


def set_password(api, operation):
    _, cookie = session_of(api)
    body = {"password": support.PASSWORD}
    bad = ask(api, operation, {"password": "short"}, headers=cookie, who=None)
    return body, ask(api, operation, body, headers=cookie, who=None), bad


def sign_out(api, operation):
    _, cookie = session_of(api)
    return None, ask(api, operation, headers=cookie, who=None), ask(api, operation, headers=cookie, who=None)


def profile(api, operation):
    body = {"name": "Ani Wijaya", "language": "id"}
    good = ask(api, operation, body)
    bad = ask(api, operation, {"role": "viewer"})
    ask(api, operation, {"language": "en"})
    return body, good, bad


def create_token(api, operation):
    body = {"name": api.unique("token"), "expires_at": "2099-01-01T00:00:00.000Z"}
    return body, ask(api, operation, body), ask(api, operation, {"name": ""})


def undo(api, operation):
    make(api, "sources")
    return {}, ask(api, operation, {}), ask(api, operation, {"event_id": NOBODY})


def events(api, operation):
    """The first event of the stream as its answer; the stream itself has no end."""
    connection = http.client.HTTPConnection(api.host, int(api.port), timeout=20)
    connection.request("GET", operation.path, headers={
        "Authorization": "Bearer " + api.tokens["admin"], "Last-Event-ID": "0"})
    answer = connection.getresponse()
    data = next(line for line in iter(answer.readline, b"") if line.startswith(b"data: "))
    first = support.Answer(answer.status, answer.headers, data.decode()[len("data: "):].strip())
    connection.close()
    return None, first, ask(api, operation, headers={"Last-Event-ID": "x"})


# Imports take a file as it is.
CSV = b"name,city\nPT Impor Satu,Bandung\n,Nameless\n"


def send(api, operation, kind="companies"):
    return ask(api, operation, raw=CSV, headers={"Content-Type": "text/csv"}, kind=kind)


def sending(api, operation):
    return CSV, send(api, operation), send(api, operation, "nothing")


def keeping(api, operation):
    return CSV, *(ask(api, operation, raw=CSV, headers={"Content-Type": "text/csv"}, **more)
                  for more in ({}, {"who": None}))


def attaching(resource):
    def run(api, operation):
        row = make(api, resource)
        path = "." + operation.path.replace("{id}", str(row["id"]))
        return CSV, *(api.ask("POST", path, raw=CSV, headers={"Content-Type": "text/csv"}, **more)
                      for more in ({"name": "a.csv"}, {}))
    return run


def imported(api):
    """An import that is done, with one rejected row."""
    row = api.must("POST", "/imports?kind=companies", raw=CSV, headers={"Content-Type": "text/csv"})
    for _ in range(200):
        row = api.get("/imports/%d" % row["id"])
        if row["state"] not in ("waiting", "running"):
            break
        time.sleep(0.05)
    assert row["state"] == "done" and row["rejected"] == 1, row
    return row


def exporting(api, operation):
    make(api, "companies")
    return None, ask(api, operation, ids=["companies"], format="csv"), ask(api, operation, ids=["nothing"])


def list_imports(api, operation):
    imported(api)
    return None, ask(api, operation), ask(api, operation, cursor="x")


def export(api, operation):
    deal(api)
    as_json = ask(api, operation, ids=["deals"], format="json")
    assert as_json.body and not operation.answer_problems(as_json), as_json
    good = ask(api, operation, ids=["deals"], currency="IDR")
    assert "100.00" in good.text, good
    return None, good, ask(api, operation, ids=["deals"], format="pdf")


CASES = {
    "move_deal": on(deal, lambda api, row: {
        "stage_id": api.ids["won"], "closed_on": "2026-01-31", "amount": "250.00"}, {"stage_id": NOBODY}),
    "decide": on(deal, lambda api, row: {"decision": "keep", "note": "As planned"},
                 {"decision": "win"}),
    "enroll": on(lambda api: make(api, "cadences"), lambda api, row: {"lead_id": lead(api)["id"]},
                 {"lead_id": "x"}),
    "stop_enrollment": on(lambda api: make(api, "enrollments"), None, {"no": 1}),
    "skip_step": on(lambda api: make(api, "enrollments"), None, {"no": 1}),
    "qualify_lead": on(lead, None, {"no": 1}),
    "disqualify_lead": on(lead, lambda api, row: {"reason": "No budget"}, {}),
    "reopen_lead": on(lambda api: qualified(api, ("disqualify", {"reason": "No budget"})), None, {"no": 1}),
    "convert_lead": on(lead, lambda api, row: {
        "pipeline_id": api.ids["pipeline"], "title": "Converted", "create_deal": True},
        {"pipeline_id": NOBODY}),
    "unconvert_lead": on(lambda api: qualified(api, ("convert", {})), None, {"no": 1}),
    "merge_companies": merging("companies"),
    "merge_contacts": merging("contacts"),
    "merge_leads": merging("leads"),
    "company_duplicates": twins("companies"),
    "contact_duplicates": twins("contacts"),
    "lead_duplicates": twins("leads"),
    "company_draft_duplicates": plain(name="PT Kembar"),
    "contact_draft_duplicates": plain(email="kembar@example.com"),
    "lead_draft_duplicates": plain(phone="0811 222 333"),
    "retire_stage": on(a_stage, lambda api, row: {"into_id": api.ids["stage"]}, {}),
    "merge_stages": on(a_stage, lambda api, row: {"from_ids": [a_stage(api)["id"]]}, {"from_ids": []}),
    "order_stages": order_stages,
    "board": of_pipeline({"limit": 0}, closed="true", limit=5),
    "measures": of_pipeline({"from": "2026-13-01"}),
    "idle_limits": of_pipeline(None),
    "waterfall": of_pipeline({"from": "2026-02-30", "to": "2026-03-31"}, **{
        "from": "2026-01-01", "to": "2026-12-31", "part": "created"}),
    "review": of_pipeline({"limit": 0}, limit=5),
    "insight_funnel": of_pipeline({"cohort": "week"}, cohort="year"),
    "insight_funnel_deals": of_pipeline({}, way="entered", limit=5),
    "insight_pace": of_pipeline({"from": "2026-02-30"}),
    "insight_outcomes": of_pipeline({}, by="category"),
    "insight_sources": of_pipeline({"to": "x"}),
    "insight_coverage": of_pipeline({"target": "x"}, target="1000.00"),
    "closing_calendar": of_pipeline({"from": "2026-01-01"}, **{"from": "2026-01-01", "to": "2026-01-31"}),
    "deal_hygiene": on(deal, None, None, NOBODY),
    "deal_visible_to": on(deal, None, None, NOBODY),
    "lead_visible_to": on(lead, None, None, NOBODY),
    "company_visible_to": on(lambda api: make(api, "companies"), None, None, NOBODY),
    "contact_visible_to": on(lambda api: make(api, "contacts"), None, None, NOBODY),
    "today": plain(date="2026-03-02", limit=5),
    "export_pipeline": of_pipeline(None),
    "templates": plain(),
    "pipeline_from_template": from_template,
    "import_pipeline": import_pipeline,
    "session": plain(),
    "sign_in": sign_in,
    "profile": profile,
    "sign_out": sign_out,
    "set_password": set_password,
    "user_link": on(lambda api: make(api, "users", email=api.unique("u") + "@example.com"), None, {"no": 1}),
    "create_token": create_token,
    "undo": undo,
    "search": plain(q="deal", limit=50),
    "events": events,
    "sessions": plain(),
    "end_sessions": plain(),
    "rights": plain(),
    "demo": plain(),
    "load_demo": on(lambda api: {"id": 0}, None, {"no": 1}),
    "remove_demo": plain(),
    "deal_attach": attaching("deals"),
    "lead_attach": attaching("leads"),
    "company_attach": attaching("companies"),
    "contact_attach": attaching("contacts"),
    "attachment_content": on(lambda api: make(api, "attachments"), None, None, NOBODY),
    "create_import": sending,
    "preview_import": sending,
    "keep_import_file": keeping,
    "list_imports": list_imports,
    "get_import": on(imported, None, None, NOBODY),
    "import_rejected": on(imported, None, None, NOBODY),
    "export": export,
    "undo_import": on(imported, None, None, NOBODY),
    "export": exporting,
}


def of_form(api, operation):
    """A page for strangers: what is wrong is told on the page (test_forms.py), not as a problem."""
    path, body = (value(api) if callable(value) else value
                  for value in (OPERATIONS[operation.id].path, OPERATIONS[operation.id].good))
    raw = body.text.encode() if body else None
    form = {"Content-Type": "application/x-www-form-urlencoded"} if raw else {}
    return None, api.ask(operation.method, path, raw=raw, who=None, headers=form), None


# Nothing that a client sends makes these fail.
NEVER_FAIL = {**{name: plain() for name in
                 "openapi docs docs_script docs_style form_style healthz readyz metrics".split()},
              **{name: of_form for name in ("form_page", "form_send", "form_thanks")}}


# Say only that it is impossible: a revoked token stays revoked, and this organisation is not empty (what
# the demo's operations answer otherwise: test_demo_data.py).
NEVER_SUCCEED = {"restore_token", "load_demo", "remove_demo"}


def case_of(operation):
    """The case of an operation; None: it has none, which is a failure."""
    verb, _, _ = operation.id.partition("_")
    return {**CASES, **NEVER_FAIL}.get(operation.id) or (
        VERBS.get(verb) if operation.tag in resources.FIELDS else None)


def as_described(api, operation):
    run = case_of(operation)
    assert run, "%s has no case in this file" % operation.id
    body, good, bad = run(api, operation)
    assert (good.status < 400) == (operation.id not in NEVER_SUCCEED), good
    problems = operation.body_problems(body) + operation.answer_problems(good)
    assert not problems, "\n".join(problems)
    if operation.id in NEVER_FAIL:
        return
    assert bad.status >= 400, bad
    problems = operation.answer_problems(bad)
    assert not problems, "\n".join(problems)
    support.check_problem(bad)


# --- null -------------------------------------------------------------------------------------------------

def takes_null_as_described(api, operation):
    row = a_row(api, operation.tag)
    for name, schema in taken_members(operation).items():
        answer = ask(api, operation, {name: None}, [row["id"]])
        described = 422 if operation.problems(None, schema) else 200
        assert answer.status == described, "%s: %r" % (name, answer)


# --- lists --------------------------------------------------------------------------------------------------

def takes_its_parameters(api, operation):
    for name, parameter in operation.parameters("query").items():
        if name in ("sort", "cursor"):
            continue
        for value in openapi.samples(parameter["schema"]):
            answer = ask(api, operation, **{name.replace(".", "__"): value})
            assert answer.status == 200, "%s=%s: %r" % (name, value, answer)
            problems = operation.answer_problems(answer)
            assert not problems, "%s=%s: %s" % (name, value, problems)


def takes_its_orders(api, operation):
    pattern = operation.parameters("query")["sort"]["schema"]["pattern"]
    names = re.match(r"\^-\?\((.*?)\)", pattern).group(1).split("|")
    assert "id" in names
    for order in [sign + name + rest for name in names for sign in ("", "-") for rest in ("", ",-id")]:
        assert re.search(pattern, order)
        answer = ask(api, operation, sort=order)
        assert answer.status == 200, "%s: %r" % (order, answer)
    for name in set(row_members(operation)) - set(names):
        assert ask(api, operation, sort=name).status == 422, "sorts by %s, which is not described" % name


def row_members(operation):
    schema = operation.text["responses"]["200"]["content"]["application/json"]["schema"]
    return operation.follow(operation.follow(schema)["properties"]["items"]["items"])["properties"]


def has_no_other_filters(api, operation):
    described = operation.parameters("query")
    for name in row_members(operation):
        if name not in described and name != "custom":
            answer = ask(api, operation, **{name: "1"})
            assert answer.status == 422, "%s filters and is not described" % name
    assert ask(api, operation, no_such_filter="1").status == 422


# --- what is served -------------------------------------------------------------------------------------------

def methods_served(api, path):
    filled = re.sub(r"\{\w+\}", "1", path)
    answer = api.ask("OPTIONS", "." + filled, who=None)
    assert "Allow" in answer.headers, "%s: %r" % (path, answer)
    return set(answer.headers["Allow"].split(", ")) - {"HEAD", "OPTIONS"}


def tests(api):
    answer = api.ask("GET", "/openapi.json", who=None)
    assert answer.status == 200, answer
    every = openapi.operations(answer.body)
    return [
        support.case("the document is the same for everybody, and is not sent twice", same_document),
        support.case("one row is read as it was, where its past is kept", one_row_of_the_past),
        support.case("every path answers the methods that are described, and no others",
                     lambda api: only_described(api, every)),
        support.case("every case is of an operation that is described",
                     lambda api: no_case_too_many(every)),
        *[support.case("%s is as it is described" % operation.id, as_described, operation)
          for operation in every],
        *[support.case("%s takes null where that is described, and nowhere else" % operation.id,
                       takes_null_as_described, operation) for operation in every
          if operation.id.startswith("update_")],
        *[support.case("%s %s" % (operation.id, name), function, operation) for operation in every
          if operation.id == "list_" + operation.tag and operation.tag in resources.FIELDS for name, function in (
              ("takes the parameters that are described", takes_its_parameters),
              ("takes the orders that are described, and no others", takes_its_orders),
              ("has no filters that are not described", has_no_other_filters))],
    ]


def same_document(api):
    answer = api.ask("GET", "/openapi.json", who=None)
    again = api.ask("GET", "/openapi.json", headers={"If-None-Match": answer.etag})
    assert answer.body["openapi"].startswith("3.1.") and again.status == 304, again


def one_row_of_the_past(api):
    row = deal(api)
    path = "/deals/%d" % row["id"]
    time.sleep(0.01)
    changed = api.patch(path, {"title": "Another title"})
    assert api.get(path, as_of=row["updated_at"])["title"] == row["title"]
    assert api.get(path, as_of=changed["updated_at"])["title"] == "Another title"
    api.refuses(404, None, "GET", path, as_of="2020-01-01")
    api.refuses(422, "as_of", "GET", path, as_of="yesterday")
    api.refuses(422, "no_such", "GET", path, no_such="1")
    api.refuses(422, "as_of", "GET", "/users/%d" % api.ids["admin"], as_of="2020-01-01")


def only_described(api, every):
    described = {}
    for operation in every:
        described.setdefault(operation.path, set()).add(operation.method)
    for path, methods in described.items():
        # "/pipelines/import" and the like are not "/pipelines/{id}"
        assert methods_served(api, path) == methods, "%s: %s" % (path, methods_served(api, path))


def no_case_too_many(every):
    extra = {*CASES, *NEVER_FAIL} - {operation.id for operation in every}
    assert not extra, extra


def prepare(api):
    resources.shared_pipeline(api)
    stages = api.stages(api.ids["pipeline"])
    api.ids["stage"] = next(s["id"] for s in stages if s["kind"] == "open")
    api.ids["won"] = next(s["id"] for s in stages if s["kind"] == "won")
    api.ids["templated"] = api.pipeline()["id"]
    for kind in ("text", "number"):
        api.post("/custom_fields", {"entity": "deal", "key": "own_" + kind, "name": kind, "kind": kind})
    api.post("/deals", {"title": "With everything", "pipeline_id": api.ids["templated"],
                        "checklist": {"budget": True}, "custom": {"own_text": "x", "own_number": 1.5}})


if __name__ == "__main__":
    support.run(tests, prepare)
