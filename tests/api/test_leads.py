#!/usr/bin/env python3
"""What people do with leads besides setting fields: finding that there is one already, converting into
what there is or into something new, and merging with values of their own."""
import support
from resources import make


def prepare(api):
    api.add_people()
    api.plain = api.plain_pipeline()


def draft(api, resource, who="admin", **query):
    page = api.get("/%s/duplicates" % resource, who=who, **query)
    return [(item["entity"], item["id"], item["reason"]) for item in page["items"]]


def finds_while_typing(api):
    """what is written so far finds leads and contacts by number and address, however they are typed"""
    lead = make(api, "leads", name="Zainal Abidin", phone="+6281299900011", email=None)
    contact = make(api, "contacts", name="Z. Abidin", email="zainal@abidin.id", phone=None)
    assert ("lead", lead["id"], "phone") in draft(api, "leads", phone="0812-9990-0011")
    assert ("contact", contact["id"], "email") in draft(api, "leads", email="Zainal@Abidin.ID")
    assert ("contact", contact["id"], "email") in draft(api, "contacts", email="zainal@abidin.id")
    assert ("lead", lead["id"], "name") in draft(api, "leads", name="Zaenal Abidin")


def half_typed_is_nothing(api):
    """a number or address that is half typed, or nothing at all, finds nothing and is no error"""
    for query in ({}, {"email": "zainal@"}, {"phone": "+"}, {"name": " "}, {"name": "%_'\""},
                  {"email": "\ufffd", "phone": "x" * 600}):
        assert draft(api, "leads", **query) == [], query


def finds_companies_by_name(api):
    """a company is found but for its legal form"""
    row = make(api, "companies", name="PT Kencana Wungu")
    assert ("company", row["id"], "name") in draft(api, "companies", name="kencana wungu tbk")


def hides_what_is_not_ones_own(api):
    """a draft tells nothing of rows that the caller may not see"""
    row = make(api, "leads", name="Xaverius Rahasia", email="rahasia@example.id",
               owner_id=api.ids["admin"])
    assert ("lead", row["id"], "email") in draft(api, "leads", email="rahasia@example.id")
    name = api.unique("seller")
    api.add_person(name, "seller")
    assert draft(api, "leads", who=name, email="rahasia@example.id", name="Xaverius Rahasia") == []


def convert(api, lead, **body):
    return api.post("/leads/%d/convert" % lead["id"], {"pipeline_id": api.plain["id"], **body})


def converts_into_new_ones(api):
    """a lead becomes a new company and contact, although there are such, where that is asked for"""
    company = make(api, "companies", name="PT Sama Nama")
    contact = make(api, "contacts", name="Rina", email="rina@sama.id")
    first = convert(api, make(api, "leads", company_name="Sama Nama", email="rina@sama.id"))
    assert (first["company_id"], first["contact_id"]) == (company["id"], contact["id"])
    second = convert(api, make(api, "leads", company_name="Sama Nama", email="rina@sama.id"),
                     new_company=True, new_contact=True)
    assert second["company_id"] not in (company["id"], None)
    assert second["contact_id"] not in (contact["id"], None)


def converts_with_another_name(api):
    """the company's name is the one given with the conversion, and undo takes all of it back"""
    lead = make(api, "leads", company_name="Toko Salah Tulis", name="Dewi")
    done = convert(api, lead, company_name="Toko Betul")
    assert api.get("/companies/%d" % done["company_id"])["name"] == "Toko Betul"
    api.post("/undo", {})
    now = api.get("/leads/%d" % lead["id"])
    assert (now["lifecycle"], now["deal_id"], now["company_id"]) == ("lead", None, None), now
    for path in ("deals/%d" % done["deal_id"], "companies/%d" % done["company_id"],
                 "contacts/%d" % done["contact_id"]):
        assert api.get("/" + path)["archived_at"], path


def merges_with_values(api):
    """a merge takes values that neither row has, and one undo takes all of it back"""
    stays = make(api, "contacts", name="Budi", phone="+6281200000001", job_title="Buyer")
    goes = make(api, "contacts", name="Budi S.", phone="+6281200000002", job_title="Head")
    row = api.post("/contacts/%d/merge" % stays["id"],
                   {"from_ids": [goes["id"]], "fields": {"job_title": goes["id"]},
                    "values": {"name": "Budi Santoso", "phone": None}})
    assert (row["name"], row["job_title"], row["phone"]) == ("Budi Santoso", "Head", None), row
    assert api.get("/contacts/%d" % goes["id"])["merged_into_id"] == stays["id"]
    api.post("/undo", {})
    assert api.get("/contacts/%d" % stays["id"])["name"] == "Budi"
    assert api.get("/contacts/%d" % goes["id"])["archived_at"] is None


def merge_refuses_bad_values(api):
    """a value of a merge that its field does not take is refused on it, and nothing is merged"""
    stays, goes = make(api, "leads"), make(api, "leads")
    for field, values in (("values.email", {"email": "x"}), ("values.lifecycle", {"lifecycle": "lead"}),
                          ("values.nope", {"nope": 1})):
        api.refuses(422, field, "POST", "/leads/%d/merge" % stays["id"],
                    {"from_ids": [goes["id"]], "values": values})
    assert api.get("/leads/%d" % goes["id"])["archived_at"] is None


def merges_name_what_is_in_sight(api):
    """a merge takes as a value no company that the caller may not see, although it moves hidden deals"""
    company = make(api, "companies", owner_id=api.ids["south"])["id"]
    stays, goes = (make(api, "contacts", owner_id=api.ids["alone"])["id"] for _ in range(2))
    for hidden in (company, 99999):
        api.refuses(422, "values.company_id", "POST", "/contacts/%d/merge" % stays,
                    {"from_ids": [goes], "values": {"company_id": hidden}}, who="alone")
    assert api.get("/contacts/%d" % goes)["archived_at"] is None
    seen = make(api, "companies", owner_id=api.ids["alone"])["id"]
    row = api.post("/contacts/%d/merge" % stays, {"from_ids": [goes], "values": {"company_id": seen}},
                   who="alone")
    assert row["company_id"] == seen, row


TESTS = (finds_while_typing, half_typed_is_nothing, finds_companies_by_name, hides_what_is_not_ones_own,
         converts_into_new_ones, converts_with_another_name, merges_with_values, merge_refuses_bad_values,
         merges_name_what_is_in_sight)

if __name__ == "__main__":
    support.run(TESTS, prepare)
