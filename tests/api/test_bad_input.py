#!/usr/bin/env python3
"""Bodies, headers and query strings that no honest client sends: each is refused with the status that
is promised, in a problem, in the caller's language, and nothing of it is kept."""
import contextlib
import datetime
import json
import socket
import sqlite3
import subprocess

import support
from support import case

MIB = 1024 * 1024


def prepare(api):
    api.ids["pipeline"] = api.plain_pipeline()["id"]
    api.ids["company"] = api.post("/companies", {"name": "PT Contoh"})["id"]


def nested(depth, opening="[", closing="]"):
    return '{"name":%s1%s}' % (opening * (depth - 1), closing * (depth - 1))


# name, body as text or bytes, status, field (None: none is named)
BODIES = [
    ("nothing at all", "", 422, None),
    ("white space", "  \n", 400, None),
    ("a word", "hello", 400, None),
    ("a truncated object", '{"name": "PT Te', 400, None),
    ("an object without its end", '{"name": "PT Terang"', 400, None),
    ("single quotes", "{'name': 'PT'}", 400, None),
    ("a trailing comma", '{"name": "PT",}', 400, None),
    ("a comment", '{"name": "PT" /* here */}', 400, None),
    ("two documents", '{"name": "PT"} {"name": "CV"}', 400, None),
    ("a name twice", '{"name": "PT", "name": "CV"}', 400, None),
    ("NaN", '{"name": NaN}', 400, None),
    ("a leading zero", '{"employees": 007}', 400, None),
    ("a bare control character", '{"name": "a\x01b"}', 400, None),
    ("a byte order mark", '\ufeff{"name": "PT"}', 400, None),
    ("bytes that are not UTF-8", b'{"name": "PT \xff\xfe"}', 400, None),
    ("an overlong encoding", b'{"name": "PT \xc0\xaf"}', 400, None),
    ("a surrogate in UTF-8", b'{"name": "PT \xed\xa0\x80"}', 400, None),
    ("a lone high surrogate", '{"name": "PT \\ud83d"}', 400, None),
    ("a lone low surrogate", '{"name": "PT \\udc00x"}', 400, None),
    ("UTF-16", '{"name": "PT"}'.encode("utf-16"), 400, None),
    ("65 levels", nested(65), 400, None),
    ("65 levels of objects", nested(65, '{"a":', "}"), 400, None),
    ("100,000 levels", "[" * 100000, 400, None),
    ("64 levels where a text belongs", nested(64), 422, "name"),
    ("NUL in a text", '{"name": "a\\u0000b"}', 422, "name"),
    ("NUL in a name", '{"na\\u0000me": "x"}', 422, None),
    ("a number instead of an object", "7", 400, None),
    ("a text instead of an object", '"name"', 400, None),
    ("null instead of an object", "null", 400, None),
    ("a list instead of an object", "[]", 422, None),
    ("a text of 900 KiB", '{"name": "%s"}' % ("a" * 900 * 1024), 422, "name"),
    ("a text of 1 MiB", '{"name": "%s"}' % ("a" * MIB), 413, None),
    ("a note of 900 KiB", '{"name": "PT", "note": "%s"}' % ("a" * 900 * 1024), 422, "note"),
    ("a number of 100,000 digits", '{"name": "PT", "employees": %s}' % ("9" * 100000), 422,
     "employees"),
    ("a number beyond doubles", '{"name": "PT", "employees": 1e400}', 422, "employees"),
    ("a fraction where a whole number belongs", '{"name": "PT", "employees": 1.5}', 422,
     "employees"),
    ("300,000 values", '{"name": [%s]}' % ",".join("1" * 300000), 413, None),
    ("1,000 unknown fields", json.dumps({"name": "PT", **{"f%d" % i: i for i in range(1000)}}),
     422, "f0"),
    ("a field named like a method", '{"name": "PT", "__proto__": {}}', 422, "__proto__"),
    ("an empty field name", '{"name": "PT", "": 1}', 422, ""),
]


def refuses_body(api, body, status, field):
    before = api.get("/companies", count="true", limit=1)["total"]
    raw = body if isinstance(body, bytes) else body.encode()
    answer = api.ask("POST", "/companies", raw=raw)
    assert answer.status == status, answer
    support.check_problem(answer)
    assert field is None or field in answer.fields(), answer.fields()
    assert api.get("/companies", count="true", limit=1)["total"] == before


def names_all_faults(api):
    """all faults of a body are named at once"""
    answer = api.refuses(422, "name", "POST", "/companies", {
        "name": 7, "email": "x", "phone": "y", "founded": 99999, "nope": 1})
    assert sorted(answer.fields()) == ["email", "founded", "name", "nope", "phone"]


