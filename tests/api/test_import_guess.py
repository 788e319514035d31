#!/usr/bin/env python3
"""What the program takes a file for before anybody says: what its rows are, and where its columns go. Header
lines are those of real exports, with a few rows."""
import json

import support
from operations import ended, upload

TEAMS = ("sales_agent,manager,regional_office\nAnna Snelling,Dustin Brinkmann,Central\n"
         "Gladys Colclough,Melvin Marxen,Central\nVicki Laflamme,Celia Rouche,West\n")
PRODUCTS = "product,series,sales_price\nGTX Basic,GTX,550\nGTX Pro,GTX,4821\nMG Special,MG,55\n"
ACCOUNTS = ("account,sector,year_established,revenue,employees,office_location,subsidiary_of\n"
            "Acme Corporation,technolgy,1996,1100.04,2822,United States,\n"
            "Betatech,medical,1986,647.18,1185,Kenya,\nBluth Company,technolgy,1993,1242.32,3027,United States,Acme Corporation\n")
DEALS = ("opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
         "1C1I7A6R,Anna Snelling,GTX Basic,Betatech,Won,2016-10-20,2017-03-01,1054\n"
         "Z063OYW0,Vicki Laflamme,GTX Pro,Acme Corporation,Lost,2016-10-25,2017-03-11,0\n"
         "EC4QE1BX,Anna Snelling,MG Special,,Engaging,2016-10-25,,\n"
         "MV1LWRNH,Gladys Colclough,GTX Basic,Betatech,Prospecting,,,\n")
LEADS = ("Prospect ID,Lead Number,Lead Origin,Lead Source,Do Not Email,Do Not Call,Converted,TotalVisits,"
         "Total Time Spent on Website,Page Views Per Visit,Last Activity,Country,Specialization,"
         "How did you hear about X Education,What is your current occupation,Search,Tags,Lead Quality,Lead Profile,City\n"
         "7927b2df-8bba-4d29-b9a2-b6e0beafe620,660737,API,Olark Chat,No,No,0,0,0,0,Page Visited on Website,,Select,"
         "Select,Unemployed,No,Interested in other courses,Low in Relevance,Select,Select\n"
         "2a272436-5132-4136-86fa-dcc88c88f482,660728,API,Organic Search,No,No,0,5,674,2.5,Email Opened,India,"
         "Select,Select,Unemployed,No,Ringing,,Select,Select\n")

