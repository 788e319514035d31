#!/usr/bin/env python3
"""Writes data/demo/invented/: what the demo's real data lacks, made up by rule. No chance in it: everything
follows from the numbers and names of the real files, so that the same files come out every time (a test
compares them). `tools/dev/invent_demo.py FOLDER` writes elsewhere."""
import csv
import datetime
import hashlib
import io
import json
import sys
from pathlib import Path

DEMO = Path(__file__).resolve().parents[2] / "data" / "demo"
REAL = DEMO / "maven-crm"
END = datetime.date(2017, 12, 31)  # the last day of the data; shifted, it lies up to six days before today

FIRST = ("Adi Agus Ahmad Andi Anisa Arif Ayu Bagus Bambang Bayu Budi Citra Dewi Dian Dimas Dini Eka Endang Fajar "
         "Farah Fitri Galih Gita Hadi Hendra Indah Intan Irfan Joko Kartika Krisna Laila Lestari Made Maya Mega "
         "Nadia Novi Nur Nyoman Putri Putu Rahmat Ratna Rendra Rini Rizky Sari Siti Slamet Sri Surya Teguh Tika "
         "Tri Umar Vina Wahyu Wayan Wulan Yanti Yoga Yusuf Zahra").split()
LAST = ("Adiputra Anggraini Aritonang Astuti Gunawan Halim Handayani Hartono Hidayat Hutapea Irawan Kurniawan "
        "Kusuma Lubis Mahendra Manurung Maulana Nasution Nugroho Pangestu Permata Pranata Prasetyo Pratama "
        "Purnomo Puspita Rahayu Ramadhan Saputra Saragih Setiawan Sihombing Simanjuntak Siregar Suharto Suryani "
        "Susanto Sutanto Tanjung Utami Wibowo Wicaksono Widodo Wijaya Wirawan Yulianto").split()
SHOP = "Anugerah Bintang Cahaya Delima Fajar Gemilang Harapan Karya Kencana Mitra Nusa Pelita Sinar Sumber Tirta".split()
SHOPS = "Abadi Bersama Jaya Lestari Makmur Mandiri Perkasa Raya Sejahtera Sentosa Utama".split()
FORMS = "Toko CV UD".split()
# The number behind the area code begins with 0, by which long distance is dialled in Indonesia: no line has it.
CITIES = (("Jakarta", "21"), ("Bandung", "22"), ("Semarang", "24"), ("Surabaya", "31"), ("Medan", "61"),
          ("Denpasar", "361"), ("Makassar", "411"), ("Yogyakarta", "274"), ("Palembang", "711"), ("Batam", "778"))
TITLES = ("Head of Procurement", "IT Manager", "Finance Manager", "Operations Manager", "Buyer", "Systems Engineer",
          "Managing Director", "Office Manager")
ROLES = {"Head of Procurement": "Decision maker", "Managing Director": "Decision maker", "Owner": "Decision maker",
         "Finance Manager": "Finance", "Bookkeeper": "Finance", "Buyer": "Buyer", "Office Manager": "Buyer",
         "IT Manager": "Technical adviser", "Systems Engineer": "User", "Operations Manager": "User"}
SOURCES = (("Referral", 24), ("Website", 30), ("Trade fair", 14), ("Cold call", 18), ("Partner", 14))
REASONS = (("Price", 32), ("Chose a competitor", 24), ("No budget", 18), ("Bad timing", 14), ("No answer", 12))


def number(*of):
    """A number that follows from names and nothing else."""
    return int.from_bytes(hashlib.sha256("/".join(map(str, of)).encode()).digest()[:6], "big")


def one_of(choices, *of):
    return choices[number(*of) % len(choices)]


def weighted(choices, *of):
    at = number(*of) % sum(weight for _, weight in choices)
    for name, weight in choices:
        at -= weight
        if at < 0:
            return name
    raise AssertionError


def chance(percent, *of):
    return number(*of) % 100 < percent


def after(days, start=END):
    return start + datetime.timedelta(days)


def working(day):
    return after(max(0, day.weekday() - 4) and 7 - day.weekday(), day)


def real(name):
    with (REAL / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(head, rows):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head.split())
    writer.writerows([["" if cell is None else cell for cell in row] for row in rows])
    return out.getvalue()


def slug(name, between):
    kept = "".join(c for c in name.lower() if c.isalnum() or c == " ")
    return between.join(kept.split())


