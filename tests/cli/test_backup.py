#!/usr/bin/env python3
"""Backup, restore, check and migrate from the command line, within and between the two databases."""
import glob
import os
import shutil
import sqlite3
import subprocess

import support

TABLES = ("companies", "deals", "deal_lines", "products", "contacts", "activities", "leads",
          "pipelines", "stages", "users", "teams", "tokens")


def fill(world):
    """A little of everything, made through the API; the token of an administrator."""
    world.must("user", "add", "a@example.com", "--name", "Ani", "--role", "admin")
    token = world.must("token", "create", "--user", "a@example.com").out.strip()
    server = world.serve()

    def make(path, **body):
        return server.must("POST", "/api/v1/" + path, body, token)

    team = make("teams", name="North")
    company = make("companies", name="PT Maju Jaya Tbk", email="halo@maju.example")
    contact = make("contacts", name="Sri Wahyuni", company_id=company["id"])
    product = make("products", name="Paper", price="12500.00", currency="IDR")
    pipeline = make("pipelines/from-template", template=first_template(server, token), language="en")
    stages = server.must("GET", "/api/v1/stages?pipeline_id=%d&sort=position" % pipeline["id"],
                         token=token)["items"]
    for number in range(8):
        deal = make("deals", title="Deal %d – “é” 💡" % number, pipeline_id=pipeline["id"],
                    company_id=company["id"], amount="%d.50" % (1000 + number))
        make("deal_lines", deal_id=deal["id"], product_id=product["id"], quantity=2)
        make("activities", deal_id=deal["id"], kind="call", subject="Call", contact_id=contact["id"],
             due_at="2030-01-0%dT08:00:00Z" % (number + 1))
        server.must("POST", "/api/v1/deals/%d/move" % deal["id"],
                    {"stage_id": stages[number % 3]["id"], "override": True}, token)
    server.must("DELETE", "/api/v1/deals/1", token=token)
    make("leads", name="Joko", company_name="CV Terang", email="joko@terang.example")
    server.must("PATCH", "/api/v1/teams/%d" % team["id"], {"name": "Utara"}, token)
    assert server.stop() == 0
    return token


def first_template(server, token):
    return server.must("GET", "/api/v1/templates", token=token)["items"][0]["key"]


def picture(world, token):
    """What the API answers: rows, history, search, board."""
    server = world.serve()
    seen = {table: server.must("GET", "/api/v1/%s?limit=200&archived=true" % table, token=token)
            for table in TABLES}
    for row in seen["tokens"]["items"]:
        row.pop("last_used_at")
    seen["history"] = server.must("GET", "/api/v1/deals/2/history", token=token)
    seen["search"] = server.must("GET", "/api/v1/search?q=maju", token=token)
    assert seen["search"]["items"], "nothing is found"
    seen["board"] = server.must("GET", "/api/v1/pipelines/1/board", token=token)
    for stage in seen["board"]["stages"]:
        # Learned anew by each server that starts.
        (stage["idle_limit"] or {}).pop("learned_at", None)
    assert server.stop() == 0
    world.must("check")
    return seen


def goes_on(world, token):
    """New rows get new ids, and everything is still sound."""
    server = world.serve()
    assert server.must("POST", "/api/v1/companies", {"name": "Baru"}, token)["id"] == 2
    assert server.must("POST", "/api/v1/deals", {"title": "Baru", "pipeline_id": 1}, token)["id"] == 9
    server.must("PATCH", "/api/v1/companies/1", {"name": "CV Maju"}, token)
    assert server.must("GET", "/api/v1/search?q=maju", token=token)["items"][0]["title"] == "CV Maju"
    assert server.stop() == 0
    world.must("check")


def assert_same(before, after):
    for name in before:
        assert before[name] == after[name], "%s:\n%r\n%r" % (name, before[name], after[name])


# --- backup and restore -------------------------------------------------------------------------