# A file's name, its text, what it is taken for, and where its columns go: those that are left away here
# go nowhere.
FILES = [
    ("sales_teams.csv", TEAMS, "users",
     {"sales_agent": ["name"], "manager": ["manager"], "regional_office": ["team"]}),
    ("products.csv", PRODUCTS, "products",
     {"product": ["name"], "series": ["family"], "sales_price": ["price"]}),
    ("accounts.csv", ACCOUNTS, "companies",
     {"account": ["name"], "sector": ["industry"], "year_established": ["founded"], "revenue": ["revenue"],
      "employees": ["employees"], "office_location": ["country"]}),
    ("sales_pipeline.csv", DEALS, "deals",
     {"opportunity_id": ["external_id"], "sales_agent": ["owner"], "product": ["product"], "account": ["company"],
      "deal_stage": ["stage"], "engage_date": ["created_on"], "close_date": ["expected_close", "closed_on"],
      "close_value": ["won_amount"]}),
    ("Leads.csv", LEADS, "leads",
     {"Prospect ID": ["external_id"], "Lead Number": ["name"], "Lead Source": ["source"]}),
    ("hubspot-crm-exports-all-deals.csv",
     "Record ID,Deal Name,Deal Stage,Amount,Deal owner,Close Date,Create Date,Last Activity Date\n"
     "1,Printer,Contract Sent,5,a@example.com,2026-03-31,2026-01-10,\n", "deals",
     {"Record ID": ["external_id"], "Deal Name": ["title"], "Deal Stage": ["stage"], "Amount": ["amount"],
      "Deal owner": ["owner"], "Close Date": ["expected_close", "closed_on"], "Create Date": ["created_on"]}),
    ("contacts.csv",
     "Record ID,First Name,Last Name,Email,Contact owner,Lifecycle Stage,Country/Region,Last Activity Date\n"
     "1,Siti,Aminah,siti@example.com,a@example.com,Lead,Indonesia,\n", "contacts",
     {"Record ID": ["external_id"], "First Name": ["first_name"], "Last Name": ["last_name"], "Email": ["email"],
      "Contact owner": ["owner"]}),
    ("companies.csv", "Record ID,Company name,Domain,Company owner,Industry\n1,PT A,a.example,,Retail\n", "companies",
     {"Record ID": ["external_id"], "Company name": ["name"], "Domain": ["domain"], "Company owner": ["owner"],
      "Industry": ["industry"]}),
    ("stages.csv", "Record ID,Deal Name,Deal Stage,Date entered stage,Date left stage,Amount\n"
     "1,Printer,New,2026-01-10,,5\n", "stage-history",
     {"Record ID": ["deal_external_id"], "Deal Stage": ["stage"], "Date entered stage": ["entered_at"],
      "Amount": ["amount"]}),
    ("report1.csv", "Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Close Date,Probability,Owner,Next Step\n"
     "1,Printer,PT A,New,5,2026-03-31,75%,Ani,\n", "deals",
     {"Opportunity ID": ["external_id"], "Opportunity Name": ["title"], "Account Name": ["company"], "Stage": ["stage"],
      "Amount": ["amount"], "Close Date": ["expected_close", "closed_on"], "Owner": ["owner"]}),
    ("OpportunityHistory.csv",
     "Id,OpportunityId,StageName,Amount,ExpectedRevenue,CloseDate,Probability,ForecastCategory,CreatedDate,CreatedById,"
     "PrevAmount,PrevCloseDate\n1,2,New,5,,,10,,2026-01-10,3,,\n", "stage-history",
     {"OpportunityId": ["deal_external_id"], "StageName": ["stage"], "Amount": ["amount"], "CreatedDate": ["entered_at"]}),
    ("report2.csv", "Account Owner,Account Name,Account ID,Type,Phone,Website,Employees\nAni,PT A,1,Customer,,,5\n",
     "companies", {"Account Owner": ["owner"], "Account Name": ["name"], "Account ID": ["external_id"],
                   "Phone": ["phone"], "Website": ["domain"], "Employees": ["employees"]}),
    ("report3.csv", "Lead Owner,Lead ID,First Name,Last Name,Title,Company / Account,Email\nAni,1,A,B,,PT A,a@example.com\n",
     "leads", {"Lead Owner": ["owner"], "Lead ID": ["external_id"], "First Name": ["first_name"],
               "Last Name": ["last_name"], "Title": ["job_title"], "Company / Account": ["company_name"],
               "Email": ["email"]}),
    ("persons.csv", "Person - Name,Person - Phone,Person - Email - Work,Person - Organization\nA,1,a@example.com,PT A\n",
     "contacts", {"Person - Name": ["name"], "Person - Phone": ["phone"], "Person - Email - Work": ["email"],
                  "Person - Organization": ["company"]}),
    ("history.csv", "Deal ID,Stage,Moved by,Moved time\n1,New,Ani,2026-01-10\n", "stage-history",
     {"Deal ID": ["deal_external_id"], "Stage": ["stage"], "Moved by": ["user"], "Moved time": ["entered_at"]}),
    ("a.csv", "Nama barang;Satuan;Harga\nKertas;rim;50000\n", "products",
     {"Nama barang": ["name"], "Satuan": ["unit"], "Harga": ["price"]}),
    ("b.csv", "Nama;Telepon;Email;Perusahaan\nSiti;0812;siti@example.com;PT A\n", "contacts",
     {"Nama": ["name"], "Telepon": ["phone"], "Email": ["email"], "Perusahaan": ["company"]}),
    ("prospek.csv", "Nama;Telepon;Email;Perusahaan\nSiti;0812;siti@example.com;PT A\n", "leads",
     {"Nama": ["name"], "Telepon": ["phone"], "Email": ["email"], "Perusahaan": ["company_name"]}),
    ("c.csv", "Perusahaan,Alamat,Kota,Telepon\nPT A,Jl. B,Solo,0812\n", "companies",
     {"Perusahaan": ["name"], "Alamat": ["address"], "Kota": ["city"], "Telepon": ["phone"]}),
    ("d.csv", "Judul,Nilai,Perusahaan,Tahap,Tanggal closing\nMeja,5,PT A,Baru,2026-03-31\n", "deals",
     {"Judul": ["title"], "Nilai": ["amount"], "Perusahaan": ["company"], "Tahap": ["stage"],
      "Tanggal closing": ["expected_close", "closed_on"]}),
    ("e.csv", "Company,Email,Phone\nPT A,a@example.com,0812\n", "companies",
     {"Company": ["name"], "Email": ["email"], "Phone": ["phone"]}),
    ("f.csv", "Name,Email,Role\nSari,sari@example.com,seller\n", "users",
     {"Name": ["name"], "Email": ["email"], "Role": ["role"]}),
    ("g.csv", "Type,Subject,Due date,Deal\ncall,Ring,2026-03-31,Meja\n", "activities",
     {"Type": ["kind"], "Subject": ["subject"], "Due date": ["due_at"], "Deal": ["deal"]}),
    ("h.csv", "Deal,Product,Qty,Price\nMeja,Kertas,5,1\n", "deal-lines",
     {"Deal": ["deal"], "Product": ["product"], "Qty": ["quantity"], "Price": ["unit_price"]}),
]