# --- people ---------------------------------------------------------------------------------------------------


def apart(left, right):
    """How many letters two names are apart."""
    row = list(range(len(right) + 1))
    for i, one in enumerate(left, 1):
        before, row[0] = row[0], i
        for k, other in enumerate(right, 1):
            before, row[k] = row[k], min(before + (one != other), row[k] + 1, row[k - 1] + 1)
    return row[-1]


class People:
    """Contacts, none so like another that they would be taken for the same person."""

    def __init__(self):
        self.rows, self.names = [], {}

    def name(self, *of):
        """With a third word where two are too near to somebody."""
        for turn in range(1000):
            words = [one_of(FIRST, "first", turn, *of), one_of(LAST, "last", turn, *of)]
            if turn % 2:
                words.insert(1, one_of(FIRST, "second", turn, *of))
            name = " ".join(words)
            near = [other for word in words for other in self.names.get(word, ())]
            if len(set(words)) == len(words) and all(apart(name, other) * 10 > max(len(name), len(other)) * 4
                                                     for other in near):
                for word in words:
                    self.names.setdefault(word, []).append(name)
                return name
        raise AssertionError

    def add(self, title, company, place, domain):
        name = self.name(place, title)
        key = "demo-contact-%03d" % (len(self.rows) + 1)
        self.rows.append((name, title if company else title + ", " + place,
                          "%s@%s.example" % (slug(name, "."), domain), phone(place, key), company, key))
        return key, title

    def csv(self):
        return table("name job_title email phone company external_id created_on",
                     [row + (after(-430 - number("met", row[5]) % 60),) for row in self.rows])


def phone(*of):
    digits = number("phone", *of)
    area = CITIES[digits % len(CITIES)][1]
    return "+62 %s 0%0*d" % (area, 9 - len(area), digits % 10 ** (9 - len(area)))


def people_of_companies(people):
    found = {}
    for company in real("accounts.csv"):
        name = company["account"]
        start = number("titles", name)
        found[name] = [people.add(TITLES[(start + i * 3) % len(TITLES)], name, name, slug(name, "-"))
                       for i in range(2 + number("size", name) % 3)]
    return found


def buyers(people):
    """Shops that buy where the file names no company."""
    found = {}
    for shop in range(150):
        name = "%s %s %s" % (FORMS[shop % 3], SHOP[shop % len(SHOP)], SHOPS[shop * 7 % len(SHOPS)])
        if name in found:
            continue
        found[name] = [people.add("Owner", None, name, slug(name, "-"))]
        if chance(80, "bookkeeper", name):
            found[name].append(people.add("Bookkeeper", None, name, slug(name, "-")))
    return found


# --- deals ----------------------------------------------------------------------------------------------------


class Deal:
    def __init__(self, row, shops):
        self.key = row["opportunity_id"]
        self.product = row["product"].replace("GTXPro", "GTX Pro")
        self.company, self.stage, self.owner = row["account"], row["deal_stage"], row["sales_agent"]
        self.is_open = self.stage in ("Prospecting", "Engaging")
        self.engaged = day_of(row["engage_date"])
        self.closed = day_of(row["close_date"])
        self.buyer = "" if self.company else one_of(sorted(shops), "shop", self.key)
        self.expected = self.expect()

    def of(self, what):
        return number(what, self.key)

    def expect(self):
        """Open deals: most in the weeks to come, some late, some not said; closed ones about when they closed."""
        if self.closed:
            return max(after(-18 + self.of("closing") % 34, self.closed), after(7, self.engaged))
        share = self.of("share") % 100
        if self.stage == "Prospecting":
            return None if share < 18 else working(after(14 + self.of("closing") % 100))
        if share < 8:
            return None
        if share < 28:
            return working(after(-3 - self.of("late") % 40))
        if share < 45:
            return working(after(3 + self.of("soon") % 24))
        return working(after(10 + self.of("closing") % 90))

    def category(self):
        if not self.is_open or not self.expected or self.expected > after(45):
            return ""
        return "commit" if chance(9, "sure", self.key) else "best_case" if chance(18, "best", self.key) else ""

    def revival(self):
        recent = self.stage == "Lost" and self.closed > after(-75)
        return working(after(9 + self.of("revival") % 150)) if recent and chance(9, "revive", self.key) else None

    def columns(self):
        lost = weighted(REASONS, "reason", self.key) if self.stage == "Lost" else ""
        return (self.buyer, self.expected, weighted(SOURCES, "source", self.key), self.category(), lost, self.revival())