def backup_is_a_whole_database(world):
    """a backup is a database of its own, private and whole, and never written over another file"""
    token = fill(world)
    assert world.must("backup", "copy.db").out.startswith("Backup copy.db: ")
    assert os.stat(world.path("copy.db")).st_mode & 0o777 == 0o600
    assert not glob.glob(world.path("copy.db-*")) and not glob.glob(world.path("*.partial*"))
    world.must("check", "--db", "sqlite:" + world.path("copy.db"))
    world.must_fail(1, "exists already", "backup", "copy.db")
    world.must_fail(1, "No such file", "backup", "nowhere/copy.db")
    original = picture(world, token)
    world.url = "sqlite:" + world.path("copy.db")
    assert_same(original, picture(world, token))


def restore_brings_back(world):
    """restore brings a backup back and keeps what was there"""
    token = fill(world)
    world.must("backup", "copy.db")
    before = picture(world, token)
    world.must("user", "add", "later@example.com", "--name", "Later", "--role", "viewer")
    out = world.must("restore", "copy.db").out.splitlines()
    assert out[0] == "Restored from copy.db."
    kept = out[1].split(" in ", 1)[1]
    assert_same(before, picture(world, token))
    users = world.must("user", "list", "--json", "--db", "sqlite:" + kept).json()
    assert [user["email"] for user in users] == ["a@example.com", "later@example.com"]
    assert not glob.glob(world.path("*restoring*"))
    goes_on(world, token)


def restore_into_nothing(world):
    """restore makes a database where there is none, and nothing is kept then"""
    token = fill(world)
    world.must("backup", "copy.db")
    before = picture(world, token)
    world.url = world.new_database()
    assert world.must("restore", "copy.db").out == "Restored from copy.db.\n"
    assert_same(before, picture(world, token))


def goes_to_the_other_database(world):
    """a backup of one database is restored into the other, and back"""
    token = fill(world)
    before = picture(world, token)
    world.must("backup", "there.db")
    world.url = world.new_database(postgres=not support.ON_POSTGRES)
    world.must("restore", "there.db")
    assert_same(before, picture(world, token))
    world.must("backup", "back.db")
    goes_on(world, token)
    world.url = world.new_database()
    world.must("restore", "back.db")
    assert_same(before, picture(world, token))
    goes_on(world, token)


def only_the_backup_stays(world):
    """check and restore leave nothing beside a backup, whether they take it or refuse it"""
    if support.ON_POSTGRES:
        return "the database of the commands is not a file"
    world.must("user", "add", "a@example.com", "--name", "Ani", "--role", "admin")
    os.mkdir(world.path("kept"))
    make_backups(world, world.path("kept"))
    before = sorted(os.listdir(world.path("kept")))
    for name in before:
        for words in (("check", "--db", "sqlite:kept/" + name), ("restore", "kept/" + name)):
            ended = world.run(*words)
            left = sorted(os.listdir(world.path("kept")))
            assert left == before, "%s: %s, %s" % (words, ended.err, left)
            assert ended.code == (0 if name == "whole? 100%#.db" else 1), (words, ended.err)
    assert not glob.glob(world.path("*-lock")) and not glob.glob(world.path("*-wal"))
    return None


