#!/usr/bin/env python3
"""Everything at once, for a few seconds: writers, readers, live streams, sign-ins, changed settings, a
backup, `alur check`. Nothing may fail, streams have neither gap nor double, and the program has nothing
to say about it on stderr. Under ThreadSanitizer this is the search for data races."""
import http.client
import os
import signal
import threading
import time

from storm import Storm
from support import LOST, Alur, Tap, database, wait_until

SECONDS = float(os.environ.get("STORM_SECONDS", "4"))
STREAMS, READERS = 6, 3


class Stream:
    """A live stream as a browser reads it: where it is closed (rights changed), it comes again with
    the id that it had last."""

    def __init__(self, alur):
        self.alur, self.ids, self.over = alur, [], False
        self.first = int(alur.query("SELECT MAX(id) FROM events")[0][0])
        self.opened = 0
        self.thread = threading.Thread(target=self.read)
        self.thread.start()

    def read(self):
        while not self.over:
            line = http.client.HTTPConnection(self.alur.host, int(self.alur.port), timeout=60)
            try:
                self.read_one(line)
            except LOST:
                pass
            line.close()

    def read_one(self, line):
        last = self.ids[-1] if self.ids else self.first
        line.request("GET", "/api/v1/events", headers={
            "Authorization": "Bearer " + self.alur.tokens["admin"], "Last-Event-ID": str(last)})
        answer = line.getresponse()
        self.opened += answer.status == 200
        for row in answer:
            if row.startswith(b"id: "):
                self.ids.append(int(row[4:]))


class Everything:
    def __init__(self, alur):
        self.alur, self.storm = alur, Storm(alur)
        self.over, self.errors, self.counts = False, [], {}
        self.streams = []

    def loop(self, name, step):
        """Runs step(number) again and again until the end, in a thread of its own."""
        def run():
            number = 0
            try:
                while not self.over:
                    number += 1
                    step(number)
            except Exception as error:  # told by the test
                self.errors.append((name, error))
            self.counts[name] = number
        thread = threading.Thread(target=run)
        thread.start()
        return thread

    # --- what goes on besides the writers ---

    def read(self, number):
        pipeline = self.storm.common["pipeline_id"]
        paths = (f"/pipelines/{pipeline}/board", "/deals?limit=20&sort=-amount", "/search?q=sto",
                 "/deals?q=storm", "/companies/1/history", "/openapi.json",
                 f"/pipelines/{pipeline}/measures", "./metrics", "./readyz")
        self.alur.get(paths[number % len(paths)])

    def sign_in_wrongly(self, _):
        answer = self.alur.ask("POST", "/session", {"email": "admin@alur.local", "password": "wrong"},
                               who=None)
        assert answer.status in (401, 429), answer
        time.sleep(0.05)

    def change_settings(self, number):
        """What every request reads, from a copy that this makes old."""
        self.alur.patch("/organisations/1", {"time_zone": ("Asia/Jakarta", "UTC")[number % 2]})
        if number % 10 == 1:
            self.alur.post("/tokens", {"name": f"token {number}"})
        time.sleep(0.02)

    def ask_for_copies(self, number):
        world = self.alur.world
        world.must("backup", world.path(f"copy{number}.db"))
        world.must("check")
        time.sleep(0.5)

    # --- the tests ---

    def run(self):
        self.streams = [Stream(self.alur) for _ in range(STREAMS)]
        threads = [self.loop(f"reader {number}", self.read) for number in range(READERS)]
        threads += [self.loop(step.__name__, step) for step in
                    (self.sign_in_wrongly, self.change_settings, self.ask_for_copies)]
        self.storm.blow()
        time.sleep(SECONDS)
        self.over = True
        self.storm.calm()
        for thread in threads:
            thread.join()
        print(f"# {self.storm.answered()} writes, {self.counts}")
        assert not self.errors, self.errors
        assert all(self.counts.values()), self.counts
        self.storm.verify()

    def streams_are_whole(self):
        """live streams told every change once and in order"""
        last = int(self.alur.query("SELECT MAX(id) FROM events")[0][0])
        for stream in self.streams:
            assert wait_until(lambda: stream.ids[-1:] == [last], 60), (stream.ids[-1:], last)
            assert stream.opened > 1, "no stream was closed and opened anew"
            told = [int(row[0]) for row in self.alur.query(
                f"SELECT id FROM events WHERE id > {stream.first} ORDER BY id")]
            assert stream.ids == sorted(set(stream.ids)), "an id twice or out of order"
            missing = set(told) - set(stream.ids)
            assert not missing, f"{len(missing)} of {len(told)} events are missing in a stream"

    def ends_well(self):
        """the program stops while streams are open, and had nothing to say on stderr"""
        for stream in self.streams:
            stream.over = True
        self.alur.server.process.send_signal(signal.SIGTERM)
        _, said = self.alur.server.process.communicate(timeout=60)
        code = self.alur.server.process.returncode
        assert (code, said) == (0, ""), f"exit {code}\n{said}"
        for stream in self.streams:
            stream.thread.join()


def main():
    tap = Tap()
    with database(durable=False):
        alur = Alur()
        everything = Everything(alur)
        tap.test("writers, readers, streams, sign-ins, settings and backups at once, and nothing fails",
                 everything.run)
        for test in (everything.streams_are_whole, everything.ends_well):
            tap.test(test.__doc__, test)
        alur.world.must("check")
        alur.world.close()
    tap.done()


if __name__ == "__main__":
    main()
