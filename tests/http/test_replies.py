#!/usr/bin/env python3
"""What src/http answers: status, headers, languages, bodies of all kinds, writes in groups, stopping."""
import gzip
import socket
import subprocess
import threading
import time

from support import USER, Server, Tap, ask, head, read_answer, wait_until

ECHO = "/api/v1/echo/7"


def check_status(tap, server):
    rows = [
        ("an unknown address is 404", ("GET", "/api/v1/nothing"), 404),
        ("an id of zero is 404", ("GET", "/api/v1/echo/0", USER), 404),
        ("an id with a leading zero is 404", ("GET", "/api/v1/echo/07", USER), 404),
        ("an id larger than 64 bits is 404", ("GET", "/api/v1/echo/99999999999999999999", USER), 404),
        ("an escape in a path is 404", ("GET", "/api/v1/echo/%37", USER), 404),
        ("a slash at the end is 404", ("GET", ECHO + "/", USER), 404),
        ("nobody signed in is 401", ("GET", ECHO), 401),
        ("without the right it is 403", ("POST", "/api/v1/admin", USER), 403),
        ("with it it is 200", ("POST", "/api/v1/admin", "Authorization: Bearer 1"), 200),
        ("another method is 405", ("DELETE", ECHO, USER), 405),
        ("a bad escape in the query is 422", ("GET", ECHO + "?q=%zz", USER), 422),
        ("a body that is not JSON is 400",
         ("POST", "/api/v1/echo", USER, "Content-Type: application/json"), 400, b"{"),
        ("a body of another type is 415",
         ("POST", "/api/v1/echo", USER, "Content-Type: text/plain"), 415, b"{}"),
        ("a body without a type is 415", ("POST", "/api/v1/echo", USER), 415, b"{}"),
        ("charset behind the type is fine",
         ("POST", "/api/v1/echo", USER, "Content-Type: application/json; charset=utf-8"), 200, b"{}"),
        ("no body at all is fine", ("POST", "/api/v1/echo", USER), 200),
        ("a body where none is expected is dropped", ("GET", ECHO, USER), 200, b"whatever"),
    ]
    for name, request, status, *body in rows:
        answer = ask(server, *request, body=body[0] if body else b"")
        tap.check(name, answer.status == status, (answer.status, answer.body))


def check_problems(tap, server):
    answer = ask(server, "GET", "/api/v1/invalid", USER)
    tap.check("a failure is a problem", answer.status == 422
              and answer.headers["content-type"] == "application/problem+json"
              and answer.json() == {"type": "about:blank", "title": "Not valid", "status": 422,
                                    "detail": "may not be empty",
                                    "errors": [{"field": "title", "code": "invalid",
                                                "message": "may not be empty"}]}, answer.body)
    answer = ask(server, "DELETE", ECHO, USER)
    tap.check("405 says what is allowed", answer.headers["allow"] == "GET, HEAD, PATCH, OPTIONS")
    answer = ask(server, "OPTIONS", ECHO)
    tap.check("so does OPTIONS", (answer.status, answer.headers["allow"])
              == (204, "GET, HEAD, PATCH, OPTIONS"))
    tap.check("401 says how to sign in",
              ask(server, "GET", ECHO).headers["www-authenticate"] == "Bearer")


def check_headers(tap, server):
    answer = ask(server, "GET", ECHO, USER)
    wanted = {"x-content-type-options": "nosniff", "cache-control": "no-store",
              "referrer-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
              "content-security-policy": "default-src 'none'; frame-ancestors 'none'"}
    tap.check("an answer of the API has the security headers",
              wanted.items() <= answer.headers.items(), answer.headers)
    for tag, status in (('"7"', 304), ('W/"7"', 304), ('"6", "7"', 304), ("*", 304), ('"6"', 200)):
        answer = ask(server, "GET", ECHO, USER, f"If-None-Match: {tag}")
        tap.check(f"If-None-Match: {tag} is {status}",
                  answer.status == status and answer.headers["etag"] == '"7"', answer.status)
    full, short = ask(server, "GET", ECHO, USER), ask(server, "HEAD", ECHO, USER)
    tap.check("HEAD is GET without the body",
              short.body == b"" and short.headers["content-length"] == full.headers["content-length"])
    for header, language in (("id", "id"), ("id-ID,id;q=0.9,en;q=0.8", "id"), ("en, id", "en"),
                             ("de, en;q=0.1, id;q=0.2", "id"), ("de", "en"), ("id;q=0", "en")):
        answer = ask(server, "GET", ECHO, USER, f"Accept-Language: {header}")
        tap.check(f"Accept-Language: {header} speaks {language}",
                  answer.json()["language"] == language)
    answer = ask(server, "GET", ECHO, USER, "Cookie: a=b; session=xyz ;c=d")
    tap.check("a cookie is found", answer.json()["cookie"] == "xyz")
    answer = ask(server, "GET", "/api/v1/named/demo-1.0_x?q=a%20b%26c+d&q=2")
    tap.check("names and queries are decoded",
              (answer.json()["name"], answer.json()["q"]) == ("demo-1.0_x", "a b&c d"))


