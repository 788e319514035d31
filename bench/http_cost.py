#!/usr/bin/env python3
"""What src/http costs above its library: a constant answer of 600 bytes through our seam (checks of
syntax and Host, route, security headers, metrics) and through a route with guard, read transaction,
query and JSON, each against the library alone, in interleaved rounds of wrk with 64 connections.
http_cost.py BUILD-DIRECTORY [ROUNDS]. The processor time for each request is the steadier figure."""
import os
import re
import statistics
import subprocess
import sys
import tempfile

SECONDS = 2


class Program:
    def __init__(self, *command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.port = int(self.process.stdout.readline())

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.stdin.close()
        self.process.wait(30)


def measure(program, path, *headers):
    """Requests a second, and microseconds of processor time for each."""
    arguments = [word for header in headers for word in ("-H", header)]
    before = program.cpu_seconds()
    report = subprocess.run(["wrk", "-t1", "-c64", f"-d{SECONDS}s", *arguments,
                             f"http://127.0.0.1:{program.port}{path}"],
                            check=True, capture_output=True, text=True).stdout
    used = program.cpu_seconds() - before
    requests = int(re.search(r"(\d+) requests in", report).group(1))
    if "Non-2xx" in report:
        sys.exit(f"{path} was not answered well:\n{report}")
    return requests / SECONDS, used / requests * 1e6


def main():
    build = sys.argv[1] if len(sys.argv) > 1 else "build"
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    figures = {}
    with tempfile.TemporaryDirectory(prefix="http-bench-") as folder:
        floor = Program(f"{build}/bench/bench_http_floor")
        ours = Program(f"{build}/tests/http/http_test_server", folder)
        cases = [("library alone", floor, "/"), ("constant answer", ours, "/hello"),
                 ("guarded read", ours, "/api/v1/echo/1?q=a", "Authorization: Bearer 5")]
        for _ in range(rounds):
            for name, *case in cases:
                figures.setdefault(name, []).append(measure(*case))
        floor.stop()
        ours.stop()
    base = [statistics.median(column) for column in zip(*figures["library alone"])]
    for name, rows in figures.items():
        rate, cpu = (statistics.median(column) for column in zip(*rows))
        print(f"{name:16} {rate:8.0f}/s = {rate / base[0]:.2f}   "
              f"{cpu:5.1f} us of processor = {base[1] / cpu:.2f}")


if __name__ == "__main__":
    main()
