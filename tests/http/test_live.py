#!/usr/bin/env python3
"""Live streams: 1,000 that sleep, changes that reach all of them, catching up without gap or double."""
import os
import selectors
import threading
import time

from support import USER, Server, Tap, ask, head, read_head, wait_until

STREAMS = int(os.environ.get("LIVE_STREAMS", "1000"))
IDLE_SECONDS = 5


class Stream:
    """One reader; keeps the ids it got, in order."""

    def __init__(self, server, user=5, after=None):
        self.line = server.connect()
        headers = [f"Authorization: Bearer {user}", "Accept: text/event-stream"]
        if after is not None:
            headers.append(f"Last-Event-ID: {after}")
        self.line.sendall(head("GET", "/api/v1/events", *headers))
        self.file = self.line.makefile("rb")
        self.ids, self.texts, self.comments, self.ended = [], [], 0, False
        self.status = None

    def open(self):
        self.status, self.headers = read_head(self.file)
        return self

    def chunk(self):
        """The bytes of the next chunk; empty at the end."""
        try:
            size = self.file.readline()
            data = self.file.read(int(size, 16) + 2)[:-2] if size else b""
        except (OSError, ValueError):
            data = b""
        self.ended = not data
        return data

    def read(self, until, seconds=60):
        """Reads until the condition holds (True) or the stream or the time ends."""
        self.line.settimeout(seconds)
        self.pending = getattr(self, "pending", b"")
        while not until(self):
            data = self.chunk()
            if not data:
                return until(self)
            self.pending += data
            while b"\n\n" in self.pending:
                frame, self.pending = self.pending.split(b"\n\n", 1)
                self.take(frame)
        return True

    def take(self, frame):
        if frame == b":":
            self.comments += 1
        for row in frame.split(b"\n"):
            if row.startswith(b"id: "):
                self.ids.append(int(row[4:]))
            if row.startswith(b"data: "):
                self.texts.append(row[6:].decode())

    def close(self):
        self.file.close()
        self.line.close()


def publish(server, text, user=0):
    return ask(server, "POST", "/api/v1/publish", USER, body={"user": user, "text": text}).json()["id"]


def check_one(tap, server):
    stream = Stream(server).open()
    tap.check("a stream is an event stream",
              (stream.status, stream.headers["content-type"]) == (200, "text/event-stream"))
    tap.check("that no cache and no proxy holds back",
              (stream.headers["cache-control"], stream.headers["x-accel-buffering"])
              == ("no-store", "no"))
    first = publish(server, "hello")
    tap.check("a change arrives", stream.read(lambda s: s.ids == [first]), stream.ids)
    publish(server, "secret", user=7)
    second = publish(server, "for all")
    mine = publish(server, "for five", user=5)
    tap.check("one for somebody else does not",
              stream.read(lambda s: s.ids == [first, second, mine]), stream.ids)
    tap.check("a silent stream has a heartbeat (3 s here)",
              stream.read(lambda s: s.comments > 0, 30), stream.comments)
    other = Stream(server, user=9).open()
    ask(server, "POST", "/api/v1/streams/5/close", USER)
    tap.check("a stream whose session ended is closed", stream.read(lambda s: s.ended))
    tap.check("others stay", other.read(lambda s: s.comments > 0, 30))
    stream.close()
    other.close()
    answer = ask(server, "GET", "/api/v1/events")
    tap.check("who is not signed in gets a problem", answer.status == 401)
    text = "x" * 60000
    stream = Stream(server).open()
    long = publish(server, text)
    tap.check("a frame larger than the library's buffer arrives whole",
              stream.read(lambda s: s.ids == [long]) and stream.texts == [text])
    stream.close()
    with server.connect() as line:
        line.sendall(head("GET", "/api/v1/events", USER).replace(b"HTTP/1.1", b"HTTP/1.0"))
        line.settimeout(60)
        data = line.recv(4096)
        publish(server, "for HTTP/1.0")
        while b"for HTTP/1.0" not in data:
            piece = line.recv(4096)
            if not piece:
                break
            data += piece
        tap.check("a client of HTTP/1.0 gets it without chunks",
                  b"chunked" not in data and b"for HTTP/1.0" in data)


