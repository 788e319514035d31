#!/usr/bin/env python3
"""A database of an older program is brought up to date: its sums are made anew as they were, and `alur
migrate` that is killed at any moment leaves a database that the next start finishes."""
import contextlib
import glob
import os
import re
import shutil
import sqlite3
import subprocess
import time

from support import ON_POSTGRES, Alur, Tap, cli, database

KILLS = 6 if ON_POSTGRES else 12
DEALS = 1500
OLDEST = 2  # the old database has the migrations up to this one

# What must be the same after an upgrade.
SUMS = ["SELECT key, owner_id, number, total FROM stage_totals WHERE number <> 0 ORDER BY 1, 2",
        "SELECT key, owner_id, day, number, total FROM stage_totals_days"
        " WHERE number <> 0 OR total <> 0 ORDER BY 1, 2, 3",
        "SELECT from_key, to_key, day, stay_days, number FROM stage_totals_moves"
        " WHERE number <> 0 ORDER BY 1, 2, 3, 4",
        "SELECT key, owner_id, day, number, total, days FROM stage_totals_closings"
        " WHERE number <> 0 ORDER BY 1, 2, 3"]
ROWS = [f"SELECT COUNT(*), MAX(id) FROM {table}" for table in ("deals", "companies", "users", "events")]


def fill(alur):
    """Deals of several owners that were moved, won, lost, archived, brought back and removed."""
    pipe = alur.plain_pipeline()
    alur.add_person("ani", "seller")
    api_rows = [{"op": "create", "body": {"title": f"Deal {number}", "pipeline_id": pipe["id"],
                                          "amount": str(number),
                                          "owner_id": [None, alur.ids["ani"]][number % 2]}}
                for number in range(DEALS)]
    for first in range(0, DEALS, 100):
        alur.post("/deals/batch", {"operations": api_rows[first:first + 100]})
    deals = [row["id"] for row in alur.all("/deals")]
    for number, deal in enumerate(deals[:120]):
        stage = [pipe["stages"][1], pipe["won"], pipe["lost"]][number % 3]
        alur.post(f"/deals/{deal}/move", {"stage_id": stage})
        if number % 5 == 0:
            alur.patch(f"/deals/{deal}", {"amount": "77.00", "owner_id": alur.ids["admin"]})
        if number % 11 == 0:
            alur.post(f"/deals/{deal}/move", {"stage_id": pipe["stages"][0]})
        if number % 7 == 0:
            alur.must("DELETE", f"/deals/{deal}")
        if number % 14 == 0:
            alur.post(f"/deals/{deal}/restore")


# --- databases past the program ---

def query(url, sql):
    if ON_POSTGRES:
        return subprocess.run(["psql", "-qAt", "-v", "ON_ERROR_STOP=1", url, "-c", sql], check=True,
                              capture_output=True, text=True).stdout
    with contextlib.closing(sqlite3.connect(url[len("sqlite:"):], 30)) as connection:
        rows = connection.execute(sql).fetchall()
        connection.commit()
        return rows


def picture(url):
    return [query(url, sql) for sql in SUMS + ROWS]


def copy_of(world, url, name):
    if not ON_POSTGRES:
        path = world.path(name + ".db")
        shutil.copy(url[len("sqlite:"):], path)
        return "sqlite:" + path
    base, original = url.rsplit("/", 1)
    subprocess.run(["psql", "-q", base + "/postgres", "-c",
                    f"CREATE DATABASE {name} TEMPLATE {original}"], check=True)
    return f"{base}/{name}"


def newer_statements():
    """SQL that takes back the migrations behind OLDEST, newest first."""
    made = []
    for path in sorted(glob.glob("migrations/*.sql"))[OLDEST:]:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        made += [("table", name, None) for name in re.findall(r"CREATE TABLE (\w+)", text)]
        made += [("column", *pair) for pair in
                 re.findall(r"ALTER TABLE (\w+) ADD COLUMN (\w+)", text)]
    tables = {name for kind, name, _ in made if kind == "table"}
    for kind, name, column in reversed(made):
        if kind == "table":
            yield f"DROP TABLE {name}"
        elif name not in tables:
            yield f"ALTER TABLE {name} DROP COLUMN {column}"


def make_old(url):
    """As a program made it that knew fewer migrations, fewer indexes, and no sums of closings."""
    for sql in newer_statements():
        query(url, sql)
    query(url, f"DELETE FROM migrations WHERE number > {OLDEST}")
    query(url, "DROP TABLE stage_totals_closings")
    query(url, "DELETE FROM stage_totals_moves")
    indexes = ("SELECT indexname FROM pg_indexes WHERE tablename = 'deals' AND indexname LIKE 'ix%'"
               if ON_POSTGRES else
               "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'deals'"
               " AND name LIKE 'ix%'")
    found = query(url, indexes)
    for name in found.split() if ON_POSTGRES else [row[0] for row in found]:
        query(url, f"DROP INDEX {name}")
    for table in ("deals", "deals_versions"):
        query(url, f"ALTER TABLE {table} DROP COLUMN snoozed_until")
    query(url, "DROP TABLE review_decisions")


