#!/usr/bin/env python3
"""Files of deals, leads, companies and contacts: in, out, who may, how large, and what becomes of their
contents on the disk."""
import glob
import hashlib
import os

import support
from resources import make

PARENTS = {"deals": "deal_id", "leads": "lead_id", "companies": "company_id",
           "contacts": "contact_id"}


def prepare(api):
    api.add_people()
    api.plain_pipeline()


def attach(api, path, content=b"Penawaran", name="penawaran.txt", media="text/plain", who="admin",
           **more):
    return api.ask("POST", path + "/attachments", raw=content, who=who, name=name,
                   headers={"Content-Type": media, **more.pop("headers", {})}, **more)


def attached(api, path, content=b"Penawaran", **more):
    answer = attach(api, path, content, **more)
    assert answer.status == 201, answer
    return answer.body


def deal_of(api, owner):
    return "/deals/%d" % make(api, "deals", owner_id=api.ids.get(owner))["id"]


def store(api):
    """The folder of contents; the server of these tests has it beside its database."""
    folder = api.world.url[len("sqlite:"):] + "-files" if api.world.url.startswith("sqlite:") \
        else glob.glob(api.world.path(".local/share/alur/postgres-*-files"))[0]
    return os.path.join(folder, "attachments")


def content_path(api, sha256):
    return os.path.join(store(api), sha256[:2], sha256)


def kept_as_sent(api):
    """a file comes back byte for byte, to keep and not to open as a page"""
    content = os.urandom(300_000)
    for resource, field in PARENTS.items():
        row = make(api, resource)
        file = attached(api, "/%s/%d" % (resource, row["id"]), content, name="Foto “gudang” 1.png",
                        media="image/png; x=1")
        assert (file["name"], file["media_type"], file["bytes"], file[field]) == (
            "Foto “gudang” 1.png", "image/png", len(content), row["id"]), file
        assert file["sha256"] == hashlib.sha256(content).hexdigest()
        assert file["added_by_id"] == api.ids["admin"]
        listed = api.get("/attachments", **{field: row["id"]})["items"]
        assert [one["id"] for one in listed] == [file["id"]]
    body, headers = raw_content(api, file)
    assert body == content
    assert headers["Content-Type"] == "image/png"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"] == \
        "attachment; filename*=UTF-8''Foto%20%E2%80%9Cgudang%E2%80%9D%201.png"
    assert "sandbox" in ", ".join(headers.get_all("Content-Security-Policy"))


def raw_content(api, file, who="admin"):
    connection = api.connection()
    connection.request("GET", "/api/v1/attachments/%d/content" % file["id"],
                       headers={"Authorization": "Bearer " + api.tokens[who]})
    answer = connection.getresponse()
    assert answer.status == 200, answer.status
    return answer.read(), answer.headers


def never_a_page(api):
    """HTML, SVG and scripts are sent as bytes, whatever they were called"""
    deal = deal_of(api, None)
    for media in ("text/html", "image/svg+xml", "application/javascript", "text/xml",
                  "application/xhtml+xml", "TEXT/HTML", "nonsense", "text/html;charset=utf-8"):
        file = attached(api, deal, b"<script>alert(1)</script>", name="x.html", media=media)
        _, headers = raw_content(api, file)
        assert headers["Content-Type"] == "application/octet-stream", media
        assert headers["Content-Disposition"].startswith("attachment;"), media


def odd_types(api):
    """what is no media type, too long or not to be shown is kept as bytes"""
    deal = deal_of(api, None)
    for media in ("text", "text/" + "x" * 130, "text/\xff", "text/\xe2\x80\xaex"):
        assert attached(api, deal, media=media)["media_type"] == "application/octet-stream", media
    assert attached(api, deal, media="text/x-odd")["media_type"] == "text/x-odd"


def one_content(api):
    """the same bytes are kept once, however often they are attached"""
    content = b"Once only %s" % api.unique("x").encode()
    files = [attached(api, deal_of(api, None), content, name=name) for name in ("a.txt", "b.txt")]
    assert files[0]["sha256"] == files[1]["sha256"]
    assert os.listdir(os.path.dirname(content_path(api, files[0]["sha256"]))).count(
        files[0]["sha256"]) == 1
    assert not [name for name in os.listdir(store(api)) if name.endswith(".partial")]