def prepare(api):
    api.add_people()
    api.plain = api.plain_pipeline()


def preview(api, text, **query):
    return api.must("POST", "/imports/preview", raw=text.encode(), **query)


def taken_for(name, text, kind, columns):
    def guesses(api):
        answer = preview(api, text, file_name=name)
        found = {one["header"]: one["columns"] for one in answer["survey"]["headers"] if one["columns"]}
        assert (answer["import"]["kind"], found) == (kind, columns), (answer["import"]["kind"], found)
    guesses.__doc__ = "%s with %s is taken for %s" % (name, text.split("\n")[0][:60], kind)
    return guesses


def tells_nothing(api):
    """a file that is nothing of these is taken for nothing"""
    text = "Table,Field,Description\naccounts,account,Company name\n"
    answer = api.refuses(422, "kind", "POST", "/imports/preview", raw=text.encode(), file_name="data_dictionary.csv")
    assert answer.body["errors"][0]["code"] == "not_guessed", answer


def own_exports(api):
    """an export of each kind is taken for that kind"""
    for kind in ("users", "companies", "contacts", "products", "leads", "deals", "deal-lines", "deal-contacts",
                 "activities", "stage-history"):
        text = api.ask("GET", "/exports/" + kind).text.split("\n")[0] + "\n"
        assert preview(api, text)["import"]["kind"] == kind, (kind, text)


def likely_kind(api):
    """where a file fits two kinds as well, it is taken for what the caller says is likely"""
    text = "name,email,phone\nSiti,siti@example.com,0812\n"
    for kind in ("contacts", "leads", "companies"):
        assert preview(api, text, likely=kind)["import"]["kind"] == kind
    assert preview(api, DEALS, likely="companies")["import"]["kind"] == "deals"


def shows_samples(api):
    """the first different texts of each column are shown, cut short"""
    text = "name,city,note\nPT A,Solo,\nPT B,Solo,\nPT C,Medan," + "é" * 90 + "\nPT D,Bali,\n"
    headers = preview(api, text, kind="companies")["survey"]["headers"]
    assert [one["samples"] for one in headers] == [
        ["PT A", "PT B", "PT C"], ["Solo", "Medan", "Bali"], ["é" * 40]], headers


def whole_story(api):
    """files of another system come in one after the other as they are guessed, and the same once more change nothing"""
    made = {}
    for text, create in ((TEAMS, "users,teams"), (PRODUCTS, ""), (ACCOUNTS, ""), (DEALS, "pipelines,stages")):
        kind = preview(api, text)["import"]["kind"]
        values = json.dumps({"pipeline": {"": "Hardware"}}) if kind == "deals" else "{}"
        for again in (False, True):
            row = upload(api, text, kind=kind, create=create, values=values)
            rejected = api.ask("GET", "/imports/%d/rejected" % row["id"]).text
            count = text.count("\n") - 1
            assert row["rejected"] == 0 and row["unchanged" if again else "created"] == count, (row, rejected)
        made[kind] = row
    deals = {one["external_id"]: one for one in api.get("/deals", limit=200)["items"] if one["external_id"]}
    won, lost, young = deals["1C1I7A6R"], deals["Z063OYW0"], deals["EC4QE1BX"]
    assert (won["title"], won["closed_on"], won["amount"]) == ("GTX Basic, Betatech", "2017-03-01", "1054.00"), won
    assert (lost["closed_on"], lost["amount"]) == ("2017-03-11", "4821.00"), lost
    assert (young["title"], young["closed_on"], young["expected_close"]) == ("MG Special", None, None), young


