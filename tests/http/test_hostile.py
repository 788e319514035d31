#!/usr/bin/env python3
"""Clients that break the rules of HTTP, or keep them too slowly."""
import socket
import struct
import threading
import time

from support import USER, Server, Tap, ask, head, read_all, read_answer, wait_until

ECHO = b"GET /api/v1/echo/1 HTTP/1.1\r\n"
HOST = b"Host: localhost\r\n"
PATIENCE = 18  # seconds: a busy machine notices late
SIGNED_IN = USER.encode() + b"\r\n"
POST = b"POST /api/v1/echo HTTP/1.1\r\n" + HOST + SIGNED_IN + b"Content-Type: application/json\r\n"

# What is sent, and the status of the only answer. After 400 the connection must be closed.
REFUSED = [
    ("a space before a header's colon", POST + b"Content-Length : 2\r\n\r\n{}", 400),
    ("a tab before a header's colon", ECHO + HOST + b"X-A\t: 1\r\n\r\n", 400),
    ("two Content-Lengths that differ",
     POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ", 400),
    ("two Content-Lengths that agree",
     POST + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 400),
    ("Content-Length with Transfer-Encoding",
     POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 400),
    ("Transfer-Encoding before Content-Length",
     POST + b"Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 400),
    ("two Transfer-Encodings",
     POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", 400),
    ("a Transfer-Encoding other than chunked",
     POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400),
    ("a Transfer-Encoding with another word",
     POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400),
    ("chunks in HTTP/1.0", POST.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     400),
    ("a negative Content-Length", POST + b"Content-Length: -2\r\n\r\n{}", 400),
    ("a Content-Length with a plus", POST + b"Content-Length: +2\r\n\r\n{}", 400),
    ("a hexadecimal Content-Length", POST + b"Content-Length: 0x2\r\n\r\n{}", 400),
    ("a Content-Length with a comma", POST + b"Content-Length: 2, 2\r\n\r\n{}", 400),
    ("an empty Content-Length", POST + b"Content-Length:\r\n\r\n{}", 400),
    ("no Host in HTTP/1.1", ECHO + SIGNED_IN + b"\r\n", 400),
    ("two Hosts", ECHO + HOST + b"Host: example.com\r\n\r\n", 400),
    ("a folded header", ECHO + HOST + b"X-A: 1\r\n  2\r\n\r\n", 400),
    ("a header name that is folded together",
     POST + b"Content-Leng: 2\r\n th\r\n\r\n{}", 400),
    ("a folded last header", ECHO + HOST + b"X-A:\r\n\t2\r\n\r\n", 400),
    ("a fold before the first header", ECHO + b" X-A: 1\r\n" + HOST + b"\r\n", 400),
    ("a line feed alone at the end of a header", ECHO + b"Host: localhost\n\r\n", 400),
    ("a line feed alone at the end of the first line",
     ECHO.replace(b"\r\n", b"\n") + HOST + b"\r\n", 400),
    ("a line feed alone at the end of the head", ECHO + HOST + b"\n", 400),
    ("a carriage return inside a value", ECHO + HOST + b"X-A: 1\r2\r\n\r\n", 400),
    ("a NUL inside a value", ECHO + HOST + b"X-A: 1\x002\r\n\r\n", 400),
    ("a NUL at the end of a value", ECHO + HOST + b"X-A: 1\x00\r\n\r\n", 400),
    ("a NUL inside a name", ECHO + HOST + b"X\x00A: 1\r\n\r\n", 400),
    ("a control character in a value", ECHO + HOST + b"X-A: 1\x012\r\n\r\n", 400),
    ("an empty header name", ECHO + HOST + b": 1\r\n\r\n", 400),
    ("a header without a colon", ECHO + HOST + b"X-A\r\n\r\n", 400),
    ("a header name with a bracket", ECHO + HOST + b"X(A): 1\r\n\r\n", 400),
    ("a header name with bytes above ASCII", ECHO + HOST + b"X-\xc3\xa9: 1\r\n\r\n", 400),
    ("two spaces in the first line", ECHO.replace(b" /", b"  /") + HOST + b"\r\n", 400),
    ("a space behind the version", ECHO.replace(b"1.1", b"1.1 ") + HOST + b"\r\n", 400),
    ("a method with a bracket", ECHO.replace(b"GET", b"G(T") + HOST + b"\r\n", 400),
    ("a target that is no path", ECHO.replace(b"/api", b"api") + HOST + b"\r\n", 400),
    ("a target with a fragment", ECHO.replace(b"/1 ", b"/1#a ") + HOST + b"\r\n", 400),
    ("a target with bytes above ASCII", ECHO.replace(b"/1 ", b"/\xc3\xa9 ") + HOST + b"\r\n", 400),
    ("a chunk size that is no number",
     POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n", 400),
    ("a host of somebody else", ECHO + b"Host: evil.example\r\n" + SIGNED_IN + b"\r\n", 421),
    ("a host that only begins like ours",
     ECHO + b"Host: localhost.evil.example\r\n" + SIGNED_IN + b"\r\n", 421),
]

# These are unusual, but must work.
ACCEPTED = [
    ("HTTP/1.0 without Host", b"GET /api/v1/echo/1 HTTP/1.0\r\n" + SIGNED_IN + b"\r\n"),
    ("an address as Host", ECHO + b"Host: 127.0.0.1:1\r\n" + SIGNED_IN + b"\r\n"),
    ("an IPv6 address as Host", ECHO + b"Host: [::1]:80\r\n" + SIGNED_IN + b"\r\n"),
    ("a public host", ECHO + b"Host: crm.example.com\r\n" + SIGNED_IN + b"\r\n"),
    ("an empty value", ECHO + HOST + b"X-A:\r\n" + SIGNED_IN + b"\r\n"),
    ("much white space around a value", ECHO + HOST + b"X-A: \t 1 \t\r\n" + SIGNED_IN + b"\r\n"),
    ("an empty line before the request", b"\r\n" + ECHO + HOST + SIGNED_IN + b"\r\n"),
    ("a value above ASCII", ECHO + HOST + b"X-A: \xc3\xa9\r\n" + SIGNED_IN + b"\r\n"),
    ("40 headers", ECHO + HOST + SIGNED_IN + b"X-A: 1\r\n" * 40 + b"\r\n"),
    ("a body in chunks",
     POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1;x=1\r\n}\r\n0\r\n\r\n"),
]


def status_of(data):
    return int(data.split(b" ", 2)[1]) if data.startswith(b"HTTP/1.1 ") else None


def check_syntax(tap, server):
    for name, request, status in REFUSED:
        data = server.raw(request + b"GET /hello HTTP/1.1\r\n" + HOST + b"\r\n" * (status == 400),
                          1.5 if status != 400 else 5)
        good = status_of(data) == status and b"HTTP/1.1 200" not in data
        tap.check(f"refused: {name}", good, data[:300])
    for name, request in ACCEPTED:
        with server.connect() as line, line.makefile("rb") as file:
            line.sendall(request)
            tap.check(f"accepted: {name}", read_answer(file).status == 200)


# What is sent before the last empty line, the status, and the limit that the answer names.
TOO_MUCH = [
    ("an address of 8,200 characters", ECHO.replace(b"/1 ", b"/1?q=" + b"a" * 8200 + b" ") + HOST,
     414, "8192"),
    ("an address of 15,000 characters", ECHO.replace(b"/1 ", b"/1?" + b"a" * 15000 + b" ") + HOST,
     414, "8192"),
    ("100 headers", ECHO + HOST + b"X-A: 1\r\n" * 100, 431, "64"),
    ("200 headers", ECHO + HOST + b"X-A: 1\r\n" * 200, 431, "64"),
    ("headers of 14,000 bytes", ECHO + HOST + b"X-A: " + b"a" * 14000 + b"\r\n", 431, "12288"),
] + [("%d parameters" % count,
      ECHO.replace(b"/1 ", b"/1?" + b"&".join([b"a=1"] * count) + b" ") + HOST + SIGNED_IN, 422, "64")
     for count in (65, 300, 1000)]


def check_bounds(tap, server):
    for name, request, status, limit in TOO_MUCH:
        data = server.raw(request + b"Connection: close\r\n\r\n", 5)
        good = (status_of(data) == status and b"application/problem+json" in data and
                limit.encode() in data.split(b'"detail"')[-1])
        tap.check(f"{name}: {status} as a problem that names the limit", good, data[:600])


def check_sizes(tap, server):
    data = server.raw(ECHO + HOST + b"X-A: " + b"a" * 65536 + b"\r\n\r\n")
    tap.check("a header of 64 KiB is refused", status_of(data) in (None, 413, 431), data[:100])
    data = server.raw(b"GET /" + b"a" * 65536 + b" HTTP/1.1\r\n" + HOST + b"\r\n")
    tap.check("a path of 64 KiB is refused", status_of(data) in (None, 414), data[:100])
    data = server.raw(ECHO + HOST + b"X-A: 1\r\n" * 100 + b"\r\n")
    tap.check("100 headers are refused", status_of(data) == 431, data[:100])

    big = b'{"a":"' + b"x" * (100 * 1024 * 1024) + b'"}'
    data = server.raw(POST + b"Content-Length: %d\r\n\r\n" % len(big) + big)
    tap.check("a body of 100 MiB is 413, and the client sees it", status_of(data) == 413, data[:100])
    data = server.raw(POST + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n%x\r\n" % len(big)
                      + big + b"\r\n0\r\n\r\n")
    tap.check("the same in chunks", status_of(data) == 413, data[:100])
    body = b'["' + b"x" * (1024 * 1024 - 5) + b'"]'
    answer = ask(server, "POST", "/api/v1/echo", USER, "Content-Type: application/json", body=body)
    tap.check("a body of 1 MiB less a byte is taken", answer.status == 200, answer.status)
    answer = ask(server, "POST", "/api/v1/echo", USER, "Content-Type: application/json",
                 body=body + b"  ")
    tap.check("one of 1 MiB and a byte is not", answer.status == 413)
    answer = ask(server, "POST", "/api/v1/batch", USER, "Content-Type: application/json",
                 body=b'["' + b"x" * (4 * 1024 * 1024) + b'"]')
    tap.check("a batch of 4 MiB is", answer.status == 200, answer.status)


def check_early_answers(tap, server):
    with server.connect() as line, line.makefile("rb") as file:
        body = b'{"a":1}'
        line.sendall(head("POST", "/api/v1/echo", "Content-Type: application/json", body=body) + body)
        first = read_answer(file).status
        line.sendall(head("GET", "/hello"))
        tap.check("after a refusal with a small body the connection goes on",
                  (first, read_answer(file).status) == (401, 200))
    with server.connect() as line, line.makefile("rb") as file:
        line.sendall(head("POST", "/api/v1/echo", "Content-Type: application/json",
                          "Expect: 100-continue", body=b"12"))
        tap.check("who expects 100 Continue is refused at once", read_answer(file).status == 401)
    with server.connect() as line, line.makefile("rb") as file:
        line.sendall(head("POST", "/api/v1/echo", USER, "Content-Type: application/json",
                          "Expect: 100-continue", body=b"{}"))
        interim = file.readline()
        file.readline()
        line.sendall(b"{}")
        tap.check("or asked to go on", b" 100 " in interim and read_answer(file).status == 200)
    with server.connect() as line, line.makefile("rb") as file:
        line.sendall(head("GET", "/hello") * 3)
        tap.check("three requests in one packet get three answers",
                  [read_answer(file).status for _ in range(3)] == [200, 200, 200])


def gauge(server, name):
    text = ask(server, "GET", "/metrics").body.decode()
    return int(text.split(f"\n{name} ")[1].split("\n")[0])


def check_half_open(tap, server):
    """Clients that close their half of a connection, or vanish."""
    with server.connect() as line, line.makefile("rb") as file:
        line.sendall(head("GET", "/hello"))
        line.shutdown(socket.SHUT_WR)
        tap.check("who closes the sending half behind a request still gets the answer",
                  read_answer(file).status == 200)
    before = gauge(server, "http_connections")
    lines = [server.connect() for _ in range(200)]
    for number, line in enumerate(lines):
        line.sendall((ECHO, POST + b"Content-Length: 500\r\n\r\n{", head("GET", "/hello"))[number % 3])
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.close()  # a reset, not an end
    tap.check("200 clients that vanish in the middle leave no connection behind",
              wait_until(lambda: gauge(server, "http_connections") <= before, 60),
              gauge(server, "http_connections"))


def drip(server, first, rest, pause, results, name):
    """Sends byte by byte; how long until the server has enough."""
    begin = time.monotonic()
    with server.connect() as line:
        line.sendall(first)
        line.settimeout(pause)
        for byte in rest:
            try:
                line.send(bytes([byte]))
                if line.recv(1000) == b"":
                    break
            except socket.timeout:
                continue
            except OSError:
                break
    results[name] = time.monotonic() - begin


def drip_second(server, results, name):
    """A whole request, then one that drips, on the same connection."""
    with server.connect() as line, line.makefile("rb") as file:
        line.sendall(head("GET", "/hello"))
        read_answer(file)
        begin = time.monotonic()
        line.settimeout(0.4)
        for byte in ECHO + b"X-A: " + b"a" * 1000:
            try:
                line.send(bytes([byte]))
                if line.recv(1000) == b"":
                    break
            except socket.timeout:
                continue
            except OSError:
                break
        results[name] = time.monotonic() - begin


def silent(server, data, results, name, closes=False):
    begin = time.monotonic()
    with server.connect(60) as line:
        line.sendall(data)
        if closes:
            line.shutdown(socket.SHUT_WR)
        read_all(line)
    results[name] = time.monotonic() - begin


def fast_body(server, results, name):
    """16 s for a body, but 40 KiB each second: that is allowed."""
    with server.connect(60) as line, line.makefile("rb") as file:
        size = 16 * 40 * 1024
        line.sendall(POST + b"Content-Length: %d\r\n\r\n" % size)
        for i in range(16):
            piece = b" " * (40 * 1024) if i < 15 else b"{}".rjust(40 * 1024)
            line.sendall(piece)
            time.sleep(1)
        results[name] = read_answer(file).status


def check_slowness(tap, server):
    results = {}
    endless = b"X-A: " + b"a" * 1000
    jobs = [
        (drip, b"", ECHO + endless, 0.4, results, "first line and head"),
        (drip, ECHO + HOST, endless, 0.9, results, "header"),
        (drip, POST + b"Content-Length: 500\r\n\r\n", b" " * 500, 0.4, results, "body"),
        (drip, POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n" * 200, 0.4, results,
         "chunked body"),
        (drip, POST + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n", endless, 0.4, results,
         "trailer"),
        (drip, b"", b"\r\n" * 200, 0.4, results, "empty lines"),
        (drip_second, results, "second request"),
    ]
    quiet = [
        (silent, b"", results, "nothing at all"),
        (silent, POST + b"Content-Length: 500\r\n\r\n{", results, "half a body"),
        (silent, ECHO + HOST, results, "half a head and closes its half", True),
        (silent, POST + b"Content-Length: 500\r\n\r\n{", results,
         "half a body and closes its half", True),
        (fast_body, results, "fast body"),
        (silent, head("GET", "/hello"), results, "idle"),
    ]
    threads = [threading.Thread(target=job, args=(server, *rest)) for job, *rest in jobs + quiet]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for job in jobs:
        name = job[-1]
        tap.check(f"dripped byte by byte, the {name} is cut off after 10 s",
                  5 < results[name] <= PATIENCE, results[name])
    for name in ("nothing at all", "half a body", "half a head and closes its half",
                 "half a body and closes its half"):
        tap.check(f"who sends {name} is cut off after 10 s", results[name] <= PATIENCE, results[name])
    tap.check("a body that takes 16 s but flows is not cut off", results["fast body"] == 200,
              results["fast body"])
    tap.check("an idle connection is closed when its time is over", 15 < results["idle"] < 40,
              results["idle"])


def own_address():
    """An address of this machine that is not loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing
        except OSError:
            return None
        address = probe.getsockname()[0]
    return None if address.startswith("127.") else address


def count_closed(lines):
    closed = 0
    for line in lines:
        line.setblocking(False)
        try:
            closed += line.recv(1) == b""
        except BlockingIOError:
            pass
        except OSError:
            closed += 1
    return closed


def check_connections(tap, server):
    lines = [server.connect() for _ in range(600)]
    answer = ask(server, "GET", "/hello")
    tap.check("600 silent connections keep nobody out", answer.status == 200)
    for line in lines:
        line.close()
    with Server("0.0.0.0:0") as other:
        others = []
        address = own_address()
        if not address:
            tap.skip("one address has at most 256 connections", "this machine has only loopback")
            return
        for _ in range(300):
            others.append(other.connect(5, address))
        wait_until(lambda: count_closed(others) >= 300 - 256, 10)
        closed = count_closed(others)
        # Both event loops may let one in at the same moment.
        tap.check("one address has at most 256 connections", 40 <= closed <= 300 - 256, closed)
        tap.check("others still get in", ask(other, "GET", "/hello").status == 200)
        for line in others:
            line.close()


def main():
    tap = Tap()
    with Server() as server:
        check_syntax(tap, server)
        check_bounds(tap, server)
        check_sizes(tap, server)
        check_early_answers(tap, server)
        check_connections(tap, server)
        check_half_open(tap, server)
        check_slowness(tap, server)
        tap.check("it still answers", ask(server, "GET", "/hello").status == 200)
        tap.check("and stops well", server.stop() == 0)
    tap.done()


if __name__ == "__main__":
    main()
