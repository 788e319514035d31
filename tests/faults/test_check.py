#!/usr/bin/env python3
"""`alur check` finds each kind of damage: a sound database is damaged in one way by SQL, behind the
program's back, and check must say so in words and exit with 1."""
import contextlib
import os
import shutil
import sqlite3
import subprocess

from support import ON_POSTGRES, Alur, Tap, cli, database

DEAL, COMPANY = 12, 5  # src/entity/: codes in row keys, id * 64 + code
WON = "(SELECT MIN(d.id) FROM deals d JOIN stages s ON s.id = d.stage_id WHERE s.kind = 'won')"
LOST = "(SELECT MIN(d.id) FROM deals d JOIN stages s ON s.id = d.stage_id WHERE s.kind = 'lost')"
OPEN = ("(SELECT MIN(d.id) FROM deals d JOIN stages s ON s.id = d.stage_id WHERE s.kind = 'open'"
        " AND d.archived_at IS NULL)")
VERSIONED = "(SELECT MIN(id) FROM deals_versions)"
OF_DEAL_1 = f"row_key = 1 * 64 + {DEAL}"
LAST = f"(SELECT MAX(id) FROM events WHERE {OF_DEAL_1})"
FORGET_WORDS = (f"DELETE FROM search WHERE row_key = 1 * 64 + {COMPANY}" if ON_POSTGRES else
                "INSERT INTO search (search) VALUES ('delete-all')")
STRANGE_WORDS = ("INSERT INTO search (%s, words) VALUES (999 * 64 + %d, '  hantu')"
                 % ("row_key" if ON_POSTGRES else "rowid", COMPANY))

