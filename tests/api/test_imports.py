#!/usr/bin/env python3
"""Files in and out through the API. What importing means in all its parts: tests/cli/test_import.py."""
import csv
import glob
import io
import itertools
import time

import support
from operations import ended, upload
from resources import make

CSV = ("name,email,founded\nPT Satu,satu@example.com,1999\nPT Dua,dua@example.com,\n"
       "PT Tiga,not-an-address,\n")


def prepare(api):
    api.add_people()
    api.plain = api.plain_pipeline()
    api.ids["pipeline"] = api.plain["id"]


def counts(row):
    return tuple(row[name] for name in ("read", "created", "updated", "unchanged", "rejected"))


def exported(api, name, who="admin", **query):
    answer = api.ask("GET", "/exports/" + name, who=who, **query)
    assert answer.status == 200 and answer.headers["Content-Type"].startswith("text/csv"), answer
    assert "attachment" in answer.headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(answer.text)))


def imports_and_tells(api):
    """an import creates what is good and gives back what is not, with the reason"""
    row = upload(api, CSV, file_name="firms.csv")
    assert (row["state"], row["file_name"]) == ("done", "firms.csv"), row
    assert counts(row) == (3, 2, 0, 0, 1), row
    answer = api.ask("GET", "/imports/%d/rejected" % row["id"])
    assert "not-an-address" in answer.text and answer.text.count("\n") == 2, answer
    assert [one["id"] for one in api.get("/imports")["items"]][0] == row["id"]


def twice_changes_nothing(api):
    """the same file twice changes nothing"""
    text = "name,external_id\nPT Kembar,twin-1\n"
    assert counts(upload(api, text)) == (1, 1, 0, 0, 0)
    assert counts(upload(api, text)) == (1, 0, 0, 1, 0)
    assert counts(upload(api, text.replace("Kembar", "Kembar Baru"))) == (1, 0, 1, 0, 0)


def files_beside(api):
    """The uploads that are kept beside the database."""
    return glob.glob(api.world.path("**/*.upload"), recursive=True, include_hidden=True)


def repeats_keep_no_file(api):
    """a repeat with the same Idempotency-Key is answered as before, and no file of it or of a refused one stays"""
    key = {"headers": {"Idempotency-Key": "an-import"}, "raw": b"name\nPT Sekali\n"}
    first = api.ask("POST", "/imports", kind="companies", **key)
    assert ended(api, first.body["id"])["created"] == 1
    again = api.ask("POST", "/imports", kind="companies", **key)
    assert (again.status, again.body, again.headers["Idempotency-Replayed"]) == (
        201, first.body, "true"), again
    api.refuses(422, "Idempotency-Key", "POST", "/imports", kind="companies", file_name="x.csv", **key)
    api.refuses(422, "Idempotency-Key", "POST", "/imports", kind="companies",
                **{**key, "raw": b"name\nPT Sekadi\n"})
    api.refuses(422, "kind", "POST", "/imports", kind="nope", raw=b"name\nPT X\n")
    assert wait_until(lambda: not files_beside(api), 60), files_beside(api)


def reasons_speak_the_orderers_language(api):
    """the reasons of rejected rows are in the language in which the import was asked for"""
    for language, words in (("id", "beri alamat"), ("en", "give")):
        row = api.must("POST", "/imports", raw=CSV.encode(), kind="companies",
                       headers={"Accept-Language": language})
        ended(api, row["id"])
        text = api.ask("GET", "/imports/%d/rejected" % row["id"]).text
        assert words in text.splitlines()[1], (language, text)


def wait_until(condition, seconds):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def previews_write_nothing(api):
    """a preview says what would happen, and nothing happens"""
    before = api.get("/companies", count="true", limit=1)["total"]
    answer = api.must("POST", "/imports/preview", raw=b"name;founded\nPT Intip;1999\nPT X;no\n",
                      kind="companies")
    assert answer["survey"]["delimiter"] == ";", answer
    assert counts(answer["import"]) == (2, 1, 0, 0, 1) and len(answer["problems"]) == 1, answer
    assert api.get("/companies", count="true", limit=1)["total"] == before


