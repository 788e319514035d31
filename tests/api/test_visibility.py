#!/usr/bin/env python3
"""Who sees whose rows, on every path to a row: a matrix of callers, owners, resources and paths. Each
test takes one caller and one path, asks for every row there is, and compares what came with what may
come. North shares its deals among its members, South does not; wati manages South."""
import resources
import support
from resources import FIELDS, fields_of
from support import case

CALLERS = ["admin", "north", "mate", "south", "alone", "wati", "viewer"]
OWNERS = CALLERS + [None]
SHARED_BY = {"north": ["mate"], "mate": ["north"], "wati": ["south", "alone"]}

# Kinds of rows whose owner decides, by the resource that holds them.
OWNED = ["deals", "leads", "companies", "contacts", "activities"]
OF_DEALS = {"notes": "activities", "deal_lines": "deal_lines", "deal_contacts": "deal_contacts",
            "review_decisions": "review_decisions"}
OF_OTHERS = {"calls": "activities", "visits": "activities", "letters": "activities",
             "plans": "enrollments", "steps_of_plans": "activities", "files": "attachments"}
KINDS = {**{kind: kind for kind in OWNED}, **OF_DEALS, **OF_OTHERS}
VERSIONED = ["deals"]
SEARCHED = ["deals", "leads", "companies", "contacts"]
MERGED = ["leads", "companies", "contacts"]
SINGULAR = {"deals": "deal", "leads": "lead", "companies": "company", "contacts": "contact",
            "activities": "activity", "deal_lines": "deal_line", "deal_contacts": "deal_contact",
            "review_decisions": "review_decision", "enrollments": "enrollment",
            "attachments": "attachment"}


def sees(caller, owner):
    return caller == "admin" or owner in (None, caller) or owner in SHARED_BY.get(caller, [])


def prepare(api):
    api.add_people()
    api.rows = {}  # (kind, owner) → row
    api.pipe = api.plain_pipeline()
    api.product = api.post("/products", {"name": "GTX Pro"})["id"]
    api.plan = resources.make(api, "cadences")["id"]
    for owner in OWNERS:
        make_rows(api, owner)
    api.last_event = api.get("/deals/%d/history" % api.rows["deals", None]["id"])["items"][0]["id"]
    api.past = api.rows["deals", None]["created_at"]


def make_rows(api, owner):
    identifier = api.ids.get(owner)
    name = "Zebra " + (owner or "nobody")

    def add(kind, body):
        api.rows[kind, owner] = api.post("/" + KINDS[kind], body)

    add("companies", {"name": name, "owner_id": identifier})
    add("contacts", {"name": name, "owner_id": identifier})
    add("leads", {"name": name, "owner_id": identifier})
    add("deals", {"title": name, "owner_id": identifier, "pipeline_id": api.pipe["id"],
                  "amount": "100.00"})
    add("activities", {"subject": name, "owner_id": identifier})
    deal = api.rows["deals", owner]["id"]
    add("notes", {"subject": name, "owner_id": None, "deal_id": deal})
    add("calls", {"subject": name, "owner_id": None, "lead_id": api.rows["leads", owner]["id"]})
    add("visits", {"subject": name, "owner_id": None,
                   "company_id": api.rows["companies", owner]["id"]})
    add("letters", {"subject": name, "owner_id": None,
                    "contact_id": api.rows["contacts", owner]["id"]})
    add("deal_lines", {"deal_id": deal, "product_id": api.product, "quantity": 1})
    add("deal_contacts", {"deal_id": deal, "contact_id": api.rows["contacts", owner]["id"]})
    add("review_decisions", {"deal_id": deal, "decision": "keep"})
    plan = api.post("/cadences/%d/enroll" % api.plan, {"lead_id": api.rows["leads", owner]["id"]})
    api.rows["plans", owner] = plan
    api.rows["steps_of_plans", owner] = {"id": plan["activity_id"]}
    api.rows["files", owner] = api.must(
        "POST", "/companies/%d/attachments" % api.rows["companies", owner]["id"], raw=b"text",
        headers={"Content-Type": "text/plain"}, name=name)