# What is broken, by which statements, and what a finding must say.
DAMAGES = [
    # the log of changes
    ("a row's value differs from its history", ["UPDATE deals SET amount = amount + 1 WHERE id = 1"],
     "history of deal 1: amount differs from the row"),
    ("an event is missing in the middle",
     [f"DELETE FROM events WHERE id = (SELECT id FROM events WHERE {OF_DEAL_1}"
      f" AND changes LIKE '%\"amount\"%' AND id <> {LAST} ORDER BY id LIMIT 1)"],
     "history of deal 1: amount does not continue"),
    ("the last event is missing", [f"DELETE FROM events WHERE id = {LAST}"],
     "history of deal 1: "),
    ("all events of a row are missing", [f"DELETE FROM events WHERE {OF_DEAL_1}"],
     "history of deal 1: there is no event at all"),
    ("an event says something else",
     [f"UPDATE events SET changes = REPLACE(changes, '1003', '7777') WHERE {OF_DEAL_1}"],
     "history of deal 1: amount"),
    ("a row is gone, but its history is there", ["DELETE FROM companies WHERE id = 3"],
     "companies has history, but is gone, row: 3"),
    ("an event belongs to no batch", [f"UPDATE events SET batch_id = 999 WHERE id = {LAST}"],
     "an event belongs to no batch"),
    ("an event undoes nothing", [f"UPDATE events SET undo_of = 999999 WHERE id = {LAST}"],
     "undoes one that is not there"),
    # references
    ("a deal of a company that is not there", ["UPDATE deals SET company_id = 999 WHERE id = 1"],
     "deals.company_id points to no company in row: 1"),
    ("a line of a product that is not there", ["UPDATE deal_lines SET product_id = 999"],
     "deal_lines.product_id points to no product"),
    ("a team of a manager that is not there", ["UPDATE teams SET manager_id = 999 WHERE id = 1"],
     "teams.manager_id points to no user"),
    # versions
    ("a version is missing in the middle",
     [f"DELETE FROM deals_versions WHERE id = {VERSIONED} AND revision = 2"],
     "a version of deals is not followed by the next"),
    ("two versions overlap",
     [f"UPDATE deals_versions SET valid_to = (SELECT updated_at FROM deals WHERE id = {VERSIONED})"
      f" WHERE id = {VERSIONED} AND revision = 1"], "two versions of deals overlap"),
    ("a version ends before it begins",
     [f"UPDATE deals_versions SET updated_at = valid_to + 1 WHERE id = {VERSIONED}"
      " AND revision = 1"], "ends before it begins"),
    ("a version goes beyond the row's present state",
     [f"UPDATE deals_versions SET valid_to = valid_to + 100000 WHERE id = {VERSIONED}"],
     "a version of deals is not followed by the next"),
    # kept sums
    ("a total differs", ["UPDATE stage_totals SET total = total + 5"],
     "stage_totals differs from the rows"),
    ("a count differs", ["UPDATE stage_totals SET number = number + 1"],
     "stage_totals differs from the rows"),
    ("a total is missing", ["DELETE FROM stage_totals"], "stage_totals differs from the rows"),
    ("a total of a day differs", ["UPDATE stage_totals_days SET total = total + 5"
                                  " WHERE owner_id <> -1"],
     "stage_totals_days differs from the versions"),
    ("a total of all owners differs", ["UPDATE stage_totals_days SET number = number + 1"
                                       " WHERE owner_id = -1"],
     "stage_totals_days of all owners differs"),
    ("a count of moves differs", ["UPDATE stage_totals_moves SET number = number + 1"
                                  " WHERE day = (SELECT MIN(day) FROM stage_totals_moves)"],
     "stage_totals_moves differs from the versions"),
    ("a stay before a move differs", ["UPDATE stage_totals_moves SET stay_days = stay_days + 1"],
     "stage_totals_moves differs from the versions"),
    ("moves of a day are missing", ["DELETE FROM stage_totals_moves"
                                    " WHERE day > (SELECT MIN(day) FROM stage_totals_moves)"],
     "stage_totals_moves of all days differs"),
    # the pipeline
    ("a deal is in a stage that is not there", [f"UPDATE deals SET stage_id = 999 WHERE id = {OPEN}"],
     "deals.stage_id points to no stage"),
    ("a deal is in a stage of another pipeline",
     [f"UPDATE deals SET pipeline_id = 2 WHERE id = {OPEN}"], "is in a stage of another pipeline"),
    ("a deal is in an archived stage",
     [f"UPDATE stages SET archived_at = 1 WHERE id = (SELECT stage_id FROM deals WHERE id = {OPEN})"],
     "is in a stage that is archived"),
    ("a won deal has no closing day", [f"UPDATE deals SET closed_on = NULL WHERE id = {WON}"],
     "is won or lost, but has no closing day"),
    ("a lost deal has no closing day", [f"UPDATE deals SET closed_on = NULL WHERE id = {LOST}"],
     "is won or lost, but has no closing day"),
    ("an open deal has a closing day", [f"UPDATE deals SET closed_on = 20000 WHERE id = {OPEN}"],
     "is open, but has a closing day"),
    ("a won deal has a reason for being lost",
     [f"UPDATE deals SET lost_reason_id = (SELECT MIN(id) FROM lost_reasons) WHERE id = {WON}"],
     "is won, but has a reason for being lost"),
    ("a pipeline has two won stages", ["UPDATE stages SET kind = 'won' WHERE kind = 'lost'"],
     "has not exactly one won stage"),
    ("a pipeline has no lost stage", ["UPDATE stages SET kind = 'won' WHERE kind = 'lost'"],
     "has not exactly one lost stage"),
    ("a pipeline has no open stage", ["UPDATE stages SET archived_at = 1 WHERE kind = 'open'"],
     "has no open stage"),
    ("a converted lead has no contact",
     ["UPDATE leads SET contact_id = NULL WHERE lifecycle = 'converted'"],
     "is converted, but has no contact"),
    ("a lead that is not converted has a deal",
     ["UPDATE leads SET lifecycle = 'lead' WHERE lifecycle = 'converted'"],
     "is not converted, but has a deal"),
    ("a lead is disqualified without a reason",
     ["UPDATE leads SET disqualified_reason = NULL WHERE lifecycle = 'disqualified'"],
     "is disqualified without a reason"),
    ("a company that was merged is in use",
     ["UPDATE companies SET archived_at = NULL WHERE merged_into_id IS NOT NULL"],
     "was merged into another, but is in use"),
    # search
    ("a row is not found by its words", [FORGET_WORDS],
     "search: company 1 is not found by its words"),
    ("a row was renamed behind the index", ["UPDATE companies SET name = 'Lain' WHERE id = 1"],
     "search: company 1 is not found by its words"),
    ("words of a row that is not there", [STRANGE_WORDS], "search: company 999 is found, but not in use"),
    # the schema
    ("a column is missing",
     ["ALTER TABLE companies DROP COLUMN note"], "the database lacks: ALTER TABLE companies"),
    ("a column too many", ["ALTER TABLE companies ADD COLUMN shoe_size "
                           + ("bigint" if ON_POSTGRES else "INTEGER")], "shoe_size"),

    ("a table is missing", ["DROP TABLE lost_reasons"], "lost_reasons"),
]

# PostgreSQL is asked by the same queries, and a copy of a database takes it long: it gets some of each
# kind, and those at the end, which are its own.
TRIED = [row for number, row in enumerate(DAMAGES)
         if not ON_POSTGRES or number % 4 == 0 or number >= len(DAMAGES) - 6]


