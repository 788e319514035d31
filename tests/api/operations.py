"""The routes that are not verbs of all resources: for each, by operationId, a request that works,
who may not make it, and requests that are refused. tests/arch/check_scenarios.py holds this table
against the program's routes; test_operations.py runs it. Verbs of resources: resources.py.

`bad` is a list of (status, field or None, body or query). `denied` are roles that get 403;
PUBLIC needs no sign-in, EVERYBODY any."""
import re
import time

from resources import make

PUBLIC, EVERYBODY = "public", "everybody"
VIEWER = ["viewer"]
NOT_ADMINS = ["viewer", "north", "wati"]
HUGE = 2 ** 63


class Upload:
    """A file as the body of a request, with the path that says what it is."""

    def __init__(self, path, text="name\nPT Unggah\n"):
        self.path, self.text = path, text

    def __repr__(self):
        return "a file to %s" % self.path


class Operation:
    def __init__(self, method, path, good=None, denied=EVERYBODY, bad=(), status=200):
        """`path` and `good` are values, or functions of the API that make what they need."""
        self.method, self.path, self.good = method, path, good
        self.denied, self.bad, self.status = denied, bad, status


def form_path(then=""):
    """Of a form that is there for all of these tests."""
    def path(api):
        if not hasattr(api, "form"):
            api.form = make(api, "forms")
        return "./f/%s%s" % (api.form["key"], then)
    return path


def filled_in(api):
    """What a browser sends of that form's page; nobody fills one in within two seconds."""
    page = api.ask("GET", form_path()(api), who=None).text
    time.sleep(2.1)
    return Upload("", "name=Siti&email=siti%%40example.com&consent=1&stamp=%s"
                  % re.search(r'name="stamp" value="([^"]+)"', page).group(1))


def deal(api):
    return make(api, "deals", pipeline_id=api.plain["id"], stage_id=api.plain["stages"][0])["id"]


def lead(api):
    return make(api, "leads", company_name=api.unique("PT "), email=None)["id"]


def changed_lead(verb, **body):
    def path(api, then):
        identifier = lead(api)
        api.post("/leads/%d/%s" % (identifier, verb), body)
        return "/leads/%d/%s" % (identifier, then)
    return path


def pair(resource):
    def good(api):
        return {"from_ids": [make(api, resource)["id"]]}
    return good


def of(resource, verb):
    return lambda api: "/%s/%d/%s" % (resource, make(api, resource)["id"], verb)


def of_lead(verb):
    return lambda api: "/leads/%d/%s" % (lead(api), verb)


def plan(api, who="admin"):
    """A lead of its own in a plan of its own: the enrollment."""
    return api.post("/cadences/%d/enroll" % make(api, "cadences")["id"], {"lead_id": lead(api)},
                    who=who)


def of_plan(verb):
    return lambda api: "/enrollments/%d/%s" % (plan(api)["id"], verb)


def of_pipe(verb):
    return lambda api: "/pipelines/%d/%s" % (api.plain["id"], verb)


def new_stage(api):
    return api.post("/stages", {"pipeline_id": api.plain["id"], "name": api.unique("Stage ")})["id"]


def exported(api):
    return {"file": api.get("/pipelines/%d/export" % api.plain["id"]), "name": api.unique("Copy ")}


def finished_import(verb):
    return lambda api: "/imports/%d%s" % (upload(api, "name\nPT Unggah\n")["id"], verb)


def upload(api, text, kind="companies", who="admin", **query):
    """An import that has ended, as it then is."""
    row = api.must("POST", "/imports", raw=text.encode(), who=who, kind=kind, **query)
    return ended(api, row["id"], who)


def ended(api, identifier, who="admin"):
    for _ in range(400):
        row = api.get("/imports/%d" % identifier, who=who)
        if row["state"] not in ("waiting", "running", "undoing"):
            return row
        time.sleep(0.02)
    raise AssertionError("the import does not end: %s" % row)


