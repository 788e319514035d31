#!/usr/bin/env python3
"""kill -9 in the middle of a storm of writes, again and again: what was answered is there, nothing is
there by half, and a repeat with the same Idempotency-Key is done once. On PostgreSQL its server dies
as well."""
import os
import random
import time

from storm import Storm
from support import ON_POSTGRES, Alur, Tap, database, wait_until

KILLS = int(os.environ.get("FAULT_KILLS", "10" if ON_POSTGRES else "50"))
CHECK_EACH = 10


class Kills:
    def __init__(self, alur, cluster):
        self.alur, self.cluster, self.storm = alur, cluster, Storm(alur)
        self.random = random.Random(4711)
        self.open = 0

    def in_the_storm(self, strike):
        """Strikes at a random moment of a storm that has begun to be answered."""
        before = self.storm.answered()
        self.storm.blow()
        try:
            assert wait_until(lambda: self.storm.answered() > before + 5, 60, 0.002), "no writes"
            time.sleep(self.random.uniform(0, 0.15))
            strike()
        finally:
            self.storm.calm()
        self.open += sum(writer.open is not None for writer in self.storm.writers)

    def kill_program(self, number):
        self.in_the_storm(self.alur.kill)
        self.alur.restart()
        self.storm.verify()
        if number % CHECK_EACH == 0:
            self.alur.check()

    def ended(self):
        """Kills that never met a write prove nothing."""
        self.alur.check()
        print(f"# {self.storm.answered()} writes were answered, {self.open} were cut off")
        assert self.open >= KILLS, f"only {self.open} writes were under way"

    # --- PostgreSQL's own deaths, the program lives on ---

    def database_comes_back(self, strike):
        self.storm.may_refuse = True
        self.in_the_storm(strike)
        self.storm.may_refuse = False
        assert wait_until(lambda: self.alur.ask("GET", "/deals", limit=1).status == 200, 60), \
            "the program does not find its database again"
        assert self.alur.server.process.poll() is None, "the program ended with its database"
        self.storm.verify()
        self.alur.check()

    def stop_cluster(self):
        self.cluster.stop("immediate")
        time.sleep(0.3)  # some requests meet a database that is not there
        self.cluster.start()


def is_down(alur, cluster):
    """what is asked meanwhile gets a problem in words, and readyz says 503, healthz 200"""
    cluster.stop("immediate")
    try:
        alur.refuses(503, None, "GET", "/deals")
        answer = alur.refuses(503, None, "POST", "/companies", {"name": "PT Sementara"})
        assert int(answer.headers["Retry-After"]) >= 1, answer.headers
        assert alur.ask("GET", "./readyz", who=None).status == 503
        assert alur.ask("GET", "./healthz", who=None).status == 200
    finally:
        cluster.start()
    assert wait_until(lambda: alur.ask("GET", "./readyz", who=None).status == 200, 60)
    alur.post("/companies", {"name": "PT Sementara"})


def main():
    tap = Tap()
    with database() as cluster:
        alur = Alur()
        kills = Kills(alur, cluster)
        for number in range(1, KILLS + 1):
            tap.test(f"kill -9 of the program, {number} of {KILLS}: all that was answered is there",
                     kills.kill_program, number)
        if cluster:
            for number in (1, 2):
                tap.test(f"PostgreSQL is stopped at once in the storm, {number} of 2",
                         kills.database_comes_back, kills.stop_cluster)
                tap.test(f"kill -9 of one of PostgreSQL's processes, {number} of 2",
                         kills.database_comes_back, cluster.kill_backends)
            tap.test(is_down.__doc__, is_down, alur, cluster)
        tap.test("check finds nothing after all that, and every kill met open writes", kills.ended)
        tap.test("the program still stops when it is told to", alur.end)
    tap.done()


if __name__ == "__main__":
    main()
