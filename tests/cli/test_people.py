#!/usr/bin/env python3
"""Users, passwords, links and tokens from the command line, and that one comes in with them."""
import support

BUDI = ("user", "add", "budi@example.com", "--name", "Budi Santoso", "--role", "seller")


def adds_a_user(world):
    """a user is added, listed, and added once only"""
    assert world.must(*BUDI).out == "budi@example.com is user 1.\n"
    rows = world.must("user", "list", "--json").json()
    assert [(row["email"], row["role"], row["active"]) for row in rows] == \
        [("budi@example.com", "seller", True)]
    assert "password" not in str(rows)
    table = world.must("user", "list").out.splitlines()
    assert len(table) == 2 and "Budi Santoso" in table[1] and "by link only" in table[1]
    world.must_fail(1, "budi@example.com is a user already", *BUDI)


def answers_as_json(world):
    """user add answers as JSON when asked to"""
    row = world.must(*BUDI, "--language", "id", "--json").json()
    assert row["id"] == 1 and row["name"] == "Budi Santoso" and row["language"] == "id"


def refuses_bad_users(world):
    """a bad address, role, team or language is told in one line, with the words that there are"""
    add = ("user", "add")
    world.must_fail(1, "email", *add, "budi", "--name", "B", "--role", "seller")
    for role in ("boss", "none", ""):
        world.must_fail(2, "--role is one of admin|manager|seller|viewer", *add, "b@example.com",
                        "--name", "B", "--role", role)
    world.must_fail(1, "Nowhere", *add, "b@example.com", "--name", "B", "--role", "seller",
                    "--team", "Nowhere")
    world.must_fail(2, "--language is one of id|en", *add, "b@example.com", "--name", "B", "--role", "seller",
                    "--language", "fr")
    world.must_fail(2, "--name", *add, "b@example.com", "--role", "seller")
    assert world.must("user", "list", "--json").json() == []


def password_signs_in(world):
    """a password given at the start signs in; another one replaces it"""
    world.must(*BUDI, "--password-stdin", given="correct horse battery\n")
    server = world.serve()
    body = {"email": "Budi@example.com", "password": "correct horse battery"}
    status, headers, answer = server.ask("POST", "/api/v1/session", body)
    assert status == 201, answer
    assert "HttpOnly" in headers["Set-Cookie"] and "SameSite=Lax" in headers["Set-Cookie"]
    server.cookie = headers["Set-Cookie"].split(";")[0]
    assert server.must("GET", "/api/v1/session")["user"]["email"] == "budi@example.com"
    world.must("user", "password", "budi@example.com", given="staple of a better kind\n")
    if not support.ON_POSTGRES:  # another process: within seconds
        assert server.ask("GET", "/api/v1/session")[0] == 401
    server.cookie = None
    assert server.ask("POST", "/api/v1/session", body)[0] == 401
    body["password"] = "staple of a better kind"
    assert server.ask("POST", "/api/v1/session", body)[0] == 201


def weak_passwords_are_refused(world):
    """a password that is easy to guess is refused, and nothing is done"""
    world.must_fail(1, "at least 12", *BUDI, "--password-stdin", given="short\n")
    world.must_fail(1, "easy to guess", *BUDI, "--password-stdin", given="budisantoso1\n")
    world.must_fail(1, "no password", *BUDI, "--password-stdin")
    assert world.must("user", "list", "--json").json() == []


def link_works_once(world):
    """a link signs in once"""
    world.must(*BUDI)
    link = world.must("user", "link", "BUDI@example.com", "--url", "https://crm.example.com/").out
    assert link.startswith("https://crm.example.com/sign-in#") and link.count("\n") == 1
    server = world.serve()
    body = {"link": link.strip().split("#")[1]}
    status, headers, _ = server.ask("POST", "/api/v1/session", body)
    assert status == 201
    assert server.ask("POST", "/api/v1/session", body)[0] == 401
    server.cookie = headers["Set-Cookie"].split(";")[0]
    assert server.must("GET", "/api/v1/session")["user"]["name"] == "Budi Santoso"
    assert server.ask("DELETE", "/api/v1/session")[0] == 204
    assert server.ask("GET", "/api/v1/session")[0] == 401


def unknown_users(world):
    """commands about a user who is not there say so"""
    world.must("migrate")
    for words in (("user", "link", "x@example.com"), ("user", "password", "x@example.com"),
                  ("token", "create", "--user", "x@example.com"),
                  ("token", "list", "--user", "x@example.com")):
        world.must_fail(1, "there is no user x@example.com", *words, given="correct horse battery")


def token_is_alone_on_its_line(world):
    """a token is printed alone, works, is listed without its secret, and ends when it is revoked"""
    world.must(*BUDI)
    token = world.must("token", "create", "--user", "budi@example.com", "--name", "nightly").out
    assert token.startswith("alur_") and token.count("\n") == 1
    token = token.strip()
    listed = world.must("token", "list", "--json").json()
    assert [row["name"] for row in listed] == ["nightly"] and token not in str(listed)
    assert "hash" not in listed[0]
    server = world.serve()
    assert server.must("GET", "/api/v1/session", token=token)["user"]["email"] == "budi@example.com"
    assert server.ask("GET", "/api/v1/session", token="alur_" + "A" * 43)[0] == 401
    server.stop()
    assert world.must("token", "revoke", str(listed[0]["id"])).out == "Token 1 is revoked.\n"
    world.must_fail(1, "there is no token 1", "token", "revoke", "1")
    assert world.must("token", "list", "--json").json() == []
    assert world.serve().ask("GET", "/api/v1/session", token=token)[0] == 401


def token_expires(world):
    """a token has a last day, which is not in the past"""
    world.must(*BUDI)
    create = ("token", "create", "--user", "budi@example.com", "--json", "--expires")
    made = world.must(*create, "2099-12-31").json()
    assert made["token"].startswith("alur_")
    # The end of that day in Jakarta.
    assert world.must("token", "list", "--json").json()[0]["expires_at"] == \
        "2099-12-31T17:00:00.000Z"
    world.must_fail(1, "past", *create, "2020-01-01")
    world.must_fail(1, "--expires", *create, "2099-02-30")


def team_is_found(world):
    """a user is put into a team by its name"""
    world.must("user", "add", "a@example.com", "--name", "A", "--role", "admin")
    token = world.must("token", "create", "--user", "a@example.com").out.strip()
    server = world.serve()
    team = server.must("POST", "/api/v1/teams", {"name": "North"}, token)
    server.stop()
    row = world.must(*BUDI, "--team", "North", "--json").json()
    assert row["team_id"] == team["id"]


if __name__ == "__main__":
    support.run([adds_a_user, answers_as_json, refuses_bad_users, password_signs_in,
                 weak_passwords_are_refused, link_works_once, unknown_users,
                 token_is_alone_on_its_line, token_expires, team_is_found], is_migrated=True)
