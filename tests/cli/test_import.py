#!/usr/bin/env python3
"""Imports from the command line: what rows become, their history, repeats, resuming and undoing."""
import contextlib
import json
import os
import re
import signal
import sqlite3
import subprocess
import time

import support

CREATE = ("--create", "pipelines,stages,users,companies,products")
DEALS = """external_id,title,pipeline,stage,owner,company,product,amount,currency,created_on,closed_on
a1,First,Sales,Qualify,Siti,PT Maju,GTX Pro,1000.50,USD,2024-01-05,
a2,Second,Sales,Won,Siti,PT Maju,,2000,USD,2024-01-06,2024-02-01
a3,Third,Sales,Lost,Budi,PT Jaya,,3000,USD,2024-01-07,2024-02-03
"""


def write(world, name, text, encoding="utf-8"):
    with open(world.path(name), "w", encoding=encoding, newline="") as file:
        file.write(text)
    return name


def last_line(result):
    return result.out.rstrip("\n").rsplit("\n", 1)[-1]


def counts(created=0, updated=0, unchanged=0, rejected=0):
    return "read %d = created %d + updated %d + unchanged %d + rejected %d" % (
        created + updated + unchanged + rejected, created, updated, unchanged, rejected)


def take(world, kind, text, expected, *options, encoding="utf-8"):
    """Imports a text and checks the last line."""
    result = world.must("import", kind, write(world, kind + ".csv", text, encoding), *options)
    assert last_line(result) == expected, "%s\ninstead of %s" % (result.out, expected)
    return result


def clean(world):
    world.must("check")


class Api:
    """The API of a server, as an administrator."""

    def __init__(self, world):
        world.must("user", "add", "boss@example.com", "--name", "Boss", "--role", "admin")
        self.token = world.must("token", "create", "--user", "boss@example.com").out.strip()
        self.server = world.serve()

    def get(self, path):
        return self.server.must("GET", "/api/v1" + path, token=self.token)

    def stages(self, path):
        return {stage["name"]: stage for stage in self.get(path)["stages"]}


# --- rows -----------------------------------------------------------------------------------------------


def makes_what_is_missing(world):
    """pipelines, stages, users, companies and products are made when that is allowed, and only then"""
    result = take(world, "deals", DEALS, counts(rejected=3))
    assert 'there is no pipeline "Sales"' in result.out
    take(world, "deals", DEALS, counts(created=3), *CREATE)
    api = Api(world)
    board = api.stages("/pipelines/1/board")
    assert {name: stage["count"] for name, stage in board.items()} == \
        {"Qualify": 1, "Won": 1, "Lost": 1}
    assert [user["role"] for user in api.get("/users?sort=id")["items"]][:2] == ["seller", "seller"]
    deals = {deal["external_id"]: deal for deal in api.get("/deals")["items"]}
    assert (deals["a1"]["amount"], deals["a2"]["closed_on"]) == ("1000.50", "2024-02-01")
    assert [line["deal_id"] for line in api.get("/deal_lines")["items"]] == [deals["a1"]["id"]]
    clean(world)


def twice_changes_nothing(world):
    """the same file twice changes nothing, with and without keys of its own"""
    take(world, "deals", DEALS, counts(created=3), *CREATE)
    take(world, "deals", DEALS, counts(unchanged=3), *CREATE)
    without = "title,stage,created_on\nOne,Qualify,2024-03-01\nTwo,Won,2024-03-02\n"
    take(world, "deals", without, counts(created=2))
    take(world, "deals", without, counts(unchanged=2))
    for kind, text in (
            ("companies", "name,city\nPT Satu,Solo\nPT Dua,Blitar\n"),
            ("contacts", "first_name,last_name,email,company\nAni,Lestari,ani@example.com,PT Satu\n"),
            ("products", "name,price,currency\nGTX Pro 2,100,USD\n"),
            ("leads", "name,email,company_name,source\nBayu,bayu@example.com,PT Tiga,Expo\n"),
            ("activities", "subject,kind,deal,due_at\nRing,call,a1,2030-01-01 09:00\n"),
            ("users", "name,email,role,team,manager\nDewi,dewi@example.com,seller,West,Siti\n")):
        rows = len(text.splitlines()) - 1
        take(world, kind, text, counts(created=rows))
        take(world, kind, text, counts(unchanged=rows))
    clean(world)


def user_defined_columns(world):
    """user-defined fields come in as custom.KEY, each in the form of its kind, and go out again"""
    take(world, "deals", DEALS, counts(created=3), *CREATE)
    api = Api(world)
    for key, kind in (("segment", "choice"), ("seats", "number"), ("budget", "money"), ("pilot", "day"),
                      ("vip", "yes_no"), ("remark", "text")):
        api.server.must("POST", "/api/v1/custom_fields", {
            "entity": "deal", "key": key, "name": key, "kind": kind,
            "options": ["A", "B"] if kind == "choice" else None}, token=api.token)
    api.server.kill()
    head = "external_id,custom.segment,custom.seats,custom.budget,custom.pilot,custom.vip,custom.remark\n"
    rows = head + "a1,A,\"1,200.5\",\"12,500.00\",31/12/2026,ya,=1+1\n"
    take(world, "deals", rows, counts(updated=1))
    take(world, "deals", rows, counts(unchanged=1))
    bad = take(world, "deals", head + "a2,C,x,1,2026-01-01,maybe,\n", counts(rejected=1))
    assert "custom.seats" in bad.out, bad.out
    world.must("export", "deals", "--out", world.path("out.csv"))
    with open(world.path("out.csv"), encoding="utf-8") as file:
        assert "custom.segment" in file.readline()
    assert last_line(world.must("import", "deals", "out.csv")) == counts(unchanged=3)
    api.server = world.serve()
    assert api.get("/deals?external_id=a1")["items"][0]["custom"] == {
        "segment": "A", "seats": 1200.5, "budget": "12500.00", "pilot": "2026-12-31", "vip": True,
        "remark": "=1+1"}
    clean(world)


