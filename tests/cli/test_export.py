#!/usr/bin/env python3
"""Exports: that importing an exported file changes nothing, that it makes the same rows elsewhere, what
stands in its cells, and who may have it."""
import atexit
import csv
import functools
import io
import json
import os
import re
import subprocess
import urllib.request
import zipfile

import support

KINDS = ("users", "companies", "contacts", "products", "leads", "deals", "deal-lines", "deal-contacts",
         "activities", "stage-history")
KEY = re.compile(r"^alur-\d+-\d+ ?")  # of a row of one database; its name may stand behind it
CREATE = ("--create", "pipelines,stages,users,companies,products,teams")
ORDER = ("users", "products", "companies", "contacts", "leads", "deals", "deal-lines", "deal-contacts",
         "stage-history", "activities")
FORMULAS = ["=1+1", "+62 812", "-5", "@SUM(A1)", "'=1", "''", "'t Hooft", "\u30001", "\uff1d1",
            'a "quote", and more', "a;b", "-"]
DEALS = len(FORMULAS) + 5  # of fill()
MANY = 30000


def last_line(result):
    return result.out.rstrip("\n").rsplit("\n", 1)[-1]


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def export(world, kind, *options):
    """What is written, with its line ends."""
    done = subprocess.run(
        [os.path.abspath(support.PROGRAM), "export", kind, *options], capture_output=True, check=True,
        cwd=world.folder, env=world.environment({}))
    return done.stdout.decode()


def write(world, name, text):
    with open(world.path(name), "w", encoding="utf-8", newline="") as file:
        file.write(text)
    return name


class Api:
    """The API of a server on a filled database, as its administrator."""

    def __init__(self, world):
        self.token = world.must("token", "create", "--user", "boss@example.com").out.strip()
        self.world, self.server = world, world.serve()

    def make(self, path, **body):
        return self.server.must("POST", "/api/v1/" + path, body, self.token)

    def get(self, path):
        return self.server.must("GET", "/api/v1/" + path, token=self.token)

    def ask(self, path, token=None):
        return self.server.ask("GET", "/api/v1/" + path, token=token or self.token)

    def bytes(self, path, token=None):
        """Body and headers of an answer that is no JSON."""
        request = urllib.request.Request(self.server.base + "/api/v1/" + path, headers={
            "Authorization": "Bearer " + (token or self.token)})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read(), answer.headers

    def stop(self):
        assert self.server.stop() == 0


def fill(world):
    """Gives the world a copy of the database below."""
    world.url = world.copy_database(filled())