def ticks_are_true_or_false(api):
    """ticks of a deal's checklist are an object of true and false, nothing else"""
    body = {"title": "Ticks", "pipeline_id": api.ids["pipeline"]}
    for ticks, field in (([True], "checklist"), ({"a": "yes"}, "checklist.a"), ({"a": None}, "checklist.a"),
                         ({"a": True, "b": {}}, "checklist.b"), ("x", "checklist")):
        api.refuses(422, field, "POST", "/deals", {**body, "checklist": ticks})
    assert api.post("/deals", {**body, "checklist": {"a": True, "b": False}})["checklist"] == {"a": True, "b": False}


def store(api, sql):
    """Writes to the database behind the server's back, as older releases did."""
    if support.ON_POSTGRES:
        subprocess.run(["psql", "-q", api.world.url, "-c", sql], check=True)
        return
    with contextlib.closing(sqlite3.connect(api.world.url[len("sqlite:"):], timeout=30)) as database:
        database.execute(sql)
        database.commit()


def older_ticks_are_no_hindrance(api):
    """a checklist with older members that are neither true nor false is ticked; new and changed ones are refused"""
    path = "/deals/%d" % api.post("/deals", {"title": "Older ticks", "pipeline_id": api.ids["pipeline"]})["id"]
    older = {"asked": None, "said": "yes", "sent": False}
    store(api, "UPDATE deals SET checklist = '%s' WHERE id = %s" % (json.dumps(older), path[len("/deals/"):]))
    ticked = {**older, "sent": True, "paid": True}
    assert api.patch(path, {"checklist": ticked})["checklist"] == ticked
    for changed, field in (({"said": "no"}, "said"), ({"asked": "yes"}, "asked"), ({"sent": None}, "sent"),
                           ({"new": "yes"}, "new")):
        answer = api.refuses(422, "checklist." + field, "PATCH", path, {"checklist": {**ticked, **changed}})
        assert answer.fields() == ["checklist." + field], answer
    assert api.get(path)["checklist"] == ticked
    tidy = {"asked": True, "said": True, "sent": True}
    assert api.patch(path, {"checklist": tidy})["checklist"] == tidy
    api.refuses(422, "checklist.said", "PATCH", path, {"checklist": {**tidy, "said": "yes"}})


def tells_line_and_column(api):
    """a body that is not JSON is told by line and column"""
    answer = api.ask("POST", "/companies", raw=b'{\n  "name": oops\n}')
    assert "line 2" in answer.body["detail"], answer


# --- size ---

def send_without_end(api, path, length, chunked=False):
    """The status of a body of `length` bytes, sent until the server answers."""
    with socket.create_connection((api.host, int(api.port)), timeout=30) as connection:
        size = "Transfer-Encoding: chunked" if chunked else "Content-Length: %d" % length
        connection.sendall(("POST %s HTTP/1.1\r\nHost: %s:%s\r\nAuthorization: Bearer %s\r\n"
                            "Content-Type: application/json\r\n%s\r\n\r\n" % (
                                support.BASE + path, api.host, api.port, api.tokens["admin"],
                                size)).encode())
        connection.settimeout(20)
        piece = b"[" * 65536
        sent = 0
        try:
            while sent < length:
                connection.sendall(b"10000\r\n" + piece + b"\r\n" if chunked else piece)
                sent += len(piece)
            if chunked:
                connection.sendall(b"0\r\n\r\n")
        except OSError:
            pass  # it had enough
        try:
            answer = connection.recv(4096).decode()
        except OSError:
            return "reset after %d bytes" % sent
        return int(answer.split()[1])


def refuses_100_mib(api, path, chunked):
    assert send_without_end(api, path, 100 * MIB, chunked) == 413
    assert api.get("/companies/%d" % api.ids["company"])["name"] == "PT Contoh"


def reads_up_to_the_limit(api):
    """a body of just under 1 MiB is read, a batch of just under 8 MiB too"""
    note = {"name": api.unique("PT "), "note": "a" * 19999}
    raw = json.dumps(note).encode()
    raw += b" " * (MIB - len(raw))
    assert api.ask("POST", "/companies", raw=raw).status == 201
    assert api.ask("POST", "/companies", raw=raw + b" ").status == 413
    raw = json.dumps({"operations": []}).encode()
    raw += b" " * (8 * MIB - len(raw))
    assert api.ask("POST", "/companies/batch", raw=raw).status == 200
    assert api.ask("POST", "/companies/batch", raw=raw + b" ").status == 413


# --- types of bodies and answers ---