def later_export_moves_deals(world):
    """a later export moves known deals, on their closing day"""
    take(world, "deals", DEALS, counts(created=3), *CREATE)
    later = "external_id,stage,closed_on\na1,Won,2024-05-06\na2,Won,2024-02-01\n"
    take(world, "deals", later, counts(updated=1, unchanged=1))
    revived = "external_id,stage,closed_on,revive_on\na3,%s,2024-02-03,2099-01-01\n"
    for stage in ("Lost", "Won"):
        take(world, "deals", revived % stage, counts(updated=1))
    api = Api(world)
    assert api.get("/deals?external_id=a3")["items"][0]["revive_on"] is None  # what is won does not come back
    assert api.get("/deals?external_id=a1")["items"][0]["closed_on"] == "2024-05-06"
    assert api.stages("/pipelines/1/board?as_of=2024-05-05")["Qualify"]["count"] == 1
    assert api.stages("/pipelines/1/board?as_of=2024-05-06")["Won"]["count"] == 2
    clean(world)


def says_what_is_wrong(world):
    """each bad row is rejected with its field and reason, the others come in, and the sum adds up"""
    take(world, "deals", DEALS, counts(created=3), *CREATE)
    head = "external_id,title,stage,owner,amount,currency,created_on,closed_on\n"
    rows = {
        "x1,T,Qualify,Siti,12x,USD,2024-01-01,": 'amount: "12x" is not a number',
        "x2,T,Qualify,Siti,1,XXQ,2024-01-01,": "currency",
        "x3,T,Qualify,Siti,1,USD,2024-02-30,": 'created_on: "2024-02-30" is not a date',
        "x4,T,Qualfy,Siti,1,USD,2024-01-01,": 'no stage "Qualfy"; did you mean Qualify?',
        "x5,T,Qualify,Sitti,1,USD,2024-01-01,": 'no user "Sitti"; did you mean Siti?',
        "x6,,Qualify,Siti,1,USD,2024-01-01,": "title",
        "x7,T,Qualify,Siti,1,USD,2024-01-01,2024-02-01": "closed_on: only a won or lost",
        "x8,T,Won,Siti,1,USD,2024-03-01,2024-02-01": "closed_on: it cannot be closed before",
        "x9,T,Qualify,Siti,1,USD,2999-01-01,": "created_on: 2999-01-01 is in the future",
        "x10,T,Qualify,Siti,1,USD": "",
        "x11,T,Qualify,Siti,-1,USD,2024-01-01,": "amount: an amount cannot be negative",
        "good,T,Qualify,Siti,1,USD,2024-01-01,": None,
    }
    result = take(world, "deals", head + "\n".join(rows) + "\n",
                  counts(created=1, rejected=len(rows) - 1))
    for words in filter(None, rows.values()):
        assert words in result.out, "%r is not in\n%s" % (words, result.out)
    path = [line for line in result.out.splitlines() if "rejected.csv" in line][0].split(": ")[1]
    with open(path, encoding="utf-8") as file:
        rejected = file.read().splitlines()
    assert len(rejected) == len(rows) and rejected[0].endswith(",line,problem")
    clean(world)


def suggests_products(world):
    """a product that is written otherwise in another file is suggested: GTXPro, GTX Pro"""
    take(world, "products", "name,price,currency\nGTX Pro,4821,USD\nMG Special,55,USD\n",
         counts(created=2))
    take(world, "deals", DEALS, counts(created=3), *CREATE)
    result = take(world, "deals", "external_id,title,product\nb1,T,GTXPro\n", counts(rejected=1))
    assert 'there is no product "GTXPro"; did you mean GTX Pro?' in result.out
    take(world, "deals", "external_id,title,product\nb1,T,gtx pro\n", counts(created=1))


def reads_what_spreadsheets_write(world):
    """encodings, delimiters, dates, serial numbers and numbers are detected and shown"""
    take(world, "deals", DEALS, counts(created=3), *CREATE)
    table = "external_id;title;stage;amount;currency;created_on\n" \
            "s1;Müller & Söhne;Qualify;1.234.567,89;EUR;45631\ns2;Zwei;Qualify;12,5;EUR;45632\n"
    result = take(world, "deals", table, counts(created=2), encoding="cp1252")
    assert "windows-1252" in result.out and "delimiter ;" in result.out, result.out
    take(world, "deals", table, counts(unchanged=2), encoding="utf-8-sig")
    take(world, "deals", table, counts(unchanged=2), encoding="utf-16")
    tabs = "external_id\ttitle\tstage\tcreated_on\nt1\tTab\tQualify\t31/12/2023\n"
    take(world, "deals", tabs, counts(created=1))
    api = Api(world)
    first = api.get("/deals?external_id=s1")["items"][0]
    assert (first["title"], first["amount"]) == ("Müller & Söhne", "1234567.89")
    assert api.get("/deals/%d/history" % first["id"])["items"][-1]["at"] == \
        "2024-12-04T17:00:00.000Z"  # 5 December 2024, 00:00 in Jakarta
    assert api.get("/deals?external_id=t1")["items"][0]["created_at"].startswith("2023-12-30T17")