ATTACHED = [(422, "name", Upload("")), (422, "nope", Upload("?name=a&nope=1")),
            (422, "name", Upload("?name=a", ""))]
UPLOADS = [(422, "kind", Upload("")), (422, "kind", Upload("?kind=nope")),
           (422, "preset", Upload("?kind=companies&preset=../../etc/passwd")),
           (422, "nope", Upload("?kind=companies&nope=1")),
           (422, "create", Upload("?kind=companies&create=everything")),
           (422, "map", Upload("?kind=companies&map=x")),
           (422, "values", Upload("?kind=companies&values=x")),
           (422, "values", Upload("?kind=companies&values=%7B%22nope%22:%7B%7D%7D")),
           (422, "file", Upload("?kind=companies&file=../../etc/passwd"))]
# Without a kind it is guessed.
PREVIEWS = UPLOADS[1:] + [(422, "kind", Upload("", "Table,Field\na,b\n"))]
NOT_MANAGERS = ["viewer", "north"]
MERGES = [(422, "from_ids", {}), (422, "from_ids", {"from_ids": []}),
          (422, "from_ids", {"from_ids": "1"}), (422, "from_ids", {"from_ids": [1.5]}),
          (422, "from_ids", {"from_ids": [99999]}), (422, "from_ids", {"from_ids": list(range(21))}),
          (422, "nope", {"from_ids": [1], "nope": 1}), (422, "fields", {"from_ids": [1], "fields": 7}),
          (422, "values", {"from_ids": [1], "values": 7})]
NOTHING_TAKEN = [(422, "nope", {"nope": 1})]
LISTS = [(422, "limit", {"limit": 0}), (422, "limit", {"limit": 201}), (422, "as_of", {"as_of": "x"}),
         (422, "as_of", {"as_of": "2026-02-30"}), (422, "owner_id", {"owner_id": "x"}),
         (422, "owner_id", {"owner_id": 99999}), (422, "team_id", {"team_id": 99999}),
         (422, "nope", {"nope": 1})]

DRAFT = {"name": "Budi", "email": "budi@", "phone": "0812"}
INSIGHT = [(422, "from", {"from": "2026-02-30"}), (422, "to", {"from": "2026-01-02", "to": "2026-01-01"}),
           (422, "from", {"from": "1990-01-01"}), (422, "owner_id", {"owner_id": 99999}),
           (422, "team_id", {"team_id": 99999}), (422, "sort", {"sort": "id"}),
           (422, "as_of", {"as_of": "2026-02-30"}), (422, "pipeline_id", {"pipeline_id": 1}),
           (422, "as_of", {"as_of": "2999-01-01"}), (422, "pipeline_id", {"pipeline_id": 1}),
           (422, "amount.gte", {"amount.gte": "much"}), (422, "nope", {"nope": 1})]
WATERFALL = {"from": "2026-01-01", "to": "2026-01-31"}