@functools.cache
def filled():
    """A database with a little of everything, much of it without an external id, some of it with the same
    name. It is made once, in a world that stays."""
    world = support.World()
    atexit.register(world.close)
    world.must("user", "add", "boss@example.com", "--name", "Boss", "--role", "admin")
    api = Api(world)
    team = api.make("teams", name="Central")
    inner = api.make("teams", name="Jakarta", parent_id=team["id"])
    siti = api.make("users", name="Siti", email="siti@example.com", role="manager", team_id=inner["id"])
    budi = api.make("users", name="Budi", email="budi@example.com", role="seller", team_id=inner["id"])
    api.server.must("PATCH", "/api/v1/teams/%d" % inner["id"], {"manager_id": siti["id"]}, api.token)
    gone = api.make("users", name="Gone", email="gone@example.com", role="seller")
    company = api.make("companies", name="PT Maju, Tbk", phone="+62 21 555", owner_id=siti["id"],
                       revenue="12500000.00", employees=1200, founded=1999, address="Jl. A\nBandung")
    twins = [api.make("companies", name="CV Kembar", city=city) for city in ("Medan", "Solo")]
    contacts = [api.make("contacts", name=name, company_id=twins[1]["id"]) for name in ("Rina", "Rina")]
    product = api.make("products", name="Paper", code="P-1", price="12500.00", currency="IDR")
    pipeline = api.make("pipelines/from-template", template="property", language="en")
    stages = api.get("stages?pipeline_id=%d&sort=position" % pipeline["id"])["items"]
    for kind, name in (("won", "Serah terima"), ("lost", "Kalah")):
        stages.sort(key=lambda stage, kind=kind: stage["kind"] == kind)
        api.server.must("PATCH", "/api/v1/stages/%d" % stages[-1]["id"], {"name": name}, api.token)
    for number, title in enumerate(FORMULAS + ["Renewal", "Renewal", "Yen", "Dinar"]):
        deal = api.make("deals", title=title, pipeline_id=pipeline["id"], owner_id=gone["id"],
                        company_id=twins[number % 2]["id"], amount="%d" % (1000 + number),
                        currency={"Yen": "JPY", "Dinar": "KWD"}.get(title, "USD"),
                        expected_close="2030-01-%02d" % (number + 1))
        api.make("deal_lines", deal_id=deal["id"], product_id=product["id"], quantity=2)
        add_lines(api, deal, product)
        move(api, deal, stages, number)
    at_once = [{"op": "update", "body": {"amount": "1500"}},
               {"op": "move", "body": {"stage_id": stages[0]["id"]}}]
    api.server.must("POST", "/api/v1/deals/batch", {
        "operations": [{**operation, "id": deal["id"]} for operation in at_once]}, api.token)
    for field in ({"expected_close": "2031-01-01"}, {"amount": "2000"}, {"title": "Dinar"}):
        api.server.must("PATCH", "/api/v1/deals/%d" % deal["id"], field, api.token)
        move(api, deal, stages, 3 + len(field["title"] if "title" in field else ""))
    api.make("activities", deal_id=deal["id"], kind="call", subject="=cmd", contact_id=contacts[1]["id"],
             due_at="2030-01-01T08:00:00Z", note="x" * 5000)
    api.make("activities", company_id=company["id"], kind="note", subject="Rina", owner_id=budi["id"])
    for contact, role in zip(contacts, ("Buyer", None)):
        api.make("deal_contacts", deal_id=deal["id"], contact_id=contact["id"], role=role, is_primary=bool(role))
    api.make("leads", name="Joko", company_name="CV Terang", amount="5.50", currency="USD")
    api.make("leads", name="Joko", company_name="CV Lain")
    away = api.make("deals", title="Put away", pipeline_id=pipeline["id"])
    api.make("deal_lines", deal_id=away["id"], product_id=product["id"], quantity=7)
    api.make("deal_contacts", deal_id=away["id"], contact_id=contacts[0]["id"])
    api.make("deals", title="No amount", pipeline_id=pipeline["id"])
    add_lines(api, {"id": away["id"] + 1, "title": "Yen", "currency": "USD"}, product)
    api.server.must("DELETE", "/api/v1/deals/%d" % (deal["id"] + 1), token=api.token)
    api.server.must("DELETE", "/api/v1/users/%d" % gone["id"], token=api.token)
    api.stop()
    return world.url


def add_lines(api, deal, product):
    """Further lines: of one product twice, in thousandths, with and without a price."""
    if deal["title"] in ("Renewal", "Yen"):
        api.make("deal_lines", deal_id=deal["id"], product_id=product["id"], quantity=1.125,
                 unit_price="7", currency=deal["currency"], discount=0.1, note="=less")
        api.make("deal_lines", deal_id=deal["id"], product_id=product["id"], quantity=3)


def move(api, deal, stages, number):
    """Every third deal is won, every third lost, the others go a step."""
    stage = stages[(1, -2, -1)[number % 3]]
    body = {"stage_id": stage["id"], "override": True}
    if stage["kind"] == "lost":
        body["lost_reason_id"] = api.get(
            "lost_reasons?pipeline_id=%d" % stage["pipeline_id"])["items"][0]["id"]
    api.server.must("POST", "/api/v1/deals/%d/move" % deal["id"], body, api.token)


# --- the way back ------------------------------------------------------------------------------------


def comes_back_unchanged(world):
    """importing an exported file changes nothing, kind by kind"""
    fill(world)
    for kind in KINDS:
        text = export(world, kind)
        count = len(rows_of(text))
        assert count > 0, "no %s to look at" % kind
        result = world.must("import", kind, write(world, "back.csv", text))
        assert last_line(result) == "read %d = created 0 + updated 0 + unchanged %d + rejected 0" % (
            count, count), "%s: %s\n%s" % (kind, result.out, text)
        assert export(world, kind) == text
    world.must("check")