def expected(caller, kinds=None):
    return {(kind, owner) for kind in kinds or KINDS for owner in OWNERS if sees(caller, owner)}


def compare(caller, found, kinds=None):
    due = expected(caller, kinds)
    assert found == due, "shown though hidden: %s; hidden though theirs: %s" % (
        sorted(map(str, found - due)), sorted(map(str, due - found)))


def those_where(api, kinds, visible):
    return {(kind, owner) for kind in kinds for owner in OWNERS
            if visible(KINDS[kind], api.rows[kind, owner]["id"])}


def told_apart(answer, *statuses):
    """200 or so: seen. 404: not seen, and no word that would tell that it exists."""
    assert answer.status in (200, 404) + statuses, answer
    return answer.status != 404


# --- paths: each compares for one caller ---

def by_id(api, caller):
    compare(caller, those_where(api, KINDS, lambda resource, row: told_apart(
        api.ask("GET", "/%s/%d" % (resource, row), who=caller))))


def history(api, caller):
    compare(caller, those_where(api, KINDS, lambda resource, row: told_apart(
        api.ask("GET", "/%s/%d/history" % (resource, row), who=caller))))


def downloaded(api, caller):
    compare(caller, those_where(api, ["files"], lambda _, row: told_apart(
        api.ask("GET", "/attachments/%d/content" % row, who=caller))), ["files"])


def ids_of(rows):
    return {row["id"] for row in rows}


def in_lists(api, caller, **query):
    kinds = VERSIONED if "as_of" in query else KINDS
    lists = {resource: ids_of(api.all("/" + resource, who=caller, limit=7, **query))
             for resource in {KINDS[kind] for kind in kinds}}
    compare(caller, those_where(api, kinds, lambda resource, row: row in lists[resource]), kinds)


def listed(api, caller):
    in_lists(api, caller)


def listed_with_archived(api, caller):
    in_lists(api, caller, archived="true")


def listed_in_order(api, caller):
    in_lists(api, caller, sort="-updated_at")


def listed_as_of(api, caller):
    in_lists(api, caller, as_of=api.past)


def counted(api, caller):
    for resource in set(KINDS.values()):
        total = api.get("/" + resource, who=caller, limit=1, count="true")["total"]
        assert total == len([1 for kind, _ in expected(caller) if KINDS[kind] == resource]), resource


def filtered(api, caller):
    compare(caller, those_where(api, KINDS, lambda resource, row: ids_of(
        api.get("/" + resource, who=caller, id=row)["items"]) == {row}))
    compare(caller, those_where(api, KINDS, lambda resource, row: ids_of(
        api.get("/" + resource, who=caller, id__in="%d,99999" % row)["items"]) == {row}))


def filtered_by_owner(api, caller):
    for owner in OWNERS[:-1]:
        rows = api.get("/deals", who=caller, owner_id=api.ids[owner])["items"]
        assert bool(rows) == sees(caller, owner), owner


def filtered_by_link(api, caller):
    """Children by the id of a deal that the caller may not see."""
    for owner in OWNERS:
        deal = api.rows["deals", owner]["id"]
        for resource in ("deal_lines", "deal_contacts", "review_decisions", "activities"):
            rows = api.get("/" + resource, who=caller, deal_id=deal)["items"]
            assert bool(rows) == sees(caller, owner), (resource, owner)


def found_by_words(api, caller):
    for words in ("zebra", "z", "ebr"):
        lists = {kind: ids_of(api.all("/" + kind, who=caller, q=words)) for kind in SEARCHED}
        compare(caller, those_where(api, SEARCHED, lambda resource, row: row in lists[resource]),
                SEARCHED)


def searched(api, caller):
    hits = {(hit["entity"], hit["id"]) for hit in
            api.get("/search", who=caller, q="zebra", limit=50)["items"]}
    compare(caller, those_where(api, SEARCHED, lambda resource, row:
                                (SINGULAR[resource], row) in hits), SEARCHED)


