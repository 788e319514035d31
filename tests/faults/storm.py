"""Many writers at once, each of which knows what it was promised: what was answered must be there
after any crash, and what was not answered must be there wholly or not at all."""
import threading
import time
import uuid

from support import LOST

WRITERS = 6
BATCH = 3


class Row:
    """What the writer knows of one deal."""

    def __init__(self, body):
        self.id = body["id"]
        self.take(body)

    def take(self, body):
        self.revision = body["revision"]
        self.amount, self.stage_id = body["amount"], body["stage_id"]
        self.archived = body["archived_at"] is not None


class Writer:
    """One connection that creates, changes, moves, archives and writes batches, one after the other.
    `open` is the request that the crash left without an answer."""

    def __init__(self, storm, number):
        self.storm, self.number = storm, number
        self.rows, self.count, self.answered = [], 0, 0
        self.open = None

    def run(self):
        """A refusal (503) may come after the write was done: it is repeated with its key."""
        self.open = None
        while not self.storm.over:
            if not self.open:
                self.count += 1
                self.open = (*self.next_write(), {"Idempotency-Key": uuid.uuid4().hex})
            method, path, body, row, key = self.open
            try:
                answer = self.storm.alur.ask(method, path, body, headers=key)
            except LOST:
                return
            if answer.status == 503 and self.storm.may_refuse:
                time.sleep(0.05)
                continue
            assert answer.status < 300, (method, path, body, answer)
            self.note(answer.body, row)
            self.open = None

    def note(self, body, row):
        self.answered += 1
        if row:
            row.take(body)
        elif "items" in body:
            self.rows += [Row(item) for item in body["items"]]
        else:
            self.rows.append(Row(body))

    def title(self):
        return f"storm {self.number}-{self.count}-{uuid.uuid4().hex[:8]}"

    def next_write(self):
        """(method, path, body, the row that it changes or None)."""
        kind = self.count % 8
        amount = f"{self.count}.00"
        if kind in (0, 4) or not self.rows:
            return "POST", "/deals", {**self.storm.common, "title": self.title(),
                                      "amount": amount}, None
        if kind == 2:
            title = self.title()
            items = [{"op": "create", "body": {**self.storm.common, "title": f"{title} {i}",
                                               "amount": amount}} for i in range(BATCH)]
            return "POST", "/deals/batch", {"operations": items}, None
        row = self.rows[(self.count * 7) % len(self.rows)]
        if row.archived:
            return "POST", f"/deals/{row.id}/restore", {}, row
        if kind == 7 and self.count % 3 == 0:
            stages = [stage for stage in self.storm.stages if stage != row.stage_id]
            items = [{"op": "update", "id": row.id, "body": {"amount": amount}},
                     {"op": "move", "id": row.id, "body": {"stage_id": stages[0]}}]
            return "POST", "/deals/batch", {"operations": items}, BatchOfOne(row)
        if kind in (3, 6):
            stage = self.storm.stages[(self.storm.stages.index(row.stage_id) + 1)
                                      % len(self.storm.stages)]
            return "POST", f"/deals/{row.id}/move", {"stage_id": stage}, row
        return "PATCH", f"/deals/{row.id}", {"amount": amount}, row

    # --- after the crash ---

    def settle(self):
        """The open request again, with its key: it is answered as the first time, or done now. Either
        way it has been done once."""
        if not self.open:
            return
        method, path, body, row, key = self.open
        alur = self.storm.alur
        if "operations" in body and not row:
            titles = [item["body"]["title"] for item in body["operations"]]
            found = sum(self.storm.count_title(title) for title in titles)
            assert found in (0, len(titles)), f"{found} rows of a batch of {len(titles)} are there"
        if row:
            now = alur.get(f"/deals/{row.id}")
            steps = len(body["operations"]) if "operations" in body else 1
            assert now["revision"] in (row.revision, row.revision + steps), (now, row.revision)
            if now["revision"] == row.revision:
                self.compare(row.plain(), now)
        answer = alur.ask(method, path, body, headers=key)
        assert answer.status < 300, (method, path, answer)
        self.note(answer.body, row)
        if method == "POST" and path == "/deals":
            assert self.storm.count_title(body["title"]) == 1, "a repeat made a second row"
        self.open = None

    @staticmethod
    def compare(row, now):
        told = (row.revision, row.amount, row.stage_id, row.archived)
        kept = (now["revision"], now["amount"], now["stage_id"], now["archived_at"] is not None)
        assert told == kept, f"deal {row.id}: {told} was answered, {kept} is there"


class BatchOfOne:
    """A batch that changes one row twice."""

    def __init__(self, row):
        self.row, self.id, self.revision = row, row.id, row.revision

    def plain(self):
        return self.row

    def take(self, body):
        self.row.take(body["items"][-1])


Row.plain = lambda self: self


class Storm:
    def __init__(self, alur):
        self.alur, self.over, self.may_refuse = alur, False, False
        pipeline = alur.plain_pipeline(4)
        company = alur.post("/companies", {"name": "PT Badai"})
        self.stages = pipeline["stages"]
        self.common = {"pipeline_id": pipeline["id"], "company_id": company["id"]}
        self.writers = [Writer(self, number) for number in range(WRITERS)]
        self.errors = []

    def answered(self):
        return sum(writer.answered for writer in self.writers)

    def blow(self):
        """Begins; calm() ends it."""
        self.over = False
        self.threads = [threading.Thread(target=self.guarded, args=(writer,))
                        for writer in self.writers]
        for thread in self.threads:
            thread.start()

    def guarded(self, writer):
        try:
            writer.run()
        except Exception as error:  # told by calm(), on the thread of the test
            self.errors.append(error)

    def calm(self):
        self.over = True
        for thread in self.threads:
            thread.join()
        if self.errors:
            raise self.errors[0]

    def count_title(self, title):
        return int(self.alur.query(f"SELECT COUNT(*) FROM deals WHERE title = '{title}'")[0][0])

    def verify(self):
        """Open requests are settled, then all rows compared with what was answered: none is missing,
        none is there that nobody made, and each has an event and a version for each revision."""
        for writer in self.writers:
            writer.settle()
        kept = {int(row[0]): row for row in self.alur.query(
            "SELECT id, revision, amount, stage_id, archived_at IS NOT NULL FROM deals")}
        told = {row.id: row for writer in self.writers for row in writer.rows}
        assert set(kept) == set(told), sorted(set(kept) ^ set(told))
        for row in told.values():
            _, revision, amount, stage_id, archived = kept[row.id]
            told_row = (row.revision, row.stage_id, row.archived, minor(row.amount))
            assert told_row == (int(revision), int(stage_id), archived in ("1", "t"), int(amount)), \
                f"deal {row.id}: {told_row} was answered, {kept[row.id]} is there"
        self.count_history(sum(row.revision for row in told.values()), len(told))

    def count_history(self, revisions, rows):
        versions = int(self.alur.query("SELECT COUNT(*) FROM deals_versions")[0][0])
        assert versions == revisions - rows, f"{versions} versions of {revisions - rows}"
        moves = self.alur.query("SELECT COUNT(*) FROM events WHERE row_key % "
                                f"{ENTITY_CODES} = {DEAL_CODE}")
        assert int(moves[0][0]) == revisions, f"{moves} events of {revisions}"


ENTITY_CODES, DEAL_CODE = 64, 12  # src/entity/: the key of a row is id * 64 + code


def minor(amount):
    return int(amount.replace(".", ""))
