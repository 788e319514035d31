#!/usr/bin/env python3
"""The server from the command line: its first start, its settings, commands beside it, its end."""
import os
import signal
import stat
import subprocess
import time

import support


def first_start_prints_a_link(world):
    """the first start makes an administrator and prints a one-time link, until somebody came in"""
    server = world.serve()
    first = server.link()
    assert server.stop() == 0
    server = world.serve()
    second = server.link()
    assert first != second
    status, _, session = server.ask("POST", "/api/v1/session", {"link": second})
    assert (status, session["user"]["has_password"]) == (201, False), session
    # Whoever comes in by one link ends the others.
    assert server.ask("POST", "/api/v1/session", {"link": first})[0] == 401
    assert server.stop() == 0
    server = world.serve()
    assert server.stop() == 0
    assert server.process.stdout.read() == ""
    users = world.must("user", "list", "--json").json()
    assert [(user["email"], user["role"]) for user in users] == [("admin@alur.local", "admin")]


def data_folder_is_private(world):
    """without --db the database is made in the data folder, which nobody else can read"""
    data = world.path("own/data")
    os.mkdir(world.path("own"))
    world.must("migrate", ALUR_DATA=data, ALUR_DB="")
    assert stat.S_IMODE(os.stat(data).st_mode) == 0o700
    assert stat.S_IMODE(os.stat(data + "/alur.db").st_mode) == 0o600
    world.must("migrate", XDG_DATA_HOME=world.path("xdg"), ALUR_DB="")
    assert os.path.exists(world.path("xdg/alur/alur.db"))
    world.must("migrate", ALUR_DB="")
    assert os.path.exists(world.path(".local/share/alur/alur.db"))
    # Elsewhere nothing is left behind.
    world.must("migrate", "--db", "sqlite:" + world.path("x.db"), ALUR_DATA=world.path("unused"))
    assert not os.path.exists(world.path("unused"))


def stops_at_once(world):
    """TERM, INT and HUP end the server quickly and cleanly"""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        server = world.serve()
        begun = time.monotonic()
        assert server.stop(number) == 0
        assert time.monotonic() - begun < 20


def taken_port_is_told(world):
    """a port that is taken, or no address, is told in one line"""
    server = world.serve()
    port = server.base.rsplit(":", 1)[1]
    other = world.new_database()
    world.must_fail(1, port, "serve", "--listen", "127.0.0.1:" + port, "--db", other)
    world.must_fail(1, "nowhere", "serve", "--listen", "nowhere", "--db", other)


def answers_health_and_numbers(world):
    """health, readiness and numbers are answered to anybody"""
    server = world.serve()
    assert server.ask("GET", "/healthz")[0] == 200
    assert server.ask("GET", "/readyz")[0] == 200
    status, _, text = server.ask("GET", "/metrics")
    assert status == 200
    for name in ("alur_db_units_total", "alur_db_queue", "alur_streams"):
        assert "\n%s " % name in text, name
    assert server.ask("GET", "/api/v1/deals")[0] == 401


def commands_run_beside_the_server(world):
    """commands run while the server does: it does them, with the caller's files and folder"""
    server = world.serve()
    world.must("user", "add", "budi@example.com", "--name", "Budi", "--role", "seller")
    token = world.must("token", "create", "--user", "budi@example.com").out.strip()
    assert server.must("GET", "/api/v1/session", token=token)["user"]["name"] == "Budi"
    link = world.must("user", "link", "budi@example.com").out
    if not support.ON_POSTGRES:
        assert link.startswith(server.base + "/sign-in#")
    os.mkdir(world.path("here"))
    made = world.run("backup", "copy.db", folder=world.path("here"))
    assert made.code == 0, made.err
    assert os.path.exists(world.path("here/copy.db"))
    world.must("check")
    assert "Semuanya" in world.must("check", LANG="id_ID.UTF-8").out
    world.must_fail(1, "there is no user", "user", "link", "x@example.com")
    world.must_fail(2, "no option", "user", "list", "--bogus")
    assert server.must("GET", "/api/v1/session", token=token)["user"]["name"] == "Budi"


def revoked_beside_the_server(world):
    """what is revoked beside the server ends within seconds, on SQLite at once"""
    world.must("user", "add", "budi@example.com", "--name", "Budi", "--role", "seller")
    token = world.must("token", "create", "--user", "budi@example.com").out.strip()
    server = world.serve()
    assert server.ask("GET", "/api/v1/session", token=token)[0] == 200
    time.sleep(1.1)
    assert server.ask("GET", "/api/v1/session", token=token)[0] == 200
    world.must("token", "revoke", "1")
    patience = time.monotonic() + (10 if support.ON_POSTGRES else 0)
    while (status := server.ask("GET", "/api/v1/session", token=token)[0]) == 200:
        assert time.monotonic() < patience, "still signed in"
        time.sleep(0.2)
    assert status == 401


def one_server_for_a_database(world):
    """a second server for the same database is refused, and a restore under it too"""
    world.must("migrate")
    world.must("backup", "copy.db")
    server = world.serve()
    if support.ON_POSTGRES:
        world.must_fail(1, "another server (on ", "serve", "--listen", "127.0.0.1:0")
        world.must_fail(1, "another server (on ", "restore", "copy.db")
        world.must("user", "add", "budi@example.com", "--name", "Budi", "--role", "seller")
        assert server.ask("GET", "/healthz")[0] == 200
        assert server.stop() == 0
        assert world.serve().stop() == 0
        world.must("restore", "copy.db")
        return None
    pid = str(server.process.pid)
    world.must_fail(1, pid, "serve", "--listen", "127.0.0.1:0")
    world.must_fail(1, pid, "restore", "copy.db")
    assert server.ask("GET", "/healthz")[0] == 200
    server.stop()
    assert not os.path.exists(world.url[len("sqlite:"):] + "-errands")
    return None


def killed_server_leaves_nothing_in_the_way(world):
    """after kill -9 the next server and commands start as usual"""
    server = world.serve()
    server.kill()
    world.must("user", "list")
    server = world.serve()
    world.must("user", "list")
    assert server.stop() == 0


def many_commands_at_once(world):
    """many commands beside the server are all done"""
    world.serve()
    commands = [subprocess.Popen([os.path.abspath(support.PROGRAM), "user", "add",
                                  "u%d@example.com" % i, "--name", "U", "--role", "viewer"],
                                 stdout=subprocess.DEVNULL, env=world.environment({}))
                for i in range(12)]
    assert [command.wait(60) for command in commands] == [0] * 12
    assert len(world.must("user", "list", "--json").json()) == 13


def nobody_else_is_heard(world):
    """what is not an errand is not done, and harms nothing"""
    if support.ON_POSTGRES:
        return "PostgreSQL needs no errands"
    import socket
    server = world.serve()
    place = world.url[len("sqlite:"):] + "-errands"
    assert stat.S_IMODE(os.stat(place).st_mode) == 0o600
    for rubbish in (b"", b"x", b"GET / HTTP/1.1\r\n\r\n", b"\x72\x75\x6c\x41\xff\xff\xff\x7f"):
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(place)
            line.sendall(rubbish)
            line.shutdown(socket.SHUT_WR)
            line.recv(16)
    world.must("user", "list")
    assert server.stop() == 0
    return None


if __name__ == "__main__":
    support.run([first_start_prints_a_link, data_folder_is_private, stops_at_once,
                 taken_port_is_told, answers_health_and_numbers, commands_run_beside_the_server,
                 revoked_beside_the_server, one_server_for_a_database,
                 killed_server_leaves_nothing_in_the_way, many_commands_at_once,
                 nobody_else_is_heard])
