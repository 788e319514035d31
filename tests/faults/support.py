"""What faults need beyond tests/api/support.py: a server that is killed and comes back on the same
data, a PostgreSQL cluster that may be stopped without harm to other suites, questions to the database
behind the program's back, and TAP."""
import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import traceback

_spec = importlib.util.spec_from_file_location(
    "api_support", os.path.join(os.path.dirname(__file__), "..", "api", "support.py"))
api = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(api)
cli = api.cli

ON_POSTGRES = cli.ON_POSTGRES
LOST = (OSError, api.http.client.HTTPException)  # what a client sees of a server that dies


class Alur(api.Api):
    """A server that may die, with an administrator's token that outlives it."""

    def kill(self, number=signal.SIGKILL):
        self.server.process.send_signal(number)
        code = self.server.process.wait(60)
        self.server.kill()
        return code

    def restart(self, *words, **environment):
        self.server = self.world.serve(*words, **environment)
        self.host, self.port = self.server.base[len("http://"):].rstrip("/").split(":")
        self.local = threading.local()

    def check(self):
        """`alur check` beside whatever runs."""
        self.world.must("check")

    def query(self, sql):
        """Rows of a query, past the program."""
        if ON_POSTGRES:
            out = subprocess.run(["psql", "-qAt", "-F", "\t", "-v", "ON_ERROR_STOP=1",
                                  self.world.url, "-c", sql],
                                 check=True, capture_output=True, text=True).stdout
            return [tuple(row.split("\t")) for row in out.splitlines()]
        with contextlib.closing(sqlite3.connect(self.world.url[len("sqlite:"):], 30)) as database:
            return [tuple(str(value) for value in row) for row in database.execute(sql)]

    def end(self):
        if self.server.process.poll() is None:
            assert self.kill(signal.SIGTERM) == 0, "the server does not stop well"
        self.world.close()


def postgres_bin():
    folders = [f"/usr/lib/postgresql/{name}/bin" for name in os.listdir("/usr/lib/postgresql")]
    return max(folders, key=lambda path: [int(part) for part in path.split("/")[4].split(".")])


class Cluster:
    """A PostgreSQL cluster of this suite's own, as durable as in production unless told otherwise."""

    def __init__(self, durable=True):
        self.durable = "on" if durable else "off"
        self.folder = tempfile.mkdtemp(prefix="alur-pg-")
        self.user = pwd.getpwnam("postgres") if os.getuid() == 0 else None
        if self.user:
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.url = f"postgres://alur@127.0.0.1:{self.port}"
        self.run("initdb", "-U", "alur", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        self.start()

    def run(self, program, *words):
        become = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
        subprocess.run([*(become if self.user else []), f"{postgres_bin()}/{program}", "-D",
                        f"{self.folder}/data", *words], check=True, cwd="/",
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def start(self):
        self.run("pg_ctl", "-w", "-t", "60", "-l", f"{self.folder}/log", "start", "-o",
                 f"-p {self.port} -k {self.folder} -h 127.0.0.1 -c fsync={self.durable} "
                 f"-c synchronous_commit={self.durable} -c full_page_writes={self.durable} "
                 "-c log_min_messages=log")

    def stop(self, how="immediate"):
        self.run("pg_ctl", "-m", how, "-w", "stop")

    def kill_backends(self):
        """kill -9 of one backend: PostgreSQL then ends all others and recovers by itself. Returns when it
        has: until it notices, and again while it recovers, others than the program would be refused."""
        before = self.times_ready()
        out = subprocess.run(["psql", "-qAt", f"{self.url}/postgres", "-c",
                              "SELECT pid FROM pg_stat_activity WHERE datname <> 'postgres'"],
                             check=True, capture_output=True, text=True).stdout
        os.kill(int(out.split()[0]), signal.SIGKILL)
        assert wait_until(lambda: self.times_ready() > before, 60), "PostgreSQL does not recover"

    def times_ready(self):
        with open(f"{self.folder}/log", encoding="utf-8", errors="replace") as log:
            return log.read().count("database system is ready to accept connections")

    def close(self):
        with contextlib.suppress(subprocess.CalledProcessError):
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def database(durable=True):
    """Where this suite keeps its data; on PostgreSQL a cluster of its own, else None."""
    if not ON_POSTGRES:
        yield None
        return
    cluster = Cluster(durable)
    os.environ["ALUR_TEST_POSTGRES"] = cluster.url + "/postgres"
    try:
        yield cluster
    finally:
        cluster.close()


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def test(self, name, function, *arguments):
        """One line; what the function returns is the reason why it was skipped."""
        self.count += 1
        try:
            skip = function(*arguments)
            print(f"ok {self.count} - {name}" + (f" # SKIP {skip}" if skip else ""))
        except Exception:  # whatever goes wrong, the other tests run
            self.failed += 1
            print(f"not ok {self.count} - {name}")
            print("".join(f"# {line}\n" for line in traceback.format_exc().splitlines()), end="")
        sys.stdout.flush()

    def done(self):
        print(f"1..{self.count}")
        sys.exit(1 if self.failed or not self.count else 0)


def wait_until(condition, seconds, pause=0.05):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(pause)
    return condition()