def a_title_fits(api):
    """a deal that is called by its product and company is called by the product alone where both are too long"""
    name = api.get("/pipelines/%d" % api.plain["id"])["name"]
    product, company = "Alat " + "é" * 148, "PT " + "ü" * 147
    text = "deal_id,pipeline,product,company\nlong-1,%s,%s,%s\nlong-2,%s,%s,PT Pendek\n" % (
        name, product, company, name, product)
    row = upload(api, text, kind="deals", create="products,companies")
    assert row["created"] == 2, row
    deals = {one["external_id"]: one for one in api.get("/deals", limit=200)["items"] if one["external_id"]}
    titles = [deals[one]["title"] for one in ("long-1", "long-2")]
    assert titles == [product, product + ", PT Pendek"], titles


def long_teams_and_managers(api):
    """a team and its manager whose names fill their fields are told apart all the same"""
    team, managers = "Tim " + "é" * 190, ["Ani " + "ü" * 190, "Budi " + "ü" * 190]
    text = "sales_agent,manager,regional_office\nSeller One,%s,%s\nSeller Two,%s,%s\n" % (
        managers[0], team, managers[1], team)
    row = upload(api, text, kind="users", create="users,teams")
    assert (row["created"], row["rejected"]) == (2, 0), row
    teams = {one["id"]: one for one in api.get("/teams", limit=200)["items"]}
    people = {one["name"]: one for one in api.get("/users", limit=200)["items"]}
    found = [teams[people[one]["team_id"]] for one in ("Seller One", "Seller Two")]
    assert [one["name"] for one in found] == managers, found
    assert [teams[one["parent_id"]]["name"] for one in found] == [team, team], found


def teams_of_several_managers(api):
    """a team has one manager: where a file gives it several, each leads a team of that name within it"""
    upload(api, TEAMS, kind="users", create="users,teams")
    teams = {one["id"]: one for one in api.get("/teams", limit=200)["items"]}
    people = {one["name"]: one for one in api.get("/users", limit=200)["items"]}

    def path(name):
        team = teams[people[name]["team_id"]]
        above = teams.get(team["parent_id"])
        return (above["name"] if above else None, team["name"], team["manager_id"])
    for name, above, team, manager in (
            ("Anna Snelling", "Central", "Dustin Brinkmann", "Dustin Brinkmann"),
            ("Gladys Colclough", "Central", "Melvin Marxen", "Melvin Marxen"),
            ("Vicki Laflamme", None, "West", "Celia Rouche")):
        assert path(name) == (above, team, people[manager]["id"]), (name, path(name))


def stages_are_chosen(api):
    """a preview tells the stages of a file, which of ours they become, and the nearest; `values` says otherwise"""
    name = api.get("/pipelines/%d" % api.plain["id"])["name"]
    text = "title,stage\nA,stage 1\nB,Stag 2\nC,Menang\nD,Nothing like it\nE,stage 1\n"
    into = {"pipeline": {"": name}}

    def stages(values):
        found = preview(api, text, kind="deals", values=json.dumps(values))
        return {one["stage"]: (one["becomes"], one["near"], one["rows"]) for one in found["survey"]["stages"]}, found
    found, answer = stages(into)
    won = api.get("/stages/%d" % api.plain["won"])["name"]
    assert found == {"stage 1": ("Stage 1", None, 2), "Stag 2": (None, "Stage 2", 1), "Menang": (won, None, 1),
                     "Nothing like it": (None, None, 1)}, found
    assert answer["import"]["rejected"] == 2, answer
    into["stage"] = {"Stag 2": "Stage 2", "NOTHING LIKE IT": "Stage 1"}
    found, answer = stages(into)
    assert (found["Stag 2"][0], found["Nothing like it"][0]) == ("Stage 2", "Stage 1"), found
    assert answer["import"]["rejected"] == 0, answer
    row = upload(api, text, kind="deals", values=json.dumps(into))
    assert row["created"] == 5, row
    deals = api.get("/deals", pipeline_id=api.plain["id"], limit=200, sort="title")["items"]
    names = {one["id"]: one["name"] for one in api.stages(api.plain["id"])}
    assert [names[one["stage_id"]] for one in deals] == ["Stage 1", "Stage 2", won, "Stage 1", "Stage 1"], deals


