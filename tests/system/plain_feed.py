"""A second implementation of what reads make of a feed, as plain as can be: windows in time zones,
aggregation, rounding, min and max. Zones are those of Python's zoneinfo."""

import datetime
import re
import statistics
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

UTC = datetime.timezone.utc
NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
DAY = 1440


@dataclass
class Entry:
    time: datetime.datetime
    fields: dict  # number of a field -> text
    id: int | None = None


@dataclass
class Query:
    zone: datetime.tzinfo = UTC
    results: int = 8000
    start: datetime.datetime | None = None
    end: datetime.datetime | None = None
    min: float | None = None
    max: float | None = None
    kind: str | None = None  # timescale, sum, average or median
    minutes: int = 10
    round: int | None = None
    target: list = field(default_factory=list)  # the same as parameters


def to_utc(local, zone):
    """Of two instants the earlier; in an hour that clocks skip, by the offset before it."""
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def number(text):
    stripped = text.strip(" ")
    return float(stripped.replace(",", ".")) if NUMBER.fullmatch(stripped) else None


def numbers(texts):
    return [value for value in map(number, texts) if value is not None]


def is_outside(entry, query):
    values = numbers(entry.fields.values())
    return any(
        (query.min is not None and value < query.min)
        or (query.max is not None and value > query.max)
        for value in values
    )


def slot_of(time, query):
    if query.minutes == DAY:
        return time.astimezone(query.zone).date().toordinal()
    return int(time.timestamp()) // (60 * query.minutes)


def start_of(slot, query):
    if query.minutes == DAY:
        midnight = datetime.datetime.combine(datetime.date.fromordinal(slot), datetime.time())
        return to_utc(midnight, query.zone)
    return datetime.datetime.fromtimestamp(slot * 60 * query.minutes, UTC)


def combined(texts, kind):
    """The text of what is made of the numbers of one field in one slot; None if there are none."""
    values = numbers(texts)
    if not values:
        return None
    total = 0.0
    for value in values:
        total += value
    result = {"sum": total, "average": total / len(values), "median": statistics.median(values)}
    has_comma = any("," in text and number(text) is not None for text in texts)
    return with_comma(repr(float(result[kind])), has_comma)


def with_comma(text, has_comma):
    return text.replace(".", ",") if has_comma else text


def aggregated(entries, query):
    if not entries:
        return []
    slots = {}
    for entry in entries:
        slots.setdefault(slot_of(entry.time, query), []).append(entry)
    result = []
    for slot in range(min(slots), max(slots) + 1):
        inside = slots.get(slot, [])
        if query.kind == "timescale":
            fields = inside[0].fields if inside else {}
        else:
            fields = {}
            for n in range(1, 9):
                texts = [entry.fields[n] for entry in inside if n in entry.fields]
                if (text := combined(texts, query.kind)) is not None:
                    fields[n] = text
        result.append(Entry(start_of(slot, query), fields))
    return result


def rounded(entry, places):
    def text(value):
        parsed = number(value)
        return value if parsed is None else with_comma(f"{parsed:.{places}f}", "," in value)

    return Entry(entry.time, {n: text(value) for n, value in entry.fields.items()}, entry.id)


def shown_time(time, zone):
    text = time.astimezone(zone).isoformat()
    return text.replace("+00:00", "Z") if zone is UTC else text


def feed(entries, query, fields):
    """The `feeds` of the JSON answer."""
    chosen = [
        entry
        for entry in sorted(entries, key=lambda entry: entry.time)
        if (query.start is None or entry.time >= query.start)
        and (query.end is None or entry.time <= query.end)
    ]
    chosen = chosen[-query.results :] if query.results else []
    chosen = [entry for entry in chosen if not is_outside(entry, query)]
    if query.kind:
        chosen = aggregated(chosen, query)
    if query.round is not None:
        chosen = [rounded(entry, query.round) for entry in chosen]
    return [
        {
            "created_at": shown_time(entry.time, query.zone),
            **({} if query.kind else {"entry_id": entry.id}),
            **{f"field{n}": entry.fields.get(n) for n in range(1, fields + 1)},
        }
        for entry in chosen
    ]


def transitions(name, first, last):
    """The instants between the years at which the clocks of a zone are set, to the minute."""
    zone, found = ZoneInfo(name), []
    day = datetime.timedelta(days=1)
    begin = datetime.datetime(first, 1, 1, tzinfo=UTC)
    while begin.year < last:
        low, high = begin, begin + day
        if offset(low, zone) != offset(high, zone):
            while high - low > datetime.timedelta(minutes=1):
                middle = low + (high - low) / 2
                low, high = (low, middle) if offset(middle, zone) != offset(low, zone) \
                    else (middle, high)
            found.append(high.replace(second=0, microsecond=0))
        begin += day
    return found


def offset(time, zone):
    return time.astimezone(zone).utcoffset()
