"""Random feeds and random reads of them, against a plain second implementation: times as clients
write them, windows and days in time zones, aggregation, rounding, min and max.

FIELDCAST_SEED=N repeats a run."""

import datetime
import json
import os
import random
import urllib.parse
import urllib.request
from zoneinfo import ZoneInfo

import plain_feed
import pytest
from fieldcast import PATIENCE_S, free_port
from plain_feed import UTC, Entry, Query

# Where clocks are set by an hour or by half of one, at night and at midnight, or never; with
# offsets of whole, half and quarter hours, on both sides of the date line.
ZONES = [
    "Europe/Berlin", "America/New_York", "America/Havana", "America/Santiago", "America/St_Johns",
    "Africa/Cairo", "Africa/Casablanca", "Asia/Beirut", "Asia/Kathmandu", "Asia/Kolkata",
    "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham", "Pacific/Kiritimati",
]  # fmt: skip
FIELDS = 3
SLOTS = [10, 15, 20, 30, 60, 240, 720, plain_feed.DAY]


@pytest.fixture(scope="module")
def seed():
    chosen = int(os.environ.get("FIELDCAST_SEED", random.SystemRandom().randrange(1_000_000)))
    print(f"FIELDCAST_SEED={chosen}")
    return chosen


@pytest.fixture
def server(start_server):
    return start_server("--http-port", free_port())


def random_value(dice):
    """Text of a number in the forms that devices write, or of none."""
    value = dice.uniform(-1000, 1000)
    return dice.choice([
        str(dice.randrange(-50, 50)), f"{value:.2f}", f"{value:.6f}", f"{value:+.1f}",
        f"{value:.1f}".replace(".", ","), f" {abs(value):.3f}", "0", "on", "1e3", ".5", "",
    ])  # fmt: skip


def written_time(dice, time, zone):
    """`time` as a client may write it, and the timezone it gives beside; and the time so meant."""
    form = dice.randrange(4)
    if form == 0:
        return str(int(time.timestamp())), None, time
    if form == 1:
        return time.strftime("%Y-%m-%dT%H:%M:%SZ"), None, time
    if form == 2:
        offset = datetime.timezone(datetime.timedelta(minutes=15 * dice.randrange(-48, 57)))
        return time.astimezone(offset).isoformat(), None, time
    # Perhaps a time that clocks skip or show twice.
    local = (time.astimezone(zone) + datetime.timedelta(minutes=dice.choice([-45, 0, 45])))
    local = local.replace(tzinfo=None)
    return local.isoformat(" "), zone.key, plain_feed.to_utc(local, zone)


def random_feed(dice, zone, around):
    """Entries of some days, close together in some hours, and the rows that write them."""
    entries, rows, taken = [], [], set()
    hours = [dice.uniform(-72, 72) for _ in range(12)] + [-1, 0, 1]
    for _ in range(300):
        minutes = 60 * dice.choice(hours) + dice.uniform(0, 90)
        time = (around + datetime.timedelta(minutes=minutes)).replace(microsecond=0)
        text, timezone, time = written_time(dice, time, zone)
        if time in taken:
            continue
        taken.add(time)
        fields = {n: random_value(dice) for n in range(1, FIELDS + 1) if dice.random() < 0.8}
        entries.append(Entry(time, fields, len(entries) + 1))
        rows.append({"created_at": text, **({"timezone": timezone} if timezone else {}),
                     **{f"field{n}": value for n, value in fields.items()}})  # fmt: skip
    return entries, rows


def random_zone(dice, zone, query):
    form = dice.randrange(4)
    if form == 0:
        return
    if form == 1:
        hours = dice.choice([-12, -9.5, -3, 1, 5.75, 14])
        query.zone = datetime.timezone(datetime.timedelta(hours=hours))
        query.target.append(("offset", hours))
    else:
        query.zone = zone
        query.target.append(("timezone", zone.key))


def random_query(dice, zone, entries):
    query = Query()
    random_zone(dice, zone, query)
    for name in ("start", "end"):
        if dice.random() < 0.5:
            local = dice.choice(entries).time.astimezone(query.zone).replace(tzinfo=None)
            setattr(query, name, plain_feed.to_utc(local, query.zone))
            query.target.append((name, local.isoformat(dice.choice(" T"))))
    if query.start is None or dice.random() < 0.3:
        query.results = dice.choice([0, 1, 7, 100, 8000])
        query.target.append(("results", query.results))
    if dice.random() < 0.7:
        query.kind = dice.choice(["timescale", "sum", "average", "median"])
        query.minutes = dice.choice(SLOTS)
        words = ["daily", "1440"] if query.minutes == plain_feed.DAY else [query.minutes]
        query.target.append((query.kind, dice.choice(words)))
    for name in ("min", "max"):
        if dice.random() < 0.2:
            setattr(query, name, dice.choice([-500.0, -1.0, 0.0, 30.5, 800.0]))
            query.target.append((name, getattr(query, name)))
    if dice.random() < 0.4:
        query.round = dice.randrange(8)
        query.target.append(("round", query.round))
    return query


def ask(url, body=None):
    request = urllib.request.Request(url, data=body and json.dumps(body).encode())
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as response:
        return json.load(response)


@pytest.mark.parametrize("name", ZONES)
def test_reads_are_what_plain_arithmetic_makes_of_the_feed(server, seed, name):
    dice, zone = random.Random(f"{seed} {name}"), ZoneInfo(name)
    never = [datetime.datetime(2024, 5, 1, tzinfo=UTC)]
    around = dice.choice(plain_feed.transitions(name, 2023, 2026) or never)
    channel = server.add_channel(fields=FIELDS)
    url = f"http://127.0.0.1:{server.http_port}/channels/{channel.id}"
    entries, rows = random_feed(dice, zone, around)
    ask(f"{url}/bulk_update.json", {"write_api_key": channel.write_api_key, "updates": rows})
    for _ in range(60):
        query = random_query(dice, zone, entries)
        target = urllib.parse.urlencode([("api_key", channel.read_api_key), *query.target])
        answer = ask(f"{url}/feeds.json?{target}")["feeds"]
        expected = plain_feed.feed(entries, query, FIELDS)
        differences = [pair for pair in zip(answer, expected) if pair[0] != pair[1]]
        assert not differences, f"seed {seed}, {query.target}: {differences[0]}"
        assert len(answer) == len(expected), f"seed {seed}, {query.target}"