OPERATIONS = {
    # --- deals, leads, customers ---
    "move_deal": Operation(
        "POST", lambda api: "/deals/%d/move" % deal(api),
        lambda api: {"stage_id": api.plain["stages"][1]}, VIEWER,
        [(422, "stage_id", {}), (422, "stage_id", {"stage_id": "1"}),
         (422, "stage_id", {"stage_id": 99999}), (422, "stage_id", {"stage_id": -1}),
         (422, "stage_id", lambda api: {"stage_id": api.pipe["won"]}),
         (422, "closed_on", lambda api: {"stage_id": api.plain["won"], "closed_on": "2026-02-30"}),
         (422, "closed_on", lambda api: {"stage_id": api.plain["won"], "closed_on": "2999-01-01"}),
         (422, "closed_on", lambda api: {"stage_id": api.plain["stages"][1],
                                         "closed_on": "2026-01-01"}),
         (422, "amount", lambda api: {"stage_id": api.plain["won"], "amount": "much"}),
         (422, "amount", lambda api: {"stage_id": api.plain["won"], "amount": "-5.00"}),
         (422, "lost_reason_id", lambda api: {"stage_id": api.plain["won"], "lost_reason_id": 1}),
         (422, "note", lambda api: {"stage_id": api.plain["stages"][1], "note": 5}),
         (422, "note", lambda api: {"stage_id": api.plain["stages"][1], "note": "x" * 20001}),
         (422, "lost_reason_id", lambda api: {"stage_id": api.plain["lost"],
                                              "lost_reason_id": 99999}),
         (422, "lost_reason_id", lambda api: {"stage_id": api.plain["lost"],
                                              "lost_reason_id": api.reason}),
         (422, "override", lambda api: {"stage_id": api.plain["won"], "override": "yes"}),
         (422, "title", lambda api: {"stage_id": api.plain["won"], "title": "x"})]),
    # --- the review ---
    "decide": Operation(
        "POST", lambda api: "/deals/%d/decide" % deal(api),
        {"decision": "push", "expected_close": "2030-01-31", "note": "Budget in January"}, VIEWER,
        [(422, "decision", {}), (422, "decision", {"decision": "win"}),
         (422, "decision", {"decision": 1}), (422, "note", {"decision": "keep", "note": 7}),
         (422, "note", {"decision": "keep", "note": "a" * 2001}),
         (422, "expected_close", {"decision": "push"}),
         (422, "expected_close", {"decision": "pull", "expected_close": "2026-02-30"}),
         (422, "owner_id", {"decision": "reassign"}),
         (422, "owner_id", {"decision": "reassign", "owner_id": 99999}),
         (422, "subject", {"decision": "next_step", "due_at": "2030-01-01T02:00:00Z"}),
         (422, "due_at", {"decision": "next_step", "subject": "Call"}),
         (422, "due_at", {"decision": "next_step", "subject": "Call", "due_at": "soon"}),
         (422, "kind", {"decision": "next_step", "subject": "Call", "kind": "letter"}),
         (422, "lost_reason_id", {"decision": "lose", "lost_reason_id": 99999}),
         (422, "nope", {"decision": "keep", "nope": 1})], 201),
    # --- plans ---
    "enroll": Operation(
        "POST", lambda api: "/cadences/%d/enroll" % make(api, "cadences")["id"],
        lambda api: {"lead_id": lead(api)}, VIEWER,
        [(422, "lead_id", {}), (422, "lead_id", {"lead_id": "1"}),
         (422, "lead_id", {"lead_id": 99999}), (422, "deal_id", lambda api: {"deal_id": deal(api)}),
         (422, "starts_on", lambda api: {"lead_id": lead(api), "starts_on": "2020-01-01"}),
         (422, "starts_on", lambda api: {"lead_id": lead(api), "starts_on": "soon"}),
         (422, "nope", {"lead_id": 1, "nope": 1})], 201),
    "stop_enrollment": Operation("POST", of_plan("stop"), {}, VIEWER, NOTHING_TAKEN),
    "skip_step": Operation("POST", of_plan("skip"), {}, VIEWER, NOTHING_TAKEN),
    "today": Operation(
        "GET", "/today", {"date": "2026-03-02", "limit": 5}, EVERYBODY,
        [(422, "date", {"date": "2026-02-30"}), (422, "owner_id", {"owner_id": "x"}),
         (422, "owner_id", {"owner_id": 99999}), (422, "limit", {"limit": 0}),
         (422, "limit", {"limit": 201}), (422, "nope", {"nope": 1})]),
    "qualify_lead": Operation("POST", of_lead("qualify"), {}, VIEWER, NOTHING_TAKEN),
    "disqualify_lead": Operation(
        "POST", of_lead("disqualify"), {"reason": "No budget"}, VIEWER,
        [(422, "reason", {}), (422, "reason", {"reason": ""}), (422, "reason", {"reason": 7}),
         (422, "reason", {"reason": "a" * 501}), (422, "reason", {"reason": "a\u0000"}),
         (422, "revive_on", {"reason": "x", "revive_on": "2020-01-01"})]),
    "reopen_lead": Operation(
        "POST", lambda api: changed_lead("disqualify", reason="x")(api, "reopen"), {}, VIEWER,
        NOTHING_TAKEN),
    "convert_lead": Operation(
        "POST", of_lead("convert"), lambda api: {"pipeline_id": api.plain["id"]}, VIEWER,
        [(422, "pipeline_id", {"pipeline_id": 99999}), (422, "pipeline_id", {"pipeline_id": "1"}),
         (422, "company_id", {"company_id": 99999}), (422, "contact_id", {"contact_id": 99999}),
         (422, "title", {"title": 7}), (422, "title", {"title": "a" * 201}),
         (422, "amount", {"amount": "x"}), (422, "create_deal", {"create_deal": "no"}),
         (422, "company_name", {"company_name": 7}), (422, "new_company", {"new_company": 1}),
         (422, "new_contact", {"new_contact": "no"}), (422, "company_name", {"company_name": "a" * 201}),
         (422, "nope", {"nope": 1})]),
    "unconvert_lead": Operation(
        "POST", lambda api: changed_lead("convert", pipeline_id=api.plain["id"])(api, "unconvert"),
        {}, VIEWER, NOTHING_TAKEN),
    "merge_companies": Operation("POST", of("companies", "merge"), pair("companies"), VIEWER, MERGES),
    "merge_contacts": Operation("POST", of("contacts", "merge"), pair("contacts"), VIEWER, MERGES),
    "merge_leads": Operation("POST", of("leads", "merge"), pair("leads"), VIEWER, MERGES),
    "company_duplicates": Operation("GET", of("companies", "duplicates")),
    "contact_duplicates": Operation("GET", of("contacts", "duplicates")),
    "lead_duplicates": Operation("GET", of("leads", "duplicates")),
    "company_draft_duplicates": Operation("GET", "/companies/duplicates", DRAFT, EVERYBODY,
                                          [(422, "nope", {"nope": 1})]),
    "contact_draft_duplicates": Operation("GET", "/contacts/duplicates", DRAFT, EVERYBODY,
                                          [(422, "nope", {"nope": 1})]),
    "lead_draft_duplicates": Operation("GET", "/leads/duplicates", DRAFT, EVERYBODY,
                                       [(422, "nope", {"nope": 1})]),
    "deal_visible_to": Operation("GET", lambda api: "/deals/%d/visible_to" % deal(api)),
    "lead_visible_to": Operation("GET", of("leads", "visible_to")),
    "company_visible_to": Operation("GET", of("companies", "visible_to")),
    "contact_visible_to": Operation("GET", of("contacts", "visible_to")),

    # --- pipelines ---
    "retire_stage": Operation(
        "POST", lambda api: "/stages/%d/retire" % new_stage(api),
        lambda api: {"into_id": api.plain["stages"][0]}, NOT_ADMINS,
        [(422, "into_id", {}), (422, "into_id", {"into_id": 99999}),
         (422, "into_id", lambda api: {"into_id": api.pipe["stages"][0]["id"]}),
         (422, "into_id", lambda api: {"into_id": api.plain["won"]})]),
    "merge_stages": Operation(
        "POST", lambda api: "/stages/%d/merge" % new_stage(api),
        lambda api: {"from_ids": [new_stage(api)]}, NOT_ADMINS,
        [(422, "from_ids", {}), (422, "from_ids", {"from_ids": [99999]}),
         (422, "from_ids", {"from_ids": "x"}),
         (422, "from_ids", lambda api: {"from_ids": [api.plain["won"]]})]),
    "order_stages": Operation(
        "POST", of_pipe("order"),
        lambda api: {"stage_ids": [s["id"] for s in api.stages(api.plain["id"])][::-1]}, NOT_ADMINS,
        [(422, "stage_ids", {}), (422, "stage_ids", {"stage_ids": [99999]}),
         (422, "stage_ids", {"stage_ids": {}}),
         (422, "stage_ids", lambda api: {"stage_ids": [api.plain["stages"][0]] * 2})]),
    "board": Operation("GET", of_pipe("board"), {"limit": 5}, EVERYBODY,
                       LISTS + [(422, "closed", {"closed": "x"}), (422, "cursor", {"cursor": "x"}),
                                (422, "stage_id", {"stage_id": 99999}),
                                (422, "fields", {"fields": "note"})]),
    "measures": Operation("GET", of_pipe("measures"), {}, EVERYBODY,
                          LISTS[2:] + [(422, "from", {"from": "2026-02-30"}),
                                       (422, "to", {"to": "x"})]),
    "deal_hygiene": Operation("GET", lambda api: "/deals/%d/hygiene" % deal(api)),
    "idle_limits": Operation("GET", of_pipe("idle_limits")),
    "waterfall": Operation(
        "GET", of_pipe("waterfall"), WATERFALL, EVERYBODY,
        [(422, "from", {"to": "2026-01-31"}), (422, "to", {"from": "2026-01-01"}),
         (422, "to", {"from": "2026-01-02", "to": "2026-01-01"}),
         (422, "from", {**WATERFALL, "from": "2026-02-30"}),
         (422, "close_to", {**WATERFALL, "close_from": "2026-02-02", "close_to": "2026-02-01"}),
         (422, "part", {**WATERFALL, "part": "opening"}),
         (422, "cursor", {**WATERFALL, "cursor": "1.1"}),
         (422, "cursor", {**WATERFALL, "part": "won", "cursor": "x"}),
         (422, "limit", {**WATERFALL, "limit": 201}),
         (422, "owner_id", {**WATERFALL, "owner_id": 99999}),
         (422, "team_id", {**WATERFALL, "team_id": 99999}), (422, "nope", {**WATERFALL, "nope": 1})]),
    "review": Operation(
        "GET", of_pipe("review"), {"limit": 5}, EVERYBODY,
        [(422, "limit", {"limit": 0}), (422, "limit", {"limit": 201}),
         (422, "cursor", {"cursor": "x"}), (422, "owner_id", {"owner_id": 99999}),
         (422, "team_id", {"team_id": 99999}), (422, "as_of", {"as_of": "2026-01-01"})]),
    "insight_funnel": Operation(
        "GET", of_pipe("insight/funnel"), {"cohort": "quarter"}, EVERYBODY,
        INSIGHT + [(422, "cohort", {"cohort": "week"}), (422, "limit", {"limit": 5})]),
    "insight_funnel_deals": Operation(
        "GET", of_pipe("insight/funnel/deals"), {"way": "open"}, EVERYBODY,
        [(422, "way", {}), (422, "way", {"way": "won"}), (422, "limit", {"way": "lost", "limit": 0}),
         (422, "limit", {"way": "lost", "limit": 201}), (422, "cursor", {"way": "lost", "cursor": "x"}),
         (422, "stage_id", {"way": "lost", "stage_id": 99999})]),
    "insight_pace": Operation("GET", of_pipe("insight/pace"), {}, EVERYBODY, INSIGHT),
    "insight_outcomes": Operation(
        "GET", of_pipe("insight/outcomes"), {"by": "owner_id"}, EVERYBODY,
        [(422, "by", {}), (422, "by", {"by": "title"}), (422, "by", {"by": "custom.nope"})]),
    "insight_sources": Operation("GET", of_pipe("insight/sources"), {}, EVERYBODY, INSIGHT),
    "closing_calendar": Operation(
        "GET", of_pipe("calendar"), {"from": "2026-01-01", "to": "2026-01-31", "limit": 3}, EVERYBODY,
        [(422, "from", {"to": "2026-01-31"}), (422, "to", {"from": "2026-01-01", "to": "2026-12-31"}),
         (422, "nope", {"from": "2026-01-01", "to": "2026-01-31", "nope": 1})]),
    "insight_coverage": Operation(
        "GET", of_pipe("insight/coverage"), {"target": "1000.00"}, EVERYBODY,
        INSIGHT + [(422, "target", {"target": "much"}), (422, "target", {"target": "-1.00"})]),
    "export_pipeline": Operation("GET", of_pipe("export")),
    "templates": Operation("GET", "/templates"),
    "pipeline_from_template": Operation(
        "POST", "/pipelines/from-template",
        lambda api: {"template": "property", "name": api.unique("P")}, NOT_ADMINS,
        [(422, "template", {}), (422, "template", {"template": "nope"}),
         (422, "template", {"template": 7}), (422, "template", {"template": "../../etc/passwd"}),
         (422, "language", {"template": "property", "language": "fr"}),
         (422, "name", {"template": "property", "name": "a" * 201})], 201),
    "import_pipeline": Operation(
        "POST", "/pipelines/import", exported, NOT_ADMINS,
        [(422, "file", {}), (422, "file", {"file": 7}), (422, None, {"file": {}}),
         (422, None, {"file": {"format": 99}}), (422, "nope", {"file": {}, "nope": 1})], 201),

    # --- files ---
    "deal_attach": Operation("POST", lambda api: "/deals/%d/attachments" % deal(api),
                             Upload("?name=a.csv"), VIEWER, ATTACHED, 201),
    "lead_attach": Operation("POST", of("leads", "attachments"), Upload("?name=a.csv"), VIEWER,
                             ATTACHED, 201),
    "company_attach": Operation("POST", of("companies", "attachments"), Upload("?name=a.csv"),
                                VIEWER, ATTACHED, 201),
    "contact_attach": Operation("POST", of("contacts", "attachments"), Upload("?name=a.csv"),
                                VIEWER, ATTACHED, 201),
    "attachment_content": Operation("GET", of("attachments", "content")),
    "create_import": Operation("POST", "/imports", Upload("?kind=companies"), NOT_MANAGERS, UPLOADS,
                               201),
    "keep_import_file": Operation("POST", "/imports/files", Upload(""), NOT_MANAGERS, status=201),
    "preview_import": Operation("POST", "/imports/preview", Upload("?kind=companies"), NOT_MANAGERS,
                                PREVIEWS),
    "list_imports": Operation("GET", "/imports", {}, NOT_MANAGERS,
                              [(422, "cursor", {"cursor": "x"}), (422, "nope", {"nope": 1})]),
    "get_import": Operation("GET", finished_import(""), None, NOT_MANAGERS),
    "import_rejected": Operation("GET", finished_import("/rejected"), None, NOT_MANAGERS),
    "undo_import": Operation("POST", finished_import("/undo"), {}, NOT_MANAGERS),
    "demo": Operation("GET", "/demo", None, NOT_ADMINS),
    "export": Operation("GET", "/exports/companies", {"format": "json"}, NOT_MANAGERS,
                        [(422, "format", {"format": "pdf"}), (422, "nope", {"nope": 1}), (422, "columns", {"columns": "x"}),
                         (422, "name.like", {"name.like": "x"})]),

    # --- the caller ---
    "session": Operation("GET", "/session"),
    "sign_in": Operation(
        "POST", "/session", lambda api: {"link": api.link()}, PUBLIC,
        [(422, "email", {}), (422, "password", {"email": "a@example.com"}),
         (401, None, {"email": "a@example.com", "password": "wrong horse"}),
         (401, None, {"link": "x" * 43}), (422, "email", {"email": 7, "password": "x"}),
         (422, "nope", {"link": "x", "nope": 1})], 201),
    "profile": Operation("PATCH", "/session", {"name": "Another Name"}, EVERYBODY,
                         [(422, "name", {"name": ""}), (422, "language", {"language": "fr"}),
                          (422, "role", {"role": "admin"}), (422, "email", {"email": "x@y.zz"}),
                          (422, "team_id", {"team_id": 1})]),
    "sign_out": Operation("DELETE", "/session", status=204),
    "set_password": Operation(
        "POST", "/session/password", {"password": "a long way home"}, EVERYBODY,
        [(422, "password", {}), (422, "password", {"password": 7}),
         (422, "password", {"current": "a long way home", "password": "short"}),
         (422, "current", {"current": "not this one", "password": "a longer way home"}),
         (422, "nope", {"password": "a long way home", "nope": 1})], 204),
    "sessions": Operation("GET", "/sessions"),
    "end_sessions": Operation("DELETE", "/sessions", status=204),
    "rights": Operation("GET", "/rights"),
    "user_link": Operation(
        "POST", lambda api: "/users/%d/link" % api.ids["mate"], {}, NOT_ADMINS, NOTHING_TAKEN, 201),
    "create_token": Operation(
        "POST", "/tokens", {"name": "robot"}, EVERYBODY,
        [(422, "name", {}), (422, "name", {"name": ""}), (422, "name", {"name": "a" * 201}),
         (422, "user_id", {"name": "x", "user_id": 99999}),
         (422, "expires_at", {"name": "x", "expires_at": "2020-01-01T00:00:00Z"}),
         (422, "expires_at", {"name": "x", "expires_at": "soon"})], 201),

    # --- everything ---
    "undo": Operation("POST", "/undo", {}, EVERYBODY,
                      [(404, None, {"event_id": 99999999}), (404, None, {"batch_id": 99999999}),
                       (422, "event_id", {"event_id": "x"}), (422, "nope", {"nope": 1})]),
    "search": Operation("GET", "/search", {"q": "a"}, EVERYBODY,
                        [(422, "q", {}), (422, "entity", {"q": "a", "entity": "nope"}),
                         (422, "limit", {"q": "a", "limit": 51}), (422, "nope", {"nope": 1})]),
    "events": Operation("GET", "/events", None, EVERYBODY, []),  # test_events.py
    "form_page": Operation("GET", form_path(), None, PUBLIC),
    "form_send": Operation("POST", form_path(), filled_in, PUBLIC, status=303),
    "form_thanks": Operation("GET", form_path("/thanks"), None, PUBLIC),
    "form_style": Operation("GET", "./f/form.css", None, PUBLIC),
    "openapi": Operation("GET", "/openapi.json", None, PUBLIC),
    "docs": Operation("GET", "./api/docs", None, PUBLIC),
    "docs_script": Operation("GET", "./api/docs/page.js", None, PUBLIC),
    "docs_style": Operation("GET", "./api/docs/page.css", None, PUBLIC),
    "healthz": Operation("GET", "./healthz", None, PUBLIC),
    "readyz": Operation("GET", "./readyz", None, PUBLIC),
    "metrics": Operation("GET", "./metrics", None, PUBLIC),
}

# Routes that take nothing, so that nothing can be wrong with it but the id in the path.
TAKES_NOTHING = {"company_duplicates", "contact_duplicates", "lead_duplicates", "deal_hygiene",
                 "attachment_content", "deal_visible_to", "lead_visible_to", "company_visible_to", "contact_visible_to",
                 "idle_limits", "export_pipeline",
                 "templates", "keep_import_file", "get_import", "import_rejected", "undo_import", "session",
                 "sign_out", "sessions", "end_sessions", "rights", "demo", "events", "form_page",
                 "form_send", "form_thanks", "form_style", "openapi", "docs", "docs_script",
                 "docs_style", "healthz",
                 "readyz", "metrics"}