def check_origin(tap, server):
    rows = [
        ("Origin: http://localhost", True), ("Origin: http://evil.example", False),
        ("Origin: null", False), ("Origin: https://crm.example.com", True),
        ("Sec-Fetch-Site: same-origin", True), ("Sec-Fetch-Site: none", True),
        ("Sec-Fetch-Site: same-site", False), ("Sec-Fetch-Site: cross-site", False),
        ("X-Nothing: 1", True),
    ]
    for header, good in rows:
        answer = ask(server, "GET", ECHO, USER, header)
        tap.check(f"{header} is {'ours' if good else 'not ours'}",
                  answer.json()["origin_ok"] is good)


def check_proxy(tap, server):
    def peer(source, *headers):
        with socket.create_connection(("127.0.0.1", server.port), 10, (source, 0)) as line, \
                line.makefile("rb") as file:
            line.sendall(head("GET", ECHO, USER, *headers))
            answer = read_answer(file).json()
            return answer["peer"], answer["secure"]

    rows = [
        ("a stranger is not believed", ("127.0.0.3", "X-Forwarded-For: 192.0.2.1",
                                        "X-Forwarded-Proto: https"), ("127.0.0.3", False)),
        ("a proxy is", ("127.0.0.2", "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: https"),
         ("192.0.2.1", True)),
        ("what the client wrote itself is not", ("127.0.0.2", "X-Forwarded-For: 1.1.1.1, 192.0.2.1"),
         ("192.0.2.1", False)),
        ("two proxies in a row", ("127.0.0.2", "X-Forwarded-For: 192.0.2.1, 127.0.0.2"),
         ("192.0.2.1", False)),
        ("two headers", ("127.0.0.2", "X-Forwarded-For: 1.1.1.1", "X-Forwarded-For: 2001:db8::1"),
         ("2001:db8::1", False)),
        ("rubbish", ("127.0.0.2", "X-Forwarded-For: 192.0.2.1, unknown"), ("127.0.0.2", False)),
        ("nothing", ("127.0.0.2",), ("127.0.0.2", False)),
    ]
    for name, request, wanted in rows:
        got = peer(*request)
        tap.check(f"behind a proxy: {name}", got == wanted, got)


def check_bodies(tap, server):
    answer = ask(server, "GET", "/api/v1/export?end=300000", USER)
    tap.check("a body in pieces arrives whole",
              answer.body == b"".join(b"%d\n" % i for i in range(300000)))
    try:
        ask(server, "GET", "/api/v1/export?end=300000&fails_at=100000", USER)
        cut = False
    except (ValueError, OSError):
        cut = True
    tap.check("one that fails midway is cut, not ended", cut)
    with server.connect() as line:
        line.sendall(head("GET", "/api/v1/export?end=30000000", USER))
        line.recv(100000)
    tap.check("a client that leaves in the middle does no harm, and each export is ended once",
              wait_until(lambda: ask(server, "GET", "/api/v1/count", USER).json()["pulls_ended"]
                         == 3, 5))
    with open("/etc/services", "rb") as file:
        services = file.read()
    tap.check("a file arrives whole", ask(server, "GET", "/api/v1/file", USER).body == services)
    data = bytes(range(256)) * 40000
    value = 14695981039346656037
    for byte in data:
        value = (value ^ byte) * 1099511628211 & 0xFFFFFFFFFFFFFFFF
    answer = ask(server, "POST", "/api/v1/upload", USER, body=data).json()
    tap.check("an upload arrives whole", answer == {"bytes": len(data), "hash": f"{value:016x}"})
    answer = ask(server, "POST", "/api/v1/upload", USER)
    tap.check("an empty one too", answer.json()["bytes"] == 0, answer.body)
    tap.check("an upload of nobody is refused before it is read",
              ask(server, "POST", "/api/v1/upload", body=data).status == 401)


def check_pages(tap, server):
    for path in ("/", "/pipelines/3/board", "/settings"):
        answer = ask(server, "GET", path)
        policy = answer.headers.get("content-security-policy", "")
        tap.check(f"{path} is a page with a policy",
                  answer.status in (200, 503) and "unsafe" not in policy, answer.status)
    tap.check("a file that is not there is 404", ask(server, "GET", "/missing.js").status == 404)
    tap.check("no path leaves the folder", ask(server, "GET", "/../data/x.json").status == 404)
    plain = ask(server, "GET", "/")
    if plain.status == 503:
        tap.skip("compressed and plain are the same page", "built without the web app")
        return
    check_compressed(tap, server, plain)
    check_installed_app(tap, server)


def check_installed_app(tap, server):
    """A service worker may do what the policy of its own script allows, and is never out of date."""
    worker = ask(server, "GET", "/sw.js")
    tap.check("the service worker may fetch our files, and nothing else",
              worker.headers["content-security-policy"]
              == "default-src 'none'; connect-src 'self'; frame-ancestors 'none'", worker.headers)
    tap.check("it is asked for anew each time", worker.headers["cache-control"] == "no-cache")
    manifest = ask(server, "GET", "/manifest.webmanifest")
    tap.check("the manifest has its media type",
              manifest.headers["content-type"] == "application/manifest+json", manifest.headers)


