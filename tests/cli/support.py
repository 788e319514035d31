"""A database of its own for each test, the program run on it, and TAP. Suites are tables of functions
whose docstrings are the names of the tests."""
import atexit
import contextlib
import functools
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import traceback
import urllib.error
import urllib.request

PROGRAM = os.environ.get("ALUR_BIN", "build-san/alur")
ON_POSTGRES = os.environ.get("ALUR_TEST_DATABASE") == "postgres"


class Result:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def json(self):
        return json.loads(self.out)


def create_database(name, template="template1"):
    """Its address. Until PostgreSQL has seen all connections to the template end, it waits."""
    base = os.environ["ALUR_TEST_POSTGRES"]
    subprocess.run(["psql", "-q", base, "-c", "CREATE DATABASE %s TEMPLATE %s" % (name, template)],
                   check=True)
    return base.rsplit("/", 1)[0] + "/" + name


class World:
    """A temporary folder, an empty database or a copy of one, and a clean environment."""

    databases = 0

    def __init__(self, copied=None):
        self.temporary = tempfile.TemporaryDirectory(prefix="alur-cli-")
        self.folder = self.temporary.name
        self.servers = []
        self.url = self.copy_database(copied) if copied else self.new_database()

    def new_database(self, postgres=ON_POSTGRES):
        if not postgres:
            return "sqlite:%s/%s.db" % (self.folder, self.new_name("test"))
        return create_database(self.new_name("cli"))

    @staticmethod
    def new_name(word):
        World.databases += 1
        return "%s_%d_%d" % (word, os.getpid(), World.databases)

    def copy_database(self, url):
        """The address of a copy of a database that nobody has open, in this world."""
        if url.startswith("postgres"):
            return create_database(self.new_name("copy"), url.rsplit("/", 1)[1])
        path = self.path(self.new_name("copy") + ".db")
        with contextlib.closing(sqlite3.connect(url[len("sqlite:"):])) as old, \
                contextlib.closing(sqlite3.connect(path)) as new:
            old.backup(new)
        return "sqlite:" + path

    def environment(self, more):
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith(("ALUR_", "LC_", "XDG_")) and name != "LANG"}
        return {**kept, "HOME": self.folder, "ALUR_DB": self.url, **more}

    def run(self, *words, given="", folder=None, **environment):
        done = subprocess.run([os.path.abspath(PROGRAM), *words], input=given, text=True,
                              capture_output=True, timeout=300, cwd=folder or self.folder,
                              env=self.environment(environment), check=False)
        return Result(done.returncode, done.stdout, done.stderr)

    def must(self, *words, given="", **environment):
        result = self.run(*words, given=given, **environment)
        assert result.code == 0, "alur %s: exit %d\n%s%s" % (
            " ".join(words), result.code, result.out, result.err)
        assert result.err == "", "alur %s says on stderr: %s" % (" ".join(words), result.err)
        return result

    def must_fail(self, code, part, *words, given="", **environment):
        """Fails with this code and one line on stderr that holds `part`."""
        result = self.run(*words, given=given, **environment)
        assert result.code == code, "alur %s: exit %d instead of %d\n%s" % (
            " ".join(words), result.code, code, result.err)
        lines = result.err.splitlines()
        assert len(lines) == 1 and lines[0].startswith("alur: "), "not one line: %r" % result.err
        assert part in lines[0], "%r is not in %r" % (part, lines[0])
        return result

    def serve(self, *words, **environment):
        server = Server(self, words, environment)
        self.servers.append(server)
        return server

    def path(self, name):
        return os.path.join(self.folder, name)

    def stop_servers(self):
        for server in self.servers:
            server.kill()
        self.servers.clear()

    def close(self):
        self.stop_servers()
        self.temporary.cleanup()


class Server:
    """`alur serve` on a free port."""

    def __init__(self, world, words, environment):
        self.process = subprocess.Popen(
            [os.path.abspath(PROGRAM), "serve", "--listen", "127.0.0.1:0", *words],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=world.folder,
            env=world.environment(environment))
        self.first_line = self.process.stdout.readline()
        found = re.search(r"http://\S+", self.first_line)
        assert found, "no address: %r %s" % (self.first_line, self.process.stderr.read())
        self.base = found.group()
        self.cookie = None

    def link(self):
        """The secret of the one-time link of a first start."""
        return self.process.stdout.readline().strip().split("#")[1]

    def ask(self, method, path, body=None, token=None):
        """Status, headers and JSON (or text) of an answer."""
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = "Bearer " + token
        if self.cookie:
            headers["Cookie"] = self.cookie
        request = urllib.request.Request(
            self.base + path, method=method, headers=headers,
            data=json.dumps(body).encode() if body is not None else None)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.status, answer.headers, read_body(answer)
        except urllib.error.HTTPError as error:
            return error.code, error.headers, read_body(error)

    def must(self, method, path, body=None, token=None):
        status, _, answer = self.ask(method, path, body, token)
        assert status < 300, "%s %s: %d %s" % (method, path, status, answer)
        return answer

    def stop(self, number=signal.SIGTERM):
        """Its exit code."""
        self.process.send_signal(number)
        return self.process.wait(120)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()


def read_body(answer):
    text = answer.read().decode()
    return json.loads(text) if "json" in answer.headers.get("Content-Type", "") else text


@functools.cache
def migrated():
    """A database that has all migrations and nothing else: copied, it saves making them again."""
    world = World()
    atexit.register(world.close)
    world.must("migrate")
    return world.url


def run(tests, is_story=False, is_migrated=False):
    """Runs the tests and prints TAP: each in a world of its own, whose database is not there yet or is
    migrated, or, as a story, each in that which the one before it left."""
    failed, world = 0, None
    for number, test in enumerate(tests, 1):
        if not world:
            world = World(migrated() if is_migrated else None)
        try:
            skip = test(world)
            print("ok %d - %s%s" % (number, test.__doc__, " # SKIP " + skip if skip else ""))
        except Exception:  # whatever goes wrong, the other tests run
            failed += 1
            print("not ok %d - %s" % (number, test.__doc__))
            print("".join("# %s\n" % line for line in traceback.format_exc().splitlines()), end="")
        sys.stdout.flush()
        world.stop_servers()
        if not is_story or number == len(tests):
            world.close()
            world = None
    print("1..%d" % len(tests))
    sys.exit(1 if failed else 0)
