"""One server for a suite, people of every role in two teams, and requests to it. Suites are lists of
tests: functions with a sentence as docstring, or case() of a table's row. The database and the
program are those of tests/cli/support.py."""
import http.client
import importlib.util
import json
import os
import sys
import threading
import traceback
import urllib.parse

_spec = importlib.util.spec_from_file_location(
    "cli_support", os.path.join(os.path.dirname(__file__), "..", "cli", "support.py"))
cli = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(cli)

ON_POSTGRES = cli.ON_POSTGRES
BASE = "/api/v1"
PASSWORD = "correct horse battery"

# Who is who. North shares its deals among its members, South does not; Wati manages South.
PEOPLE = {
    "north": {"role": "seller", "team": "North"},
    "mate": {"role": "seller", "team": "North"},
    "south": {"role": "seller", "team": "South"},
    "alone": {"role": "seller", "team": "South"},
    "wati": {"role": "manager", "team": None},
    "viewer": {"role": "viewer", "team": None},
}


class Answer:
    def __init__(self, status, headers, text):
        self.status, self.headers, self.text = status, headers, text
        is_json = "json" in headers.get("Content-Type", "") and text
        self.body = json.loads(text) if is_json else text

    @property
    def etag(self):
        return self.headers.get("ETag")

    def fields(self):
        return [error["field"] for error in self.body.get("errors", [])]

    def __repr__(self):
        return "%d %s" % (self.status, self.text[:600])