def dry_run_writes_nothing(world):
    """a dry run says what would happen and writes nothing"""
    result = take(world, "deals", DEALS + "a4,Fourth,Sales,Qualify,Siti,,,x,USD,,\n",
                  counts(created=3, rejected=1), *CREATE, "--dry-run")
    assert "nothing is written" in result.out and "amount" in result.out
    found = world.must("import", "deals", "deals.csv", *CREATE, "--dry-run", "--json").json()
    assert found["import"]["created"] == 3 and found["survey"]["rows"] == 4
    api = Api(world)
    assert api.get("/deals?count=true")["total"] == 0 and api.get("/pipelines")["items"] == []


def presets_read_exports(world):
    """exports of HubSpot, Pipedrive and Salesforce come in by their own headers"""
    hubspot = "Record ID,Deal Name,Deal Stage,Amount,Deal owner,Close Date,Create Date,Pipeline\n" \
              "11,Hub one,Appointment scheduled,1000,Siti,2024-03-31 10:00,2024-01-05 09:30,H\n" \
              "12,Hub two,Closed won,2000,Siti,2024-03-01 10:00,2024-01-06 09:30,H\n"
    result = take(world, "deals", hubspot, counts(created=2), *CREATE)
    assert "hubspot" in result.out
    pipedrive = "Deal - ID,Deal - Title,Deal - Value,Deal - Currency,Deal - Stage,Deal - Status," \
                "Deal - Owner,Deal - Deal created,Deal - Won time,Deal - Pipeline\n" \
                "7,Pipe,100.0,USD,Demo,Won,Siti,2024-01-05 09:30:00,2024-02-06 10:00:00,P\n"
    result = take(world, "deals", pipedrive, counts(created=1), *CREATE, "--preset", "pipedrive")
    salesforce = "Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Close Date,Probability," \
                 "Owner,Next Step,Created Date\n" \
                 "006A,Force,PT Maju,Closed Lost,5000,2024-02-29,0%,Siti,,2024-01-01\n"
    take(world, "deals", salesforce, counts(created=1), *CREATE, "--preset", "salesforce")
    api = Api(world)
    stages = {stage["id"]: stage["kind"] for stage in api.get("/stages?limit=200")["items"]}
    kinds = {deal["external_id"]: stages[deal["stage_id"]] for deal in api.get("/deals")["items"]}
    assert kinds == {"11": "open", "12": "won", "7": "won", "006A": "lost"}, kinds
    closed = {deal["external_id"]: deal["closed_on"] for deal in api.get("/deals")["items"]}
    assert closed["12"] == "2024-03-01" and closed["006A"] == "2024-02-29" and not closed["11"]
    world.must_fail(2, "preset", "import", "deals", "deals.csv", "--preset", "nothing")
    clean(world)


def ends_keep_their_names(world):
    """a pipeline that an import makes calls its ends as the file does, by its words or by outcome"""
    take(world, "deals", "title,pipeline,stage,closed_on\nSatu,Jual,Kalah,2024-01-02\n"
         "Dua,Jual,Menang,2024-01-02\n", counts(created=2), *CREATE)
    take(world, "deals", "title,pipeline,stage,outcome,closed_on\nTiga,Sewa,Serah terima,won,2024-01-02\n"
         "Empat,Sewa,Tawar,open,\n", counts(created=2), *CREATE)
    bad = take(world, "deals", "title,pipeline,stage,outcome\nLima,Sewa,Tawar,maybe\n", counts(rejected=1))
    assert "outcome: give open, won or lost" in bad.out, bad.out
    api = Api(world)
    ends = {stage["name"]: stage["kind"] for stage in api.get("/stages?limit=200")["items"]}
    assert ends == {"New": "open", "Menang": "won", "Kalah": "lost", "Serah terima": "won", "Lost": "lost",
                    "Tawar": "open"}, ends
    clean(world)


def beginnings_are_kept(world):
    """created_on of a known row changes nothing, and is told when it says another beginning"""
    take(world, "deals", DEALS, counts(created=3), *CREATE)
    head = "external_id,created_on\n"
    told = "1 known rows began at another time than created_on says"
    same = take(world, "deals", head + "a1,2024-01-05\na2,2024-01-06 00:00\n", counts(unchanged=2))
    assert "created_on says" not in same.out, same.out
    other = take(world, "deals", head + "a1,2023-01-05\na2,2024-01-06\n", counts(unchanged=2))
    assert told in other.out, other.out
    take(world, "deals", head + "a1,soon\n", counts(rejected=1))
    take(world, "companies", "name,created_on\nPT Lama,2020-01-01\n", counts(created=1))
    assert told in take(world, "companies", "name,created_on\nPT Lama,2019-01-01\n",
                        counts(unchanged=1)).out
    assert [job["kept_dates"] for job in world.must("import", "list", "--json").json()["items"]] == \
        [1, 0, 0, 1, 0, 0]
    api = Api(world)
    assert api.get("/deals?external_id=a1")["items"][0]["created_at"] == "2024-01-04T17:00:00.000Z"


