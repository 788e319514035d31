"""Every resource with its fields, as clients know them: what the suites generate their rows from.
test_resources.py compares it with the answers of the program, so that a new field or resource has to
be written here, and is tested from then on.

A field is "KIND[:ARGUMENT] FLAGS": ! required, = read-only, + given at creation only, f filter,
s sort, d has a value of its own when none is given."""

ROW = {
    "id": "id = f s", "revision": "int =", "created_at": "instant = f s",
    "updated_at": "instant = f s", "archived_at": "instant = f",
}

FIELDS = {
    "organisations": {
        "name": "text:200 !", "time_zone": "zone !", "currency": "currency !",
        "language": "enum:en,id !", "calling_code": "int:1:999"},
    "users": {
        "name": "text:200 ! s", "email": "email f",
        "role": "enum:none,viewer,seller,manager,admin ! f", "team_id": "ref:teams f",
        "language": "enum:en,id",
        "default_view_id": "ref:views", "listening_run": "bool d", "active": "bool f d",
        "first_steps_done": "bool d", "external_id": "text:200 f"},
    "teams": {
        "name": "text:200 ! s", "parent_id": "ref:teams f", "manager_id": "ref:users f",
        "shares_deals": "bool f d"},
    "companies": {
        "name": "text:200 ! f s", "domain": "text:253 f", "phone": "phone f", "email": "email f",
        "industry": "text:200", "address": "text:1000", "city": "text:200 f s", "country": "text:200",
        "owner_id": "ref:users f", "parent_id": "ref:companies f", "employees": "int:0:100000000",
        "revenue": "money", "founded": "int:1000:9999", "merged_into_id": "ref:companies =",
        "note": "text:20000", "external_id": "text:200 f", "custom": "custom"},
    "contacts": {
        "name": "text:200 ! f s", "job_title": "text:200", "email": "email f", "phone": "phone f",
        "company_id": "ref:companies f", "owner_id": "ref:users f",
        "merged_into_id": "ref:contacts =", "note": "text:20000", "external_id": "text:200 f",
        "custom": "custom"},
    "leads": {
        "name": "text:200 ! s", "company_name": "text:200 s", "job_title": "text:200",
        "email": "email f", "phone": "phone f",
        "lifecycle": "enum:lead,prospect,converted,disqualified = f d", "source_id": "ref:sources f",
        "owner_id": "ref:users f d", "amount": "money f s", "currency": "currency d",
        "disqualified_reason": "text:500 =", "qualified_at": "instant =",
        "converted_at": "instant =", "company_id": "ref:companies = f",
        "contact_id": "ref:contacts = f", "deal_id": "ref:deals = f",
        "merged_into_id": "ref:leads =", "revive_on": "day = f s", "note": "text:20000", "external_id": "text:200 f",
        "custom": "custom"},
    "sources": {"name": "text:200 ! f s"},
    "pipelines": {
        "name": "text:200 ! f s", "template_key": "text:100 =", "position": "int:0:1000000 s d"},
    "stages": {
        "pipeline_id": "ref:pipelines ! + f", "name": "text:200 ! s",
        "kind": "enum:open,won,lost + f d", "position": "int:0:1000000 s d",
        "probability": "rate d", "idle_days": "int:1:3650", "guidance": "text:4000",
        "exit_criteria": "json", "retired_into_id": "ref:stages ="},
    "lost_reasons": {
        "pipeline_id": "ref:pipelines ! + f", "name": "text:200 !",
        "position": "int:0:1000000 s d"},
    "deals": {
        "title": "text:200 ! s", "pipeline_id": "ref:pipelines ! + f",
        "stage_id": "ref:stages + f d", "amount": "money f s", "currency": "currency ! f d",
        "company_id": "ref:companies f", "owner_id": "ref:users f d", "expected_close": "day f s",
        "source_id": "ref:sources f", "category": "enum:pipeline,best_case,commit,omitted f d",
        "next_step_at": "instant = f s", "stage_entered_at": "instant = f s d",
        "closed_on": "day = f s", "lost_reason_id": "ref:lost_reasons = f",
        "close_pushes": "int = d", "revive_on": "day f s", "snoozed_until": "day", "checklist": "json", "external_id": "text:200 f",
        "custom": "custom"},
    "deal_contacts": {
        "deal_id": "ref:deals ! + f", "contact_id": "ref:contacts ! + f", "role": "text:100",
        "is_primary": "bool d"},
    "deal_lines": {
        "deal_id": "ref:deals ! + f", "product_id": "ref:products ! f", "quantity": "quantity !",
        "unit_price": "money", "discount": "rate d", "currency": "currency ! d",
        "note": "text:2000"},
    "review_decisions": {
        "deal_id": "ref:deals ! + f", "decision": "enum:keep,push,pull,lose,next_step,escalate ! +",
        "note": "text:2000", "agreed_by_id": "ref:users = f d"},
    "activities": {
        "kind": "enum:task,call,meeting,email,whatsapp,note f d", "subject": "text:500 !",
        "note": "text:20000", "deal_id": "ref:deals f", "lead_id": "ref:leads f",
        "company_id": "ref:companies f", "contact_id": "ref:contacts f",
        "owner_id": "ref:users f d", "due_at": "instant f s", "done_at": "instant f s",
        "minutes": "int:0:10080", "reply": "bool d", "origin": "enum:person,cadence,revival = d",
        "external_id": "text:200 f"},
    "cadences": {
        "name": "text:200 ! f s", "subject": "enum:lead,deal ! + f",
        "pipeline_id": "ref:pipelines f", "start_stage_id": "ref:stages", "steps": "json !",
        "stops_on_reply": "bool d", "active": "bool f d"},
    "enrollments": {
        "cadence_id": "ref:cadences = f", "lead_id": "ref:leads = f", "deal_id": "ref:deals = f",
        "step": "int =", "state": "enum:active,finished,stopped = f d",
        "stop_reason": "enum:reply,stage_change,conversion,disqualified,closed,by_hand =",
        "activity_id": "ref:activities = f", "ended_at": "instant ="},
    "attachments": {
        "name": "text:255 !", "media_type": "text:127 =", "bytes": "int = d",
        "sha256": "text:64 =", "deal_id": "ref:deals = f", "lead_id": "ref:leads = f",
        "company_id": "ref:companies = f", "contact_id": "ref:contacts = f",
        "added_by_id": "ref:users = d"},
    "products": {
        "name": "text:200 ! f s", "code": "text:100 f s", "family": "text:100", "unit": "text:30",
        "price": "money s", "currency": "currency ! d", "active": "bool f d",
        "external_id": "text:200 f", "custom": "custom"},
    "currency_rates": {
        "currency": "currency ! + f", "rate_micro": "int:1:1000000000000000 !",
        "valid_from": "day ! + s"},
    "custom_fields": {
        "entity": "text:40 ! + f", "key": "text:40 ! +", "name": "text:200 !",
        "kind": "enum:text,number,money,day,yes_no,choice + d", "options": "json",
        "required": "bool d", "position": "int:0:1000000 s d"},
    "forms": {
        "name": "text:200 ! f s", "key": "text:60 = f", "language": "enum:en,id",
        "title": "text:200", "intro": "text:2000", "consent": "text:2000", "thanks": "text:2000",
        "fields": "json d", "hosts": "json d", "owner_id": "ref:users f",
        "source_id": "ref:sources f", "active": "bool f d"},
    "views": {
        "name": "text:200 ! s", "resource": "text:60 ! + f", "query": "json !",
        "user_id": "ref:users = f d", "shared": "bool f d"},
    "tokens": {
        "name": "text:200 !", "user_id": "ref:users = f d", "last_used_at": "instant =",
        "expires_at": "instant +"},
}

