#!/usr/bin/env python3
"""Deals of Salesforce, HubSpot and Bitrix24 with their stage histories, as those systems export them: they
become the past as if it had been recorded then. The headers one by one: tests/data/preset_cases.json."""
import support
from test_import import CREATE, Api, clean, counts, take

# By system: the deals, the history, how many of its rows change something, and what a deal was on some days.
SYSTEMS = {
    "Salesforce": (
        "Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Close Date,Probability,Owner,Next Step,Created Date\n"
        "006A1,Server,PT Maju,Closed Lost,10,2026-02-20,0%,Siti,,2026-01-05\n",
        "Id,OpportunityId,StageName,Amount,ExpectedRevenue,CloseDate,Probability,ForecastCategory,CreatedDate,"
        "CreatedById,PrevAmount,PrevCloseDate\n"
        "008C,006A1,Closed Lost,10,0,2026-02-20,0,Omitted,2026-02-20T03:04:05.000Z,005X,14,2026-03-01\n"
        "008A,006A1,Prospecting,12,1,2026-03-01,10,Pipeline,2026-01-05T01:00:00.000Z,005X,,\n"
        "008B,006A1,Negotiation,14,9,2026-03-01,70,Best Case,2026-02-01T01:00:00.000Z,005X,12,2026-03-01\n",
        3, "006A1", {"2026-01-20": ("Prospecting", "12.00"), "2026-02-10": ("Negotiation", "14.00"),
                     "2026-03-01": ("Lost", "10.00")}),
    "HubSpot": (
        "Record ID,Deal Name,Deal Stage,Amount,Deal owner,Close Date,Create Date,Pipeline\n"
        "101,Printer,Closed Won,450,Siti,2026-01-20 10:00,2026-01-10 08:00,H\n",
        "Record ID,Deal Name,Deal Stage,Date entered stage,Date left stage,Amount\n"
        "101,Printer,Contract Sent,2026-01-12 09:00,2026-01-20 10:00,500\n"
        "101,Printer,Appointment scheduled,2026-01-10 08:00,2026-01-12 09:00,300\n"
        "101,Printer,Closed Won,2026-01-20 10:00,,450\n",
        3, "101", {"2026-01-11": ("Appointment scheduled", "300.00"),
                   "2026-01-15": ("Contract Sent", "500.00"), "2026-01-25": ("Won", "450.00")}),
    "Bitrix24": (
        "ID,TITLE,STAGE_ID,STAGE_NAME,OPPORTUNITY,CURRENCY_ID,ASSIGNED_BY_NAME,DATE_CREATE,CLOSEDATE,CATEGORY_NAME\n"
        "1,Rak,C2:LOSE,Batal,700,IDR,Budi,2026-01-02 09:00:00,2026-02-01,Umum\n",
        "ID,DEAL_ID,DATE_CREATE,START_DATE,STAGE_ID,STAGE_NAME,STAGE_SEMANTIC_ID,ASSIGNED_BY_NAME\n"
        "8,1,2026-01-02 09:00:00,2026-01-02,C2:NEW,Baru,P,Budi\n"
        "9,1,2026-01-05 10:00:00,2026-01-02,C2:PREPARATION,Penawaran,P,Budi\n"
        "10,1,2026-02-01 10:00:00,2026-01-02,C2:LOSE,Batal,F,Budi\n",
        3, "1", {"2026-01-03": ("Baru", "700.00"), "2026-01-20": ("Penawaran", "700.00"),
                 "2026-02-02": ("Lost", "700.00")}),
}


def becomes_the_past(world, system):
    deals, history, rows, external_id, days = SYSTEMS[system]
    take(world, "deals", deals, counts(created=1), *CREATE)
    take(world, "stage-history", history, counts(updated=rows), *CREATE)
    take(world, "stage-history", history, counts(unchanged=rows), *CREATE)
    clean(world)
    api = Api(world)
    deal = api.get("/deals?external_id=" + external_id)["items"][0]
    names = {row["id"]: row["name"] for row in api.get("/stages?limit=200")["items"]}
    for day, expected in days.items():
        then = api.get("/deals/%d?as_of=%s" % (deal["id"], day))
        assert (names[then["stage_id"]], then["amount"]) == expected, (day, then)
        board = api.get("/pipelines/%d/board?closed=true&as_of=%s" % (deal["pipeline_id"], day))
        assert [stage["name"] for stage in board["stages"] if stage["count"]] == [expected[0]], (day, board)
    kinds = [event["kind"] for event in api.get("/deals/%d/history" % deal["id"])["items"]]
    assert kinds == ["deal.move", "deal.move", "create"], kinds


def tests():
    for system in SYSTEMS:
        def one(world, system=system):
            becomes_the_past(world, system)
        one.__doc__ = "deals of %s and their stage history become the past; twice changes nothing" % system
        yield one


if __name__ == "__main__":
    support.run(list(tests()))