def on_the_board(api, caller):
    for query in ({}, {"as_of": api.past}, {"q": "zebra"}, {"limit": 2}):
        board = api.get("/pipelines/%d/board" % api.pipe["id"], who=caller, **query)
        stage = board["stages"][0]
        due = expected(caller, ["deals"])
        assert stage["count"] == len(due), (query, stage["count"], len(due))
        assert stage["amount"] == "%d.00" % (100 * len(due)), (query, stage["amount"])
        if "limit" not in query:
            shown = ids_of(stage["deals"])
            compare(caller, those_where(api, ["deals"], lambda _, row: row in shown), ["deals"])


def on_the_board_of_others(api, caller):
    path = "/pipelines/%d/board" % api.pipe["id"]
    for owner in OWNERS[:-1]:
        stage = api.get(path, who=caller, owner_id=api.ids[owner])["stages"][0]
        assert (stage["count"], len(stage["deals"])) == (sees(caller, owner),) * 2, owner
    for team, members in (("North", ["north", "mate"]), ("South", ["south", "alone"])):
        stage = api.get(path, who=caller, team_id=api.ids[team])["stages"][0]
        assert stage["count"] == len([1 for one in members if sees(caller, one)]), team


def names_on_the_board(api, caller):
    """A card tells the name of its company only to those who may see the company."""
    deal = api.rows["deals", None]["id"]
    for owner in OWNERS:
        api.patch("/deals/%d" % deal, {"company_id": api.rows["companies", owner]["id"]})
        board = api.get("/pipelines/%d/board" % api.pipe["id"], who=caller)
        card = [card for card in board["stages"][0]["deals"] if card["id"] == deal][0]
        told = bool(card["company"] and card["company"].get("name"))
        assert told == sees(caller, owner), (owner, card["company"])
    api.patch("/deals/%d" % deal, {"company_id": None})


def in_measures(api, caller):
    path = "/pipelines/%d/measures" % api.pipe["id"]
    due = len(expected(caller, ["deals"]))
    for query in ({}, {"as_of": api.past}):
        measures = api.get(path, who=caller, **query)
        assert measures["deals_open"] == due, (measures["deals_open"], due)
        assert measures["amount_open"] == "%d.00" % (100 * due), measures["amount_open"]
    for owner in OWNERS[:-1]:
        assert api.get(path, who=caller, owner_id=api.ids[owner])["deals_open"] == \
            sees(caller, owner), owner


def replayed(api, caller):
    api.ids["mark"] = api.post("/sources", {"name": api.unique("Mark")})["id"]
    stream = support.Stream(api, caller, 0)
    seen = {(event["entity"], event["row_id"])
            for _, event in stream.until("source", api.ids["mark"])}
    stream.close()
    compare(caller, those_where(api, KINDS, lambda resource, row:
                                (SINGULAR[resource], row) in seen))


CHANGES = {"activities": {"minutes": 5}, "deal_lines": {"note": "x"}, "deal_contacts": {"role": "x"},
           "review_decisions": {"note": "x"}, "attachments": {"name": "x"}}

# Changed by operations alone, each tried in `operated`.
NOT_BY_FIELDS = ["enrollments"]
NOT_IN_BATCHES = ["attachments"]


def harmless(resource, word):
    """A change that no other path looks at, of a field that the resource has."""
    if resource == "deals":
        return {"checklist": {word: True}}
    texts = [field.name for field in fields_of(resource) if field.kind == "text" and
             not field.read_only and not field.create_only and field.name != "external_id"]
    return {"note" if "note" in texts else texts[-1]: word}


def live(api, caller):
    stream = support.Stream(api, caller)
    word = api.unique("w")
    kinds = [kind for kind in KINDS if KINDS[kind] not in NOT_BY_FIELDS]
    for resource in {KINDS[kind] for kind in kinds}:
        rows = [row["id"] for (kind, _), row in api.rows.items() if KINDS[kind] == resource]
        change = harmless(resource, word)
        if resource not in NOT_IN_BATCHES:
            api.post("/%s/batch" % resource, {
                "operations": [{"op": "update", "id": row, "body": change} for row in rows]})
            continue
        for row in rows:
            api.patch("/%s/%d" % (resource, row), change)
    mark = api.post("/sources", {"name": api.unique("Mark")})["id"]
    seen = {(event["entity"], event["row_id"]) for _, event in stream.until("source", mark)}
    stream.close()
    compare(caller, those_where(api, kinds, lambda resource, row:
                                (SINGULAR[resource], row) in seen), kinds)