TYPES = [
    ("application/json", 201), ("application/json; charset=utf-8", 201),
    ("APPLICATION/JSON", 201), ("text/plain", 415), ("application/x-www-form-urlencoded", 415),
    ("multipart/form-data; boundary=x", 415), ("application/xml", 415), ("json", 415), ("", 415),
    ("text/json", 415),
]


def takes_type(api, kind, status):
    answer = api.ask("POST", "/companies", raw=b'{"name": "PT"}', headers={"Content-Type": kind})
    assert answer.status == status, answer
    if status != 201:
        support.check_problem(answer)


def refuses_methods(api):
    """a method that a path does not have is 405 and names those that it has"""
    for method, path in (("PUT", "/companies"), ("DELETE", "/companies"), ("PATCH", "/companies"),
                         ("POST", "/companies/1"), ("PUT", "/companies/1"), ("GET", "/undo"),
                         ("DELETE", "/organisations/1")):
        answer = api.refuses(405, None, method, path)
        assert answer.headers["Allow"], method


def unknown_paths_are_404(api):
    """a path that there is not is 404, in a problem"""
    for path in ("/nothing", "/companies/1/nothing", "/", "/companies/", "/../session", "/deals//1",
                 "/companies/%2e%2e/1", "/idempotency", "/events_log"):
        api.refuses(404, None, "GET", path)


# --- languages ---

LANGUAGES = [
    ("id", "id"), ("en", "en"), ("id-ID,id;q=0.9,en;q=0.8", "id"), ("en-GB,en;q=0.5", "en"),
    ("fr,id;q=0.3,en;q=0.2", "id"), ("fr", "en"), ("", "en"), ("*", "en"), ("id;q=0,en", "en"),
    (";;;,,q=x", "en"),
]
WORDS = {
    "id": {404: "Tidak ditemukan", 422: "Tidak sah", 401: "Belum masuk"},
    "en": {404: "Not found", 422: "Not valid", 401: "Not signed in"},
}


def speaks(api, header, language):
    headers = {"Accept-Language": header}
    for status, method, path, body, who in (
            (404, "GET", "/deals/99999999", None, "admin"), (401, "GET", "/deals", None, None),
            (422, "POST", "/companies", {"name": ""}, "admin")):
        answer = api.refuses(status, None, method, path, body, headers=headers, who=who)
        assert answer.body["title"] == WORDS[language][status], answer
        assert (answer.headers["Content-Language"] or language) == language


def errors_are_translated(api):
    """what is wrong with a field is said in Indonesian, too"""
    headers = {"Accept-Language": "id"}
    body = {"name": "", "email": "x", "founded": 1, "employees": "x", "parent_id": 999999}
    ours = api.refuses(422, "email", "POST", "/companies", body, headers=headers).body["errors"]
    theirs = api.refuses(422, "email", "POST", "/companies", body).body["errors"]
    assert [e["code"] for e in ours] == [e["code"] for e in theirs]
    for mine, other in zip(ours, theirs):
        assert mine["message"] != other["message"], mine


def users_language_counts(api):
    """without Accept-Language, the user's own language is spoken"""
    api.add_person("bahasa", "seller")
    api.patch("/users/%d" % api.ids["bahasa"], {"language": "id"})
    answer = api.refuses(404, None, "GET", "/deals/99999999", who="bahasa")
    assert answer.body["title"] == "Tidak ditemukan"
    answer = api.refuses(404, None, "GET", "/deals/99999999", who="bahasa",
                         headers={"Accept-Language": "en"})
    assert answer.body["title"] == "Not found"


# --- query strings ---

QUERIES = [
    ("limit=0", "limit"), ("limit=201", "limit"), ("limit=-1", "limit"), ("limit=x", "limit"),
    ("limit=99999999999999999999", "limit"), ("limit=1.5", "limit"), ("limit=", "limit"),
    ("cursor=x", "cursor"), ("cursor=id.i.5.", "cursor"), ("cursor=id.i.x.5", "cursor"),
    ("cursor=amount.i.5.5", "cursor"), ("cursor=%00", "cursor"), ("cursor=id.t.6.1", "cursor"),
    ("sort=nope", "sort"), ("sort=", "sort"), ("sort=--id", "sort"), ("sort=amount,title", "sort"),
    ("sort=custom", "sort"), ("sort=id;DROP TABLE deals", "sort"), ("sort=amount_home", "sort"),
    ("nope=1", "nope"), ("amount.nope=1", "amount.nope"), ("amount_home=x", "amount_home"),
    ("amount.gte=abc", "amount.gte"), ("amount.gte=", "amount.gte"), ("stage_id=x", "stage_id"),
    ("stage_id.in=1,x", "stage_id.in"), ("amount.is=maybe", "amount.is"),
    ("expected_close=2026-02-30", "expected_close"), ("currency=XXQ", "currency"),
    ("created_at.gte=2026-02-30", "created_at.gte"), ("count=maybe", "count"),
    ("archived=1", "archived"), ("as_of=yesterday", "as_of"), ("as_of=2026-02-30", "as_of"),
    ("stage_id.in=" + ",".join(["1"] * 201), "stage_id.in"), ("q=%ff", "q"), ("q=%zz", None),
    ("q=%0", None), ("title=x", "title"), ("'=1", "'"), ("id.gte=1e5", "id.gte"),
    ("&".join("id.gte=%d" % i for i in range(17)), "id.gte"),
    ("&".join("a%d=1" % i for i in range(100)), None),
]