# Without POST on the resource, or with one of its own.
MADE_OTHERWISE = {"organisations", "enrollments", "attachments", "tokens"}

# Nothing of a row is set but by operations: test_cadences.py.
ONLY_BY_OPERATIONS = {"enrollments"}

# Which right it takes to write; whoever is signed in reads what is in scope.
WRITERS = {
    "cadences": "admin", "enrollments": "seller", "attachments": "seller", "forms": "admin",
    "organisations": "admin", "users": "admin", "teams": "admin", "companies": "seller",
    "contacts": "seller", "leads": "seller", "sources": "admin", "pipelines": "admin",
    "stages": "admin", "lost_reasons": "admin", "deals": "seller", "deal_contacts": "seller",
    "deal_lines": "seller", "review_decisions": "seller", "activities": "seller", "products": "admin",
    "currency_rates": "admin", "custom_fields": "admin", "views": "viewer", "tokens": "viewer",
}


STEPS = [{"kind": "whatsapp", "subject": "Greet {name}", "text": "Halo {name}, {owner} here.",
          "after_days": 0},
         {"kind": "call", "subject": "Call", "after_days": 2}]


class Field:
    def __init__(self, name, text):
        kind, *flags = text.split()
        self.name = name
        self.kind, _, self.argument = kind.partition(":")
        self.required, self.read_only = "!" in flags, "=" in flags
        self.create_only, self.filters, self.sorts = "+" in flags, "f" in flags, "s" in flags
        self.defaults = "d" in flags

    @property
    def target(self):
        return self.argument

    @property
    def names(self):
        return self.argument.split(",")


def fields_of(resource):
    return [Field(name, text) for name, text in {**ROW, **FIELDS[resource]}.items()]


def new_row(api, resource):
    """A body that creates a row with nothing but what it needs, unlike any other."""
    word = api.unique(resource)
    if resource in ("stages", "lost_reasons", "deals"):
        body = {"pipeline_id": api.ids.setdefault("pipeline", None) or shared_pipeline(api)}
        return {**body, "title" if resource == "deals" else "name": word}
    if resource == "deal_contacts":
        return {"deal_id": make(api, "deals")["id"], "contact_id": make(api, "contacts")["id"]}
    if resource == "review_decisions":
        return {"deal_id": make(api, "deals")["id"], "decision": "keep"}
    if resource == "deal_lines":
        return {"deal_id": make(api, "deals")["id"], "product_id": make(api, "products")["id"],
                "quantity": 2}
    if resource == "currency_rates":
        return {"currency": "USD", "rate_micro": 16000000000,
                "valid_from": "%d-01-01" % (2000 + next(api.numbers) % 8000)}
    return {
        "users": {"name": word, "role": "seller"},
        "activities": {"subject": word},
        "custom_fields": {"entity": "product", "key": word.replace("custom_fields", "k"),
                          "name": word},
        "cadences": {"name": word, "subject": "lead", "steps": STEPS},
        "views": {"name": word, "resource": "deals", "query": {"sort": "-amount"}},
        "tokens": {"name": word},
    }.get(resource, {"name": word})


def shared_pipeline(api):
    api.ids["pipeline"] = api.plain_pipeline()["id"]
    return api.ids["pipeline"]


def make(api, resource, who="admin", **more):
    if resource == "enrollments":
        return api.post("/cadences/%d/enroll" % make(api, "cadences")["id"],
                        {"lead_id": make(api, "leads", who)["id"]}, who=who)
    if resource == "attachments":
        return api.must("POST", "/contacts/%d/attachments" % make(api, "contacts", who)["id"],
                        raw=b"text", who=who, headers={"Content-Type": "text/plain"},
                        name=more.get("name") or api.unique("file"))
    return api.post("/" + resource, {**new_row(api, resource), **more}, who=who)