def make_backups(world, folder):
    """One that is whole, and others that are no backup, or a damaged one."""
    whole = os.path.join(folder, "whole? 100%#.db")
    world.must("backup", whole)
    with open(os.path.join(folder, "text"), "w", encoding="ascii") as file:
        file.write("no database " * 1000)
    sqlite3.connect(os.path.join(folder, "empty.db")).executescript("CREATE TABLE t (x); VACUUM;")
    with open(whole, "rb") as file, open(os.path.join(folder, "cut.db"), "wb") as cut:
        cut.write(file.read()[:os.path.getsize(whole) // 2])
    shutil.copy(whole, os.path.join(folder, "damaged.db"))
    connection = sqlite3.connect(os.path.join(folder, "damaged.db"))
    connection.executescript("UPDATE users SET name = 'Somebody else';")
    connection.close()


def bad_backups_change_nothing(world):
    """what is no backup, or a damaged one, is refused and nothing is changed"""
    world.must("user", "add", "a@example.com", "--name", "Ani", "--role", "admin")
    world.must("backup", "copy.db")
    with open(world.path("text"), "w", encoding="ascii") as file:
        file.write("no database " * 1000)
    sqlite3.connect(world.path("empty.db")).executescript("CREATE TABLE t (x); VACUUM;")
    with open(world.path("copy.db"), "rb") as file:
        whole = file.read()
    with open(world.path("cut.db"), "wb") as file:
        file.write(whole[:len(whole) // 2])
    connection = sqlite3.connect(world.path("copy.db"))
    connection.executescript("UPDATE users SET name = 'Somebody else';")
    connection.close()
    world.must_fail(1, "cannot be opened", "restore", "nowhere.db")
    world.must_fail(1, "not a database", "restore", "text")
    world.must_fail(1, "no backup of Alur", "restore", "empty.db")
    world.must_fail(1, "", "restore", "cut.db")
    world.must_fail(1, "damaged", "restore", "copy.db")
    assert world.must("user", "list", "--json").json()[0]["name"] == "Ani"
    assert not glob.glob(world.path("*restoring*")) and not glob.glob(world.path("*before*"))


# --- check --------------------------------------------------------------------------------------


def execute(world, *statements):
    """Changes the database behind the program's back."""
    if support.ON_POSTGRES:
        for statement in statements:
            subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", world.url, "-c", statement],
                           check=True)
        return
    connection = sqlite3.connect(world.url[len("sqlite:"):])
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def check_finds(world):
    """check finds what was changed behind the program's back, and says what"""
    fill(world)
    assert world.must("check").out.endswith("\nEverything is as it should be.\n")
    assert world.must("check", "--json").json() == {"findings": []}
    for part, broken, mended in (
            ("deal", "UPDATE deals SET amount = amount + 1 WHERE id = 2",
             "UPDATE deals SET amount = amount - 1 WHERE id = 2"),
            ("stage_totals", "UPDATE stage_totals SET total = total + 5",
             "UPDATE stage_totals SET total = total - 5"),
            ("company", "UPDATE deals SET company_id = 999 WHERE id = 3",
             "UPDATE deals SET company_id = 1 WHERE id = 3"),
            ("stage", "UPDATE deals SET stage_id = 999 WHERE id = 4",
             "UPDATE deals SET stage_id = (SELECT MIN(stage_id) FROM deals WHERE id <> 4) "
             "WHERE id = 4")):
        execute(world, broken)
        failed = world.must_fail(1, "findings", "check")
        assert part in failed.out, failed.out
        found = world.run("check", "--json")
        assert found.code == 1 and len(found.json()["findings"]) == len(failed.out.splitlines())
        execute(world, mended)


# --- migrate ------------------------------------------------------------------------------------


def migrate_creates_and_upgrades(world):
    """migrate creates a database, upgrades it after a copy aside, and refuses a newer one"""
    assert world.must("migrate").out.startswith("Upgraded by ")
    assert world.must("migrate").out == "The database is up to date.\n"
    world.must("user", "add", "a@example.com", "--name", "Ani", "--role", "admin")
    # As if the newest migration had not been there yet.
    count = len(glob.glob("migrations/*.sql"))
    execute(world, "DELETE FROM migrations WHERE number >= 2", "DROP TABLE sessions",
            "DROP TABLE links", *drops_after_people())
    said = world.must("migrate", ALUR_DATA=world.path("data")).out.splitlines()
    assert said[0] == "Upgraded by %d migrations." % (count - 1)
    assert said[1].startswith("The database as it was is kept in ")
    kept = glob.glob(world.path("*before-upgrade*")) + \
        glob.glob(world.path("data/*before-upgrade*"))
    assert len(kept) == 1 and said[1].endswith(kept[0]), kept
    assert sqlite3.connect(kept[0]).execute("SELECT name FROM users").fetchall() == [("Ani",)]
    assert world.must("user", "list", "--json").json()[0]["name"] == "Ani"
    execute(world, "UPDATE migrations SET number = 999 WHERE number = %d" % count)
    world.must_fail(1, "newer", "check")


READING = [("check",), ("export", "deals"), ("backup", "copy.db"), ("user", "list"),
           ("user", "link", "a@example.com"), ("token", "list"), ("import", "list"),
           ("import", "undo", "1")]


def asking_makes_an_empty_database(world):
    """every command makes an empty database by itself, and touches none of another program"""
    folder = world.path("made")
    os.mkdir(folder)
    for number, words in enumerate((("check",), ("export", "deals"), ("user", "list"), ("import", "list"))):
        world.must(*words, "--db", "sqlite:%s/%d.db" % (folder, number))
        assert os.path.exists("%s/%d.db" % (folder, number))
    other = os.path.join(folder, "other.db")
    sqlite3.connect(other).executescript("CREATE TABLE t (x); VACUUM;")
    before = content(other)
    world.must_fail(1, "another program", "check", "--db", "sqlite:" + other)
    assert content(other) == before


def content(path):
    with open(path, "rb") as file:
        return file.read()


def reading_upgrades_nothing(world):
    """a database of an older version is left as it is until somebody upgrades it"""
    world.must("user", "add", "a@example.com", "--name", "Ani", "--role", "admin")
    for older in ("DROP INDEX ix_deals_title_id", "ALTER TABLE deals DROP COLUMN snoozed_until",
                  "DELETE FROM program_facts WHERE name = 'sums'"):
        execute(world, older)
        for words in READING:
            if words != ("check",) or "program_facts" in older:
                world.must_fail(1, "alur migrate", *words)
        if "program_facts" not in older:
            world.must_fail(1, "findings", "check")
        assert not os.path.exists(world.path("copy.db"))
        world.must("migrate")
        world.must("check")


UNORDERED = ("SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = 'public'"
             " AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'"
             " AND table_name <> 'search'")


def texts_are_ordered_by_bytes(world):
    """on PostgreSQL every text is ordered by its bytes, in columns of before and of a later field, too"""
    if not support.ON_POSTGRES:
        return "SQLite orders so by itself"
    world.must("migrate")
    assert ask(world, UNORDERED) == "0"
    execute(world, "DELETE FROM migrations WHERE number >= 9", "DROP TABLE first_visits",
            'ALTER TABLE deals ALTER COLUMN title TYPE text COLLATE "default"',
            'ALTER TABLE users ALTER COLUMN name TYPE text COLLATE "default"',
            "ALTER TABLE deals DROP COLUMN external_id")
    assert ask(world, UNORDERED) == "2"
    world.must("migrate")
    assert ask(world, UNORDERED) == "0"
    world.must("check")
    return None


def ask(world, sql):
    return subprocess.run(["psql", "-qAtX", world.url, "-c", sql], check=True, capture_output=True,
                          text=True).stdout.strip()


def drops_after_people():
    """Statements that undo the migrations behind 0002."""
    for path in sorted(glob.glob("migrations/*.sql"))[2:]:
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line.startswith("CREATE TABLE "):
                    yield "DROP TABLE " + line.split()[2]


if __name__ == "__main__":
    support.run([backup_is_a_whole_database, restore_brings_back, restore_into_nothing,
                 goes_to_the_other_database, only_the_backup_stays,
                 bad_backups_change_nothing, check_finds,
                 migrate_creates_and_upgrades, asking_makes_an_empty_database, reading_upgrades_nothing,
                 texts_are_ordered_by_bytes])
