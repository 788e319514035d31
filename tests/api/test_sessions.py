#!/usr/bin/env python3
"""Signing in and out as a browser and as a program: sessions, one-time links, tokens, passwords, the
origin of writes, and how often one may try."""
import datetime
import itertools
import time

import support

PASSWORD = support.PASSWORD
addresses = ("198.51.100.%d" % number for number in itertools.count(1))


def prepare(api):
    api.add_people()


def instant_of(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def link(api, who):
    return api.post("/users/%d/link" % api.ids[who])["path"].split("#")[1]


def sign_in(api, body, **headers):
    return api.ask("POST", "/session", body, who=None,
                   headers={name.replace("_", "-"): value for name, value in headers.items()})


def cookie_of(answer):
    assert answer.status == 201, answer
    return answer.headers["Set-Cookie"].split(";")[0]


def browser(api, who):
    """Each from an address of its own, since from one of them few may sign in at once."""
    return cookie_of(sign_in(api, {"link": link(api, who)}, X_Forwarded_For=next(addresses)))


def ask_with(api, cookie, method="GET", path="/session", body=None, **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return api.ask(method, path, body, who=None, headers={"Cookie": cookie, **headers})


def link_works_once(api):
    """a one-time link signs in once"""
    secret = link(api, "north")
    answer = sign_in(api, {"link": secret})
    flags = answer.headers["Set-Cookie"]
    assert "HttpOnly" in flags and "SameSite=Lax" in flags and "Path=/" in flags, flags
    assert "Secure" not in flags, "not behind TLS"
    assert answer.body["user"]["id"] == api.ids["north"] and "sales.write" in answer.body["rights"]
    assert ask_with(api, cookie_of(answer)).body["user"]["name"] == "North"
    assert sign_in(api, {"link": secret}).status == 401


def invitations_live_longer(api):
    """the first link of a user lives for three days, those of who has been here for half an hour, also after signing out"""
    row = api.post("/users", {"name": "New", "email": "new@example.com", "role": "seller"})
    made = [api.post("/users/%d/link" % row["id"]) for _ in range(2)]
    assert [one["minutes"] for one in made] == [72 * 60] * 2, made
    lives = instant_of(made[1]["expires_at"]) - time.time()
    assert 72 * 3600 - 60 < lives <= 72 * 3600, lives
    secrets = [one["path"].split("#")[1] for one in made]
    cookie = cookie_of(sign_in(api, {"link": secrets[1]}, X_Forwarded_For=next(addresses)))
    assert sign_in(api, {"link": secrets[0]}, X_Forwarded_For=next(addresses)).status == 401
    assert ask_with(api, cookie, "DELETE").status == 204
    assert api.post("/users/%d/link" % row["id"])["minutes"] == 30


def newer_link_ends_older(api):
    """signing in by one link takes the user's other links away"""
    older, newer = link(api, "north"), link(api, "north")
    assert sign_in(api, {"link": newer}).status == 201
    assert sign_in(api, {"link": older}).status == 401


def signs_out(api):
    """a signed-out session is over at once"""
    cookie = browser(api, "north")
    answer = ask_with(api, cookie, "DELETE")
    assert answer.status == 204 and "Max-Age=0" in answer.headers["Set-Cookie"], answer.headers
    assert ask_with(api, cookie).status == 401


def password_signs_in(api):
    """a password signs in, whatever the case of the address, and the next one ends other sessions"""
    cookie, other = browser(api, "mate"), browser(api, "mate")
    answer = ask_with(api, cookie, "POST", "/session/password", {"password": PASSWORD})
    assert answer.status == 204, answer
    assert ask_with(api, cookie).status == 200 and ask_with(api, other).status == 401
    first = sign_in(api, {"email": "MATE@Example.com", "password": PASSWORD})
    assert first.status == 201 and first.body["user"]["has_password"] is True
    assert sign_in(api, {"email": "mate@example.com", "password": "wrong horse battery"}).status == 401
    change = {"current": "not this one", "password": "a different battery"}
    late = cookie_of(first)
    assert ask_with(api, late, "POST", "/session/password", change).status == 422


def wrong_answers_look_alike(api):
    """nobody learns from a refusal who has an account"""
    texts = {sign_in(api, {"email": email, "password": "wrong horse battery"}).text
             for email in ("north@example.com", "nobody@example.com", "mate@example.com", "garbage")}
    assert len(texts) == 1, texts


def origin_is_checked(api):
    """a write with a cookie is refused when a page of another site sends it, a read is not"""
    cookie, body = browser(api, "north"), {"name": "PT"}
    own = "http://%s:%s" % (api.host, api.port)
    for headers, status in (
            ({}, 201), ({"Origin": own}, 201), ({"Sec_Fetch_Site": "same-origin"}, 201),
            ({"Sec_Fetch_Site": "none"}, 201), ({"Origin": "https://evil.example"}, 403),
            ({"Origin": "null"}, 403), ({"Sec_Fetch_Site": "cross-site"}, 403),
            ({"Sec_Fetch_Site": "same-site"}, 403),
            ({"Origin": own, "Sec_Fetch_Site": "cross-site"}, 403),
            ({"Origin": own + ".evil.example"}, 403)):
        answer = ask_with(api, cookie, "POST", "/companies", body, **headers)
        assert answer.status == status, (headers, answer)
        read = ask_with(api, cookie, "GET", "/companies", **headers)
        assert read.status == 200, (headers, read)
    secret = link(api, "north")
    assert sign_in(api, {"link": secret}, Origin="https://evil.example").status == 403
    by_token = api.ask("POST", "/companies", body, headers={"Origin": "https://evil.example"})
    assert by_token.status == 201, "programs name their token themselves"


def credentials_that_are_none(api):
    """malformed credentials are strangers"""
    token = api.tokens["admin"]
    for header in ("Bearer", "Bearer ", "Basic " + token, "Bearer x", "Bearer " + token + "x",
                   "Bearer " + token[:-1], token, "Bearer alur_"):
        answer = api.ask("GET", "/session", who=None, headers={"Authorization": header})
        assert answer.status == 401, (header, answer)
    cookie = browser(api, "north")
    name, secret = cookie.split("=", 1)
    for value in ("%s=" % name, "%s=%sx" % (name, secret), "%s=%s" % (name, token),
                  "other=%s" % secret):
        assert ask_with(api, value).status == 401, value
    answer = api.ask("GET", "/session", who=None, headers={"Authorization": "Bearer " + secret})
    assert answer.status == 401, "a session is not a token"
    answer = api.ask("GET", "/session", who=None, headers={"Authorization": "bearer  " + token})
    assert answer.status == 200, "the scheme's name has no case"


def revoked_tokens_are_over(api):
    """a revoked token is over at once, a stream that it opened too"""
    made = api.post("/tokens", {"name": "robot"}, who="south")
    api.tokens["robot"] = made["token"]
    assert api.get("/session", who="robot")["user"]["id"] == api.ids["south"]
    stream = support.Stream(api, "robot")
    api.must("DELETE", "/tokens/%d" % made["id"], who="south")
    api.refuses(401, None, "GET", "/session", who="robot")
    assert stream.next() is None, "the stream goes on"
    stream.close()


def tokens_expire(api):
    """a token is over at its end"""
    end = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 4))
    api.tokens["short"] = api.post("/tokens", {"name": "short", "expires_at": end})["token"]
    api.get("/session", who="short")
    time.sleep(4.1)
    api.refuses(401, None, "GET", "/session", who="short")


