#!/usr/bin/env python3
"""Imports deals with all checks and history, against the sqlite3 shell's `.import` of the same rows into a
bare table of the same columns and indexes: rows a second, as a ratio, and the memory of the import.

    bench/import.py [ROWS] [ROUNDS]        200,000 rows and 3 rounds unless given
"""
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time

PROGRAM = os.environ.get("ALUR_BIN", "build/alur")


def write_deals(path, rows):
    """Three of five deals are closed, so that they have two states each."""
    draw = random.Random(1)
    stages = ("Qualify", "Proposal", "Won", "Lost", "Won")
    with open(path, "w", encoding="utf-8") as file:
        file.write("external_id,title,pipeline,stage,owner,company,amount,currency,created_on,closed_on\n")
        for i in range(rows):
            closed = "" if i % 5 < 2 else "2025-%02d-%02d" % (i % 12 + 1, i % 28 + 1)
            file.write("m%d,Deal number %d,Sales,%s,Seller %d,Company %d,%d.00,USD,2024-%02d-%02d,%s\n" % (
                i, i, stages[i % 5], i % 40, i % 5000, draw.randrange(100, 100000), i % 12 + 1,
                i % 28 + 1, closed))


def timed(words, given=None):
    """Wall seconds, processor seconds and the largest memory of a command, in KiB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.monotonic()
    process = subprocess.Popen(words, stdin=subprocess.PIPE if given else None, stdout=subprocess.PIPE,
                               text=True)
    out, _ = process.communicate(given)
    wall = time.monotonic() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert process.returncode == 0, words
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, spent, after.ru_maxrss, out


def import_with_alur(folder, deals):
    database = os.path.join(folder, "alur.db")
    wall, spent, memory, out = timed([PROGRAM, "import", "deals", deals, "--db", "sqlite:" + database,
                                      "--create", "pipelines,stages,users,companies"])
    assert " + rejected 0\n" in out, out
    return wall, spent, memory, database


def bare_table(database, folder):
    """The table of deals with its indexes as SQL, and its rows as CSV."""
    shell = ["sqlite3", database]
    sql = subprocess.run([*shell, "SELECT sql || ';' FROM sqlite_schema WHERE tbl_name = 'deals' AND sql"
                          " IS NOT NULL ORDER BY type DESC"], capture_output=True, text=True, check=True).stdout
    rows = os.path.join(folder, "rows.csv")
    with open(rows, "w", encoding="utf-8") as file:
        subprocess.run([*shell, "-csv", "-nullvalue", "0", "SELECT * FROM deals"], stdout=file, check=True)
    return sql.replace(" STRICT", ""), rows


def import_with_shell(folder, sql, rows):
    database = os.path.join(folder, "bare.db")
    if os.path.exists(database):
        os.unlink(database)
    script = sql.replace("external_id IS NOT NULL", "external_id <> '0'") + \
        "\n.mode csv\n.import %s deals\n" % rows
    return timed(["sqlite3", database], script)


def main():
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    walls, spents, memory = [], [], 0
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER", "/var/tmp")) as folder:
        deals = os.path.join(folder, "deals.csv")
        write_deals(deals, rows)
        bare = None
        for _ in range(rounds):
            for name in os.listdir(folder):
                if name.startswith("alur.db") and os.path.isfile(os.path.join(folder, name)):
                    os.unlink(os.path.join(folder, name))
            wall, spent, most, database = import_with_alur(folder, deals)
            bare = bare or bare_table(database, folder)
            floor_wall, floor_spent, _, _ = import_with_shell(folder, *bare)
            walls.append(floor_wall / wall)
            spents.append(floor_spent / spent)
            memory = max(memory, most)
            print("%d rows: %.1f s (processor %.1f s), .import %.1f s (%.1f s)" % (
                rows, wall, spent, floor_wall, floor_spent), file=sys.stderr)
    print(json.dumps({"rows": rows, "rate_ratio": round(statistics.median(walls), 3),
                      "processor_ratio": round(statistics.median(spents), 3),
                      "memory_mib": round(memory / 1024, 1)}))


if __name__ == "__main__":
    main()