class Api:
    """A server on an empty database, signed in as its first admin."""

    def __init__(self, *words, **environment):
        self.world = cli.World()
        self.server = self.world.serve(*words, **environment)
        self.host, self.port = self.server.base[len("http://"):].rstrip("/").split(":")
        self.local = threading.local()
        self.tokens = {}
        self.ids = {}
        self.expected_log = []
        self.numbers = iter(range(1, 1000000))
        self.first_sign_in()

    def first_sign_in(self):
        answer = self.ask("POST", "/session", {"link": self.server.link()}, who=None)
        assert answer.status == 201, answer
        cookie = answer.headers["Set-Cookie"].split(";")[0]
        self.ids["admin"] = answer.body["user"]["id"]
        answer = self.ask("POST", "/tokens", {"name": "tests"}, who=None,
                          headers={"Cookie": cookie})
        assert answer.status == 201, answer
        self.tokens["admin"] = answer.body["token"]

    # --- requests ---

    def connection(self):
        if not getattr(self.local, "connection", None):
            self.local.connection = http.client.HTTPConnection(self.host, int(self.port),
                                                               timeout=60)
        return self.local.connection

    def exchange(self, method, path, data, headers):
        connection = self.connection()
        try:
            connection.request(method, path, body=data, headers=headers)
            answer = connection.getresponse()
            text = answer.read()
        except (http.client.HTTPException, OSError):
            connection.close()  # a server may close a connection that was idle
            self.local.connection = None
            raise
        return Answer(answer.status, answer.headers, text.decode())

    def ask(self, method, path, body=None, who="admin", headers=None, raw=None, **query):
        """`path` below /api/v1 unless it begins with /api or is given whole with a dot before it;
        query parameters by name, with "__" for "."."""
        path = path[1:] if path.startswith(".") else BASE + path
        if query:
            path += "?" + urllib.parse.urlencode(
                {name.replace("__", "."): value for name, value in query.items()})
        sent = {}
        if who:
            sent["Authorization"] = "Bearer " + self.tokens[who]
        if body is not None or raw is not None:
            sent["Content-Type"] = "application/json"
        sent.update(headers or {})
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        return self.exchange(method, path, data, sent)

    def must(self, method, path, body=None, status=None, **more):
        answer = self.ask(method, path, body, **more)
        good = answer.status == status if status else answer.status < 300
        assert good, "%s %s: %r" % (method, path, answer)
        return answer.body

    def refuses(self, status, field, method, path, body=None, **more):
        """Refused with this status, as a problem, on this field (None: no field)."""
        answer = self.ask(method, path, body, **more)
        assert answer.status == status, "%s %s %s: %d expected, %r" % (
            method, path, str(body)[:200], status, answer)
        check_problem(answer)
        if field:
            assert field in answer.fields(), "%s is not among %s" % (field, answer.fields())
        return answer

    def get(self, path, **more):
        return self.must("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.must("POST", path, body if body is not None else {}, **more)

    def patch(self, path, body, **more):
        return self.must("PATCH", path, body, **more)

    def all(self, path, limit=200, **more):
        """Every row of a list, page by page."""
        rows, cursor = [], None
        while True:
            page = self.get(path, limit=limit, **({"cursor": cursor} if cursor else {}), **more)
            rows += page["items"]
            cursor = page["next"]
            if not cursor:
                return rows

    # --- rows ---

    def unique(self, word="x"):
        return "%s%d" % (word, next(self.numbers))

    def add_person(self, name, role, team_id=None):
        row = self.post("/users", {"name": name.title(), "email": name + "@example.com",
                                   "role": role, "team_id": team_id})
        self.ids[name] = row["id"]
        self.tokens[name] = self.post("/tokens", {"name": "tests", "user_id": row["id"]})["token"]

    def add_people(self):
        teams = {name: self.post("/teams", {"name": name, "shares_deals": name == "North"})["id"]
                 for name in ("North", "South")}
        for name, person in PEOPLE.items():
            self.add_person(name, person["role"], teams.get(person["team"]))
        self.patch("/teams/%d" % teams["South"], {"manager_id": self.ids["wati"]})
        self.ids["North"], self.ids["South"] = teams["North"], teams["South"]

    def pipeline(self, template="general-b2b"):
        """A pipeline from a template, its stages in order: {"id", "stages", "won", "lost"}."""
        row = self.post("/pipelines/from-template",
                        {"template": template, "language": "en", "name": self.unique("Pipeline ")})
        stages = self.stages(row["id"])
        return {"id": row["id"], "stages": [s for s in stages if s["kind"] == "open"],
                "won": next(s["id"] for s in stages if s["kind"] == "won"),
                "lost": next(s["id"] for s in stages if s["kind"] == "lost")}

    def plain_pipeline(self, stages=3):
        """A pipeline without criteria and reasons."""
        row = self.post("/pipelines", {"name": self.unique("Pipeline ")})
        for number in range(1, stages):
            self.post("/stages", {"pipeline_id": row["id"], "name": "Stage %d" % number})
        stages = self.stages(row["id"])
        return {"id": row["id"], "stages": [s["id"] for s in stages if s["kind"] == "open"],
                "won": next(s["id"] for s in stages if s["kind"] == "won"),
                "lost": next(s["id"] for s in stages if s["kind"] == "lost")}

    def stages(self, pipeline_id):
        return self.get("/stages", pipeline_id=pipeline_id, sort="position", limit=200)["items"]

    def close(self):
        """Stops the server, which must end well, and returns what it said on stderr."""
        if getattr(self.local, "connection", None):
            self.local.connection.close()
        self.server.process.terminate()
        _, said = self.server.process.communicate(timeout=60)
        code = self.server.process.returncode
        self.world.close()
        return code, said


class Stream:
    """A live stream of events, read until an event of a given kind of row came."""

    def __init__(self, api, who, last_id=None, cookie=None):
        self.connection = http.client.HTTPConnection(api.host, int(api.port), timeout=60)
        headers = {"Cookie": cookie} if cookie else {"Authorization": "Bearer " + api.tokens[who]}
        if last_id is not None:
            headers["Last-Event-ID"] = str(last_id)
        self.connection.request("GET", BASE + "/events", headers=headers)
        self.answer = self.connection.getresponse()
        assert self.answer.status == 200, self.answer.status
        assert self.answer.headers["Content-Type"].startswith("text/event-stream")

    def next(self):
        """The next event as (id, data), or None at the end of the stream."""
        number, data = None, ""
        while True:
            line = self.answer.readline().decode()
            if not line:
                return None
            name, _, value = line.rstrip("\n").partition(":")
            if name == "id":
                number = int(value)
            elif name == "data":
                data += value
            elif line == "\n" and data:
                return number, json.loads(data)

    def until(self, entity, row_id):
        """All events up to the one of this row, which comes last."""
        events = []
        while True:
            event = self.next()
            assert event, "the stream ended after %s" % events
            events.append(event)
            if (event[1]["entity"], event[1]["row_id"]) == (entity, row_id):
                return events

    def close(self):
        self.connection.close()


def check_problem(answer):
    """RFC 9457, with this program's `errors`."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.headers
    body = answer.body
    assert set(body) == {"type", "title", "status", "detail", "errors"}, body
    assert body["status"] == answer.status and body["title"], body
    for error in body["errors"]:
        assert set(error) == {"field", "code", "message"} and error["message"], error


def case(name, function, *values, **named):
    """A row of a table as a test."""
    def test(api):
        return function(api, *values, **named)
    test.__doc__ = name
    return test


def one(api, test, number):
    try:
        skip = test(api)
        print("ok %d - %s%s" % (number, test.__doc__, " # SKIP " + skip if skip else ""))
        return True
    except Exception:  # whatever goes wrong, the other tests run
        print("not ok %d - %s" % (number, test.__doc__))
        print("".join("# %s\n" % line for line in traceback.format_exc().splitlines()), end="")
        return False
    finally:
        sys.stdout.flush()


def ends_well(api):
    """the server stops, and had nothing to say on stderr but what a test expects"""
    code, said = api.close()
    assert code == 0, "exit code %s\n%s" % (code, said)
    for line in said.splitlines():
        assert any(expected in line for expected in api.expected_log), said


def run(tests, prepare=None, server=(), **environment):
    """Runs the tests on one server and prints TAP. `prepare(api)` makes what they share; `tests` may
    be a function that returns them, for tables that the server's own description fills."""
    api = Api(*server, **environment)
    if prepare:
        prepare(api)
    tests = list(tests(api) if callable(tests) else tests) + [ends_well]
    good = [one(api, test, number) for number, test in enumerate(tests, 1)]
    print("1..%d" % len(tests))
    sys.exit(0 if all(good) else 1)