def profile_is_ones_own(api):
    """people change their own name, language and first view, and nothing else of themselves"""
    row = api.patch("/session", {"name": "Selatan", "language": "id"}, who="south")
    assert (row["user"]["name"], row["user"]["language"]) == ("Selatan", "id")
    view = api.post("/views", {"name": "Mine", "resource": "deals", "query": {}}, who="south")["id"]
    row = api.patch("/session", {"default_view_id": view}, who="south")
    assert row["user"]["default_view_id"] == view
    assert api.patch("/session", {"default_view_id": None}, who="south")["user"]["default_view_id"] is None
    hidden = api.post("/views", {"name": "Hidden", "resource": "deals", "query": {}}, who="north")["id"]
    api.refuses(422, "default_view_id", "PATCH", "/session", {"default_view_id": hidden}, who="south")
    api.refuses(403, None, "PATCH", "/users/%d" % api.ids["south"], {"name": "x"}, who="south")


def rights_are_those_of_the_role(api):
    """the session names the rights of the role"""
    rights = {who: set(api.get("/session", who=who)["rights"])
              for who in ("admin", "wati", "north", "viewer")}
    assert rights["viewer"] == {"signed_in", "sales.read"}
    assert rights["north"] == rights["viewer"] | {"sales.write"}
    assert rights["wati"] == rights["north"] | {"override", "import"}
    assert rights["admin"] > rights["wati"] and "people.write" in rights["admin"]
    api.patch("/users/%d" % api.ids["viewer"], {"listening_run": True})
    assert "listening.run" in api.get("/session", who="viewer")["rights"]


