"""How benchmarks measure: a server of the program on a database that bench_fill made, wrk against it, its
processor time and memory from /proc, and floors that run beside it. Figures are medians of rounds in
which the things compared take turns."""
import http.client
import json
import os
import re
import statistics
import subprocess
import time
import urllib.request

BUILD = os.environ.get("ALUR_BENCH_BUILD", "build")
FOLDER = os.environ.get("ALUR_BENCH_FOLDER", "/tmp/alur-bench")
ROUNDS = int(os.environ.get("ALUR_BENCH_ROUNDS", "3"))
SECONDS = 2


def program(name):
    return f"{BUILD}/bench/bench_{name}"


def database(deals):
    """The path of a database with so many deals, made when it is not there."""
    os.makedirs(FOLDER, exist_ok=True)
    path = f"{FOLDER}/deals-{deals}.db"
    if not os.path.exists(path):
        subprocess.run([program("fill"), f"sqlite:{path}.new", str(deals)], check=True)
        os.rename(f"{path}.new", path)
    return path


def alur(path, *arguments):
    done = subprocess.run([f"{BUILD}/alur", *arguments, "--db", f"sqlite:{path}"], check=True,
                          capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return done.stdout.strip()


def token_of(path, name="bench"):
    """A token of an administrator of that name, kept beside the database."""
    place = f"{path}.{name}.token"
    email = f"{name}@example.com"
    if not os.path.exists(place):
        alur(path, "user", "add", email, "--name", name, "--role", "admin")
        with open(place, "w", encoding="ascii") as file:
            file.write(alur(path, "token", "create", "--user", email))
    with open(place, encoding="ascii") as file:
        return file.read().strip()


class Process:
    """What /proc says of a process."""

    def __init__(self, process):
        self.process = process

    def cpu_us(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * 1e6 / os.sysconf("SC_CLK_TCK")

    def resident_kib(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))

    def load(self, url, connections, *headers, seconds=SECONDS, script=None):
        """wrk: requests a second, microseconds of processor time each, p50 and p99 in milliseconds."""
        arguments = [word for header in headers for word in ("-H", header)]
        if script:
            arguments += ["-s", script]
        before = self.cpu_us()
        text = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency",
                               *arguments, url], check=True, capture_output=True, text=True).stdout
        used = self.cpu_us() - before
        requests = int(re.search(r"(\d+) requests in", text).group(1))
        if "Non-2xx" in text or requests == 0:
            raise SystemExit(f"{url} was not answered well:\n{text}")
        return {"rate": requests / seconds, "cpu": used / requests,
                "p50": percentile(text, "50%"), "p99": percentile(text, "99%")}


def percentile(text, name):
    number, unit = re.search(rf"{name}\s+([0-9.]+)(us|ms|s)\b", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


class Server(Process):
    """The program, serving a database until the with block ends."""

    def __init__(self, path):
        self.headers = (f"Authorization: Bearer {token_of(path)}",)
        self.begun = time.monotonic()
        super().__init__(subprocess.Popen(
            [f"{BUILD}/alur", "serve", "--listen", "127.0.0.1:0", "--db", f"sqlite:{path}"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True))
        self.url = re.search(r"http://\S+", self.process.stdout.readline()).group(0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)

    def get(self, path):
        name, value = self.headers[0].split(": ")
        request = urllib.request.Request(self.url + path, headers={name: value})
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.read()

    def json(self, path):
        return json.loads(self.get(path))

    def ask(self, path, connections=16):
        return self.load(self.url + path, connections, *self.headers)

    def cost(self, path):
        """Milliseconds of processor time of one answer, while nobody else asks: for answers that take long."""
        before = self.cpu_us()
        self.get(path)
        return (self.cpu_us() - before) / 1000

    def ask_at_times(self, path, a_second=100, seconds=SECONDS):
        """As people do: one request each few milliseconds. p50 and p99 in milliseconds."""
        line = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=30)
        headers = dict(header.split(": ") for header in self.headers)
        taken = []
        for _ in range(a_second * seconds):
            time.sleep(1 / a_second)
            begun = time.perf_counter()
            line.request("GET", path, headers=headers)
            answer = line.getresponse()
            answer.read()
            taken.append((time.perf_counter() - begun) * 1000)
            if answer.status != 200:
                raise SystemExit(f"{path} was answered with {answer.status}")
        line.close()
        cuts = statistics.quantiles(taken, n=100)
        return {"p50": cuts[49], "p99": cuts[98]}


class Floor(Process):
    """libmicrohttpd alone with a constant answer of 600 bytes."""

    def __init__(self):
        super().__init__(subprocess.Popen([program("http_floor")], stdin=subprocess.PIPE,
                                          stdout=subprocess.PIPE))
        self.url = f"http://127.0.0.1:{int(self.process.stdout.readline())}/"

    def ask(self, connections):
        return self.load(self.url, connections)

    def stop(self):
        self.process.stdin.close()
        self.process.wait(30)


def bare(path, *statements):
    """Microseconds of processor time of the statements and the writing of their rows, in a loop."""
    return float(subprocess.run([program("bare_query"), path, "1", *statements], check=True,
                                capture_output=True, text=True).stdout)


def rounds(*cases):
    """The medians of each case's figures; the cases take turns."""
    figures = [[case() for case in cases] for _ in range(ROUNDS)]
    return [median_of([row[i] for row in figures]) for i in range(len(cases))]


def median_of(values):
    if isinstance(values[0], dict):
        return {key: statistics.median(value[key] for value in values) for key in values[0]}
    return statistics.median(values)


def say(what, figure, target, unit=""):
    """One line; `target` such as '<= 1.5'."""
    relation, bound = target.split()[:2]
    met = {"<=": figure <= float(bound), ">=": figure >= float(bound)}.get(relation, True)
    print(f"{'ok  ' if met else 'MISS'}  {what:58} {figure:8.2f}{unit}  ({target}{unit})", flush=True)
