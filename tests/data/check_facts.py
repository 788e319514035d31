#!/usr/bin/env python3
"""Checks the facts among the data files: the currencies, and the demo data byte for byte."""
import csv
import hashlib
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.dont_write_bytecode = True

from tap import Tap

DATA = Path(__file__).resolve().parents[2] / "data"
DEMO = DATA / "demo" / "maven-crm"
INVENTED = DEMO.parent / "invented"
NO_MINOR = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split()
OTHER_DIGITS = {
    **dict.fromkeys(NO_MINOR, 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}
WITHDRAWN = "ANG BGN CUC HRK SLL ZWL".split()
NO_MONEY = "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX".split()


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def currency_problems(currencies):
    codes = [c["code"] for c in currencies]
    if codes != sorted(set(codes)):
        yield "not sorted by code, or a code twice"
    for currency in currencies:
        code, digits = currency["code"], int(currency["minor_digits"])
        if not re.fullmatch("[A-Z]{3}", code) or not currency["name"].strip():
            yield f"{code}: not three capitals with a name"
        if digits != OTHER_DIGITS.get(code, 2):
            yield f"{code}: {digits} minor digits"
    yield from (f"{code} is missing" for code in OTHER_DIGITS if code not in codes)
    yield from (f"{code} is no active money" for code in WITHDRAWN + NO_MONEY if code in codes)


def checksums():
    """File name to SHA-256, from the table in the demo data's README."""
    text = (DEMO / "README.md").read_text(encoding="utf-8")
    return dict(re.findall(r"\| (\w+\.csv) \|.*\| ([0-9a-f]{64}) \|", text))


def demo_bytes(sums):
    names = sorted(p.name for p in DEMO.glob("*.csv"))
    if names != sorted(sums) or not names:
        yield f"files {names}, README {sorted(sums)}"
    for name in names:
        content = (DEMO / name).read_bytes()
        if hashlib.sha256(content).hexdigest() != sums.get(name):
            yield f"{name}: other bytes than the README says"
        if content.count(b"\n") != content.count(b"\r\n"):
            yield f"{name}: line ends are not CRLF"


def demo_totals():
    deals = rows(DEMO / "sales_pipeline.csv")
    stages = Counter(d["deal_stage"] for d in deals)
    expected = {"Prospecting": 500, "Engaging": 1589, "Won": 4238, "Lost": 2473}
    if stages != expected:
        yield f"stages {dict(stages)}"
    won = sum(int(d["close_value"]) for d in deals if d["deal_stage"] == "Won")
    if won != 10005534:
        yield f"{won} won"
    teams = rows(DEMO / "sales_teams.csv")
    counts = {
        "companies": (len(rows(DEMO / "accounts.csv")), 85),
        "products": (len(rows(DEMO / "products.csv")), 7),
        "agents": (len(teams), 35),
        "managers": (len({t["manager"] for t in teams}), 6),
    }
    yield from (f"{n} {what}, expected {e}" for what, (n, e) in counts.items() if n != e)


def invented_anew():
    """What the tool writes now, beside what is kept."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, DATA.parent / "tools/dev/invent_demo.py", folder], check=True)
        made = {path.name: path.read_bytes() for path in Path(folder).iterdir()}
    kept = {path.name: path.read_bytes() for path in INVENTED.iterdir() if path.name != "README.md"}
    yield from (f"{name} differs" for name in sorted({*made, *kept}) if made.get(name) != kept.get(name))


def reachable():
    """Addresses and numbers that somebody may have."""
    for path in INVENTED.glob("*.csv"):
        for row in rows(path):
            if not row.get("email", "x.example").endswith(".example"):
                yield f"{path.name}: {row['email']}"
            if not re.fullmatch(r"\+62 [2-7]\d{1,2} 0\d{6,7}", row.get("phone", "+62 21 00000000")):
                yield f"{path.name}: {row['phone']}"


def beside():
    """The invented columns of deals stand in the lines of the real ones."""
    deals, more = rows(DEMO / "sales_pipeline.csv"), rows(INVENTED / "deals.csv")
    if len(deals) != len(more):
        yield f"{len(more)} lines beside {len(deals)}"
    for deal, line in zip(deals, more):
        if bool(deal["account"]) == bool(line["buyer"]) or (deal["deal_stage"] == "Lost") != bool(line["lost_reason"]):
            yield f"{deal['opportunity_id']}: {line}"


def main():
    tap = Tap()
    tap.check("the currencies are ISO 4217's", currency_problems(rows(DATA / "iso4217.csv")))
    tap.check("the demo data is what its README says, byte for byte", demo_bytes(checksums()))
    tap.check("the demo data holds the deals that the demo promises", demo_totals())
    tap.check("what is invented is what the tool invents", invented_anew())
    tap.check("nobody who is invented can be reached", reachable())
    tap.check("what is invented of a deal stands in its line", beside())
    attributes = (DEMO / ".gitattributes").read_text(encoding="utf-8").split()
    missing = [] if "-text" in attributes else ["no -text in .gitattributes"]
    tap.check("git leaves the demo data's line ends alone", missing)
    tap.end()


if __name__ == "__main__":
    main()