def an_edit_in_the_file_changes_that(world):
    """a line that was edited in between changes that row alone, also where names are not unique"""
    fill(world)
    text = export(world, "deals")
    edited = text.replace('"\'=1+1"', "Sum", 1)
    assert edited != text
    assert last_line(world.must("import", "deals", write(world, "e.csv", edited))).startswith(
        "read %d = created 0 + updated 1 + unchanged %d " % (DEALS, DEALS - 1))
    titles = [row["title"] for row in rows_of(export(world, "deals"))]
    assert titles[0] == "Sum" and titles.count("Renewal") == 2


def makes_the_same_elsewhere(world):
    """in an empty database the exported files make the same rows, with their past and who made it"""
    fill(world)
    files = {kind: export(world, kind) for kind in KINDS}
    world.url = world.new_database()
    for kind in ORDER:
        result = world.must("import", kind, write(world, "there.csv", files[kind]), *CREATE)
        assert last_line(result).endswith(" rejected 0"), result.out
    for kind in KINDS:
        here, there = same(files[kind]), same(export(world, kind))
        assert here == there, "%s\n%s\n%s" % (kind, *difference(here, there))
    for kind in ORDER:
        result = world.must("import", kind, write(world, "again.csv", files[kind]))
        count = len(rows_of(files[kind]))
        assert last_line(result) == "read %d = created 0 + updated 0 + unchanged %d + rejected 0" % (
            count, count), "%s: %s" % (kind, result.out)
    moved_by = {row["user"] for row in rows_of(export(world, "stage-history"))}
    assert moved_by == {"boss@example.com"}, moved_by
    assert not any(row["external_id"] for row in rows_of(export(world, "deals"))), "a key was made up"
    world.must("check")


def same(text):
    """What must be the same in two databases: all but their keys, and the order of lines, the first of which
    come with their deals. Who has left one is made in the other."""
    rows = [{name: KEY.sub("", value) for name, value in row.items() if name != "alur_key"}
            for row in rows_of(text) if row.get("email") != "gone@example.com"]
    return sorted(rows, key=lambda row: list(row.values())) if "line" in rows[0] else rows


def difference(here, there):
    """The first rows that differ, to be shown."""
    for one, other in zip(here, there):
        if one != other:
            return one, other
    return len(here), len(there)


def undone_elsewhere(world):
    """an import of exported files is taken back with its keys, and can come again"""
    fill(world)
    files = {kind: export(world, kind) for kind in ("companies", "contacts")}
    world.url = world.new_database()
    made = [len(rows_of(files[kind])) for kind in files]
    for _ in range(2):
        for kind, count in zip(files, made):
            result = world.must("import", kind, write(world, "t.csv", files[kind]), "--create", "users")
            assert "created %d " % count in last_line(result), result.out
        jobs = world.must("import", "list", "--json").json()["items"]
        for job in jobs[:2]:
            world.must("import", "undo", str(job["id"]))
    world.must("check")


# --- what stands in the cells ------------------------------------------------------------------------


def formulas_are_guarded(world):
    """no text of a file begins as a formula, and each is read back as it was"""
    fill(world)
    titles = [row["title"] for row in rows_of(export(world, "deals"))]
    assert len(titles) == DEALS
    for title, written in zip(FORMULAS, titles):
        assert written.strip()[:1] not in tuple("=+-@"), written
        assert written in (title, "'" + title), (title, written)
    assert rows_of(export(world, "companies"))[0]["phone"].startswith("'+62")