def lines_of_deals(world):
    """deal-lines adds and changes lines of deals, by number, else by product; twice changes nothing"""
    take(world, "products", "name,price,currency\nGTX Pro,4821,USD\nMG Special,55,USD\n",
         counts(created=2))
    take(world, "deals", DEALS, counts(created=3), *CREATE)
    lines = "deal,product,quantity,discount,unit_price\na1,GTX Pro,2,0.1,\na1,MG Special,1.5,,50\n" \
            "a2,MG Special,,,\n"
    take(world, "deal-lines", lines, counts(created=2, updated=1))
    take(world, "deal-lines", lines, counts(unchanged=3))
    numbers = "deal,line,product,quantity\na2,2,MG Special,4\na2,1,GTX Pro,5\n"
    take(world, "deal-lines", numbers, counts(created=1, updated=1))
    take(world, "deal-lines", numbers, counts(unchanged=2))
    head = "deal,line,product\n"
    for row, words in (("a2,4,GTX Pro", "line: this deal has 2 lines: the next one is 3"),
                       ("a2,x,GTX Pro", 'line: "x" is not the number of a line'),
                       ("a3,,", "product: this field is required"),
                       (",,GTX Pro", "deal: this field is required"),
                       ("zz,,GTX Pro", 'deal: there is no deal "zz"')):
        assert words in take(world, "deal-lines", head + row + "\n", counts(rejected=1)).out, row
    api = Api(world)
    names = {row["id"]: row["name"] for row in api.get("/products")["items"]}
    deals = {row["id"]: row["external_id"] for row in api.get("/deals")["items"]}
    found = sorted((deals[row["deal_id"]], names[row["product_id"]], row["quantity"], row["unit_price"],
                    row["discount"]) for row in api.get("/deal_lines")["items"])
    assert found == [("a1", "GTX Pro", 2, "4821.00", 0.1), ("a1", "MG Special", 1.5, "50.00", 0),
                     ("a2", "GTX Pro", 5, "55.00", 0), ("a2", "MG Special", 4, "55.00", 0)], found
    api.server.kill()
    world.must("import", "undo", "5")
    world.must("import", "undo", "3")
    api.server = world.serve()
    assert [row["quantity"] for row in api.get("/deal_lines")["items"]] == [1]
    clean(world)


def people_of_deals(world):
    """deal-contacts says who takes part in a deal and as what, by contact; twice changes nothing"""
    take(world, "deals", DEALS, counts(created=3), *CREATE)
    take(world, "contacts", "name,email,external_id\nRina,rina@example.com,c1\nSlamet,,c2\n", counts(created=2))
    parts = "deal,contact,role,is_primary\na1,c1,Buyer,yes\na1,Slamet,User,no\na2,rina@example.com,,\n"
    take(world, "deal-contacts", parts, counts(created=3))
    take(world, "deal-contacts", parts, counts(unchanged=3))
    take(world, "deal-contacts", "deal,contact,role\na1,c1,Decision maker\n", counts(updated=1))
    for row, words in (("a1,", "contact: this field is required"), (",c1", "deal: this field is required"),
                       ("a1,nobody", 'contact: there is no contact "nobody"')):
        assert words in take(world, "deal-contacts", "deal,contact\n" + row + "\n", counts(rejected=1)).out, row
    api = Api(world)
    found = sorted((row["deal_id"], row["contact_id"], row["role"], row["is_primary"])
                   for row in api.get("/deal_contacts")["items"])
    assert found == [(1, 1, "Decision maker", True), (1, 2, "User", False), (2, 1, None, False)], found
    api.server.kill()
    world.must("import", "undo", "5")
    world.must("import", "undo", "3")
    api.server = world.serve()
    assert api.get("/deal_contacts")["items"] == []
    clean(world)


# --- history ----------------------------------------------------------------------------------------------


HISTORY = """deal_external_id,stage,entered_at,user,amount
a2,Proposal,2024-01-20 10:00,Siti,1800
a1,Qualify,2024-01-05,,
a2,Qualify,2024-01-06,Siti,1500
a2,Won,2024-02-01T09:00:00Z,Budi,2000
zz,Qualify,2024-01-05,,
"""


def history_replaces_what_was_inferred(world):
    """a stage history becomes the deal's past: stages, amounts and who moved it; twice changes nothing"""
    take(world, "deals", DEALS, counts(created=3), *CREATE)
    take(world, "stage-history", HISTORY, counts(updated=3, unchanged=1, rejected=1), *CREATE)
    take(world, "stage-history", HISTORY, counts(unchanged=4, rejected=1), *CREATE)
    clean(world)
    api = Api(world)
    deal = api.get("/deals?external_id=a2")["items"][0]
    history = api.get("/deals/%d/history" % deal["id"])["items"][::-1]
    assert [(change["kind"], (change["actor"] or {}).get("name")) for change in history] == \
        [("create", "Siti"), ("deal.move", "Siti"), ("deal.move", "Budi")], history
    for day, stage, amount in (("2024-01-19", "Qualify", "1500.00"),
                               ("2024-01-20", "Proposal", "1800.00"),
                               ("2024-02-01", "Won", "2000.00")):
        then = api.get("/deals/%d?as_of=%s" % (deal["id"], day))
        names = {row["id"]: row["name"] for row in api.get("/stages")["items"]}
        assert (names[then["stage_id"]], then["amount"]) == (stage, amount), (day, then)


def stages_are_in_the_order_of_time(world):
    """stages that imports made stand in the order in which deals reach them, re-sorted by a history"""
    rows = "".join("d%d,Deal %d,Sales,%s,2024-01-01\n" % (i, i, stage)
                   for i, stage in enumerate(("Alpha", "Beta", "Gamma")))
    take(world, "deals", "external_id,title,pipeline,stage,created_on\n" + rows, counts(created=3),
         *CREATE)
    history = "deal_external_id,stage,entered_at\n" + "".join(
        "d%d,%s,2024-01-%02d\n" % (i, stage, day)
        for i in range(3) for stage, day in (("Gamma", 1), ("Alpha", 5), ("Beta", 9)))
    take(world, "stage-history", history, counts(updated=9), *CREATE)
    api = Api(world)
    stages = [row["name"] for row in api.get("/pipelines/1/board")["stages"]]
    assert stages == ["Gamma", "Alpha", "Beta", "Won", "Lost"], stages
    clean(world)


