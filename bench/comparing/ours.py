"""What only Fieldcast does, as no peer stores before it acknowledges: channels, HTTP, and what a
server without clients costs."""

import functools
import json
import subprocess
import sys
import time

from comparing import machine
from comparing.brokers import ENVIRONMENT, ROOT, fieldcast_words
from comparing.laboratory import Measured
from comparing.scenarios import CPU, PAIRS, Row, Scenario

CHANNELS = 1000
ENTRIES = 8000
ANSWER = "answer_p50_us"


def administer(broker, server, *words):
    """Runs an administration command; returns its JSON."""
    command = [broker.path(), *map(str, words), "--data", server.folder / "data", "--json"]
    told = subprocess.run(command, check=True, env=ENVIRONMENT, capture_output=True,
                          text=True)  # fmt: skip
    return json.loads(told.stdout) if told.stdout.strip() else None


def make_channels(broker, server, *more):
    administer(broker, server, "user", "add", "owner")
    command = [sys.executable, ROOT / "bench/make_channels.py", "--count", str(CHANNELS),
               "--data", server.folder / "data", *more]  # fmt: skip
    path = server.folder / "channels.jsonl"
    with path.open("w") as out:
        subprocess.run(command, check=True, stdout=out)
    return path


def make_channel(broker, server):
    """With its keys."""
    administer(broker, server, "user", "add", "owner")
    fields = [word for n in (1, 2, 3) for word in ("--field", f"{n}=Field {n}")]
    return administer(broker, server, "channel", "add", "--name", "bench", *fields)


def import_entries(broker, server, channel):
    path = server.folder / "entries.csv"
    rows = (f"{1_700_000_000 + 10 * n},{20 + n % 100 / 10},48.{n % 10},1013.2"
            for n in range(ENTRIES))  # fmt: skip
    path.write_text("\n".join(["created_at,field1,field2,field3", *rows]) + "\n")
    administer(broker, server, "channel", "import", channel["id"], path)


def measure_channels(*more):
    def measure(laboratory, broker):
        with laboratory.running(broker, configure=fieldcast_words) as server:
            channels = make_channels(broker, server, *more)
            return laboratory.load(server, "--channels", channels, "--qos", 1)

    return measure


serve_http = functools.partial(fieldcast_words, is_http=True)


def measure_updates(laboratory, broker):
    with laboratory.running(broker, configure=serve_http) as server:
        key = make_channel(broker, server)["write_api_key"]
        body = f"api_key={key}&field1=21.5&field2=48.2&field3=1013.2"
        return laboratory.load(server, "--http", 64, "--path", "/update", "--body", body)


def measure_reads(resource):
    def measure(laboratory, broker):
        with laboratory.running(broker, configure=serve_http) as server:
            channel = make_channel(broker, server)
            import_entries(broker, server, channel)
            path = f"/channels/{channel['id']}/{resource}api_key={channel['read_api_key']}"
            return laboratory.load(server, "--http", 1, "--path", path)

    return measure


def measure_tls(*words):
    def measure(laboratory, broker):
        with laboratory.running(broker, is_tls=True) as server:
            return laboratory.load(
                server, "--transport", "tls", "--idle", 1000, *words, is_tls=True
            )

    return measure


def measure_two_shards(laboratory, broker):
    """What a message costs with two shards on both cores, against one shard there. The load runs on
    one of the cores too; the server's CPU time does not count it."""
    cost, fault, others = {}, "", 0
    for shards in (1, 2):
        words = functools.partial(configure_shards, shards)
        with laboratory.running(broker, configure=words, cores=laboratory.cores) as server:
            measured = laboratory.load(server, *PAIRS)
        cost[shards] = measured.figures.get(CPU)
        fault, others = fault or measured.fault, max(others, measured.others_percent)
    figures = {"two_shards_cost": cost[2] / cost[1]} if all(cost.values()) else {}
    return Measured(figures, fault, others)


def configure_shards(shards, folder, doors):
    return fieldcast_words(folder, doors, "--general-topics", "#", "--anonymous", shards=shards)


def measure_start(laboratory, broker):
    """From the program's start on an empty folder until it listens; and what it has by then."""
    begin = time.monotonic()
    with laboratory.running(broker) as server:
        figures = {
            "start_ms": 1000 * (time.monotonic() - begin),
            "resident_mib": machine.resident_bytes(server.pid) / 2**20,
        }
    return Measured(figures, others_percent=laboratory.share_of_others_now())


def ours(key, measure, *rows):
    return Scenario(key, measure, rows, is_ours_alone=True)


def read_rows(title, at_most_us):
    """The server's work, and what a client waits on a machine that has its core free."""
    return Row(f"{title}: CPU", "µs", CPU, at_most_us), Row("… time to the answer", "µs", ANSWER)


OURS_ALONE = [
    ours("store", measure_channels(),
         Row("channel publish QoS 1, stored, 1,000 devices: CPU per entry", "µs", CPU, 3)),
    ours("store-feed", measure_channels("--subscribe"),
         Row("… each feed with one subscriber (JSON)", "µs", CPU, 5)),
    ours("update", measure_updates,
         Row("POST /update, 64 connections: CPU per request", "µs", CPU, 15)),
    ours("read-last", measure_reads("feeds/last.json?"), *read_rows("feeds/last.json", 100)),
    ours("read-100", measure_reads("feeds.json?results=100&"),
         *read_rows("last 100 entries as JSON", 500)),
    ours("read-8000", measure_reads("feeds.json?results=8000&"),
         *read_rows("last 8,000 entries as JSON", 6000)),
    ours("tls-idle", measure_tls(),
         Row("idle TLS connection: memory", "bytes", "memory_bytes_each", 16 * 1024)),
    ours("tls-resume", measure_tls("--resume"),
         Row("TLS 1.3 connect, session resumed: CPU", "µs", "connect_cpu_us", 200)),
    ours("tls-1.2-resume", measure_tls("--resume", "--tls-1.2"),
         Row("TLS 1.2 connect, session resumed: CPU", "µs", "connect_cpu_us", 200)),
    ours("two-shards", measure_two_shards,
         Row("500 pairs, two shards on two cores: CPU of one shard's, times", "", "two_shards_cost",
             1.18)),
    ours("start", measure_start,
         Row("start to listening, empty folder", "ms", "start_ms", 100),
         Row("idle server: resident memory", "MiB", "resident_mib", 15)),
]  # fmt: skip
