#!/usr/bin/env python3
"""Forms on the web: a page that anybody can fill in without a script, what makes it a lead, and what is
turned away. Each test has a form of its own; addresses are told apart by X-Forwarded-For, for the limit."""
import itertools
import re
import time
import urllib.parse

import support
from resources import make

addresses = ("198.51.100.%d" % n for n in itertools.count(1))


def prepare(api):
    api.add_people()


def form(api, **more):
    return make(api, "forms", **more)


def page(api, row, then="", language=None, **query):
    headers = {"Accept-Language": language} if language else {}
    return api.ask("GET", "./f/%s%s" % (row["key"], then), who=None, headers=headers, **query)


def stamp_of(answer):
    return re.search(r'name="stamp" value="([^"]+)"', answer.text).group(1)


def send(api, row, address=None, raw=None, **fields):
    """As a browser sends it; `raw` for what no browser sends."""
    body = raw if raw is not None else urllib.parse.urlencode(fields).encode()
    return api.ask("POST", "./f/%s" % row["key"], who=None, raw=body, headers={
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Forwarded-For": address or next(addresses)})


def good(stamp, **more):
    return {"name": "Siti Rahma", "email": "siti@example.com", "consent": "1", "stamp": stamp,
            "website": "", **more}


def leads(api, row):
    return [lead for lead in api.all("/leads")
            if (lead["external_id"] or "").startswith("form-%d-" % row["id"])]


def wait():
    """Nobody fills in a form within two seconds."""
    time.sleep(2.1)


def makes_a_lead(api):
    """what is filled in becomes a lead of the form's owner and source, with the consent, and an event"""
    source = make(api, "sources")
    row = form(api, owner_id=api.ids["south"], source_id=source["id"], name="Website",
               consent="Setuju dihubungi")
    stamp = stamp_of(page(api, row))
    wait()
    answer = send(api, row, **good(stamp, phone="0812-3456-7890", company_name="PT <b>Maju</b> & Co",
                                   note="Butuh 20 unit.\r\nSegera ya."))
    assert answer.status == 303, answer
    assert answer.headers["Location"].startswith("/f/%s/thanks" % row["key"]), answer.headers
    lead = leads(api, row)[0]
    assert lead["owner_id"] == api.ids["south"] and lead["source_id"] == source["id"], lead
    assert lead["lifecycle"] == "lead" and lead["phone"] == "+6281234567890", lead
    assert lead["company_name"] == "PT <b>Maju</b> & Co", lead
    assert "Butuh 20 unit." in lead["note"] and "Setuju dihubungi" in lead["note"], lead
    event = api.get("/leads/%d/history" % lead["id"])["items"][0]
    assert event["kind"] == "lead.submit" and event["actor"] is None, event


def own_field(api, kind, **more):
    key = api.unique("own_").replace("-", "_")
    return api.post("/custom_fields", {"entity": "lead", "key": key, "name": "%s <%s>" % (kind, key),
                                       "kind": kind, **more})


OWN = [
    ("text", {}, "Dekat <b>pelabuhan</b>", "Dekat <b>pelabuhan</b>"), ("number", {}, "1,500.25", 1500.25),
    ("money", {}, "12,500,000.50", "12500000.50"), ("day", {}, "2026-03-31", "2026-03-31"),
    ("day", {}, "31/03/2026", "2026-03-31"), ("yes_no", {}, "1", True),
    ("choice", {"options": ["Toko \"A\"", "Gudang & Co"]}, "Gudang & Co", "Gudang & Co"),
]


def asks_for_own_fields(api):
    """a form asks for the organisation's own fields, each in its way, and the lead has what was written"""
    rows = [(own_field(api, kind, **more), text, value) for kind, more, text, value in OWN]
    fields = [{"name": "custom." + row["key"]} for row, _, _ in rows]
    row = form(api, fields=[{"name": "name", "required": True}] + fields, language="en")
    shown = page(api, row)
    for own, _, _ in rows:
        assert 'name="custom.%s"' % own["key"] in shown.text, own
        assert own["name"].replace("<", "&lt;").replace(">", "&gt;") in shown.text, own
        assert own["name"] not in shown.text, "not escaped"
    assert '<option value="Toko &quot;A&quot;">' in shown.text and 'type="date"' in shown.text
    stamp = stamp_of(shown)
    wait()
    answer = send(api, row, **good(stamp, **{"custom." + own["key"]: text for own, text, _ in rows}))
    assert answer.status == 303, answer
    lead = leads(api, row)[0]
    assert lead["custom"] == {own["key"]: value for own, _, value in rows}, lead["custom"]


BAD_OWN = [("number", {}, "many"), ("money", {}, "12%"), ("day", {}, "2026-02-30"), ("day", {}, "soon"),
           ("choice", {"options": ["A", "B"]}, "C"), ("text", {}, "é" * 3000), ("text", {}, "")]


def tells_what_is_wrong_with_own_fields(api):
    """what is missing or of another kind is said at its field, what was written stays, and no lead is made"""
    for kind, more, text in BAD_OWN:
        own = own_field(api, kind, **more)
        name = "custom." + own["key"]
        row = form(api, fields=[{"name": "name", "required": True},
                                {"name": name, "required": True}])
        stamp = stamp_of(page(api, row))
        wait()
        answer = send(api, row, **good(stamp, **{name: text}))
        assert answer.status == 422 and 'id="%s-error"' % name in answer.text, (kind, text, answer)
        assert "Siti Rahma" in answer.text and not leads(api, row), (kind, text)


def bounds_own_fields_together(api):
    """own fields that are too much together for a lead are refused on the page, as they are of everybody"""
    names = ["custom." + own_field(api, "text")["key"] for _ in range(15)]
    row = form(api, fields=[{"name": "name", "required": True}] + [{"name": name} for name in names])
    stamp = stamp_of(page(api, row))
    wait()
    for length, status in ((4000, 422), (1500, 303)):  # as JSON each of them is two bytes
        body = urllib.parse.urlencode(good(stamp)) + "".join(
            "&%s=%s" % (name, '"' * length) for name in names)
        answer = send(api, row, raw=body.encode())
        assert answer.status == status, (length, answer)
        assert ('id="%s-error"' % names[-1] in answer.text) == (status == 422), answer
        assert len(leads(api, row)) == (status == 303), length


def lives_on_without_an_own_field(api):
    """an own field that is archived leaves the page; unknown ones cannot be asked for"""
    own, other = own_field(api, "text"), own_field(api, "yes_no")
    names = ["custom." + one["key"] for one in (own, other)]
    fields = [{"name": "name", "required": True}] + [{"name": name, "required": True} for name in names]
    row = form(api, fields=fields)
    for name in ("custom.nothing", "custom.", "external_id"):
        api.refuses(422, "fields[1].name", "POST", "/forms", {
            "name": "x", "fields": [{"name": "name", "required": True}, {"name": name}]})
    deal_field = api.post("/custom_fields", {"entity": "deal", "key": "of_deals", "name": "x"})
    api.refuses(422, "fields[1].name", "PATCH", "/forms/%d" % row["id"], {
        "fields": [fields[0], {"name": "custom." + deal_field["key"]}]})
    api.must("DELETE", "/custom_fields/%d" % own["id"])
    shown = page(api, row)
    assert names[0] not in shown.text and names[1] in shown.text, shown.text
    stamp = stamp_of(shown)
    wait()
    assert send(api, row, **good(stamp, **{names[0]: "late", names[1]: "1"})).status == 303
    assert leads(api, row)[0]["custom"] == {other["key"]: True}


def one_stamp_one_lead(api):
    """a page that is sent twice makes one lead, and both are thanked"""
    row = form(api)
    stamp = stamp_of(page(api, row))
    wait()
    assert [send(api, row, **good(stamp)).status for _ in range(2)] == [303, 303]
    assert len(leads(api, row)) == 1


def machines_get_nowhere(api):
    """too quick, a stamp of another form, changed or none: no lead, and people may send once more"""
    row, other = form(api), form(api)
    stamp, foreign = stamp_of(page(api, row)), stamp_of(page(api, other))
    assert send(api, row, **good(stamp)).status == 422  # within two seconds
    wait()
    at, nonce, mac = stamp.split(".")
    older = "%d.%s.%s" % (int(at) - 5000, nonce, mac)
    for bad in ("", "x", "1.2.3", "..", older, foreign, stamp + "x", stamp[:-1], "%s.%s." % (at, nonce)):
        answer = send(api, row, **good(bad))
        assert answer.status == 422 and 'value="Siti Rahma"' in answer.text, (bad, answer)
        assert stamp_of(answer) != bad
    assert leads(api, row) == []
    assert send(api, row, **good(stamp)).status == 303


def the_trap_is_thanked(api):
    """whoever fills in what people do not see is thanked, and nothing comes of it"""
    row = form(api)
    stamp = stamp_of(page(api, row))
    wait()
    assert send(api, row, **good(stamp, website="http://spam.example")).status == 303
    assert leads(api, row) == []


def faults_are_told(api):
    """what is missing or wrong is told at its field, in the page's language, with what was written"""
    row = form(api, fields=[{"name": "name", "required": True}, {"name": "email", "required": True},
                            {"name": "phone"}])
    stamp = stamp_of(page(api, row))
    wait()
    answer = send(api, row, **good(stamp, name="", email="<script>alert(1)</script>", phone="abc",
                                   consent=""))
    assert answer.status == 422
    for field in ("name", "email", "phone", "consent"):
        assert 'id="%s-error"' % field in answer.text, (field, answer.text)
    assert "<script" not in answer.text and "&lt;script&gt;" in answer.text
    answer = api.ask("POST", "./f/%s" % row["key"], who=None, lang="id",
                     raw=urllib.parse.urlencode(good(stamp, name="")).encode(),
                     headers={"Content-Type": "application/x-www-form-urlencoded",
                              "X-Forwarded-For": next(addresses)})
    assert 'lang="id"' in answer.text and "Mohon diisi" in answer.text, answer.text
    assert leads(api, row) == []


def hostile_bodies(api):
    """whatever is sent is answered without a fault of the program, and makes no lead"""
    row = form(api)
    stamp = stamp_of(page(api, row))
    wait()
    for raw in (b"", b"&&&&", b"=", b"name=%ZZ", b"name=%00", b"name=%ff%fe", b"\x00\xff", b"{}", b"[1]",
                b"name=" + b"a" * 60000, b"&".join(b"a%d=1" % n for n in range(500)),
                ("name=A%%0AB&email=a%%40b.co&consent=1&stamp=%s" % stamp).encode(),
                ("name=" + "%F0%9F%98%80" * 300 + "&email=a%40b.co&consent=1&stamp=" + stamp).encode(),
                ("name=%E2%80%AEevil&email=a%40b.co&consent=1&stamp=" + stamp).encode(),
                ("name=A&name=B&consent=1&lifecycle=converted&owner_id=1&email=x&stamp=" + stamp).encode()):
        answer = send(api, row, raw=raw)
        assert answer.status in (400, 422), (raw[:80], answer)
    assert send(api, row, raw=b"name=" + b"a" * 70000).status == 413
    assert leads(api, row) == []


def only_what_is_asked_for(api):
    """fields that the form does not ask for are left alone, whoever sends them"""
    row = form(api, fields=[{"name": "name", "required": True}])
    stamp = stamp_of(page(api, row))
    wait()
    assert send(api, row, **good(stamp, owner_id=str(api.ids["admin"]), lifecycle="converted",
                                 amount="5", email="x@example.com", note="n")).status == 303
    lead = leads(api, row)[0]
    assert (lead["email"], lead["owner_id"], lead["lifecycle"], lead["amount"]) == \
        (None, None, "lead", None), lead


def limits_by_address(api):
    """one address sends twenty at once and is then told to wait; another one is not"""
    row = form(api)
    address = next(addresses)
    statuses = [send(api, row, address, name="x").status for _ in range(24)]
    assert statuses[:20] == [422] * 20 and statuses[-1] == 429, statuses
    answer = send(api, row, address, name="x")
    assert int(answer.headers["Retry-After"]) > 0 and "text/html" in answer.headers["Content-Type"]
    assert send(api, row, name="x").status == 422


def speaks_both_languages(api):
    """the page is in the visitor's language, in the one that the address names, or in the form's own"""
    row = form(api)
    assert "Nama Anda" in page(api, row, language="id").text
    assert "Your name" in page(api, row, language="en").text
    assert "Your name" in page(api, row, language="id", lang="en").text
    assert "Nama Anda" in page(api, form(api, language="id"), language="en").text
    assert "Terima kasih" in page(api, row, "/thanks", lang="id").text


def words_are_the_forms_own(api):
    """heading, introduction, consent and thanks are the form's, and are text whatever they contain"""
    evil = "<img src=x onerror=alert(1)> & \"quotes\""
    row = form(api, title=evil, intro=evil, consent=evil, thanks=evil)
    text = page(api, row).text + page(api, row, "/thanks").text
    assert "<img" not in text and text.count("&lt;img src=x onerror=alert(1)&gt; &amp; &quot;quotes&quot;") >= 4


def frames_by_named_sites_alone(api):
    """only the sites that the form names may embed it, and only its own pages"""
    row = form(api, hosts=["https://www.example.com", "https://*.example.org"])
    policy = page(api, row).headers["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://www.example.com https://*.example.org" in policy, policy
    assert "script-src" not in policy and "default-src 'none'" in policy and "'unsafe" not in policy
    assert "frame-ancestors 'self' ;" not in policy
    other = page(api, form(api)).headers["Content-Security-Policy"]
    assert re.search(r"frame-ancestors 'self' *$", other), other
    assert "frame-ancestors 'none'" in api.ask("GET", "./", who=None).headers["Content-Security-Policy"]


def bad_settings_are_refused(api):
    """fields and sites that are none are refused on their place"""
    for field, body in (
            ("hosts[0]", {"hosts": ["https://example.com/path"]}),
            ("hosts[1]", {"hosts": ["https://example.com", "https://a.com; script-src *"]}),
            ("hosts[0]", {"hosts": ["javascript:alert(1)"]}), ("hosts[0]", {"hosts": [7]}),
            ("hosts[0]", {"hosts": ["https://example.com\r\nX: y"]}), ("hosts[0]", {"hosts": ["https://"]}),
            ("hosts[0]", {"hosts": ["https://a.com:99999"]}), ("hosts", {"hosts": {}}),
            ("hosts", {"hosts": ["https://a.com"] * 21}),
            ("fields", {"fields": []}), ("fields", {"fields": [{"name": "email"}]}),
            ("fields", {"fields": [{"name": "name"}]}),
            ("fields[1].name", {"fields": [{"name": "name", "required": True}, {"name": "owner_id"}]}),
            ("fields[1].name", {"fields": [{"name": "name", "required": True}, {"name": "name"}]}),
            ("fields[0].nope", {"fields": [{"name": "name", "nope": 1}]}),
            ("fields[0].required", {"fields": [{"name": "name", "required": "yes"}]}),
            ("key", {"key": "mine"}), ("secret", {"secret": "x"})):
        api.refuses(422, field, "POST", "/forms", {"name": "x", **body})


def secrets_stay_inside(api):
    """the secret of the stamps is told to nobody, not in history either"""
    row = form(api)
    assert "secret" not in row and len(row["key"]) == 16
    assert "secret" not in str(api.get("/forms/%d/history" % row["id"]))


def closed_forms_take_nothing(api):
    """a form that is switched off or archived says so, and so does one that never was"""
    row = form(api)
    stamp = stamp_of(page(api, row))
    api.patch("/forms/%d" % row["id"], {"active": False})
    wait()
    assert page(api, row).status == 404 and send(api, row, **good(stamp)).status == 404
    api.patch("/forms/%d" % row["id"], {"active": True})
    assert page(api, row).status == 200
    api.must("DELETE", "/forms/%d" % row["id"])
    assert page(api, row).status == 404
    answer = api.ask("GET", "./f/nothing-like-this", who=None)
    assert answer.status == 404 and "text/html" in answer.headers["Content-Type"], answer
    assert leads(api, row) == []


def other_sites_cannot_post(api):
    """a page of another site cannot send in a visitor's name"""
    row = form(api)
    answer = api.ask("POST", "./f/%s" % row["key"], who=None, raw=b"name=x", headers={
        "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "cross-site",
        "X-Forwarded-For": next(addresses)})
    assert answer.status == 403, answer


def leads_survive_their_settings(api):
    """a lead comes in although owner and source of the form were archived"""
    source, name = make(api, "sources"), api.unique("gone")
    api.add_person(name, "seller")
    row = form(api, owner_id=api.ids[name], source_id=source["id"])
    api.must("DELETE", "/users/%d" % api.ids[name])
    api.must("DELETE", "/sources/%d" % source["id"])
    stamp = stamp_of(page(api, row))
    wait()
    assert send(api, row, **good(stamp)).status == 303
    lead = leads(api, row)[0]
    assert (lead["owner_id"], lead["source_id"]) == (None, None), lead


def required_fields_are_not_asked(api):
    """a field of one's own that leads require does not close the forms, which cannot ask for it"""
    field = api.post("/custom_fields", {"entity": "lead", "key": api.unique("need"), "name": "Need",
                                        "kind": "text", "required": True})
    row = form(api)
    stamp = stamp_of(page(api, row))
    wait()
    answer = send(api, row, **good(stamp))
    api.refuses(422, "custom." + field["key"], "POST", "/leads", {"name": "Without"})
    api.must("DELETE", "/custom_fields/%d" % field["id"])
    assert answer.status == 303, answer
    assert len(leads(api, row)) == 1


TESTS = (makes_a_lead, asks_for_own_fields, tells_what_is_wrong_with_own_fields,
         bounds_own_fields_together,
         lives_on_without_an_own_field, one_stamp_one_lead, machines_get_nowhere,
         the_trap_is_thanked, faults_are_told,
         hostile_bodies, only_what_is_asked_for, limits_by_address, speaks_both_languages,
         words_are_the_forms_own, frames_by_named_sites_alone, bad_settings_are_refused,
         secrets_stay_inside, closed_forms_take_nothing, other_sites_cannot_post,
         leads_survive_their_settings,
         required_fields_are_not_asked)

if __name__ == "__main__":
    support.run(TESTS, prepare, ALUR_PROXIES="127.0.0.1")
