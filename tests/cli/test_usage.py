#!/usr/bin/env python3
"""How commands are called: help, wrong use, settings, languages, output that cannot be written."""
import os
import pty
import re
import select
import subprocess
import time

import support


def all_commands(world):
    """The names of all commands, from the help page."""
    lines = world.must("help").out.splitlines()
    return [line[2:36].strip().rstrip("[]ABCDEFGHIJKLMNOPQRSTUVWXYZ ").strip()
            for line in lines if line.startswith("  ")]


def help_names_every_command(world):
    """help lists the commands, and each explains itself by examples"""
    names = all_commands(world)
    for name in ("serve", "user add", "user list", "user password", "user link", "token create",
                 "token list", "token revoke", "backup", "restore", "check", "migrate", "openapi",
                 "version", "help"):
        assert name in names, name
    for name in names:
        page = world.must(*name.split(), "--help").out
        assert page.startswith("Usage: alur " + name), page
        assert page == world.must("help", *name.split()).out
        assert "Examples:" in page or name == "version", page
    assert "ALUR_DB" in world.must("help", "serve").out
    assert world.must("--help").out == world.must("help").out
    assert "user link" in world.must("help", "user").out
    world.must_fail(1, "no command frobnicate", "help", "frobnicate")


def wrong_use_is_2(world):
    """wrong use is exit code 2 and one line that says what to do"""
    for part, words in (("which command", []),
                        ("no command frobnicate", ["frobnicate"]),
                        ("needs another word", ["user"]),
                        ("needs another word", ["user", "frobnicate"]),
                        ("no option --frob", ["user", "list", "--frob"]),
                        ("needs EMAIL", ["user", "link"]),
                        ("does not know what to do with b", ["user", "link", "a", "b"]),
                        ("--role needs a value", ["user", "add", "a@b.c", "--name", "A", "--role"]),
                        ("needs --user", ["token", "create"]),
                        ("needs FILE", ["backup"])):
        world.must_fail(2, part, *words)


def help_does_not_need_settings(world):
    """help and version answer even where the settings are wrong"""
    wrong = {"ALUR_THREADS": "many"}
    world.must("help", **wrong)
    assert world.must("version", **wrong).out.startswith("alur ")
    assert world.must("version", "--json").json()["version"]
    world.must_fail(1, "ALUR_THREADS must be a whole number", "user", "list", **wrong)


def values_in_both_forms(world):
    """options take --name=VALUE and --name VALUE; -- ends them"""
    world.must("user", "add", "--name=Budi", "--role=seller", "--", "budi@example.com")
    assert world.must("user", "list", "--json").json()[0]["name"] == "Budi"


def bad_databases(world):
    """a database that cannot be is told in one line, without its password"""
    world.must_fail(1, "sqlite:PATH or postgres://", "check", "--db", "mysql://x")
    world.must_fail(1, "/nowhere/at/all.db", "check", "--db", "sqlite:/nowhere/at/all.db")
    failed = world.must_fail(1, "", "check", "--db", "postgres://u:geheim@127.0.0.1:1/x")
    assert "geheim" not in failed.err
    with open(world.path("text.db"), "w", encoding="ascii") as file:
        file.write("this is no database " * 100)
    world.must_fail(1, "not a database", "check", "--db", "sqlite:" + world.path("text.db"))


def speaks_indonesian(world):
    """messages are in Indonesian where the system or ALUR_LANGUAGE says so"""
    english = world.run("frobnicate").err
    for environment in ({"LANG": "id_ID.UTF-8"}, {"LC_ALL": "id_ID"}, {"ALUR_LANGUAGE": "id"}):
        indonesian = world.run("frobnicate", **environment).err
        assert indonesian != english and "tidak ada" in indonesian.lower(), indonesian
    assert world.run("frobnicate", LANG="id_ID", LC_ALL="C").err == english


def full_output_is_a_failure(world):
    """what cannot be printed is a failure"""
    with open("/dev/full", "w", encoding="ascii") as full:
        done = subprocess.run([support.PROGRAM, "version"], stdout=full, stderr=subprocess.PIPE,
                              text=True, env=world.environment({}), check=False)
    assert done.returncode == 1 and "could not be written" in done.stderr, done


def told_on_a_terminal(world):
    """what takes more than a second shows on a terminal how far it has come, in one line"""
    with open(world.path("many.csv"), "w", encoding="ascii") as file:
        file.write("name\n" + "".join("Company %d\n" % number for number in range(200000)))
    ours, theirs = pty.openpty()
    running = subprocess.Popen([os.path.abspath(support.PROGRAM), "import", "companies", "many.csv"],
                               cwd=world.folder, env=world.environment({}), stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    said = ""
    deadline = time.monotonic() + 60
    while not re.search(r"many\.csv  \d+ of 200000  \d+ %", said) and time.monotonic() < deadline:
        if select.select([ours], [], [], 1)[0]:
            try:
                said += os.read(ours, 4096).decode()
            except OSError:  # the other end is closed
                break
    running.kill()
    running.wait()
    os.close(ours)
    steps = [int(step) for step in re.findall(r"\r\x1b\[Kmany\.csv  (\d+) of 200000  \d+ %", said)]
    assert steps and 0 < steps[0] < 200000 and "\n" not in said, repr(said[:300])


def describes_the_api(world):
    """openapi prints the description of the API"""
    document = world.must("openapi").json()
    assert document["openapi"].startswith("3.1")
    assert "/api/v1/deals/{id}/move" in document["paths"]


if __name__ == "__main__":
    support.run([help_names_every_command, wrong_use_is_2, help_does_not_need_settings,
                 values_in_both_forms, bad_databases, speaks_indonesian, full_output_is_a_failure,
                 told_on_a_terminal, describes_the_api])