def undoes_all_of_it(api):
    """an import is undone as a whole"""
    row = upload(api, "name\n" + "".join("PT Banyak %d\n" % number for number in range(300)))
    assert counts(row)[1] == 300
    assert api.get("/companies", q="banyak", count="true", limit=1)["total"] == 300
    api.post("/imports/%d/undo" % row["id"])
    assert ended(api, row["id"])["state"] == "undone"
    assert api.get("/companies", q="banyak", count="true", limit=1)["total"] == 0
    api.refuses(409, None, "POST", "/imports/%d/undo" % row["id"])


def headers_in_peoples_words(api):
    """columns are known by what people call them; our own names go before, and each column is taken once"""
    for headers, taken, unknown in (
            ("Judul,Nilai,Perusahaan,Perkiraan tutup,Ruang",
             {"Judul": "title", "Nilai": "amount", "Perusahaan": "company", "Perkiraan tutup": "expected_close"},
             ["Ruang"]),
            ("Deal name,Value,Customer,Close date", {"Deal name": "title", "Value": "amount",
                                                     "Customer": "company", "Close date": "expected_close"}, []),
            ("Nilai,amount,Deal", {"amount": "amount", "Deal": "title"}, ["Nilai"]),
            ("Judul,Nama deal", {"Judul": "title"}, ["Nama deal"])):
        survey = api.must("POST", "/imports/preview", raw=(headers + "\n").encode(), kind="deals")["survey"]
        assert {one["header"]: one["column"] for one in survey["columns"] if not one["when"]} == taken, (headers, survey)
        assert survey["unknown"] == unknown, (headers, survey)


def unknown_names_get_suggestions(api):
    """a stage or owner that there is not is a rejected row with a suggestion"""
    name = api.get("/pipelines/%d" % api.plain["id"])["name"]
    row = upload(api, "title,pipeline,stage\nPompa,%s,Stage 11\n" % name, kind="deals")
    assert counts(row) == (1, 0, 0, 0, 1), row
    assert "Stage 1" in api.ask("GET", "/imports/%d/rejected" % row["id"]).text


def imports_are_ones_own(api):
    """another's import is not to be seen, by admins only"""
    row = upload(api, "name\nPT Wati\n", who="wati")
    for verb, method in (("", "GET"), ("/rejected", "GET"), ("/undo", "POST")):
        api.refuses(403, None, method, "/imports/%d%s" % (row["id"], verb), who="north")
    other = upload(api, "name\nPT Admin\n")
    api.refuses(404, None, "GET", "/imports/%d" % other["id"], who="wati")
    api.refuses(404, None, "GET", "/imports/%d/rejected" % other["id"], who="wati")
    api.refuses(404, None, "POST", "/imports/%d/undo" % other["id"], who="wati")
    assert {one["id"] for one in api.get("/imports", who="wati")["items"]} == {row["id"]}


def exports_what_may_be_seen(api):
    """an export holds exactly the rows that its reader may see, and no names of others"""
    firms = {who: make(api, "companies", name="Firm of " + who, owner_id=api.ids[who])["id"]
             for who in ("north", "south")}
    for who, firm in firms.items():
        make(api, "deals", title="Deal of " + who, owner_id=api.ids[who], company_id=firm)
    make(api, "deals", title="Deal of nobody", owner_id=None, company_id=firms["north"])
    titles = {row["title"] for row in exported(api, "deals", "wati")}
    assert "Deal of south" in titles and "Deal of nobody" in titles, titles
    assert "Deal of north" not in titles, titles
    text = api.ask("GET", "/exports/deals", who="wati").text
    assert "Firm of south" in text and "Firm of north" not in text, text
    assert {row["title"] for row in exported(api, "deals")} > titles


def exports_come_back(api):
    """an export is imported as it is, and changes nothing; filters hold for it"""
    make(api, "companies", name="=cmd|'/c calc'!A1", city="Kediri")
    rows = exported(api, "companies", name__gte="=", name__lt="?")
    assert [row["city"] for row in rows] == ["Kediri"]
    assert not rows[0]["name"].startswith("="), "a formula goes out live"
    text = api.ask("GET", "/exports/companies").text
    again = upload(api, text)
    assert (again["created"], again["updated"], again["rejected"]) == (0, 0, 0), again
    names = [row["name"] for row in api.get("/exports/companies", format="json")]
    assert "=cmd|'/c calc'!A1" in names, names


