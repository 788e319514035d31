"""A server of tests/http/http_test_server.c, raw sockets to talk to it, and TAP."""
import json
import os
import socket
import subprocess
import sys
import tempfile
import time

USER = "Authorization: Bearer 5"


class Server:
    """Runs until the with block ends."""

    def __init__(self, listen="127.0.0.1:0"):
        self.listen = listen

    def __enter__(self):
        program = os.environ.get("HTTP_TEST_SERVER", "build-san/tests/http/http_test_server")
        self.folder = tempfile.TemporaryDirectory(prefix="http-test-")
        self.process = subprocess.Popen([program, self.folder.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        env=dict(os.environ, HTTP_LISTEN=self.listen))
        self.port = int(self.process.stdout.readline())
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()
        self.folder.cleanup()

    def stop(self, seconds=30):
        """Tells it to stop; its exit status."""
        self.process.stdin.close()
        return self.process.wait(seconds)

    def connect(self, seconds=30, host="127.0.0.1"):
        return socket.create_connection((host, self.port), seconds)

    def raw(self, request, seconds=30):
        """Sends bytes on a connection of its own and reads to its end (or for `seconds`)."""
        with self.connect(seconds) as line:
            try:
                line.sendall(request)
            except OSError:
                pass
            return read_all(line)

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_kib(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))


def read_all(line):
    data = b""
    try:
        while piece := line.recv(65536):
            data += piece
    except (ConnectionResetError, socket.timeout):
        pass
    return data


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)


def read_head(file):
    status = int(file.readline().split()[1])
    headers = {}
    while (row := file.readline().rstrip(b"\r\n")):
        name, value = row.split(b":", 1)
        headers[name.decode().lower()] = value.strip().decode()
    return status, headers


def read_answer(file, method="GET"):
    """One answer from a connection's file; skips 100 Continue."""
    status, headers = read_head(file)
    while status == 100:
        status, headers = read_head(file)
    body = b""
    if method == "HEAD" or status in (204, 304):
        pass
    elif headers.get("transfer-encoding") == "chunked":
        while (size := int(file.readline().split(b";")[0], 16)) > 0:
            body += file.read(size)
            file.readline()
        file.readline()
    else:
        body = file.read(int(headers.get("content-length", 0)))
    return Answer(status, headers, body)


def head(method, path, *headers, body=b""):
    rows = [f"{method} {path} HTTP/1.1", "Host: localhost", *headers]
    if body or method in ("POST", "PATCH"):
        rows.append(f"Content-Length: {len(body)}")
    return "\r\n".join(rows).encode() + b"\r\n\r\n"


def ask(server, method, path, *headers, body=b""):
    """One request on a connection of its own."""
    if isinstance(body, (dict, list)):
        body = json.dumps(body).encode()
        headers = (*headers, "Content-Type: application/json")
    with server.connect() as line, line.makefile("rb") as file:
        line.sendall(head(method, path, *headers, body=body) + body)
        return read_answer(file, method)


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def check(self, name, good, note=""):
        self.count += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.count} - {name}", flush=True)
        if note and not good:
            print(f"# {note}", flush=True)

    def skip(self, name, why):
        self.count += 1
        print(f"ok {self.count} - {name} # SKIP {why}")

    def done(self):
        print(f"1..{self.count}")
        sys.exit(1 if self.failed or not self.count else 0)


def wait_until(condition, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return condition()