def undo_takes_everything(world):
    """an import is undone as a whole: newest first, and not when its rows were changed since"""
    take(world, "companies", "name,city\nPT Maju,Solo\n", counts(created=1))
    take(world, "deals", DEALS, counts(created=3), *CREATE)
    take(world, "stage-history", HISTORY, counts(updated=3, unchanged=1, rejected=1), *CREATE)
    take(world, "companies", "name,city\nPT Maju,Medan\n", counts(updated=1))
    world.must_fail(1, "undo import 3 first", "import", "undo", "2")
    world.must("import", "undo", "3")
    world.must("import", "undo", "4")
    world.must("import", "undo", "2")
    world.must_fail(1, "nothing to undo", "import", "undo", "2")
    clean(world)
    api = Api(world)
    assert api.get("/deals?count=true")["total"] == 0
    assert [(row["name"], row["city"]) for row in api.get("/companies")["items"]] == [("PT Maju", "Solo")]
    assert api.get("/search?q=Second")["items"] == []
    api.server.kill()
    take(world, "deals", DEALS, counts(created=3), *CREATE)
    clean(world)


def what_others_stand_on_stays(world):
    """an import that later rows point to is not undone: a deal in its pipeline, of its owner"""
    take(world, "deals", DEALS, counts(created=3), *CREATE)
    take(world, "deals", "external_id,title,stage,owner\nb1,Later,Qualify,Siti\n", counts(created=1))
    world.must_fail(1, "deal Later", "import", "undo", "1")
    world.must("import", "undo", "2")
    world.must("import", "undo", "1")
    clean(world)


def known_deals_in_new_stages_stay(world):
    """an import that moved known deals into stages it made is not undone: their past would stand in no stage"""
    numbers = range(1, 151)
    head = "external_id,title,pipeline,stage\n"
    take(world, "deals", head + "".join("k%d,Known %d,Sales,Qualify\n" % (n, n) for n in numbers),
         counts(created=150), *CREATE)
    take(world, "deals", head + "".join("k%d,Known %d,Sales,Trial %d\n" % (n, n, n % 3) for n in numbers),
         counts(updated=150), "--create", "stages")
    world.must_fail(1, "point to what this import made, so it stays: deal Known", "import", "undo", "2")
    clean(world)
    api = Api(world)
    stages = [row["name"] for row in api.get("/pipelines/1/board")["stages"]]
    assert {"Trial 0", "Trial 1", "Trial 2"} <= set(stages), stages


def what_it_gave_to_others_goes(world):
    """an import that gave known deals a source of its own making is undone; not once somebody else uses it"""
    take(world, "deals", DEALS, counts(created=3), *CREATE)
    given = "external_id,title,pipeline,stage,source\na1,First,Sales,Qualify,Fair\n"
    take(world, "deals", given, counts(updated=1))
    world.must("import", "undo", "2")
    api = Api(world)
    assert api.get("/deals?external_id=a1")["items"][0]["source_id"] is None
    assert api.get("/sources?count=true")["total"] == 0
    api.server.kill()
    clean(world)
    take(world, "deals", given, counts(updated=1))
    api.server = world.serve()
    source = api.get("/sources")["items"][0]["id"]
    other = api.get("/deals?external_id=a2")["items"][0]["id"]
    api.server.must("PATCH", "/api/v1/deals/%d" % other, {"source_id": source}, token=api.token)
    status, _, answer = api.server.ask("POST", "/api/v1/imports/3/undo", token=api.token)
    assert status == 409 and "deal" in answer["detail"], answer
    assert api.get("/sources?count=true")["total"] == 1


def edits_outlive_a_history(world):
    """what somebody changed by hand stays when a stage history comes, and when it is taken back"""
    take(world, "deals", DEALS, counts(created=3), *CREATE)
    api = Api(world)
    deal = api.get("/deals?external_id=a1")["items"][0]
    path = "/api/v1/deals/%d" % deal["id"]
    api.server.must("PATCH", path, {"title": "Mine"}, token=api.token)
    won = [stage["id"] for stage in api.get("/stages")["items"] if stage["kind"] == "won"][0]
    api.server.must("POST", path + "/move", {"stage_id": won, "amount": "5.00"}, token=api.token)
    take(world, "stage-history", "deal_external_id,stage,entered_at\na1,Qualify,2024-01-02\n"
         "a1,Proposal,2024-01-09\n", counts(updated=2), "--create", "stages")

    def told():
        return [(change["kind"], change["actor"] and change["actor"]["name"])
                for change in api.get("/deals/%d/history" % deal["id"])["items"][::-1]]

    now = api.get("/deals/%d" % deal["id"])
    assert (now["title"], now["stage_id"], now["amount"]) == ("Mine", won, "5.00"), now
    assert told() == [("create", None), ("deal.move", None), ("update", "Boss"),
                      ("deal.move", "Boss")], told()
    clean(world)
    world.must("import", "undo", "2")
    now = api.get("/deals/%d" % deal["id"])
    assert (now["title"], now["stage_id"], now["amount"]) == ("Mine", won, "5.00"), now
    assert told() == [("create", None), ("update", "Boss"), ("deal.move", "Boss")], told()
    clean(world)


def changed_rows_stay(world):
    """an import whose rows somebody has changed since is not undone, and nothing is half done"""
    take(world, "deals", DEALS, counts(created=3), *CREATE)
    api = Api(world)
    deal = api.get("/deals?external_id=a1")["items"][0]
    api.server.must("PATCH", "/api/v1/deals/%d" % deal["id"], {"title": "Mine"}, token=api.token)
    status, _, answer = api.server.ask("POST", "/api/v1/imports/1/undo", token=api.token)
    assert status == 409 and "Mine" in answer["detail"], answer
    assert api.get("/deals?count=true")["total"] == 3