def exports_what_is_seen(api):
    """order, words, columns and instant are those that are asked for, also such as no import reads"""
    titles = ["Seen %d" % number for number in range(60)]
    deals = [make(api, "deals", pipeline_id=api.plain["id"], title=title, currency="IDR", owner_id=None,
                  amount=None if number % 4 == 0 else "%d.00" % (number * 7 % 60))
             for number, title in enumerate(titles)]
    api.post("/deals/%d/move" % deals[3]["id"], {"stage_id": api.plain["lost"]})
    time.sleep(0.01)
    then = {"as_of": make(api, "sources")["created_at"]}
    time.sleep(0.01)
    for deal in deals[10:20]:
        api.patch("/deals/%d" % deal["id"], {"amount": "77.00"})
    asked = {"q": "Seen", "pipeline_id": api.plain["id"]}
    told = {}
    for sort, when in itertools.product(("amount", "-amount", "-title,id", "stage_entered_at", "-id", "id"), ({}, then)):
        wanted = [(row["title"], row["amount"] or "", str(row["id"]))
                  for row in api.all("/deals", sort=sort, **asked, **when)]
        rows = exported(api, "deals", sort=sort, columns="title,amount,id", **asked, **when)
        told[sort, bool(when)] = [(row["title"], row["amount"], row["id"]) for row in rows]
        assert told[sort, bool(when)] == wanted and len(wanted) == 60, (sort, when)
        assert list(rows[0]) == ["title", "amount", "id"], rows[0]
    assert told["-id", True] != told["-id", False]
    rows = exported(api, "deals", columns="next_step_at,stage_id,closed_on,close_pushes", q="Seen 3", sort="id")
    assert list(rows[0]) == ["next_step_at", "stage", "closed_on", "close_pushes"], rows[0]
    lost = [stage["name"] for stage in api.stages(api.plain["id"]) if stage["id"] == api.plain["lost"]]
    assert [row["stage"] for row in rows if row["closed_on"]] == lost, rows
    assert exported(api, "deals", q="nobodywrotethis", columns="title") == []
    assert api.get("/exports/deals", format="json", sort="-title", columns="title", q="Seen 5")[0] == {
        "title": "Seen 59"}
    view = make(api, "views", name="Seen")["id"]
    api.patch("/users/%d" % api.ids["admin"], {"default_view_id": view})
    rows = exported(api, "users", columns="default_view_id,email", id=api.ids["admin"])
    assert rows[0]["default_view_id"] == str(view), rows
    firm = make(api, "companies", name="=1+1 Seen")["id"]
    rows = exported(api, "companies", columns="name,created_at", q="Seen", sort="-name")
    assert [row["name"] for row in rows] == ["'=1+1 Seen"] and rows[0]["created_at"], rows
    api.ask("DELETE", "/companies/%d" % firm)
    assert exported(api, "companies", q="Seen", sort="name") == []
    for field, kind, more in (("columns", "deals", {"columns": "title,checklist"}),
                              ("columns", "deals", {"columns": "amount_home"}),
                              ("columns", "deals", {"columns": ","}), ("columns", "deals", {"columns": "custom.none"}),
                              ("columns", "stage-history", {"columns": "stage"}), ("sort", "deals", {"sort": "note"}),
                              ("limit", "deals", {"limit": 5}), ("cursor", "deals", {"cursor": "x"})):
        api.refuses(422, field, "GET", "/exports/" + kind, **more)


def seen_by_whom(api):
    """an order and words show no rows of others"""
    for who in ("north", "south"):
        make(api, "deals", title="Whose order " + who, owner_id=api.ids[who])
    for more in ({"sort": "-title"}, {"q": "whose order"}, {"sort": "amount", "q": "whose"}):
        titles = {row["title"] for row in exported(api, "deals", "wati", columns="title", **more)}
        assert "Whose order south" in titles and "Whose order north" not in titles, (more, titles)


def lines_come_back(api):
    """lines of deals go out and come in, of deals that may be seen alone; unknown presets are refused"""
    product = make(api, "products", name="Kertas", price="7.00", currency="USD")
    for who in ("north", "south"):
        deal = make(api, "deals", title="Lines of " + who, owner_id=api.ids[who])
        for quantity in (1.125, 2):
            make(api, "deal_lines", deal_id=deal["id"], product_id=product["id"], quantity=quantity)
    rows = [row for row in exported(api, "deal-lines", "wati") if row["deal"].startswith("Lines of")]
    assert [(row["deal"], row["line"], row["quantity"]) for row in rows] == [
        ("Lines of south", "1", "1.125"), ("Lines of south", "2", "2.000")], rows
    again = upload(api, api.ask("GET", "/exports/deal-lines").text, kind="deal-lines")
    assert again["read"] == again["unchanged"] > 0, again
    api.refuses(422, "preset", "POST", "/imports/preview", raw=b"title\nA\n", kind="deals", preset="none")


