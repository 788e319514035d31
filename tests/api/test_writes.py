#!/usr/bin/env python3
"""Writes that come twice, at once, or a thousand together: Idempotency-Key, If-Match, batches."""
import threading

import support
from resources import make


def prepare(api):
    api.add_people()
    api.plain = api.plain_pipeline()


def keyed(api, key, body, path="/companies", method="POST", who="admin"):
    return api.ask(method, path, body, who=who, headers={"Idempotency-Key": key})


def at_once(calls):
    """Runs the calls on threads of their own and returns what they returned."""
    answers, gate = [None] * len(calls), threading.Barrier(len(calls))

    def run(index):
        gate.wait()
        answers[index] = calls[index]()
    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


# --- Idempotency-Key ---

def same_key_same_answer(api):
    """a repeated key answers as the first time, and nothing is written again"""
    name = api.unique("PT ")
    first = keyed(api, "key-1", {"name": name})
    again = keyed(api, "key-1", {"name": name})
    assert (first.status, again.status) == (201, 201)
    assert first.text == again.text and first.etag == again.etag
    assert first.headers["Location"] == again.headers["Location"]
    assert len(api.all("/companies", name=name)) == 1


def same_key_other_request(api):
    """the same key with another body, path or method is 422"""
    keyed(api, "key-2", {"name": "PT Satu"})
    for answer in (keyed(api, "key-2", {"name": "PT Dua"}),
                   keyed(api, "key-2", {"name": "PT Satu"}, "/contacts"),
                   keyed(api, "key-2", {"name": "PT Satu"}, "/companies/1", "PATCH")):
        assert answer.status == 422, answer
        support.check_problem(answer)
        assert answer.fields() == ["Idempotency-Key"], answer


def keys_are_ones_own(api):
    """another caller's key is another key"""
    body = {"name": api.unique("PT ")}
    one, two = keyed(api, "key-3", body), keyed(api, "key-3", body, who="north")
    assert one.status == two.status == 201 and one.body["id"] != two.body["id"]


def keys_hold_for_all_writes(api):
    """a repeated key holds for PATCH, DELETE, operations and batches, too"""
    deal = make(api, "deals", pipeline_id=api.plain["id"])["id"]
    path = "/deals/%d" % deal
    for method, place, body, status in (
            ("PATCH", path, {"title": "Once"}, 200),
            ("POST", path + "/move", {"stage_id": api.plain["won"]}, 200),
            ("POST", "/deals/batch", {"operations": [{"op": "update", "id": deal,
                                                      "body": {"title": "Batch"}}]}, 200),
            ("DELETE", path, None, 204), ("POST", path + "/restore", {}, 200),
            ("POST", "/undo", {}, 200)):
        key = api.unique("all-")
        first = keyed(api, key, body, place, method)
        again = keyed(api, key, body, place, method)
        assert first.status == again.status == status, (method, place, first, again)
        assert first.text == again.text, (method, place)


def a_failed_write_keeps_no_key(api):
    """a refused write leaves its key free for the corrected one"""
    assert keyed(api, "key-4", {"name": ""}).status == 422
    assert keyed(api, "key-4", {"name": api.unique("PT ")}).status == 201


def bad_keys_are_refused(api):
    """an empty or overlong key is refused"""
    for key in ("", "x" * 201):
        answer = keyed(api, key, {"name": "PT"})
        assert answer.status == 422 and answer.fields() == ["Idempotency-Key"], answer


def one_key_many_at_once(api):
    """one key sent sixteen times at once writes once"""
    name = api.unique("PT ")
    answers = at_once([lambda: keyed(api, "key-5", {"name": name})] * 16)
    assert {answer.status for answer in answers} == {201}, answers
    assert len({answer.text for answer in answers}) == 1
    assert len(api.all("/companies", name=name)) == 1


def secrets_are_not_kept(api):
    """a repeated key of a new token shows no secret that was kept"""
    first = keyed(api, "key-6", {"name": "robot"}, "/tokens")
    again = keyed(api, "key-6", {"name": "robot"}, "/tokens")
    assert first.status == 201 and again.status in (201, 409), again
    assert first.text == again.text or "alur_" not in again.text


# --- two at once ---

def two_people_one_deal(api):
    """of two who move one deal at once by its ETag, one moves it and the other is told"""
    for _ in range(5):
        row = make(api, "deals", pipeline_id=api.plain["id"])
        path, tag = "/deals/%d/move" % row["id"], {"If-Match": '"%d"' % row["revision"]}
        answers = at_once([lambda stage=stage, who=who: api.ask(
            "POST", path, {"stage_id": stage}, who=who, headers=tag)
            for stage, who in ((api.plain["stages"][1], "admin"), (api.plain["won"], "admin"))])
        assert sorted(answer.status for answer in answers) == [200, 412], answers
        moved = next(answer for answer in answers if answer.status == 200)
        assert api.get("/deals/%d" % row["id"])["stage_id"] == moved.body["stage_id"]
        assert len(api.get("/deals/%d/history" % row["id"])["items"]) == 2