def rights_follow(api):
    """who sees the row sees its files, who may change it may attach, and nobody else"""
    deal = deal_of(api, "north")
    file = attached(api, deal, who="north")
    path = "/attachments/%d" % file["id"]
    for who, sees in (("mate", True), ("south", False), ("alone", False), ("viewer", False)):
        for each in (path, path + "/content"):
            assert api.ask("GET", each, who=who).status == (200 if sees else 404), (who, each)
        listed = [row["id"] for row in api.all("/attachments", who=who)]
        assert (file["id"] in listed) == sees, who
        if not sees:
            due = 403 if who == "viewer" else 404
            assert attach(api, deal, who=who).status == due, who
            assert api.ask("DELETE", path, who=who).status == due, who
    unowned = deal_of(api, None)
    assert attach(api, unowned, who="viewer").status == 403
    assert attach(api, "/deals/99999").status == 404
    gone = deal_of(api, None)
    api.ask("DELETE", gone)
    assert attach(api, gone).status == 409


def bad_input(api):
    """a file without a name, an empty one, an unknown parameter and one that is too large are refused"""
    deal = deal_of(api, None)
    for status, field, content, more in (
            (422, "name", b"x", {"name": ""}), (422, "name", b"x", {"name": "a" * 256}),
            (422, "name", b"", {}), (422, "nope", b"x", {"nope": 1}),
            (413, None, b"x" * (1024 * 1024 + 1), {})):
        answer = attach(api, deal, content, **more)
        assert answer.status == status, (status, answer)
        support.check_problem(answer)
        assert field is None or field in answer.fields(), answer
    assert attach(api, deal, b"x" * 1024 * 1024).status == 201
    answer = api.ask("PATCH", "/attachments/%d" % attached(api, deal)["id"], {"sha256": "0" * 64})
    assert answer.status == 422 and answer.fields() == ["sha256"], answer
    assert api.ask("POST", "/attachments", {"name": "x"}).status == 405


def renamed_and_archived(api):
    """a file is renamed, archived and restored like any row, and undo takes each back"""
    deal = deal_of(api, None)
    file = attached(api, deal)
    path = "/attachments/%d" % file["id"]
    assert api.patch(path, {"name": "baru.txt"})["name"] == "baru.txt"
    api.must("DELETE", path)
    assert api.get("/attachments", deal_id=file["deal_id"])["items"] == []
    api.post("/undo")
    assert [row["name"] for row in api.get("/attachments", deal_id=file["deal_id"])["items"]] == \
        ["baru.txt"]
    kinds = [event["kind"] for event in api.get(path + "/history")["items"]]
    assert kinds == ["undo", "archive", "update", "create"], kinds


def merged(api):
    """files of a merged company are the survivor's"""
    stays, goes = make(api, "companies"), make(api, "companies")
    file = attached(api, "/companies/%d" % goes["id"])
    api.post("/companies/%d/merge" % stays["id"], {"from_ids": [goes["id"]]})
    assert api.get("/attachments/%d" % file["id"])["company_id"] == stays["id"]


def repeated(api):
    """a request that is repeated with its Idempotency-Key attaches once"""
    deal = deal_of(api, None)
    key = {"Idempotency-Key": api.unique("key")}
    first, again = (attach(api, deal, headers=key) for _ in range(2))
    assert (first.status, first.body) == (again.status, again.body)
    for content, media in ((b"penawaraN", "text/plain"), (b"Penawaran", "text/csv")):
        other = attach(api, deal, content, media=media, headers=key)
        assert other.status == 422 and other.fields() == ["Idempotency-Key"], (content, media, other)
    assert len(api.get("/attachments", deal_id=first.body["deal_id"])["items"]) == 1


def missing(api):
    """a content that is gone is told by `alur check`, and answered as 404"""
    file = attached(api, deal_of(api, None), b"soon gone")
    api.world.must("check")
    os.remove(content_path(api, file["sha256"]))
    assert api.ask("GET", "/attachments/%d/content" % file["id"]).status == 404
    found = api.world.run("check")
    assert found.code == 1 and "attachment %d (penawaran.txt)" % file["id"] in found.out, found.out


if __name__ == "__main__":
    support.run([kept_as_sent, never_a_page, odd_types, one_content, rights_follow, bad_input,
                 renamed_and_archived, merged, repeated, missing], prepare,
                ALUR_FILE_MIB="1")