def check_catching_up(tap, server):
    """Readers that come and go while others write: each sees every id once, in order."""
    start = publish(server, "start")
    stop = threading.Event()
    written = []

    def write(number):
        i = 0
        while not stop.is_set():
            written.append(publish(server, f"{number}-{i}"))
            i += 1

    writers = [threading.Thread(target=write, args=(n,)) for n in range(3)]
    for thread in writers:
        thread.start()
    seen, after = [], start
    for _ in range(25):
        stream = Stream(server, after=after).open()
        target = len(seen) + 20
        stream.read(lambda s: len(seen) + len(s.ids) >= target)
        seen += stream.ids
        after = seen[-1] if seen else after
        stream.close()
    stop.set()
    for thread in writers:
        thread.join()
    stream = Stream(server, after=after).open()
    last = max(written)
    stream.read(lambda s: s.ids and s.ids[-1] >= last)
    seen += stream.ids
    stream.close()
    tap.check("who comes and goes misses nothing and sees nothing twice (%d changes)" % len(written),
              seen == sorted(written), (len(seen), len(written), len(set(seen))))
    stream = Stream(server, after=0).open()
    tap.check("from the very beginning, page by page",
              stream.read(lambda s: s.ids and s.ids[-1] >= last)
              and stream.ids == sorted(set(stream.ids)) and len(stream.ids) > len(written))
    stream.close()


def check_slow_reader(tap, server):
    """One that does not read while more goes by than the ring holds is dropped, others are not."""
    slow = Stream(server).open()
    quick = Stream(server).open()
    text = "y" * 30000
    ids = []
    for _ in range(300):
        ids.append(publish(server, text))
        quick.read(lambda s: s.ids and s.ids[-1] == ids[-1])
    tap.check("the quick one got all", quick.ids == ids)
    slow.read(lambda s: s.ended, 60)
    tap.check("the one that fell behind the ring was closed", slow.ended and len(slow.ids) < 300)
    again = Stream(server, after=slow.ids[-1]).open()
    again.read(lambda s: s.ids and s.ids[-1] == ids[-1])
    tap.check("and catches up by its Last-Event-ID",
              again.ids == [i for i in ids if i > slow.ids[-1]])
    for stream in (slow, quick, again):
        stream.close()


def arrivals(streams, text, send):
    """Seconds from send() until each stream has the text."""
    selector = selectors.DefaultSelector()
    for stream in streams:
        stream.line.setblocking(False)
        selector.register(stream.line, selectors.EVENT_READ)
    begin = time.monotonic()
    send()
    sent = time.monotonic()
    times, end = [], begin + 60
    while len(times) < len(streams) and time.monotonic() < end:
        for key, _ in selector.select(1):
            if text in key.fileobj.recv(65536):
                times.append(time.monotonic())
                selector.unregister(key.fileobj)
    selector.close()
    return [t - begin for t in times], sent - begin


def is_sanitized(server):
    """Sanitizers cost time and memory that the figures are not about."""
    with open(f"/proc/{server.process.pid}/maps", encoding="ascii") as file:
        maps = file.read()
    return "libasan" in maps or "libtsan" in maps


def check_thousand(tap, server):
    is_plain = not is_sanitized(server)
    before = server.resident_kib()
    streams = [Stream(server, user=5 + i % 3) for i in range(STREAMS)]
    for stream in streams:
        stream.open()
        stream.chunk()  # the greeting
    time.sleep(1)
    each = (server.resident_kib() - before) / STREAMS
    if is_plain:
        tap.check("each of %d streams takes at most 24 KiB" % STREAMS, each <= 24, each)
        print(f"# {each:.1f} KiB each")
    used = server.cpu_seconds()
    time.sleep(IDLE_SECONDS)
    used = server.cpu_seconds() - used
    print(f"# {used / IDLE_SECONDS * 100:.1f} % of a processor while idle, with a heartbeat every 3 s")
    if is_plain:
        tap.check("%d idle streams take no processor time" % STREAMS, used <= 0.02 * IDLE_SECONDS, used)
    for round_number in range(3):
        word = f"news {round_number}"
        times, sent = arrivals(streams, word.encode(), lambda: publish(server, word))
        tap.check("a change reaches all %d within 200 ms" % STREAMS,
                  len(times) == STREAMS and (max(times) <= 0.2 or not is_plain),
                  (len(times), max(times or [99]), sent))
        print(f"# answered after {sent * 1000:.0f} ms, last stream after {max(times) * 1000:.0f} ms")
    tap.check("with them, other requests are answered", ask(server, "GET", "/hello").status == 200)
    for stream in streams[: STREAMS // 2]:
        stream.close()

    def streams_open():
        text = ask(server, "GET", "/metrics").body.decode()
        return int(text.split("\nhttp_live_streams ")[1].split("\n")[0])

    tap.check("streams whose clients went away are noticed at the next heartbeat",
              wait_until(lambda: streams_open() == STREAMS - STREAMS // 2, 60), streams_open())
    begin = time.monotonic()
    status = server.stop()
    tap.check("the server stops although streams are open",
              status == 0 and time.monotonic() - begin < 20, (status, time.monotonic() - begin))
    for stream in streams[STREAMS // 2:]:
        stream.close()


def main():
    tap = Tap()
    with Server() as server:
        check_one(tap, server)
        check_catching_up(tap, server)
        check_slow_reader(tap, server)
    with Server() as server:
        check_thousand(tap, server)
    tap.done()


if __name__ == "__main__":
    main()
