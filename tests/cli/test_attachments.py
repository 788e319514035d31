#!/usr/bin/env python3
"""The contents of attached files in backups, and what is tidied away at the start of a server."""
import hashlib
import http.client
import os
import shutil
import time
import urllib.parse

import support

MONTH = 31 * 86400


def begin(world):
    """A server with one company; its address and a token."""
    world.must("user", "add", "a@example.com", "--name", "Ani", "--role", "admin")
    token = world.must("token", "create", "--user", "a@example.com").out.strip()
    server = world.serve()
    server.must("POST", "/api/v1/companies", {"name": "PT Maju"}, token)
    return server, token


def ask(server, token, method, path, content=None):
    host = server.base[len("http://"):].rstrip("/")
    connection = http.client.HTTPConnection(host, timeout=60)
    connection.request(method, "/api/v1" + path, body=content,
                       headers={"Authorization": "Bearer " + token, "Content-Type": "text/plain"})
    answer = connection.getresponse()
    return answer.status, answer.read()


def attach(server, token, content):
    status, body = ask(server, token, "POST", "/companies/1/attachments?name=a.txt", content)
    assert status == 201, body


def files_of(world, database=None):
    url = database or world.url
    if url.startswith("sqlite:"):
        return url[len("sqlite:"):] + "-files"
    at = urllib.parse.urlsplit(url)
    host, port = at.hostname or os.environ.get("PGHOST", "local"), at.port or os.environ.get("PGPORT", 5432)
    name = "postgres-%s+%s+%s-files" % (urllib.parse.quote(host, safe=""), port, at.path[1:])
    return world.path(".local/share/alur/" + name)


def content_path(files, content):
    name = hashlib.sha256(content).hexdigest()
    return os.path.join(files, "attachments", name[:2], name)


def backup_has_them(world):
    """a backup has the files beside it, is sound by itself, and brings them back"""
    server, token = begin(world)
    attach(server, token, b"in the backup")
    assert server.stop() == 0
    world.must("backup", "copy.db")
    copied = content_path(world.path("copy.db-files"), b"in the backup")
    with open(copied, "rb") as file:
        assert file.read() == b"in the backup"
    world.must("check", "--db", "sqlite:" + world.path("copy.db"))
    shutil.rmtree(files_of(world))
    world.must("restore", "copy.db")
    world.must("check")
    server = world.serve()
    assert ask(server, token, "GET", "/attachments/1/content") == (200, b"in the backup")
    assert server.stop() == 0


def taken_from_elsewhere(world):
    """a backup that a running server takes has the files, wherever it and the caller were started"""
    if not world.url.startswith("sqlite:"):
        return  # there the command reads for itself
    os.mkdir(world.path("home"))
    whole = "sqlite:" + world.path("home/a.db")
    world.must("user", "add", "a@example.com", "--name", "Ani", "--role", "admin", "--db", whole)
    token = world.must("token", "create", "--user", "a@example.com", "--db", whole).out.strip()
    server = world.serve("--db", "sqlite:home/a.db")
    server.must("POST", "/api/v1/companies", {"name": "PT Maju"}, token)
    attach(server, token, b"from elsewhere")
    os.mkdir(world.path("other"))
    done = world.run("backup", "copy.db", "--db", whole, folder=world.path("other"))
    assert done.code == 0, done.err
    assert os.path.exists(content_path(world.path("other/copy.db-files"), b"from elsewhere"))
    assert server.stop() == 0


def apart_from_its_neighbour(world):
    """two databases of one user keep their files apart: neither tidies away what the other has"""
    server, token = begin(world)
    attach(server, token, b"of the first")
    assert server.stop() == 0
    kept = content_path(files_of(world), b"of the first")
    then = time.time() - MONTH
    os.utime(kept, (then, then))
    world.url = world.new_database()
    server, token = begin(world)
    attach(server, token, b"of the second")
    assert os.path.exists(content_path(files_of(world), b"of the second"))
    tidied_away = content_path(files_of(world), b"not needed")
    os.makedirs(os.path.dirname(tidied_away), exist_ok=True)
    assert server.stop() == 0
    with open(tidied_away, "wb") as file:
        file.write(b"not needed")
    os.utime(tidied_away, (then, then))
    server = world.serve()
    for _ in range(200):
        if not os.path.exists(tidied_away):
            break
        time.sleep(0.05)
    assert server.stop() == 0
    assert os.path.exists(kept) and not os.path.exists(tidied_away)


def loses_its_folder(world):
    """a backup whose folder was lost restores the rows, and check tells which file is missing"""
    server, token = begin(world)
    attach(server, token, b"lost")
    assert server.stop() == 0
    world.must("backup", "copy.db")
    shutil.rmtree(world.path("copy.db-files"))
    shutil.rmtree(files_of(world))
    world.must("restore", "copy.db")
    found = world.run("check")
    assert found.code == 1 and "attachment 1 (a.txt)" in found.out, found.out


def cannot_be_read(world):
    """a backup fails when the folder of files cannot be read, rather than leave them out"""
    server, token = begin(world)
    attach(server, token, b"not to be left out")
    assert server.stop() == 0
    folder = os.path.join(files_of(world), "attachments")
    os.rename(folder, folder + "-aside")
    with open(folder, "wb"):
        pass
    found = world.run("backup", "copy.db")
    assert found.code == 1 and folder in found.err, found.err
    os.remove(folder)
    os.rename(folder + "-aside", folder)
    world.must("backup", "again.db")
    assert os.path.exists(content_path(world.path("again.db-files"), b"not to be left out"))


def tidied(world):
    """what no row has is removed after a month; archived rows keep theirs, a broken upload goes soon"""
    server, token = begin(world)
    for content in (b"needed", b"archived"):
        attach(server, token, content)
    server.must("DELETE", "/api/v1/attachments/2", token=token)
    assert server.stop() == 0
    path = {word: content_path(files_of(world), word)
            for word in (b"needed", b"archived", b"young", b"old")}
    partial = os.path.join(files_of(world), "attachments", "0123.partial")
    for left in (path[b"young"], path[b"old"], partial):
        os.makedirs(os.path.dirname(left), exist_ok=True)
        with open(left, "wb") as file:
            file.write(b"left over")
    then = time.time() - MONTH
    for old in (path[b"needed"], path[b"archived"], path[b"old"], partial):
        os.utime(old, (then, then))
    server = world.serve()
    for _ in range(200):
        if not os.path.exists(path[b"old"]) and not os.path.exists(partial):
            break
        time.sleep(0.05)
    assert server.stop() == 0
    there = {word for word in path if os.path.exists(path[word])}
    assert there == {b"needed", b"archived", b"young"} and not os.path.exists(partial), there


if __name__ == "__main__":
    support.run([backup_has_them, taken_from_elsewhere, apart_from_its_neighbour, loses_its_folder, cannot_be_read, tidied])
