#!/usr/bin/env python3
"""Backups in the middle of a storm of writes, a restore that is killed, and two programs that want the
same database."""
import contextlib
import glob
import os
import random
import signal
import sqlite3
import subprocess
import time

from storm import Storm
from support import ON_POSTGRES, Alur, Tap, cli, database

BACKUPS = 3
KILLS = 6


class Backups:
    def __init__(self):
        self.alur = Alur()
        self.storm = Storm(self.alur)
        self.copy = self.alur.world.path("copy.db")

    def in_the_storm(self, number):
        """What was answered before the backup began is in it, and all of it adds up."""
        path = self.alur.world.path(f"storm{number}.db")
        self.storm.blow()
        time.sleep(0.2)
        told = {row.id: row.revision for writer in self.storm.writers for row in list(writer.rows)}
        try:
            self.alur.world.must("backup", path)
        finally:
            after = self.storm.answered()
            time.sleep(0.05)
            self.storm.calm()
        assert self.storm.answered() > after > len(told) / 2, "the storm did not go on meanwhile"
        self.storm.verify()
        self.alur.world.must("check", "--db", "sqlite:" + path)
        with contextlib.closing(sqlite3.connect(path)) as copy:
            kept = dict(copy.execute("SELECT id, revision FROM deals"))
        for row, revision in told.items():
            assert kept.get(row, 0) >= revision, f"deal {row}: {kept.get(row)}, {revision} was told"
        os.rename(path, self.copy)

    def restore_beside_a_server(self):
        """restore is refused while a server uses the database, which goes on"""
        if ON_POSTGRES:
            return "who restores into PostgreSQL sees to it that no server writes"
        self.alur.world.must_fail(1, "in use by process", "restore", self.copy)
        self.alur.get("/deals", limit=1)
        return None

    def second_server(self):
        """a second server on the same database is refused in words, and the first goes on"""
        words = "another server" if ON_POSTGRES else str(self.alur.server.process.pid)
        self.alur.world.must_fail(1, words, "serve", "--listen", "127.0.0.1:0")
        self.alur.post("/companies", {"name": "PT Pertama"})

    def after_a_kill(self):
        """what a killed server held is free again at once"""
        self.alur.kill()
        self.alur.restart()
        self.alur.check()

    def killed_restore(self):
        """a restore that is killed leaves the database as it was or as it was backed up, never between"""
        world = self.alur.world
        whole = [self.picture()]
        assert self.alur.kill(signal.SIGTERM) == 0
        begin = time.monotonic()
        world.must("restore", self.copy)
        seconds = time.monotonic() - begin
        whole.append(self.picture())
        assert whole[0] != whole[1], "the backup is no different"
        seen = set()
        for number in range(KILLS):
            world.must("user", "add", f"later{number}@example.com", "--name", "Later", "--role",
                       "viewer")
            whole[0] = self.picture()
            self.kill_after(random.uniform(0.3, 1.0) * seconds, "restore", self.copy)
            world.must("check")
            now = self.picture()
            assert now in whole, "neither the old one nor the backup"
            seen.add(whole.index(now))
        print(f"# after {KILLS} kills: {seen}, 0 as before, 1 as backed up")
        world.must("restore", self.copy)
        assert self.picture() == whole[1]
        assert not glob.glob(world.path("*restoring*")), "half a restore is left behind"
        self.alur.restart()

    def kill_after(self, seconds, *words):
        process = subprocess.Popen([os.path.abspath(cli.PROGRAM), *words], cwd=self.alur.world.folder,
                                   env=self.alur.world.environment({}), stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        time.sleep(seconds)
        process.kill()
        process.wait()

    def picture(self):
        return [self.alur.query(f"SELECT COUNT(*), MAX(id) FROM {table}")
                for table in ("deals", "deals_versions", "events", "users", "companies")] + \
            self.alur.query("SELECT SUM(amount), SUM(revision) FROM deals")


def main():
    tap = Tap()
    with database():
        backups = Backups()
        for number in range(1, BACKUPS + 1):
            tap.test(f"a backup in a storm of writes is whole, {number} of {BACKUPS}",
                     backups.in_the_storm, number)
        for test in (backups.second_server, backups.restore_beside_a_server, backups.after_a_kill,
                     backups.killed_restore):
            tap.test(test.__doc__, test)
        tap.test("at the end check finds nothing", backups.alur.check)
        tap.test("and the server stops well", backups.alur.end)
    tap.done()


if __name__ == "__main__":
    main()