def nobody_without_a_role(api):
    """a user without a role, inactive or archived, gets no link and no token"""
    row = api.post("/users", {"name": "Imported", "role": "none", "email": "imp@example.com"})
    api.refuses(409, None, "POST", "/users/%d/link" % row["id"])
    api.refuses(409, None, "POST", "/tokens", {"name": "x", "user_id": row["id"]})
    cookie = browser(api, "alone")
    api.patch("/users/%d" % api.ids["alone"], {"active": False})
    assert ask_with(api, cookie).status == 401
    api.refuses(409, None, "POST", "/users/%d/link" % api.ids["alone"])


def tries_are_limited(api):
    """too many wrong tries are 429 with Retry-After; tokens and sessions go on"""
    status = []
    for number in range(60):
        answer = sign_in(api, {"email": "guess%d@example.com" % number, "password": "wrong horse b"}
                         if number < 3 else {"link": "x" * 43})
        status.append(answer.status)
        if answer.status == 429:
            break
    assert status[0] == 401 and status[-1] == 429, status
    support.check_problem(answer)
    assert int(answer.headers["Retry-After"]) > 0
    api.get("/session")


def ends_the_others(api):
    """the list of sessions marks the one that asks; ending the others leaves that one alone"""
    mine, other = browser(api, "north"), browser(api, "north")
    items = ask_with(api, mine, path="/sessions").body["items"]
    assert len(items) >= 2 and [one["current"] for one in items].count(True) == 1, items
    assert not items[0]["current"] and items[0]["by_link"], items
    assert ask_with(api, mine, "DELETE", "/sessions").status == 204
    assert ask_with(api, other).status == 401
    left = ask_with(api, mine, path="/sessions").body["items"]
    assert [one["current"] for one in left] == [True], left


def rights_are_told(api):
    """the table of rights names who has each, in the caller's language"""
    rights = {one["name"]: one for one in api.get("/rights", who="north")["items"]}
    assert rights["import"]["roles"] == ["manager", "admin"], rights
    assert rights["people.write"]["roles"] == ["admin"] and "none" not in rights, rights
    answer = api.ask("GET", "/rights", headers={"Accept-Language": "id"})
    assert "Mengubah pengguna dan tim." in answer.text, answer


def first_steps_are_put_away(api):
    """the first steps are put away for the account, and this leaves no trace in its history"""
    cookie = browser(api, "north")
    before = len(api.get("/users/%d/history" % api.ids["north"])["items"])
    answer = ask_with(api, cookie, "PATCH", "/session", {"first_steps_done": True})
    assert answer.status == 200 and answer.body["user"]["first_steps_done"] is True, answer
    assert ask_with(api, browser(api, "north")).body["user"]["first_steps_done"] is True
    assert len(api.get("/users/%d/history" % api.ids["north"])["items"]) == before


TESTS = [link_works_once, invitations_live_longer, newer_link_ends_older, signs_out, password_signs_in,
         wrong_answers_look_alike, origin_is_checked, credentials_that_are_none,
         revoked_tokens_are_over, tokens_expire, profile_is_ones_own, rights_are_those_of_the_role,
         nobody_without_a_role,
         ends_the_others, rights_are_told, first_steps_are_put_away, tries_are_limited]

if __name__ == "__main__":
    support.run(TESTS, prepare, ALUR_PROXIES="127.0.0.1")