# --- paths that write: only what may not be seen is tried, so that nothing changes ---

def hidden(api, caller, kinds=None):
    for (kind, owner), row in api.rows.items():
        if not sees(caller, owner) and (not kinds or kind in kinds):
            yield KINDS[kind], row["id"], owner


def unseen_or_denied(caller):
    """A viewer may not write at all, and learns no more than that."""
    return 403 if caller == "viewer" else 404


def written(api, caller):
    status = unseen_or_denied(caller)
    for resource, row, _ in hidden(api, caller):
        if resource in NOT_BY_FIELDS:
            continue
        path = "/%s/%d" % (resource, row)
        changes = CHANGES.get(resource, {"external_id": api.unique("x")})
        api.refuses(status, None, "PATCH", path, changes, who=caller)
        api.refuses(status, None, "DELETE", path, who=caller)
        api.refuses(status, None, "POST", path + "/restore", who=caller)
        for op in ("update", "archive", "restore") if resource not in NOT_IN_BATCHES else ():
            api.refuses(status, None, "POST", "/%s/batch" % resource, {
                "operations": [{"op": op, "id": row, "body": changes}]}, who=caller)


def operated(api, caller):
    status = unseen_or_denied(caller)
    for _, row, _ in hidden(api, caller, ["deals"]):
        move = {"stage_id": api.pipe["won"]}
        api.refuses(status, None, "POST", "/deals/%d/move" % row, move, who=caller)
        api.refuses(status, None, "POST", "/deals/batch", {
            "operations": [{"op": "move", "id": row, "body": move}]}, who=caller)
    for _, row, _ in hidden(api, caller, ["leads"]):
        for verb, body in (("qualify", {}), ("convert", {}), ("unconvert", {}), ("reopen", {}),
                           ("disqualify", {"reason": "x"})):
            api.refuses(status, None, "POST", "/leads/%d/%s" % (row, verb), body, who=caller)
    for _, row, _ in hidden(api, caller, ["plans"]):
        for verb in ("stop", "skip"):
            api.refuses(status, None, "POST", "/enrollments/%d/%s" % (row, verb), {}, who=caller)
    for resource, row, _ in hidden(api, caller, ["deals", "leads", "companies", "contacts"]):
        api.refuses(status, None, "POST", "/%s/%d/attachments" % (resource, row), raw=b"text",
                    headers={"Content-Type": "text/plain"}, name="x", who=caller)
    for resource, row, _ in hidden(api, caller, MERGED):
        own = api.rows[resource, None]["id"]
        api.refuses(status, None, "POST", "/%s/%d/merge" % (resource, row), {"from_ids": [own]},
                    who=caller)
        api.refuses(404, None, "GET", "/%s/%d/duplicates" % (resource, row), who=caller)
        if caller != "viewer":
            api.refuses(422, "from_ids", "POST", "/%s/%d/merge" % (resource, own),
                        {"from_ids": [row]}, who=caller)


LINKS = [("activities", "deal_id", "deals"), ("activities", "lead_id", "leads"),
         ("activities", "company_id", "companies"), ("activities", "contact_id", "contacts"),
         ("deals", "company_id", "companies"), ("contacts", "company_id", "companies"),
         ("companies", "parent_id", "companies"), ("deal_lines", "deal_id", "deals"),
         ("deal_contacts", "deal_id", "deals"), ("deal_contacts", "contact_id", "contacts"),
         ("review_decisions", "deal_id", "deals")]


def linked(api, caller):
    if caller == "viewer":
        return
    for resource, field, target in LINKS:
        body = {"subject": "x"} if resource == "activities" else {"name": "x"}
        if resource == "deals":
            body = {"title": "x", "pipeline_id": api.pipe["id"]}
        if resource == "review_decisions":
            body = {"decision": "keep"}
        if resource in ("deal_lines", "deal_contacts"):
            body = {"deal_id": api.rows["deals", None]["id"]}
            body.update({"product_id": api.product, "quantity": 1} if resource == "deal_lines"
                        else {"contact_id": api.rows["contacts", None]["id"]})
        for _, row, owner in hidden(api, caller, [target]):
            unseen = api.refuses(422, field, "POST", "/" + resource, {**body, field: row},
                                 who=caller)
            nothing = api.refuses(422, field, "POST", "/" + resource, {**body, field: 99999},
                                  who=caller)
            assert unseen.text == nothing.text, "the answers tell that there is one: %s" % owner


