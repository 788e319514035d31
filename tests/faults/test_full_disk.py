#!/usr/bin/env python3
"""A full disk: writes are refused in words, reads go on, nothing is lost or there by half, and all is
as before when there is space again. Of PostgreSQL the tables lie on that disk, not its own log: with
a log that is full it ends itself, which is test_kill.py's subject."""
import contextlib
import glob
import os
import re
import sqlite3
import subprocess
import tempfile
import time

from small_disk import become_able_to_mount, small_disk
from storm import Storm
from support import ON_POSTGRES, Alur, Tap, database, wait_until

DISK_MIB = 160  # more than SQLite's log may take before it begins anew
TEXT = "x" * 5000
KEPT_MIGRATIONS = 2  # of an older database


def use_tables_on(cluster, disk):
    if cluster.user:
        os.chown(disk.folder, cluster.user.pw_uid, cluster.user.pw_gid)
    for statement in (f"CREATE TABLESPACE small LOCATION '{disk.folder}'",
                      "ALTER ROLE alur SET default_tablespace = 'small'"):
        subprocess.run(["psql", "-q", cluster.url + "/postgres", "-c", statement], check=True)


class FullDisk:
    def __init__(self, disk):
        self.disk = disk
        self.alur = Alur()
        self.storm = Storm(self.alur)
        self.company = self.storm.common["company_id"]

    def write(self, language="en"):
        return self.alur.ask("PATCH", f"/companies/{self.company}",
                             {"note": TEXT + str(time.monotonic_ns())},
                             headers={"Accept-Language": language})

    def write_until_refused(self, language="en"):
        """What there is of room in the files goes first."""
        for _ in range(2000):
            answer = self.write(language)
            if answer.status != 200:
                return answer
        raise AssertionError("2,000 writes and no refusal")

    # --- the tests, in order ---

    def refuses(self):
        """on a full disk writes are refused as a problem that says so, in both languages"""
        self.disk.fill()
        for language, words in (("en", "disk is full"), ("id", "penuh")):
            answer = self.write_until_refused(language)
            assert answer.status in (503, 507), answer
            assert answer.headers["Content-Type"] == "application/problem+json", answer.headers
            assert words in answer.body["detail"], answer
            assert int(answer.headers["Retry-After"]) >= 1, answer.headers

    def keeps_no_part(self):
        """of a file that has no room on the disk no part is kept, whether it is for a preview or an import"""
        if ON_POSTGRES:
            return "its files lie elsewhere"
        text = b"name\n" + b"PT Penuh\n" * 250_000
        for path in ("/imports/files", "/imports?kind=companies"):
            self.disk.free()
            self.disk.fill(1024 * 1024)
            answer = self.alur.ask("POST", path, raw=text)
            assert answer.status >= 500 and "No space left" in answer.body["detail"], answer
            left = glob.glob(self.disk.path("**/*.upload"), recursive=True)
            assert not left, left
        self.disk.fill()
        return None

    def reads(self):
        """meanwhile reads go on"""
        pipeline = self.storm.common["pipeline_id"]
        for path in ("/deals", f"/companies/{self.company}", f"/companies/{self.company}/history",
                     f"/pipelines/{pipeline}/board", "/search?q=badai"):
            self.alur.get(path)
        for path in ("./readyz", "./healthz", "./metrics"):
            assert self.alur.ask("GET", path, who=None).status == 200, path

    def fills_in_a_storm(self):
        """a disk that fills in a storm of writes and is freed again loses none that was answered"""
        self.disk.free()
        self.storm.may_refuse = True
        self.storm.blow()
        for _ in range(3):
            time.sleep(0.2)
            self.disk.fill(65536)
            time.sleep(0.3)
            self.disk.free()
        before = self.storm.answered()
        writes_again = wait_until(lambda: self.storm.answered() > before, 60)
        self.storm.calm()
        assert writes_again, "no write succeeds after space was freed"
        self.storm.may_refuse = False
        self.storm.verify()
        assert self.write().status == 200
        self.alur.check()

    def killed(self):
        """killed while the disk is full, the program comes back when there is space, with everything"""
        self.storm.may_refuse = True
        self.storm.blow()
        time.sleep(0.1)
        self.disk.fill(16384)
        time.sleep(0.2)
        self.alur.kill()
        self.storm.calm()
        self.storm.may_refuse = False
        self.disk.free()
        self.alur.restart()
        self.storm.verify()
        self.alur.check()

    def check_and_end(self):
        """it stops on a full disk without harm, and goes on from there"""
        self.disk.fill()
        self.alur.kill(15)
        self.disk.free()
        self.alur.restart()
        self.storm.verify()
        self.alur.check()