def more_stages_than_there_can_be(api):
    """a preview of a file whose stages are 2,500 different texts shows its columns all the same; the import says why it ends"""
    text = "title,stage\n" + "".join("Deal %d,Remark %d\n" % (i, i) for i in range(2500))
    words = "names more than 2000 stages"
    for create, told in (("", False), ("pipelines,stages", True)):
        answer = preview(api, text, kind="deals", create=create)
        headers = {one["header"]: one["samples"] for one in answer["survey"]["headers"]}
        assert headers["stage"] == ["Remark 0", "Remark 1", "Remark 2"], headers
        assert len(answer["survey"]["stages"]) == 100 and answer["import"]["rejected"] == 2000, answer["import"]
        assert (words in json.dumps(answer["problems"])) == told, (create, answer["problems"])
    api.expected_log.append(words)
    row = upload(api, text, kind="deals", create="pipelines,stages")
    assert row["state"] == "failed" and words in row["error"], row


def sent_once(api):
    """a file that was sent is previewed and imported by its name, by its sender alone, and no file of it stays with the job"""
    kept = api.must("POST", "/imports/files", raw=b"name,city\nPT Sekali Kirim,Solo\n", status=201)["file"]
    for more in ({}, {"map": json.dumps({"city": None})}):
        answer = api.must("POST", "/imports/preview", raw=b"", kind="companies", file=kept, **more)
        assert answer["import"]["created"] == 1, answer
    row = api.must("POST", "/imports", raw=b"", kind="companies", file=kept, file_name="once.csv")
    row = ended(api, row["id"])
    assert (row["state"], row["created"], row["file_name"]) == ("done", 1, "once.csv"), row
    for name, who in ((kept, "wati"), ("0" * 24, "admin"), ("x", "admin")):
        answer = api.refuses(422, "file", "POST", "/imports/preview", raw=b"", kind="companies", file=name, who=who)
        assert answer.body["errors"][0]["code"] == "gone", answer


def few_files_are_kept(api):
    """the server keeps five files of a sender: the one that was not used for the longest time goes, and none of others"""
    def keep(who="admin"):
        return api.must("POST", "/imports/files", raw=b"name\nPT A\n", status=201, who=who)["file"]

    def ask(name, who="admin"):
        return api.ask("POST", "/imports/preview", raw=b"", who=who, kind="companies", file=name).status

    other = keep("wati")
    kept = [keep() for _ in range(5)]
    assert ask(kept[0]) == 200
    kept.append(keep())
    assert [ask(one) for one in kept] == [200, 422, 200, 200, 200, 200]
    assert ask(other, "wati") == 200


def closes_as_planned(api):
    """a closed deal whose only day is still to come was closed today; a day of closing of its own may not be"""
    name = api.get("/pipelines/%d" % api.plain["id"])["name"]
    text = "title,pipeline,stage,%s\nFuture,%s,Won,2099-01-31\n"
    assert upload(api, text % ("Close date", name), kind="deals")["created"] == 1
    assert upload(api, text % ("closed_on", name), kind="deals")["rejected"] == 1


def nameless_people(api):
    """people without a name are called by what else there is"""
    for kind, text, called in (("leads", "email,job_title\nx1@example.com,Buyer\n", "x1@example.com"),
                               ("leads", "company_name,external_id\nPT Tanpa Nama,x-2\n", "PT Tanpa Nama"),
                               ("contacts", "external_id\nx-3\n", "x-3")):
        assert upload(api, text, kind=kind)["created"] == 1, text
        assert called in [one["name"] for one in api.get("/" + kind, limit=200)["items"]], called


TESTS = [taken_for(*row) for row in FILES] + [
    tells_nothing, own_exports, likely_kind, shows_samples, whole_story, teams_of_several_managers,
    long_teams_and_managers, stages_are_chosen, more_stages_than_there_can_be,
    a_title_fits, sent_once, few_files_are_kept, closes_as_planned, nameless_people]

if __name__ == "__main__":
    support.run(TESTS, prepare)