def converted_into(api, caller):
    if caller == "viewer":
        return
    lead = api.post("/leads", {"name": "Temp"}, who=caller)["id"]
    for field, target in (("company_id", "companies"), ("contact_id", "contacts")):
        for _, row, _ in hidden(api, caller, [target]):
            api.refuses(422, field, "POST", "/leads/%d/convert" % lead, {field: row}, who=caller)
    api.must("DELETE", "/leads/%d" % lead, who=caller)


def undone(api, caller):
    for resource, row, _ in hidden(api, caller):
        event = api.get("/%s/%d/history" % (resource, row))["items"][0]["id"]
        answer = api.ask("POST", "/undo", {"event_id": event}, who=caller)
        # A viewer may undo nothing: 403 when the event's batch has rows that may be seen, too.
        assert answer.status in (404, unseen_or_denied(caller)), answer


def told_who_sees(api, caller):
    """`visible_to` names exactly those who see the row; the caller asks for what they see themselves."""
    for resource in ("deals", "leads", "companies", "contacts"):
        for owner in OWNERS:
            path = "/%s/%d/visible_to" % (resource, api.rows[resource, owner]["id"])
            if not sees(caller, owner):
                api.refuses(404, None, "GET", path, who=caller)
                continue
            told = {row["id"]: row["why"] for row in api.get(path, who=caller)["items"]}
            due = {api.ids[one] for one in CALLERS if sees(one, owner)}
            assert set(told) & {api.ids[one] for one in CALLERS} == due, (resource, owner, told)
            assert owner is None or told[api.ids[owner]] == "owner", told


def duplicates(api, caller):
    for resource in MERGED:
        row = api.rows[resource, None]["id"]
        found = api.get("/%s/%d/duplicates" % (resource, row), who=caller)["items"]
        for hit in found:
            owner = [owner for (kind, owner), other in api.rows.items()
                     if SINGULAR[KINDS[kind]] == hit["entity"] and other["id"] == hit["id"]]
            assert sees(caller, owner[0]), hit


PATHS = [
    ("reads by id", by_id), ("downloads", downloaded), ("reads the history of", history), ("lists", listed),
    ("lists with archived ones", listed_with_archived), ("lists by last change", listed_in_order),
    ("lists as of an instant", listed_as_of), ("counts", counted), ("filters by id", filtered),
    ("filters by owner", filtered_by_owner), ("filters by link", filtered_by_link),
    ("finds by words in lists", found_by_words), ("finds by search", searched),
    ("sees on the board", on_the_board), ("sees on boards of others", on_the_board_of_others),
    ("reads by name on cards", names_on_the_board), ("measures", in_measures),
    ("is told in resumed streams of", replayed), ("is told live of", live),
    ("writes", written), ("operates on", operated), ("points to", linked),
    ("converts into", converted_into), ("undoes changes of", undone),
    ("is shown as duplicates", duplicates), ("is told who sees", told_who_sees),
]


# --- the matrix itself ---

# Rows for everybody, although somebody is named in them.
FOR_EVERYBODY = {"forms": "whoever answers a form belongs to its owner; it is part of the settings"}


def misses_nothing(api):
    """every resource whose rows belong to somebody, or hang on such rows, is in the matrix"""
    hangs = {resource for resource in FIELDS for field in fields_of(resource)
             if field.name == "owner_id" or field.kind == "ref" and field.target in OWNED}
    assert hangs == set(KINDS.values()) | set(FOR_EVERYBODY), hangs ^ set(KINDS.values())


# --- what belongs to one person ---