# --- jobs ---------------------------------------------------------------------------------------------------


def many(rows):
    """A file of deals with a history of two states for two thirds of them."""
    lines = ["external_id,title,pipeline,stage,owner,amount,currency,created_on,closed_on"]
    for i in range(rows):
        stage = ("Qualify", "Won", "Lost")[i % 3]
        lines.append("m%d,Deal %d,Sales,%s,Seller %d,%d,USD,2024-01-%02d,%s" % (
            i, i, stage, i % 7, i, i % 28 + 1, "" if i % 3 == 0 else "2024-03-%02d" % (i % 28 + 1)))
    return "\n".join(lines) + "\n"


def wait_for_rows(world, path):
    """Until an import has written something."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        jobs = world.run("import", "list", "--json")
        if jobs.code == 0 and any(job["read"] > 0 for job in jobs.json()["items"]):
            return
        time.sleep(0.02)
    raise AssertionError("nothing was imported")


def goes_on_after_a_crash(world):
    """an import that is killed goes on behind what is on disk, and nothing comes twice"""
    name = write(world, "many.csv", many(4000))
    server = world.serve()  # the server does it for the command, and dies with it
    words = [os.path.abspath(support.PROGRAM), "import", "deals", name, *CREATE]
    resumed = False
    for _ in range(3):
        running = subprocess.Popen(words, cwd=world.folder, env=world.environment({}),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if support.ON_POSTGRES:
            time.sleep(1)
            running.send_signal(signal.SIGKILL)
        else:
            wait_for_rows(world, name)
            server.process.kill()
        running.wait(60)
        server.kill()
        server = world.serve()
    server.kill()
    result = world.must("import", "deals", name, *CREATE)
    resumed = "Going on behind row" in result.out
    total = last_line(result)
    assert total in (counts(created=4000), counts(unchanged=4000)), total
    assert resumed or total == counts(unchanged=4000), result.out
    assert last_line(world.must("import", "deals", name, *CREATE)) == counts(unchanged=4000)
    clean(world)


def goes_on_from_older_programs(world):
    """an import that an older program called cancelled counts as failed, and the same command goes on with it"""
    take(world, "deals", DEALS, counts(created=3), *CREATE)
    change = "UPDATE import_jobs SET state = 'cancelled', finished_at = NULL"
    if support.ON_POSTGRES:
        subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", world.url, "-c", change], check=True)
    else:
        with contextlib.closing(sqlite3.connect(world.url[len("sqlite:"):])) as database:
            database.execute(change)
            database.commit()
    assert [job["state"] for job in world.must("import", "list", "--json").json()["items"]] == ["failed"]
    out = take(world, "deals", DEALS, counts(created=3), *CREATE).out
    assert "Going on behind row 3." in out, out
    assert [job["state"] for job in world.must("import", "list", "--json").json()["items"]] == ["done"]
    clean(world)


def ends_with_its_server(world):
    """a server that is stopped does not wait for the end of an import, which goes on when it is given again"""
    if support.ON_POSTGRES:
        return  # there the command does it by itself
    rows = 200000
    name = write(world, "long.csv", many(rows))
    server = world.serve()
    words = [os.path.abspath(support.PROGRAM), "import", "companies", name, "--map", "map.json"]
    write(world, "map.json", json.dumps({"title": "name", "external_id": "external_id", "owner": None}))
    running = subprocess.Popen(words, cwd=world.folder, env=world.environment({}), text=True,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    wait_for_rows(world, name)
    assert server.stop() == 0
    said = running.communicate(timeout=60)[1]
    assert running.returncode == 1, said
    read = int(re.search(r"the server stops after row (\d+) of the file; the same command goes on", said).group(1))
    assert 0 < read < rows, read
    clean(world)


def count_companies(world):
    with contextlib.closing(sqlite3.connect(world.url[len("sqlite:"):], 30)) as database:
        return database.execute("SELECT COUNT(*) FROM companies").fetchone()[0]


def undoing_ends_with_its_server(world):
    """a server that is stopped does not wait for the end of an undoing, and goes on with it when it starts again"""
    if support.ON_POSTGRES:
        return  # there the command does it by itself
    rows = 20000
    write(world, "map.json", json.dumps({"title": "name", "external_id": "external_id", "owner": None}))
    take(world, "companies", many(rows), counts(created=rows), "--map", "map.json")
    server = world.serve()
    running = subprocess.Popen([os.path.abspath(support.PROGRAM), "import", "undo", "1"], cwd=world.folder,
                               env=world.environment({}), text=True, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE)
    left = rows
    while left == rows and running.poll() is None:
        left = count_companies(world)
    assert server.stop() == 0
    said = running.communicate(timeout=60)[1]
    assert running.returncode == 1 and "it goes on undoing this import when it starts again" in said, said
    assert 0 < count_companies(world) < rows
    clean(world)
    world.serve()
    deadline = time.monotonic() + 60
    while count_companies(world) > 0 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert count_companies(world) == 0
    world.must_fail(1, "nothing to undo", "import", "undo", "1")
    clean(world)


def comes_in_through_the_api(world):
    """a file sent to the API is previewed, imported in the background, and can be taken back"""
    api = Api(world)
    server, token = api.server, api.token

    def send(path, text):
        import urllib.request
        request = urllib.request.Request(
            server.base + path, data=text.encode(), method="POST",
            headers={"Authorization": "Bearer " + token, "Content-Type": "text/csv"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.load(answer)

    query = "?kind=deals&create=pipelines,stages,users,companies,products"
    status, preview = send("/api/v1/imports/preview" + query, DEALS)
    assert status == 200 and preview["import"]["created"] == 3, preview
    assert api.get("/deals?count=true")["total"] == 0
    status, job = send("/api/v1/imports" + query, DEALS + "a9,,Sales,Qualify,,,,,,,\n")
    assert status == 201 and job["state"] == "waiting", job

    def until(state):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            now = api.get("/imports/%d" % job["id"])
            if now["state"] == state:
                return now
            time.sleep(0.05)
        raise AssertionError(now)

    done = until("done")
    assert (done["created"], done["rejected"], done["read"]) == (3, 1, 4), done
    rejected = api.get("/imports/%d/rejected" % job["id"])
    assert "title" in rejected.splitlines()[1], rejected
    assert api.get("/imports")["items"][0]["id"] == job["id"]
    server.must("POST", "/api/v1/imports/%d/undo" % job["id"], token=token)
    until("undone")
    assert api.get("/deals?count=true")["total"] == 0
    status, job = send("/api/v1/imports" + query, DEALS)
    batch = until("done")["batch_id"]
    server.must("POST", "/api/v1/undo", {"batch_id": batch}, token=token)
    until("undone")
    assert api.get("/deals?count=true")["total"] == 0


def own_order_stays(world):
    """stages that somebody has put in order are not sorted by later imports"""
    take(world, "deals", DEALS + "a4,Fourth,Sales,Proposal,Budi,,,,USD,2024-01-07,\n",
         counts(created=4), *CREATE)
    api = Api(world)

    def open_stages():
        return {stage["name"]: stage["id"] for stage in api.get("/pipelines/1/board")["stages"]
                if stage["kind"] == "open"}

    ids = open_stages()
    assert list(ids) == ["Proposal", "Qualify"], ids
    api.server.must("POST", "/api/v1/pipelines/1/order",
                    {"stage_ids": [ids["Qualify"], ids["Proposal"]]}, token=api.token)
    api.server.kill()
    take(world, "deals", DEALS, counts(unchanged=3), *CREATE)
    api.server = world.serve()
    assert list(open_stages()) == ["Qualify", "Proposal"]


def bounds_hold(world):
    """a deal with too many entries, a name or date that is too long: rejected, and the others come in"""
    take(world, "deals", DEALS, counts(created=3), *CREATE)
    many_entries = "deal_external_id,stage,entered_at\na1,Qualify,2024-01-06\n" + "".join(
        "a2,%s,2024-01-06 %02d:%02d\n" % (("Qualify", "Proposal")[i % 2], i // 60, i % 60)
        for i in range(1200))
    take(world, "stage-history", many_entries, counts(updated=1, rejected=1200), *CREATE)
    head = "external_id,title,stage,created_on\ngood,T,Qualify,2024-01-01\n"
    for stage, day in (("S" * 900000, "2024-01-01"), ("Qualify", "9" * 900000)):
        name = write(world, "long.csv", head + "".join("x%d,T,%s,%s\n" % (i, stage, day) for i in range(70)))
        result = world.must("import", "deals", name, *CREATE)
        assert "rejected 70" in last_line(result), last_line(result)
    clean(world)


def dry_run_of_history_adds_up(world):
    """a dry run of a stage history counts every row, however many deals there are"""
    take(world, "deals", many(600), counts(created=600), *CREATE)
    history = "deal_external_id,stage,entered_at\n" + "".join(
        "m%d,Qualify,2024-01-01 05:00\n" % i for i in range(400))
    result = world.must("import", "stage-history", write(world, "h.csv", history), "--dry-run")
    assert last_line(result).startswith("read 400 ="), last_line(result)
    numbers = [int(word) for word in last_line(result).split() if word.isdigit()]
    assert numbers[0] == sum(numbers[1:]), last_line(result)


def namesakes_are_two(world):
    """two people of one name with two addresses are two; a name without an address is found"""
    users = "name,email,role\nSiti,a@example.com,seller\nSiti,b@example.com,seller\n"
    take(world, "users", users, counts(created=2))
    take(world, "users", users, counts(unchanged=2))
    take(world, "products", "name,code\nBox,B1\nBox,B2\n", counts(created=2))
    take(world, "deals", "external_id,title,pipeline,stage,owner\nd,T,Sales,New,Ani\n", counts(created=1),
         *CREATE)
    take(world, "users", "name,email,role\nAni,ani@example.com,seller\n", counts(updated=1))


def undone_by_the_server(world):
    """an import from the command line is taken back by a request"""
    take(world, "deals", DEALS, counts(created=3), *CREATE)
    api = Api(world)
    api.server.must("POST", "/api/v1/imports/1/undo", token=api.token)
    deadline = time.monotonic() + 60
    while api.get("/imports/1")["state"] != "undone" and time.monotonic() < deadline:
        time.sleep(0.05)
    assert api.get("/imports/1")["state"] == "undone"
    assert api.get("/deals?count=true")["total"] == 0


# --- wrong use ------------------------------------------------------------------------------------------------


def refuses_bad_orders(world):
    """an unknown kind, file, column or option is one clear error, and nothing is noted; wrong words are 2"""
    write(world, "deals.csv", DEALS)
    if not support.ON_POSTGRES:
        world.url = "sqlite:" + world.path("none.db")
    for part, words in (("give one of users", ["dealz"]), ("preset", ["deals", "--preset", "nothing"]),
                        ("create: what can be", ["deals", "--create", "everything"]),
                        ("--dates is one of dmy|mdy", ["deals", "--dates", "ymd"]),
                        ("--numbers is one of point|comma", ["deals", "--numbers=dot"])):
        world.must_fail(2, part, "import", words[0], "deals.csv", *words[1:])
    assert not world.url.startswith("sqlite:") or not os.path.exists(world.url[len("sqlite:"):]), \
        "a database was made for nothing"
    world.must_fail(1, "no-such.csv", "import", "deals", "no-such.csv")
    world.must_fail(1, "no-such.json", "import", "deals", "deals.csv", "--map", "no-such.json")
    write(world, "map.json", '{"title": "titel"}')
    world.must_fail(1, "no column titel, but title, pipeline", "import", "deals", "deals.csv", "--map",
                    "map.json")
    world.must_fail(2, "number of the import", "import", "undo", "deals.csv")
    write(world, "other.csv", "a,b\n1,2\n")
    world.must_fail(1, "name its columns so: title, pipeline", "import", "deals", "other.csv")
    write(world, "empty.csv", "")
    world.must_fail(1, "", "import", "deals", "empty.csv")
    assert world.must("import", "list", "--json").json()["items"] == []


def tells_each_reason_once(world):
    """one reason of many rows is told once, with the first line and their number, so that others are seen"""
    rows = "".join("%d,\n" % number for number in range(100)) + "x,Solo\n\n,Kudus\n"
    out = take(world, "companies", "employees,name\n" + rows, counts(created=1, rejected=101)).out
    assert "line 2 (99 more): " in out and "name: this field is required" in out, out
    assert "line 102: employees: " in out and out.count("this field is required") == 1, out


def lists_for_people(world):
    """import list is a table for people: what came when, and what became of its rows"""
    take(world, "deals", DEALS, counts(created=3), *CREATE)
    take(world, "companies", "name\nPT Baru\nPT Maju\n", counts(created=1, unchanged=1))
    lines = world.must("import", "list").out.splitlines()
    assert lines[0].split() == ["id", "kind", "file", "begun", "state", "created", "updated", "unchanged",
                                "rejected"], lines
    assert lines[1].split()[:3] + lines[1].split()[5:] == ["2", "companies", "companies.csv", "done", "1",
                                                           "0", "1", "0"], lines
    assert lines[2].split()[:3] == ["1", "deals", "deals.csv"] and len(lines) == 3, lines
    assert [job["id"] for job in world.must("import", "list", "--json").json()["items"]] == [2, 1]


def says_what_would_make_it(world):
    """a name that is missing is told with the option that adds it, unless it was given"""
    take(world, "deals", DEALS, counts(created=3), *CREATE)
    head = "external_id,title,stage,company,product,owner\n"
    for row, words in (("n1,T,Qualify,PT Lain,,", 'company "PT Lain" (--create companies adds it)'),
                       ("n2,T,Qualify,PT Majoe,,", "did you mean PT Maju? (--create companies adds it)"),
                       ("n3,T,Qualify,,Tinta,", 'product "Tinta" (--create products adds it)'),
                       ("n4,T,Qualify,,,Wati", 'user "Wati" (--create users adds it)'),
                       ("n5,T,Nowhere,,,", "--create stages adds it")):
        assert words in take(world, "deals", head + row + "\n", counts(rejected=1)).out, row
    made = take(world, "activities", "subject,kind,contact\nRing,call,Nobody\n", counts(rejected=1))
    assert "--create" not in made.out, "contacts are never made so"


def names_the_columns(world):
    """columns that nothing knows are named, and so are those that there are"""
    write(world, "strange.csv", "Ruang,pipeline\nPertama,Sales\n")
    out = world.must("import", "deals", "strange.csv", "--dry-run").out
    assert "Ruang: not known, left out" in out, out
    assert "Known columns, for the file's first line or for --map: title, pipeline" in out, out
    write(world, "known.csv", "title,pipeline\nFirst,Sales\n")
    assert "Known columns" not in world.must("import", "deals", "known.csv", "--dry-run").out


def only_those_who_may(world):
    """a seller may not import; an import is seen by whoever made it and by administrators"""
    world.must("user", "add", "s@example.com", "--name", "S", "--role", "viewer")
    token = world.must("token", "create", "--user", "s@example.com").out.strip()
    server = world.serve()
    assert server.ask("GET", "/api/v1/imports", token=token)[0] == 403
    assert server.ask("POST", "/api/v1/imports?kind=deals", {}, token=token)[0] == 403


if __name__ == "__main__":
    support.run([
        makes_what_is_missing, twice_changes_nothing, user_defined_columns, later_export_moves_deals, says_what_is_wrong,
        suggests_products, reads_what_spreadsheets_write, dry_run_writes_nothing,
        presets_read_exports, ends_keep_their_names, beginnings_are_kept, lines_of_deals, people_of_deals,
        says_what_would_make_it, tells_each_reason_once, lists_for_people, history_replaces_what_was_inferred, stages_are_in_the_order_of_time,
        undo_takes_everything, changed_rows_stay, what_others_stand_on_stays,
        known_deals_in_new_stages_stay, what_it_gave_to_others_goes,
        edits_outlive_a_history, goes_on_after_a_crash, goes_on_from_older_programs, ends_with_its_server, undoing_ends_with_its_server, comes_in_through_the_api,
        own_order_stays,
        bounds_hold, dry_run_of_history_adds_up,
        namesakes_are_two, undone_by_the_server, refuses_bad_orders, names_the_columns, only_those_who_may,
    ], is_migrated=True)