def check_compressed(tap, server, plain):
    """The page in all its forms, each a representation of its own."""
    etags = {plain.headers["etag"]}
    for encoding, unpack in (("gzip", gzip.decompress), ("br", unpack_brotli)):
        page = ask(server, "GET", "/", f"Accept-Encoding: {encoding}")
        tap.check(f"{encoding} is sent to who accepts it, is smaller and says that it varies",
                  page.headers.get("content-encoding") == encoding
                  and len(page.body) < len(plain.body)
                  and page.headers.get("vary") == "Accept-Encoding", page.headers)
        tap.check(f"unpacked from {encoding}, the page is the plain one",
                  unpack(page.body) == plain.body)
        again = ask(server, "GET", "/", f"Accept-Encoding: {encoding}",
                    f"If-None-Match: {page.headers['etag']}")
        tap.check(f"a client that has it from before gets 304 ({encoding})", again.status == 304)
        etags.add(page.headers["etag"])
    tap.check("plain, gzip and br have ETags of their own", len(etags) == 3, etags)
    for header, encoding in (("gzip, deflate, br", "br"), ("br;q=0, gzip", "gzip"),
                             ("identity", None), ("gzip;q=0, br;q=0", None)):
        page = ask(server, "GET", "/", f"Accept-Encoding: {header}")
        tap.check(f"Accept-Encoding: {header} gets {encoding or 'plain'}",
                  page.headers.get("content-encoding") == encoding, page.headers)


def unpack_brotli(data):
    return subprocess.run(["brotli", "-dc"], input=data, capture_output=True, check=True).stdout


def check_limits(tap, server):
    answers = [ask(server, "POST", "/api/v1/form", body={"email": "x"}) for _ in range(7)]
    tap.check("five attempts are free, then 429",
              [a.status for a in answers] == [200] * 5 + [429] * 2, [a.status for a in answers])
    tap.check("with Retry-After", 1 <= int(answers[-1].headers["retry-after"]) <= 10)
    tap.check("the cookie was set", "HttpOnly" in answers[0].headers["set-cookie"])


def check_writes(tap, server):
    count = ask(server, "GET", "/api/v1/count", USER).json()["count"]
    statuses = []

    def write(number):
        with server.connect() as line, line.makefile("rb") as file:
            for i in range(10):
                fails = (number + i) % 7 == 0
                body = b'{"text":"%d","fail":%s}' % (i, b"true" if fails else b"false")
                line.sendall(head("POST", "/api/v1/publish", USER, "Content-Type: application/json",
                                  body=body) + body)
                statuses.append((read_answer(file).status, 409 if fails else 201))

    threads = [threading.Thread(target=write, args=(n,)) for n in range(48)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tap.check("48 connections write, every seventh unit fails alone",
              len(statuses) == 480 and all(got == wanted for got, wanted in statuses))
    after = ask(server, "GET", "/api/v1/count", USER).json()["count"]
    tap.check("what was answered with 201 is there, nothing else",
              after - count == sum(wanted == 201 for _, wanted in statuses))


def check_slow_lane(tap, server):
    begin = time.monotonic()
    slow = [threading.Thread(target=ask, args=(server, "GET", "/api/v1/slow", USER))
            for _ in range(6)]
    for thread in slow:
        thread.start()
    time.sleep(0.05)
    ask(server, "GET", "/hello")
    still_slow = sum(thread.is_alive() for thread in slow)
    for thread in slow:
        thread.join()
    tap.check("what may wait keeps nobody else waiting",
              still_slow > 0 and 0.8 < time.monotonic() - begin < 30, still_slow)


def check_stop(tap):
    with Server() as server:
        with server.connect() as line, line.makefile("rb") as file:
            line.sendall(head("GET", "/api/v1/slow", USER))
            time.sleep(0.1)
            server.process.stdin.close()
            answer = read_answer(file)
            tap.check("a running request is answered while the server stops",
                      (answer.status, answer.headers.get("connection")) == (200, "close"))
        tap.check("then it stops", server.process.wait(10) == 0)
        try:
            server.connect(1).close()
            tap.check("and listens no more", False)
        except OSError:
            tap.check("and listens no more", True)


def main():
    tap = Tap()
    with Server() as server:
        for check in (check_status, check_problems, check_headers, check_origin, check_proxy,
                      check_bodies, check_pages, check_limits, check_writes, check_slow_lane):
            check(tap, server)
        text = ask(server, "GET", "/metrics").body.decode()
        tap.check("the metrics count", 'http_requests_total{class="write",status="2xx"}' in text
                  and "http_body_bytes 0\n" in text)
        tap.check("it stops well", server.stop() == 0)
    check_stop(tap)
    tap.done()


if __name__ == "__main__":
    main()