def tokens_are_ones_own(api):
    """tokens are seen by their owner alone, by admins not either"""
    for caller in CALLERS:
        rows = api.all("/tokens", who=caller, archived="true")
        assert {row["user_id"] for row in rows} == {api.ids[caller]}, caller
    token = api.get("/tokens", who="north")["items"][0]["id"]
    for caller in ("admin", "mate", "viewer"):
        api.refuses(404, None, "GET", "/tokens/%d" % token, who=caller)
        api.refuses(404, None, "DELETE", "/tokens/%d" % token, who=caller)
        api.refuses(404, None, "GET", "/tokens/%d/history" % token, who=caller)
        api.refuses(422, "user_id", "POST", "/tokens", {"name": "x", "user_id": 99999}) \
            if caller == "admin" else None
    api.refuses(403, None, "POST", "/tokens", {"name": "x", "user_id": api.ids["admin"]},
                who="north")


def views_are_shared_or_not(api):
    """a saved view is its maker's, and everybody's to use once shared, but not to change"""
    view = {"name": "Mine", "resource": "deals", "query": {}}
    row = api.post("/views", view, who="north")
    path = "/views/%d" % row["id"]
    assert row["user_id"] == api.ids["north"]
    api.refuses(404, None, "GET", path, who="mate")
    assert row["id"] not in ids_of(api.all("/views", who="mate"))
    api.patch(path, {"shared": True}, who="north")
    assert api.get(path, who="mate")["shared"] is True
    assert row["id"] in ids_of(api.all("/views", who="viewer"))
    api.refuses(403, None, "PATCH", path, {"name": "Yours"}, who="mate")
    api.refuses(403, None, "DELETE", path, who="mate")
    api.refuses(422, "user_id", "POST", "/views", {**view, "user_id": 1}, who="mate")


def rights_follow_changes_at_once(api):
    """a changed team, role or share counts from the next request on, in live streams too"""
    api.add_person("mover", "seller", api.ids["South"])
    deal = api.rows["deals", "north"]["id"]
    api.refuses(404, None, "GET", "/deals/%d" % deal, who="mover")
    api.patch("/users/%d" % api.ids["mover"], {"team_id": api.ids["North"]})
    api.get("/deals/%d" % deal, who="mover")
    own = api.post("/deals", {"title": "Mine", "pipeline_id": api.pipe["id"]}, who="mover")["id"]
    stream = support.Stream(api, "mate")
    api.patch("/users/%d" % api.ids["mover"], {"team_id": api.ids["South"]})
    api.refuses(404, None, "GET", "/deals/%d" % own, who="mate")
    api.patch("/deals/%d" % own, {"title": "Hidden from mate"})
    mark = api.post("/sources", {"name": api.unique("Mark")})["id"]
    while True:
        event = stream.next()
        if not event or event[1]["entity"] == "source" and event[1]["row_id"] == mark:
            break
        assert event[1]["entity"] != "deal", "told of a row that is not theirs any more"
    stream.close()
    api.patch("/users/%d" % api.ids["mover"], {"active": False})
    api.refuses(401, None, "GET", "/deals", who="mover")
    api.patch("/users/%d" % api.ids["mover"], {"active": True, "role": "viewer"})
    api.refuses(403, None, "PATCH", "/deals/%d" % own, {"title": "x"}, who="mover")
    api.must("DELETE", "/users/%d" % api.ids["mover"])
    api.refuses(401, None, "GET", "/deals", who="mover")


def secrets_stay_inside(api):
    """no answer holds a password's or a token's hash, history and stream included"""
    api.post("/users/%d/link" % api.ids["north"])
    texts = [api.ask("GET", path).text for path in (
        "/users", "/users/%d" % api.ids["north"], "/users/%d/history" % api.ids["north"],
        "/tokens", "/session", "/tokens/%d/history" % api.get("/tokens")["items"][0]["id"])]
    for text in texts:
        assert "hash" not in text and "argon" not in text and "alur_" not in text, text


def tests():
    for name, path in PATHS:
        for caller in CALLERS:
            yield case("%s %s exactly the rows that are theirs to see" % (caller, name), path,
                       caller)
    yield from (misses_nothing, tokens_are_ones_own, views_are_shared_or_not, rights_follow_changes_at_once,
                secrets_stay_inside)


if __name__ == "__main__":
    support.run(tests(), prepare)
