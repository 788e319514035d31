#!/usr/bin/env python3
"""/healthz, /readyz and /metrics: for machines that look after the program. The metrics are read as
strictly as the text format of Prometheus (0.0.4) is written."""
import re
import time

import support
from support import case

NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
SAMPLE = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\n"])*)"(?:,|$)')
TYPES = ("counter", "gauge", "histogram", "summary", "untyped")


class Family:
    def __init__(self, name, words):
        self.name, self.help, self.type = name, words, None
        self.samples = {}  # (name, ((label, value), ...)) → number

    def owns(self, name):
        suffixes = ("", "_bucket", "_sum", "_count") if self.type == "histogram" else ("",)
        return name in [self.name + suffix for suffix in suffixes]


def read_labels(text):
    labels, at = [], 0
    while at < len(text):
        found = LABEL.match(text, at)
        assert found, "bad labels: %r" % text
        labels.append(found.groups())
        at = found.end()
    assert len({name for name, _ in labels}) == len(labels), "a label twice: %r" % text
    return tuple(sorted(labels))


def parse(text):
    """Families by name. Each has its HELP and TYPE once, before its samples, which stand together."""
    families, current = {}, None
    assert text.endswith("\n"), "the last line does not end"
    for line in text[:-1].split("\n"):
        if line.startswith("# HELP "):
            _, _, name, words = line.split(" ", 3)
            assert NAME.fullmatch(name) and name not in families and words, line
            current = families[name] = Family(name, words)
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert current and name == current.name and not current.type and kind in TYPES, line
            assert not current.samples, "TYPE behind samples: " + line
            current.type = kind
        else:
            found = SAMPLE.fullmatch(line)
            assert found, "no sample: %r" % line
            name, labels, number = found.groups()
            assert current and current.type and current.owns(name), "a stray sample: " + line
            key = (name, read_labels(labels or ""))
            assert key not in current.samples, "a sample twice: " + line
            current.samples[key] = float(number)
    return families


def metrics(api):
    answer = api.ask("GET", "./metrics", who=None)
    assert answer.status == 200, answer
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    return parse(answer.text)


def value(families, family, name=None, **labels):
    return families[family].samples[(name or family, tuple(sorted(labels.items())))]


# --- the format ---------------------------------------------------------------------------------


def follows_the_format(api):
    """metrics follow the format: help, type, samples of each family together, none twice"""
    families = metrics(api)
    assert len(families) >= 10, sorted(families)
    for family in families.values():
        assert family.samples, family.name + " has no samples"
        assert family.name.endswith("_total") == (family.type == "counter"), family.name
        for key, number in family.samples.items():
            assert number >= 0, (key, number)


def histograms_add_up(api):
    """a histogram's buckets grow with their bounds, and the last one is the count"""
    for family in metrics(api).values():
        if family.type != "histogram":
            continue
        rest = {labels for name, labels in family.samples if name == family.name + "_count"}
        assert rest
        for labels in rest:
            buckets = [(float(dict(key)["le"]), number)
                       for (name, key), number in family.samples.items()
                       if name == family.name + "_bucket" and
                       tuple(pair for pair in key if pair[0] != "le") == labels]
            assert buckets == sorted(buckets) and buckets[-1][0] == float("inf"), buckets
            counts = [number for _, number in buckets]
            assert counts == sorted(counts), counts
            assert counts[-1] == family.samples[family.name + "_count", labels]
            assert (family.name + "_sum", labels) in family.samples


# --- what they count ----------------------------------------------------------------------------


def counts_requests(api, name, status, count, ask):
    """`ask` is counted in its class and status."""
    labels = {"class": name, "status": status}
    before = metrics(api)
    for number in range(count):
        ask(api, number)
    # An answer is counted when it is sent, which may be a moment after the client has it.
    for _ in range(50):
        after = metrics(api)
        more = (value(after, "http_requests_total", **labels)
                - value(before, "http_requests_total", **labels))
        if more >= count:
            break
        time.sleep(0.02)
    assert more == count, "%d of %d" % (more, count)
    timed = {"class": name}
    assert (value(after, "http_request_seconds", "http_request_seconds_count", **timed)
            - value(before, "http_request_seconds", "http_request_seconds_count", **timed)) >= count


COUNTED = [
    ("a write that succeeds", "write", "2xx", 5,
     lambda api, number: api.post("/companies", {"name": "PT %d" % number})),
    ("a write that is not valid", "write", "4xx", 3,
     lambda api, _: api.refuses(422, "name", "POST", "/companies", {"name": ""})),
    ("a page that is not there", "page", "4xx", 2,
     lambda api, _: api.ask("GET", "./nothing.js", who=None)),
]


def counts_units_of_work(api):
    """units of work are counted, and those that were rolled back apart"""
    before = metrics(api)
    for number in range(4):
        api.post("/companies", {"name": "PT %d" % number})
    for _ in range(3):
        api.refuses(422, "owner_id", "POST", "/companies", {"name": "PT", "owner_id": 999999})
    after = metrics(api)

    def more(name):
        return value(after, name) - value(before, name)
    assert more("alur_db_units_total") >= 7 and more("alur_db_failed_units_total") == 3
    assert 1 <= more("alur_db_groups_total") <= more("alur_db_units_total")
    assert value(after, "alur_db_queue") == 0
    assert value(after, "alur_db_readers_busy") <= value(after, "alur_db_readers_open")
    assert support.ON_POSTGRES or value(after, "alur_db_log_bytes") > 0


def counts_streams(api):
    """a live stream is counted while it is open"""
    before = value(metrics(api), "alur_streams")
    line = support.http.client.HTTPConnection(api.host, int(api.port), timeout=30)
    line.request("GET", "/api/v1/events", headers={"Authorization": "Bearer " + api.tokens["admin"]})
    answer = line.getresponse()
    assert answer.status == 200
    assert value(metrics(api), "alur_streams") == before + 1
    answer.close()
    line.close()
    # It is noticed when something is to be told.
    for number in range(100):
        api.post("/companies", {"name": "PT Siar %d" % number})
        if value(metrics(api), "alur_streams") == before:
            return
        time.sleep(0.05)
    raise AssertionError("the stream is still counted")


def names_nobody(api):
    """no names, addresses or paths of people and customers are in them"""
    api.post("/companies", {"name": "PT Sangat Rahasia", "email": "rahasia@rahasia.example"})
    api.ask("GET", "/search", q="sangat rahasia")
    text = api.ask("GET", "./metrics", who=None).text.lower()
    for word in ("rahasia", "admin", "@", "/api/", "password"):
        assert word not in text, word


# --- health -------------------------------------------------------------------------------------


def is_open(api, path, words):
    """Answers without sign-in, also to HEAD, and nobody keeps the answer."""
    answer = api.ask("GET", path, who=None)
    assert (answer.status, answer.text) == (200, words), answer
    assert answer.headers["Cache-Control"] == "no-store"
    assert api.ask("HEAD", path, who=None).status == 200
    answer = api.ask("POST", path, who=None)
    assert answer.status == 405 and "GET" in answer.headers["Allow"], answer


TESTS = [follows_the_format, histograms_add_up] + [
    case("counted as %s, %s: %s" % (name, status, what), counts_requests, name, status, count, ask)
    for what, name, status, count, ask in COUNTED
] + [
    counts_units_of_work, counts_streams, names_nobody,
    case("healthz says that the program is alive", is_open, "./healthz", "alive\n"),
    case("readyz says that it can serve", is_open, "./readyz", "ready\n"),
]

if __name__ == "__main__":
    support.run(TESTS)