def beginnings_are_told(api):
    """created_on of a row that is known changes nothing, and the answer counts such rows"""
    text = "name,external_id,created_on\nPT Awal,begin-1,2024-01-05\n"
    assert upload(api, text)["kept_dates"] == 0
    assert upload(api, text)["kept_dates"] == 0, "the same file once more"
    row = upload(api, text.replace("2024", "2023"))
    assert (row["unchanged"], row["kept_dates"]) == (1, 1), row


def planned_deal(api, name):
    """A deal with a plan that is under way: its external id, and the path of the enrollment."""
    row = make(api, "deals", pipeline_id=api.plain["id"], stage_id=api.plain["stages"][0],
               external_id=name)
    plan = api.post("/cadences/%d/enroll" % make(api, "cadences", subject="deal")["id"],
                    {"deal_id": row["id"]})
    return row["external_id"], "/enrollments/%d" % plan["id"]


def imported_moves_end_plans(api):
    """a deal that a file moves or closes leaves its plan, as by hand, and undoing brings it back"""
    names = {row["id"]: row["name"] for row in api.stages(api.plain["id"])}
    here, there = [names[stage] for stage in api.plain["stages"][:2]]
    for number, (stage, reason) in enumerate(((here, None), (there, "stage_change"),
                                              (names[api.plain["won"]], "closed"))):
        name, path = planned_deal(api, "planned-%d" % number)
        row = upload(api, "external_id,stage,note\n%s,%s,\n" % (name, stage), "deals")
        assert row["rejected"] == 0, row
        plan = api.get(path)
        assert plan["stop_reason"] == reason, (stage, plan)
        assert plan["state"] == ("stopped" if reason else "active"), (stage, plan)
        api.post("/imports/%d/undo" % row["id"])
        assert ended(api, row["id"])["state"] == "undone"
        assert api.get(path)["state"] == "active", api.get(path)


def imported_histories_end_plans(api):
    """a stage history by which the deal is elsewhere now ends its plan, too"""
    name, path = planned_deal(api, "planned-history")
    stage = {row["id"]: row["name"] for row in api.stages(api.plain["id"])}[api.plain["stages"][1]]
    row = upload(api, "deal_external_id,stage,entered_at\n%s,%s,2026-01-05\n" % (name, stage),
                 "stage-history")
    assert row["rejected"] == 0, api.ask("GET", "/imports/%d/rejected" % row["id"]).text
    assert api.get(path)["stop_reason"] == "stage_change", api.get(path)


def histories_tell_no_rates(api):
    """a stage history of a deal whose exchange rate was corrected brings no change without content"""
    stages = [row["name"] for row in api.stages(api.plain["id"]) if row["id"] in api.plain["stages"]]
    rate = api.post("/currency_rates", {"currency": "NZD", "rate_micro": 10**10, "valid_from": "2020-01-01"})
    deal = make(api, "deals", pipeline_id=api.plain["id"], external_id="rated", amount="1.00", currency="NZD")
    api.patch("/currency_rates/%d" % rate["id"], {"rate_micro": 2 * 10**10})
    row = upload(api, "deal_external_id,stage,entered_at\nrated,%s,2026-01-05\n" % stages[1], "stage-history")
    assert (row["updated"], row["rejected"]) == (1, 0), row
    history = api.get("/deals/%d/history" % deal["id"])["items"]
    assert history and all(change["changes"] for change in history), history
    api.ask("DELETE", "/currency_rates/%d" % rate["id"])


TESTS = [imports_and_tells, twice_changes_nothing, repeats_keep_no_file,
         reasons_speak_the_orderers_language, previews_write_nothing, undoes_all_of_it,
         headers_in_peoples_words, unknown_names_get_suggestions, imports_are_ones_own, exports_what_may_be_seen,
         exports_come_back, exports_what_is_seen, seen_by_whom, lines_come_back, beginnings_are_told,
         imported_moves_end_plans, imported_histories_end_plans, histories_tell_no_rates]

if __name__ == "__main__":
    support.run(TESTS, prepare)