def day_of(text):
    return datetime.date.fromisoformat(text) if text else None


def parts_of(deal, people):
    """Who takes part: most deals have two people, some one or three, a few nobody; in the beginning fewer."""
    if not deal.is_open or chance(8, "nobody", deal.key):
        return []
    known = people[deal.company or deal.buyer]
    count = min(len(known), 1 if chance(50 if deal.stage == "Prospecting" else 14, "alone", deal.key) else 2 + chance(12, "three", deal.key))
    start = deal.of("part") % len(known)
    return [known[(start + i) % len(known)] for i in range(count)]


# --- activities -----------------------------------------------------------------------------------------------

SMALL = ("MG Special", "GTX Basic")
STEPS = (("call", "Call about the offer for {product}"), ("whatsapp", "Ask when it suits to talk"),
         ("meeting", "Show {product} on site"), ("email", "Send the revised offer"),
         ("call", "Ask what the management decided"), ("task", "Check stock of {product}"),
         ("meeting", "Walk through the contract"), ("email", "Send references and the data sheet"),
         ("whatsapp", "Remind of the trial unit"), ("call", "Talk through delivery and installation"),
         ("task", "Work out a price for more pieces"), ("meeting", "Meet the engineers"))
TALKS = (("call", "First call", "They want to replace what they have before the year is over. Price matters, delivery more."),
         ("meeting", "Visit", "Showed {product}. Good questions about service; finance was not there."),
         ("email", "Offer sent", "Offer for {product} with delivery in three weeks, valid for 30 days."),
         ("whatsapp", "Asked for a trial unit", "They would like to try {product} for two weeks first."),
         ("call", "Asked about the budget", "The budget is there, but the management decides next month."),
         ("note", "Careful with the price", "A competitor is in the house already. Do not go below the list price without asking."),
         ("note", "Who decides", "Procurement signs, but the engineers choose. Bring somebody who can answer them."))


