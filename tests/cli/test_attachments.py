#!/usr/bin/env python3
"""The contents of attached files in backups, and what is tidied away at the start of a server."""
import hashlib
import http.client
import os
import shutil
import time

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
    return url[len("sqlite:"):] + "-files" if url.startswith("sqlite:") else \
        world.path(".local/share/alur/postgres-files")


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
    support.run([backup_has_them, loses_its_folder, tidied])