def fill(alur):
    """At least one row of each kind that is damaged."""
    alur.post("/teams", {"name": "Utara", "manager_id": alur.ids["admin"]})
    companies = [alur.post("/companies", {"name": name})["id"]
                 for name in ("PT Maju Jaya", "PT Maju Djaya", "CV Sendiri")]
    pipeline = alur.pipeline()
    alur.pipeline()
    alur.patch(f"/companies/{companies[0]}", {"note": "Pelanggan lama"})
    product = alur.post("/products", {"name": "Kertas", "price": "12500", "currency": "IDR"})
    deals = [alur.post("/deals", {"title": f"Deal {number}", "pipeline_id": pipeline["id"],
                                  "company_id": companies[0], "amount": f"{1000 + number}"})["id"]
             for number in range(4)]
    alur.post("/deal_lines", {"deal_id": deals[3], "product_id": product["id"], "quantity": 2})
    for amount in ("1002", "1003"):
        alur.patch(f"/deals/{deals[0]}", {"amount": amount})
    alur.patch(f"/deals/{deals[0]}", {"title": "Deal nol"})
    reason = alur.get("/lost_reasons", pipeline_id=pipeline["id"])["items"][0]["id"]
    for deal, body in ((deals[1], {"stage_id": pipeline["won"]}),
                       (deals[2], {"stage_id": pipeline["lost"], "lost_reason_id": reason})):
        alur.post(f"/deals/{deal}/move", {**body, "override": True})
    alur.must("POST", f"/companies/{companies[0]}/merge", {"from_ids": [companies[1]]})
    leads = [alur.post("/leads", {"name": name, "company_name": "CV Terang"})["id"]
             for name in ("Joko", "Sri")]
    alur.post(f"/leads/{leads[0]}/convert", {"pipeline_id": pipeline["id"]})
    alur.post(f"/leads/{leads[1]}/disqualify", {"reason": "not now"})


def execute(url, statements):
    """Changes the database behind the program's back; each statement must change something."""
    if ON_POSTGRES:
        subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", url, "-c", "; ".join(statements)],
                       check=True)
        return
    with contextlib.closing(sqlite3.connect(url[len("sqlite:"):])) as connection:
        for statement in statements:
            changed = connection.execute(statement).rowcount
            assert changed != 0, f"nothing is changed by {statement}"
        connection.commit()


def copy_of(world, number):
    """A database of its own with the same content."""
    if not ON_POSTGRES:
        path = world.path(f"damaged{number}.db")
        shutil.copy(world.url[len("sqlite:"):], path)
        return "sqlite:" + path
    base, name = world.url.rsplit("/", 1)
    subprocess.run(["psql", "-q", base + "/postgres", "-c",
                    f"CREATE DATABASE damaged{number} TEMPLATE {name}"], check=True)
    return f"{base}/damaged{number}"


def drop(url):
    if not ON_POSTGRES:
        os.unlink(url[len("sqlite:"):])


def check_finds(world, number, statements, words):
    url = copy_of(world, number)
    execute(url, statements)
    result = world.run("check", "--json", "--db", url)
    assert result.code == 1, f"exit {result.code}: {result.out}{result.err}"
    findings = result.json()["findings"]
    assert any(words in finding for finding in findings), findings
    drop(url)


def is_sound(world):
    """what is not damaged has no finding"""
    assert world.must("check", "--json").json() == {"findings": []}


def damaged_pages(world):
    """check says which file is damaged when SQLite's own pages are"""
    if ON_POSTGRES:
        return "PostgreSQL looks after its pages itself"
    url = copy_of(world, "pages")
    with open(url[len("sqlite:"):], "r+b") as file:
        size = os.fstat(file.fileno()).st_size
        file.seek(size // 2)
        file.write(os.urandom(size // 4))
    result = world.run("check", "--db", url)
    assert result.code == 1 and result.out + result.err, (result.code, result.out, result.err)
    return None


def main():
    tap = Tap()
    with database(durable=False):
        alur = Alur()
        fill(alur)
        assert alur.kill(cli.signal.SIGTERM) == 0
        tap.test(is_sound.__doc__, is_sound, alur.world)
        for number, (name, statements, words) in enumerate(TRIED):
            tap.test(f"check finds: {name}", check_finds, alur.world, number, statements, words)
        tap.test(damaged_pages.__doc__, damaged_pages, alur.world)
        alur.world.close()
    tap.done()


if __name__ == "__main__":
    main()