def at(day, *of):
    """A time of a working day, in quarters of an hour."""
    quarters = number("hour", *of) % 36
    return "%s %02d:%02d" % (day, 8 + quarters // 4, quarters % 4 * 15)


def due_of(deal):
    """A few late, some of them by weeks; many in the days about today, the others in the weeks to come."""
    share = deal.of("due") % 100
    if deal.stage == "Prospecting":  # begins on the day on which the demo is loaded
        return working(after(deal.of("days") % 7 if share < 3 else 7 + deal.of("days") % 33))
    if share < 7:
        return working(after(-3 - 25 * (deal.of("days") % 100) ** 3 // 1000000))
    if share < 40:
        return working(after(deal.of("days") % 12))
    return working(after(12 + deal.of("days") % 30))


def of_the_owner(deals, taken):
    """Deals whose next step is for whoever loads the demo, who would have nothing to do otherwise: some that are
    late, and two on each working day about today."""
    chosen = sorted((deal for deal in deals if deal.stage == "Engaging" and deal.company and deal.key not in taken
                     and deal.product not in SMALL),
                    key=lambda deal: deal.of("mine"))[:30]
    days = [day for day in map(after, range(1, 20)) if day.weekday() < 5]
    return {deal.key: days[(i - 4) // 2] if i > 3 else working(after(-9 + 2 * i)) for i, deal in enumerate(chosen)}


def activities(deals, parts, taken):
    mine = of_the_owner(deals, taken)
    for deal in deals:
        if not deal.is_open:
            continue
        people = parts[deal.key]
        contact = people[0][0] if people else ""
        if deal.engaged and (deal.key in taken or chance(20, "talk", deal.key)):
            kind, subject, note = one_of(TALKS, "talks", deal.key)
            day = working(max(after(-2 - deal.of("talked") % 70), after(3, deal.engaged)))
            when = at(min(day, after(-2)), "talk", deal.key)
            yield (kind, subject, note.format(product=deal.product), deal.key, "", contact, deal.owner, "", when,
                   when)
        if deal.key in taken or (deal.key not in mine and chance(18, "no step", deal.key)):
            continue
        kind, subject = one_of(STEPS, "step", deal.key)
        begun = max(after(-1 - deal.of("planned") % 9), deal.engaged or END)
        yield (kind, subject.format(product=deal.product), "", deal.key, "", contact,
               "" if deal.key in mine else deal.owner, at(mine.get(deal.key) or due_of(deal), "due", deal.key), "",
               begun)


# --- leads ----------------------------------------------------------------------------------------------------

WANTS = (("Workstations for a new office", 24000), ("Replacement of two servers", 9600), ("A trial of GTX Pro", 4800),
         ("Machines for a training room", 16500), ("Spare parts", 800), ("A framework for three branches", 52000),
         ("Graphics workstations", 27000), ("Asked for the price list", None))
WORK = ("Baja", "Kopi", "Tekstil", "Logistik", "Mebel", "Farma", "Percetakan", "Perikanan", "Wisata", "Sekolah", "Klinik")
# Who asked twice: the same telephone number, or nearly the same company.
TWICE = {9: 4, 21: 16, 30: 25}


def leads(people):
    """40, from two months ago to the last day; some nobody's, some of sellers."""
    sellers = sorted(row["sales_agent"] for row in real("sales_teams.csv"))
    rows = []
    for i in range(40):
        first = rows[TWICE[i] - 1] if i in TWICE else None
        name = people.name("lead", i)
        company = "%s %s %s" % ("PT" if i % 3 else "CV", one_of(WORK, "work", i), one_of(SHOP + SHOPS, "name", i))
        call = phone("lead", i)
        if first:
            company = first[1].replace("PT ", "PT. ").replace("CV ", "CV. ")
            call, name = (first[4], first[0]) if i != 21 else (call, name)
        what, amount = WANTS[number("want", i) % len(WANTS)]
        key = "demo-lead-%02d" % (i + 1)
        owner = "" if i % 5 in (1, 3) or i > 33 else sellers[number("seller", i) % len(sellers)]
        mail = "%s@%s.example" % (slug(name, "." if not first else "-"), slug(company[3:], "-"))
        asked = after(-60 * (39 - i) ** 2 // 39 ** 2)
        rows.append((name, company, one_of(TITLES, "title", i), mail, call, weighted(SOURCES, "lead", i), owner, amount,
                     "USD", key, asked, what))
    return rows


def lead_talks(rows):
    """Of the older ones; nobody has talked to the others yet."""
    for i, row in enumerate(rows[:26:2]):
        asked = row[10]
        yield ("note", row[11], "Came in by: %s." % row[5].lower(), "", row[9], "", row[6], "", at(after(1, asked), "asked", i), after(1, asked))


# --- what happened meanwhile ------------------------------------------------------------------------------------

PLANS = [
    {"name": "New lead: first two weeks", "subject": "lead", "steps": [
        {"kind": "whatsapp", "subject": "First greeting", "after_days": 0,
         "text": "Hello {{contact.first_name}}, this is {{owner.name}}. Thank you for asking. What is {{company.name}} looking for?"},
        {"kind": "call", "subject": "Introduce ourselves and ask about the need", "after_days": 1},
        {"kind": "email", "subject": "What we can do for {{company.name}}", "after_days": 3,
         "text": "Dear {{contact.first_name}},\n\nhere is what we spoke about. Which day suits you for a short visit?\n\n{{owner.name}}"},
        {"kind": "call", "subject": "Second call, at another time of day", "after_days": 4}]},
    {"name": "After the offer", "subject": "deal", "steps": [
        {"kind": "whatsapp", "subject": "Ask whether the offer arrived", "after_days": 2,
         "text": "Hello {{contact.first_name}}, has our offer for {{deal.title}} arrived? I am glad to explain any part of it."},
        {"kind": "call", "subject": "Talk through the offer", "after_days": 3},
        {"kind": "email", "subject": "What others say who chose {{deal.title}}", "after_days": 5,
         "text": "Dear {{contact.first_name}},\n\nattached are two references from your line of business.\n\n{{owner.name}}"},
        {"kind": "call", "subject": "Ask for a decision", "after_days": 5}]},
]
DISQUALIFIED = (("Wants a machine for home", None), ("No budget this year", 62), ("Bought elsewhere last month", None),
                ("Moves to a new office first", 24), ("Wrong number, no answer to mail", None), ("Decides after Lebaran", 95))
ANSWERS = ("It arrived; they are comparing two offers.", "Will call back after the weekend.", "Asked for a better price.")


def enrollment(plan, kind, key, begun, done):
    """Begun so many days ago, with so many steps done since."""
    start = working(after(-begun))
    days = [working(after((i + 1) * begun // (done + 2) - begun)) for i in range(done)]
    return {"plan": plan["name"], kind: key, "on": str(start),
            "done": [{"on": str(max(day, start)), "note": one_of(ANSWERS, key, i)} for i, day in enumerate(days)]}


def planned_deals(deals, parts):
    """Engaging deals of late that are worth it, with somebody to talk to."""
    good = [deal for deal in deals if deal.stage == "Engaging" and deal.company and parts[deal.key]
            and deal.engaged > after(-100) and deal.product not in SMALL]
    return sorted(good, key=lambda deal: deal.of("plan"))[:14]


def put_off(deals, taken):
    """Expected closes that were moved in the last weeks: mostly put off, some pulled in, a few three times."""
    moved = [deal for deal in deals if deal.stage == "Engaging" and deal.expected and deal.engaged < after(-110)
             and deal.key not in taken and chance(9, "moved", deal.key)]
    for deal in moved:
        times = 3 if chance(14, "often", deal.key) else 1
        day = deal.expected
        for i in range(times):
            on = after(-76 + i * 30 + deal.of("moved on") % 14)
            step = -25 if times == 1 and chance(25, "earlier", deal.key) else 32
            day = working(after(step, day))
            yield {"deal": deal.key, "on": str(on), "expected_close": str(day)}


def course(deals, parts, rows):
    in_plan = planned_deals(deals, parts)
    enrolled = [enrollment(PLANS[1], "deal", deal.key, 2 + i, i % 4 if i > 2 else 0) for i, deal in enumerate(in_plan)]
    enrolled += [enrollment(PLANS[0], "lead", rows[i][9], (END - rows[i][10]).days * 2 // 3, (38 - i) // 6)
                 for i in range(20, 38, 3)]
    decided = [{"lead": rows[i][9], "on": str(after(3, rows[i][10]))} for i in (2, 7, 13, 18, 27, 31)]
    for (reason, back), i in zip(DISQUALIFIED, (0, 5, 8, 11, 14, 22)):
        decided.append({"lead": rows[i][9], "on": str(after(4, rows[i][10])), "disqualified": reason,
                        **({"revive_on": str(working(after(back)))} if back else {})})
    # What is put off thrice ends late: its rows come in the order of their days.
    closings = sorted(put_off(deals, {deal.key for deal in in_plan}), key=lambda one: one["on"])
    return {"plans": PLANS, "enrollments": enrolled, "leads": decided, "closings": closings}


# --- files ----------------------------------------------------------------------------------------------------


def people_of_sales():
    names = []
    for row in real("sales_teams.csv"):
        names += [row["sales_agent"], row["manager"]]
    return [(name, slug(name.replace("-", ""), ".") + "@contoh.example") for name in dict.fromkeys(names)]


def files():
    people = People()
    known = people_of_companies(people)
    shops = buyers(people)
    known.update(shops)
    deals = [Deal(row, shops) for row in real("sales_pipeline.csv")]
    parts = {deal.key: parts_of(deal, known) for deal in deals}
    rows = leads(people)
    head = "kind subject note deal lead contact owner due_at done_at created_on external_id"
    steps = [*activities(deals, parts, {deal.key for deal in planned_deals(deals, parts)}), *lead_talks(rows)]
    return {
        "people.csv": table("name email", people_of_sales()),
        "contacts.csv": people.csv(),
        "deals.csv": table("buyer expected_close source category lost_reason revive_on",
                           [deal.columns() for deal in deals]),
        "deal-contacts.csv": table("deal contact role is_primary", [
            (deal.key, key, ROLES[title], "yes" if i == 0 else "no")
            for deal in deals for i, (key, title) in enumerate(parts[deal.key])]),
        "leads.csv": table("name company_name job_title email phone source owner amount currency external_id created_on",
                           [row[:11] for row in rows]),
        "activities.csv": table(head, [step + ("demo-step-%04d" % (i + 1),) for i, step in enumerate(steps)]),
        "course.json": json.dumps(course(deals, parts, rows), indent=1, ensure_ascii=False) + "\n",
    }


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEMO / "invented"
    folder.mkdir(exist_ok=True)
    for name, text in files().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