def refuses_query(api, query, field):
    answer = api.ask("GET", "/deals?" + query.replace(" ", "%20"))
    assert answer.status == 422, answer
    support.check_problem(answer)
    assert field is None or field in answer.fields(), answer.fields()

# Refused before a route is known: a path, and the words that are looked for, in Indonesian.
HEADS = [
    ("/deals?" + "&".join(["limit=1"] * 300), 422, "paling banyak 64 parameter"),
    ("/deals?q=" + "a" * 9000, 414, "lebih panjang dari 8192 karakter"),
]


def refuses_head(api, path, status, words):
    answer = api.refuses(status, None, "GET", path, headers={"Accept-Language": "id"})
    assert words in answer.body["detail"], answer
    answer = api.refuses(status, None, "GET", path)
    assert words not in answer.body["detail"], answer


# --- the past ---

def looks_back_only(api):
    """as_of is refused for an instant that is still to come: on lists, rows, boards and measures"""
    deal = api.post("/deals", {"title": "A deal", "pipeline_id": api.ids["pipeline"]})
    pipe = deal["pipeline_id"]
    paths = ["/deals", "/deals/%d" % deal["id"], "/pipelines/%d/board" % pipe,
             "/pipelines/%d/measures" % pipe]
    now = datetime.datetime.now(datetime.timezone.utc)
    for path in paths:
        for ahead in (datetime.timedelta(seconds=40), datetime.timedelta(days=400)):
            for form in ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d"):
                if ahead.days < 2 and "T" not in form:
                    continue
                answer = api.refuses(422, "as_of", "GET", path, as_of=(now + ahead).strftime(form))
                assert answer.body["errors"][0]["code"] == "future", answer
        soon = now + datetime.timedelta(seconds=4)
        api.get(path, as_of=soon.strftime("%Y-%m-%dT%H:%M:%SZ"))
        jakarta = now + datetime.timedelta(hours=7)
        api.get(path, as_of=jakarta.strftime("%Y-%m-%d"))


def keeps_words_harmless(api):
    """words to look for are never syntax"""
    api.post("/companies", {"name": "100% \"Maju\" _Jaya\\ Tbk."})
    for words in ('"', "'", "%", "_", "\\", "* OR 1=1", "a AND", "NEAR(", "name:x", "^", "-", "()",
                  "maju\" OR \"", "\u0000", "\U0001f600", "a" * 5000, " ".join("abcdefghijkl")):
        for path in ("/companies", "/search"):
            answer = api.ask("GET", path, q=words)
            assert answer.status in (200, 422), "%r: %r" % (words, answer)
    found = api.get("/companies", q='"maju')["items"]
    assert [row["name"] for row in found] == ["100% \"Maju\" _Jaya\\ Tbk."], found


def tests():
    for name, body, status, field in BODIES:
        yield case("a body that is %s is %d" % (name, status), refuses_body, body, status, field)
    yield from (names_all_faults, ticks_are_true_or_false, older_ticks_are_no_hindrance, tells_line_and_column, reads_up_to_the_limit)
    for path in ("/companies", "/companies/batch"):
        for chunked in (False, True):
            yield case("100 MiB to %s%s are refused" % (path, " in chunks" * chunked),
                       refuses_100_mib, path, chunked)
    for kind, status in TYPES:
        yield case("a body of type %r is %d" % (kind, status), takes_type, kind, status)
    yield from (refuses_methods, unknown_paths_are_404)
    for header, language in LANGUAGES:
        yield case("Accept-Language %r is answered in %s" % (header, language), speaks, header,
                   language)
    yield from (errors_are_translated, users_language_counts)
    for query, field in QUERIES:
        yield case("?%s is refused" % query[:60], refuses_query, query, field)
    for path, status, words in HEADS:
        yield case("GET %s... of %d characters is %d, in the caller's language" % (
            path[:20], len(path), status), refuses_head, path, status, words)
    yield from (looks_back_only, keeps_words_harmless)


if __name__ == "__main__":
    support.run(tests(), prepare)