def backup_to_full_disk(disk, runs):
    """The message, and that nothing of it is left."""
    alur = Alur()
    alur.post("/companies", {"name": "PT Cadangan"})
    if not runs:
        alur.kill(15)
    disk.fill(400 * 1024)
    path = disk.path("copy.db")
    before = disk.names()
    failed = alur.world.run("backup", path)
    last = failed.err.splitlines()[-1]
    assert failed.code == 1 and last.startswith("alur: ") and "disk is full" in last, failed.err
    assert disk.names() == before, f"left behind: {disk.names()}"
    disk.free()
    alur.world.must("backup", path)
    alur.world.must("check", "--db", "sqlite:" + path)
    for name in disk.names():
        os.unlink(disk.path(name))
    alur.end()


def upgrade_on_full_disk(disk):
    """an upgrade that has no room for the copy before it changes nothing, and is done when it has"""
    if ON_POSTGRES:
        return "its tables lie elsewhere than the copy"
    tempfile.tempdir = disk.folder
    alur = Alur()
    tempfile.tempdir = None
    alur.post("/companies", {"name": "PT Lama"})
    alur.kill(15)
    path = alur.world.url[len("sqlite:"):]
    make_older(path)
    disk.fill(64 * 1024)
    before = read(path), sorted(os.listdir(alur.world.folder))
    failed = alur.world.run("migrate")
    assert failed.code == 1 and "disk is full" in failed.err, failed.err
    assert (read(path), sorted(os.listdir(alur.world.folder))) == before, "something was changed"
    disk.free()
    assert "The database as it was is kept in" in alur.world.must("migrate").out
    alur.restart()
    assert alur.get("/companies")["items"][0]["name"] == "PT Lama"
    alur.check()
    alur.end()
    return None


def make_older(path):
    """As if there had been no more than the first migrations yet."""
    tables = []
    for name in sorted(glob.glob("migrations/*.sql"))[KEPT_MIGRATIONS:]:
        with open(name, encoding="utf-8") as file:
            tables += re.findall(r"^CREATE TABLE (\w+)", file.read(), re.MULTILINE)
    with contextlib.closing(sqlite3.connect(path)) as file:
        for table in tables:
            file.execute(f"DROP TABLE {table}")
        file.execute(f"DELETE FROM migrations WHERE number > {KEPT_MIGRATIONS}")
        file.commit()


def read(path):
    with open(path, "rb") as file:
        return file.read()


def test_database(tap, cluster, disk):
    if cluster:
        use_tables_on(cluster, disk)
    else:
        tempfile.tempdir = disk.folder
    full = FullDisk(disk)
    tempfile.tempdir = None
    for test in (full.refuses, full.keeps_no_part, full.reads, full.fills_in_a_storm, full.killed, full.check_and_end):
        tap.test(test.__doc__, test)
    full.disk.free()
    full.alur.end()


def test_all(tap):
    with database() as cluster:
        with small_disk(DISK_MIB) as disk:
            if not disk:
                tap.test("a full disk", lambda: "no file system can be mounted here")
                return
            test_database(tap, cluster, disk)
    with database(), small_disk(8) as disk:
        for runs in (True, False):
            tap.test("a backup to a full disk fails in words and leaves nothing, the server "
                     + ("running" if runs else "stopped"), backup_to_full_disk, disk, runs)
        tap.test(upgrade_on_full_disk.__doc__, upgrade_on_full_disk, disk)


def main():
    tap = Tap()
    if not ON_POSTGRES:  # its cluster refuses to run as the root of a name space
        become_able_to_mount()
    test_all(tap)
    tap.done()


if __name__ == "__main__":
    main()