# --- tests ---

class Upgrade:
    def __init__(self):
        alur = Alur()
        fill(alur)
        self.ids = alur.ids
        assert alur.kill(cli.signal.SIGTERM) == 0
        self.world = alur.world
        self.sound = self.world.url
        self.told = picture(self.sound)
        self.old = copy_of(self.world, self.sound, "old")
        make_old(self.old)
        self.seconds = 0
        self.broken_off = 0

    def brings_up_to_date(self):
        """an old database is brought up to date, and its sums are what they were"""
        url = copy_of(self.world, self.old, "whole")
        begin = time.monotonic()
        said = self.world.must("migrate", "--db", url).out
        self.seconds = time.monotonic() - begin
        assert said.startswith("Upgraded by "), said
        assert picture(url) == self.told, [pair for pair in zip(self.told, picture(url))
                                           if pair[0] != pair[1]]
        assert self.world.must("check", "--db", url, "--json").json() == {"findings": []}

    def knows_who_was_here(self):
        """who has changed something before the upgrade has been here; who was only entered has not"""
        url = copy_of(self.world, self.old, "visits")
        self.world.must("migrate", "--db", url)
        found = query(url, "SELECT user_id FROM first_visits")
        found = [int(one) for one in found.split()] if ON_POSTGRES else [row[0] for row in found]
        assert found == [self.ids["admin"]], (found, self.ids)

    def recounts_by_rates(self):
        """amounts are counted anew after an upgrade where there have been exchange rates or another currency, only"""
        waiting = "SELECT value FROM program_facts WHERE name = 'home_recount'"
        for name, key, changes, recounts in (
                ("plain", 65, '{"name":["A","B"]}', False), ("rates", 81, "{}", True),
                ("currency", 65, '{"currency":["IDR","USD"]}', True)):
            url = copy_of(self.world, self.old, name)
            query(url, "INSERT INTO events (at, recorded_at, row_key, kind, changes)"
                       f" VALUES (1, 1, {key}, 'update', '{changes}')")
            self.world.must("migrate", "--db", url)
            assert ("* 0" in str(query(url, waiting))) == recounts, (name, query(url, waiting))

    def counts_once(self):
        """the sums are made anew once: a later start leaves them alone"""
        url = copy_of(self.world, self.sound, "once")
        query(url, "UPDATE stage_totals SET total = total + 1")
        self.world.must_fail(1, "findings", "check", "--db", url)
        query(url, "DELETE FROM program_facts WHERE name = 'sums'")
        self.world.must("migrate", "--db", url)
        self.world.must("check", "--db", url)

    def restores_an_old_backup(self):
        """a backup of an old database is restored, with the sums that it lacked"""
        if ON_POSTGRES:
            return "backups are SQLite files: tried there"
        url = "sqlite:" + self.world.path("restored.db")
        path = copy_of(self.world, self.old, "old_backup")[len("sqlite:"):]
        self.world.must("restore", path, "--db", url)
        assert picture(url) == self.told
        return None

    def killed(self, number):
        """One kill of `alur migrate` after a part of its time; the next start does the rest."""
        url = copy_of(self.world, self.old, f"killed{number}")
        process = subprocess.Popen([os.path.abspath(cli.PROGRAM), "migrate", "--db", url],
                                   cwd=self.world.folder, env=self.world.environment({}),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(self.seconds * (number + 0.5) / KILLS)
        self.broken_off += process.poll() is None
        process.kill()
        process.wait()
        self.world.must("migrate", "--db", url)
        assert self.world.must("check", "--db", url, "--json").json() == {"findings": []}
        assert picture(url) == self.told

    def met_something(self):
        """the kills met a migration that ran"""
        print(f"# of {KILLS} kills {self.broken_off} met a migration of {self.seconds:.2f} s")
        assert self.broken_off >= KILLS // 3


def main():
    tap = Tap()
    with database(durable=False):
        upgrade = Upgrade()
        for test in (upgrade.brings_up_to_date, upgrade.knows_who_was_here,
                     upgrade.recounts_by_rates, upgrade.counts_once,
                     upgrade.restores_an_old_backup):
            tap.test(test.__doc__, test)
        for number in range(KILLS):
            tap.test(f"kill -9 of migrate, {number + 1} of {KILLS}: the next start finishes it",
                     upgrade.killed, number)
        tap.test(upgrade.met_something.__doc__, upgrade.met_something)
        upgrade.world.close()
    tap.done()


if __name__ == "__main__":
    main()