def many_patches_all_count(api):
    """patches of different fields at once are all kept, each with its event"""
    row = make(api, "companies")
    path = "/companies/%d" % row["id"]
    fields = ["domain", "industry", "address", "city", "country", "note"]
    at_once([lambda field=field: api.patch(path, {field: "new " + field}) for field in fields])
    after = api.get(path)
    assert all(after[field] == "new " + field for field in fields), after
    assert after["revision"] == 1 + len(fields)
    assert len(api.get(path + "/history")["items"]) == 1 + len(fields)


def one_bad_write_spoils_no_other(api):
    """among writes that come at once, the bad ones fail and the others are kept"""
    names = [api.unique("PT ") for _ in range(12)]
    bodies = [{"name": name} for name in names] + [{"name": ""}, {"name": "x", "nope": 1}] * 3
    answers = at_once([lambda body=body: api.ask("POST", "/companies", body) for body in bodies])
    assert [answer.status for answer in answers] == [201] * 12 + [422] * 6, answers
    assert {row["name"] for row in api.all("/companies", name__in=",".join(names))} == set(names)


# --- batches ---

def a_thousand_operations(api):
    """a batch takes 1,000 operations, not 1,001, and is undone as a whole"""
    def batch(count):
        return {"operations": [{"op": "create", "body": {"name": "Batch %d" % number, "city": "Bogor"}}
                               for number in range(count)]}
    api.refuses(422, "operations", "POST", "/companies/batch", batch(1001))
    answer = api.post("/companies/batch", batch(1000))
    assert len(answer["items"]) == 1000
    assert api.get("/companies", q="Batch 777")["items"]
    updates = [{"op": "update", "id": row["id"], "body": {"city": "Depok"}}
               for row in answer["items"]]
    again = api.post("/companies/batch", {"operations": updates})
    assert {row["city"] for row in again["items"]} == {"Depok"}
    assert api.post("/undo", {"batch_id": again["batch_id"]})["undone_events"] == 1000
    assert api.get("/companies/%d" % answer["items"][999]["id"])["city"] == "Bogor"


def a_thousand_moves(api):
    """1,000 moves are one batch, with true sums on the board"""
    pipe = api.plain_pipeline()
    rows = api.post("/deals/batch", {"operations": [
        {"op": "create", "body": {"title": "D%d" % number, "pipeline_id": pipe["id"],
                                  "amount": "1.00"}} for number in range(1000)]})["items"]
    api.post("/deals/batch", {"operations": [
        {"op": "move", "id": row["id"], "body": {"stage_id": pipe["stages"][1]},
         "if_match": '"1"'} for row in rows]})
    board = api.get("/pipelines/%d/board" % pipe["id"])
    assert [(s["count"], s["amount"]) for s in board["stages"][:2]] == [(0, "0.00"), (1000, "1000.00")]


def a_batch_is_all_or_nothing(api):
    """the last bad operation of many takes all of them back, sums and search included"""
    pipe = api.plain_pipeline()
    good = [{"op": "create", "body": {"title": "Xylophon %d" % number, "pipeline_id": pipe["id"],
                                      "amount": "1.00"}} for number in range(50)]
    answer = api.refuses(422, "operations[50].title", "POST", "/deals/batch", {
        "operations": good + [{"op": "create", "body": {"pipeline_id": pipe["id"]}}]})
    assert answer.fields() == ["operations[50].title"]
    assert api.get("/search", q="xylophon")["items"] == []
    assert api.get("/pipelines/%d/board" % pipe["id"])["stages"][0]["count"] == 0


def batch_moves_ask_etags(api):
    """a move in a batch minds the ETag that it is given"""
    row = make(api, "deals", pipeline_id=api.plain["id"])
    api.patch("/deals/%d" % row["id"], {"title": "Changed"})
    api.refuses(412, None, "POST", "/deals/batch", {"operations": [
        {"op": "move", "id": row["id"], "body": {"stage_id": api.plain["won"]},
         "if_match": '"1"'}]})
    api.refuses(412, None, "POST", "/deals/batch", {"operations": [
        {"op": "archive", "id": row["id"], "if_match": '"1"'}]})


def odd_operations(api):
    """operations that are none are refused at their place"""
    for operation, field in ((7, None), ([], None), ({}, "operations[0].op"),
                             ({"op": "create"}, None), ({"op": "create", "body": 7}, None),
                             ({"op": "update", "id": "1", "body": {}}, "operations[0].id"),
                             ({"op": "create", "body": {}, "x": 1}, "operations[0].x")):
        answer = api.refuses(422, field, "POST", "/companies/batch", {"operations": [operation]})
        assert all(name.startswith("operations[0]") for name in answer.fields()), answer.fields()
    api.refuses(422, "operations[0].op", "POST", "/companies/batch", {
        "operations": [{"op": "move", "id": 1, "body": {}}]})


TESTS = [same_key_same_answer, same_key_other_request, keys_are_ones_own, keys_hold_for_all_writes,
         a_failed_write_keeps_no_key, bad_keys_are_refused, one_key_many_at_once,
         secrets_are_not_kept, two_people_one_deal, many_patches_all_count,
         one_bad_write_spoils_no_other, a_thousand_operations, a_thousand_moves,
         a_batch_is_all_or_nothing, batch_moves_ask_etags, odd_operations]

if __name__ == "__main__":
    support.run(TESTS, prepare)
