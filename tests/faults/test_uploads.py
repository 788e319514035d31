#!/usr/bin/env python3
"""kill -9 while a file is being sent for an import: what was copied and has no job goes, what a job waits
for stays until it is imported."""
import glob
import os
import threading
import time

from support import LOST, ON_POSTGRES, Alur, Tap, database, wait_until

ROWS = 40_000
HOURS_AGO = 2 * 3600
AT_START = 45  # a busy machine's patience, yet before the server looks again


def uploads(alur):
    return glob.glob(alur.world.path("**/*.upload"), recursive=True, include_hidden=True)


def make_old(paths):
    """As if the server had been away for long."""
    for path in paths:
        os.utime(path, (time.time() - HOURS_AGO,) * 2)


def send(alur, body):
    try:
        alur.must("POST", "/imports", raw=body, kind="companies", file_name="big.csv")
    except LOST:
        pass


def in_the_background(*call):
    thread = threading.Thread(target=call[0], args=call[1:])
    thread.start()
    return thread


def killed_before_the_job(alur):
    """a file of which the server was killed before it noted the job goes at the next start, when it is old"""
    body = b"name\n" + b"PT Besar\n" * 8_000_000
    sending = in_the_background(send, alur, body)
    found = wait_until(lambda: uploads(alur), 60, 0.0005)
    alur.kill()
    sending.join()
    assert found, "no file was kept"
    left = uploads(alur)
    alur.restart()
    assert alur.get("/imports")["items"] == [], "the job was noted before the kill"
    assert len(left) == 1 and uploads(alur) == left, "a young file may still get its job"
    alur.kill()
    make_old(left)
    alur.restart()
    assert wait_until(lambda: not uploads(alur), AT_START), uploads(alur)


def killed_with_the_job(alur):
    """a file that a job needs stays, however old it is, until it is imported"""
    send(alur, b"name\n" + b"".join(b"PT Nomor %d\n" % number for number in range(ROWS)))
    assert wait_until(lambda: alur.get("/imports")["items"][0]["read"] > 0, 60, 0.005)
    alur.kill()
    assert len(uploads(alur)) == 1, uploads(alur)
    make_old(uploads(alur))
    alur.restart()
    assert wait_until(lambda: alur.get("/imports")["items"][0]["state"] == "done", 120)
    assert alur.get("/imports")["items"][0]["created"] == ROWS
    assert wait_until(lambda: not uploads(alur), AT_START), uploads(alur)


def killed_before_the_file_goes(alur):
    """a file whose job is over goes at the next start"""
    path = os.path.join(os.path.dirname(glob.glob(alur.world.path("**/*-rejected.csv"),
                                                  recursive=True, include_hidden=True)[0]), "ab" * 12 + ".upload")
    alur.kill()
    for name in (path, path.replace(".upload", ".csv")):
        with open(name, "w", encoding="ascii") as file:
            file.write("name\n")
    make_old([path, path.replace(".upload", ".csv")])
    alur.restart()
    assert wait_until(lambda: not uploads(alur), AT_START), uploads(alur)
    assert os.path.exists(path.replace(".upload", ".csv")), "another's file is gone"


def moved_with_its_job(alur):
    """an import that was broken off goes on when database and files have been moved together"""
    rows = b"".join(b"PT Pindah %d,%d\n" % (number, number) for number in range(ROWS))
    in_the_background(send, alur, b"name,employees\nPT Salah,many\n" + rows).join()
    assert wait_until(lambda: alur.get("/imports")["items"][0]["read"] > 0, 60, 0.005)
    alur.kill()
    assert len(uploads(alur)) == 1, uploads(alur)
    old, new = os.path.dirname(os.path.dirname(uploads(alur)[0])), alur.world.path("moved")
    os.mkdir(new)
    for path in glob.glob(os.path.join(old, "*")):
        if os.path.basename(path).startswith(("postgres-", "test")):
            os.rename(path, os.path.join(new, os.path.basename(path)))
    if not ON_POSTGRES:
        alur.world.url = "sqlite:" + os.path.join(new, os.path.basename(alur.world.url))
    alur.restart(ALUR_DATA=new)
    assert wait_until(lambda: alur.get("/imports")["items"][0]["state"] == "done", 120), \
        alur.get("/imports")["items"][0]
    job = alur.get("/imports")["items"][0]
    assert (job["created"], job["rejected"]) == (ROWS, 1), job
    assert "PT Salah" in alur.must("GET", "/imports/%d/rejected" % job["id"])
    assert wait_until(lambda: not uploads(alur), AT_START), uploads(alur)


def main():
    tap = Tap()
    with database(durable=False):
        alur = Alur()
        for test in (killed_before_the_job, killed_with_the_job, killed_before_the_file_goes,
                     moved_with_its_job):
            tap.test(test.__doc__, test, alur)
        tap.test("check finds nothing after all that", alur.check)
        tap.test("the server stops when it is told to", alur.end)
    tap.done()


if __name__ == "__main__":
    main()