def cells_are_exact(world):
    """names stand for ids, amounts are decimals of their currency, instants are RFC 3339"""
    fill(world)
    deals = {row["title"]: row for row in rows_of(export(world, "deals"))}
    assert deals["Yen"]["amount"] == str(1000 + DEALS - 3), "without decimals"
    assert deals["Dinar"]["amount"] == "2000.000", "with three"
    assert deals["Renewal"]["product"] == "Paper" and deals["Renewal"]["pipeline"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", deals["Yen"]["created_on"])
    users = {row["name"]: row for row in rows_of(export(world, "users"))}
    assert "Gone" not in users, "archived"
    assert users["Budi"]["team"] == "Central / Jakarta"
    assert users["Budi"]["manager"] == "siti@example.com"
    companies = {row["name"]: row for row in rows_of(export(world, "companies"))}
    assert companies["PT Maju, Tbk"]["owner"] == "siti@example.com"
    assert companies["PT Maju, Tbk"]["address"] == "Jl. A\nBandung"


def json_is_the_same(world):
    """JSON has the same columns, in the types of the API"""
    fill(world)
    rows = json.loads(export(world, "deals", "--format", "json"))
    assert list(rows[0]) == list(rows_of(export(world, "deals"))[0])
    assert rows[0]["title"] == "=1+1" and rows[0]["amount"] == "1000.00" and rows[0]["source"] is None
    assert json.loads(export(world, "companies", "--format", "json"))[0]["employees"] == 1200


def cells_of(path):
    """Cells of a workbook's first sheet: place → (type, value)."""
    with zipfile.ZipFile(path) as book:
        assert book.testzip() is None
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "hyperlink" not in sheet
    found = re.findall(r'<c r="([A-Z]+\d+)"(?: s="(\d+)")?(?: t="(\w+)")?>(.*?)</c>', sheet, re.S)
    return {place: (kind or "n", re.sub(r"<.*?>", "", value)) for place, _, kind, value in found}


def workbooks_have_types(world):
    """a workbook has numbers and dates as such, and texts that are no formulas"""
    fill(world)
    header = export(world, "deals").split("\r\n", 1)[0].split(",")
    column = {name: chr(ord("A") + place) for place, name in enumerate(header)}
    said = world.must("export", "deals", "--format", "xlsx", "--out", "deals.xlsx").out
    assert said == "deals.xlsx: %d rows.\n" % DEALS, said
    cells = cells_of(world.path("deals.xlsx"))
    assert cells[column["title"] + "1"] == ("inlineStr", "title")
    assert cells[column["title"] + "2"] == ("inlineStr", "=1+1")
    assert cells[column["amount"] + "2"] == ("n", "1000")
    assert cells[column["expected_close"] + "2"] == ("n", "47484"), "2030-01-01"
    assert float(cells[column["created_on"] + "2"][1]) > 46000
    with open(world.path("other.xlsx"), "wb") as file:
        subprocess.run([os.path.abspath(support.PROGRAM), "export", "deals", "--format", "xlsx"],
                               stdout=file, check=True, env=world.environment({}), cwd=world.folder)
    assert cells_of(world.path("other.xlsx")) == cells
    assert sorted(os.listdir(world.folder)) == sorted(set(os.listdir(world.folder)) - {"deals.xlsx.part"})


# --- files and the API -------------------------------------------------------------------------------


def files_are_whole_or_not_there(world):
    """a file appears when it is whole; wrong words and places are refused"""
    fill(world)
    write(world, "deals.csv", "old")
    assert world.must("export", "deals", "--out", "deals.csv").out == "deals.csv: %d rows.\n" % DEALS
    with open(world.path("deals.csv"), encoding="utf-8", newline="") as file:
        assert file.read() == export(world, "deals")
    before = sorted(os.listdir(world.folder))
    world.must_fail(1, "no/such/deals.csv", "export", "deals", "--out", "no/such/deals.csv")
    world.must_fail(2, "kind: give one of", "export", "nothing")
    world.must_fail(2, "stock ledger", "export", "stock")
    world.must_fail(2, "--format is one of csv|xlsx|json", "export", "deals", "--format", "pdf")
    world.must_fail(2, "", "export")
    assert sorted(os.listdir(world.folder)) == before


def the_api_gives_the_same(world):
    """the API gives the same file, under its name; a server's command does, too"""
    fill(world)
    api = Api(world)
    for kind in KINDS:
        body, headers = api.bytes("exports/" + kind)
        assert body.decode() == export(world, kind)
        assert headers["Content-Disposition"] == 'attachment; filename="%s.csv"' % kind
        assert headers["Content-Type"].startswith("text/csv")
    body, headers = api.bytes("exports/deals?format=json")
    assert json.loads(body)[0]["title"] == "=1+1" and headers["Content-Type"] == "application/json"
    body, headers = api.bytes("exports/deals?format=xlsx")
    with open(world.path("api.xlsx"), "wb") as file:
        file.write(body)
    assert cells_of(world.path("api.xlsx"))["A2"] == ("inlineStr", "=1+1")
    assert world.must("export", "deals", "--out", "here.csv").out == "here.csv: %d rows.\n" % DEALS
    assert os.path.exists(world.path("here.csv"))
    api.stop()


def filters_choose(world):
    """filters of the kind's list choose rows; what belongs to pages is refused"""
    fill(world)
    api = Api(world)
    lost = [stage["id"] for stage in api.get("stages?limit=200")["items"] if stage["kind"] == "lost"]
    body, _ = api.bytes("exports/deals?stage_id.in=%s" % ",".join(map(str, lost)))
    assert 0 < len(rows_of(body.decode())) < DEALS
    body, _ = api.bytes("exports/deals?amount.gte=100000")
    assert body.count(b"\r\n") == 1, "the header alone"
    assert json.loads(api.bytes("exports/deals?format=json&amount.gte=100000")[0]) == []
    for query, field in (("limit=5", "limit"), ("sort=note", "sort"), ("columns=x", "columns"), ("cursor=x", "cursor"),
                         ("format=pdf", "format"), ("nope=1", "nope"), ("stage_id=x", "stage_id")):
        status, _, problem = api.ask("exports/deals?" + query)
        assert status == 422 and problem["errors"][0]["field"] == field, (query, problem)
    assert api.ask("exports/nothing")[0] == 422
    api.stop()


def only_what_one_may_see(world):
    """a seller may not export; a manager gets what the team owns"""
    fill(world)
    api = Api(world)
    tokens = {name: world.must("token", "create", "--user", name + "@example.com").out.strip()
              for name in ("siti", "budi")}
    assert api.ask("exports/deals", tokens["budi"])[0] == 403
    assert api.ask("exports/deals", "nobody")[0] == 401
    api.make("deals", title="Of Budi", pipeline_id=1, owner_id=2 + 1)
    body, _ = api.bytes("exports/deals", tokens["siti"])
    seen = {row["id"] for row in list_all(api, "deals", tokens["siti"])}
    assert len(rows_of(body.decode())) == len(seen)
    every = rows_of(api.bytes("exports/deals")[0].decode())
    assert 0 < len(seen) < len(every)
    api.stop()


def list_all(api, path, token):
    return api.server.must("GET", "/api/v1/%s?limit=200" % path, token=token)["items"]


# --- size --------------------------------------------------------------------------------------------


def peak(world, *words):
    """Most memory of a command, in MiB. The sanitizer keeps what was freed: only a little of it."""
    options = os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1"
    with open(os.devnull, "wb") as nothing:
        process = subprocess.Popen([os.path.abspath(support.PROGRAM), *words], stdout=nothing,
                                           env=world.environment({"ASAN_OPTIONS": options}))
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
    assert status == 0, words
    return usage.ru_maxrss / 1024


def memory_does_not_grow(world):
    """30,000 deals are exported in the memory of 1,000, and come back unchanged"""
    lines = ["external_id,title,pipeline,stage,company,amount,created_on"]
    for number in range(MANY):
        lines.append("x%d,Deal %d,Sales,Stage %d,Company %d,%d.50,2024-01-05" % (
            number, number, number % 4, number % 900, number))
    file = write(world, "many.csv", "\n".join(lines[:1001]) + "\n")
    world.must("import", "deals", file, *CREATE)
    few = {form: peak(world, "export", "deals", "--format", form) for form in ("csv", "json", "xlsx")}
    write(world, "many.csv", "\n".join(lines) + "\n")
    world.must("import", "deals", file, *CREATE)
    for form, before in few.items():
        after = peak(world, "export", "deals", "--format", form)
        assert after < before + 8, "%s: %.1f MiB for 1,000 deals, %.1f for 30,000" % (form, before, after)
    world.must("export", "deals", "--out", "back.csv")
    assert last_line(world.must("import", "deals", "back.csv")) == \
        "read %d = created 0 + updated 0 + unchanged %d + rejected 0" % (MANY, MANY)


support.run([
    comes_back_unchanged,
    an_edit_in_the_file_changes_that,
    makes_the_same_elsewhere,
    undone_elsewhere,
    formulas_are_guarded,
    cells_are_exact,
    json_is_the_same,
    workbooks_have_types,
    files_are_whole_or_not_there,
    the_api_gives_the_same,
    filters_choose,
    only_what_one_may_see,
    memory_does_not_grow,
])
