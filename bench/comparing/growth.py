"""How the costs of one server grow with what it keeps: start, memory, CPU per message."""

import argparse
import functools
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from comparing import machine
from comparing.brokers import ROOT, fieldcast_words, known_brokers
from comparing.laboratory import BUSY_PERCENT, PATIENCE_S, Laboratory
from comparing.scenarios import CPU

DESCRIPTION = """\
Starts Fieldcast on data folders with more and more in them and puts the same load on each. Prints a
table (Markdown) for each kind of thing: seconds from the program's start to the first CONNACK,
memory then, and the server's CPU per message. The exit status is 1 if a message was lost,
duplicated or reordered."""

CONNECT = b"\x10\x0c\x00\x04MQTT\x04\x02\x00\x00\x00\x00"
CONNACK = b"\x20\x02\x00\x00"
PAIRS = ("--publishers", 100, "--subscribers", 100)
MILLION = 1_000_000


@dataclass(frozen=True)
class Kind:
    """`folder(size)` gives make_folder's options."""

    key: str
    title: str
    sizes: tuple
    folder: object
    load: object
    load_title: str
    shards: object = lambda _size: 1


def pairs(qos):
    return lambda laboratory, running: laboratory.load(running, *PAIRS, "--qos", qos)


def publish_to_channels(laboratory, running):
    path = running.folder / "channels.jsonl"
    command = [sys.executable, ROOT / "bench/make_channels.py", "--data", running.folder / "data"]
    with path.open("w") as out:
        subprocess.run(command, check=True, stdout=out)
    return laboratory.load(running, "--channels", path, "--qos", 1)


def of_sessions(size):
    """Spread over some sessions that are away."""
    sessions = min(size, 1000)
    return "--sessions", sessions, "--subscriptions", size // sessions


KINDS = [
    Kind("subscriptions", "Subscriptions", (1, 1000, 100_000, MILLION), of_sessions, pairs(0),
         "100 pairs, QoS 0"),
    Kind("retained", "Retained messages", (1, 10_000, MILLION), lambda n: ("--retained", n),
         pairs(0), "100 pairs, QoS 0"),
    Kind("channels", "Channels", (1000, 10_000, 100_000, MILLION), lambda n: ("--channels", n),
         publish_to_channels, "1,000 devices, QoS 1, stored"),
    Kind("entries", "Entries in 1,000 channels", (1000, MILLION, 10 * MILLION),
         lambda n: ("--channels", 1000, "--entries", n // 1000),
         publish_to_channels, "1,000 devices, QoS 1, stored"),
    Kind("sessions", "Persistent sessions that are away, one subscription each",
         (1000, 10_000, 100_000, MILLION), lambda n: ("--sessions", n), pairs(1),
         "100 pairs, QoS 1, through the store"),
    Kind("shards", "Shards on one core", (1, 2, 8, 64), lambda _n: ("--channels", 1), pairs(0),
         "100 pairs, QoS 0", lambda n: n),
]  # fmt: skip


@dataclass
class Point:
    size: int
    start_s: float
    memory: int
    cpu_us: float
    fault: str
    others_percent: float

    @property
    def marks(self):
        return (" ✗" if self.fault else "") + ("~" if self.others_percent > BUSY_PERCENT else "")


def configure(make_folder, kind, size, folder, doors):
    command = [make_folder, "--data", folder / "data", *kind.folder(size)]
    subprocess.run([*map(str, command)], check=True)
    return fieldcast_words(
        folder, doors, "--general-topics", "#", "--anonymous", shards=kind.shards(size)
    )


def await_connack(port):
    """The server answers when it has read all that it keeps."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as client:
        client.sendall(CONNECT)
        answer = client.recv(4)
        if answer != CONNACK:
            raise ChildProcessError(f"the server answers CONNECT by {answer.hex() or 'nothing'}")


def started_at(pid):
    """Of the process, on the clock of time.monotonic()."""
    ticks = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    return ticks / machine.TICKS_PER_S


def measure(laboratory, broker, make_folder, kind, size):
    words = functools.partial(configure, make_folder, kind, size)
    with laboratory.running(broker, configure=words) as running:
        await_connack(running.doors.port)
        start_s = time.clock_gettime(time.CLOCK_BOOTTIME) - started_at(running.pid)
        memory = machine.resident_bytes(running.pid)
        loaded = kind.load(laboratory, running)
    cpu_us = loaded.figures.get(CPU, 0)
    return Point(size, start_s, memory, cpu_us, loaded.fault, loaded.others_percent)


def table(kind, points):
    first = points[0]
    lines = [
        f"### {kind.title}",
        "",
        f"| size | start, s | memory, MiB | bytes each | CPU per message, µs ({kind.load_title}) |",
        "| ---: | ---: | ---: | ---: | ---: |",
    ]
    for point in points:
        more = point.size - first.size
        each = f"{(point.memory - first.memory) / more:,.0f}" if more else ""
        lines.append(
            f"| {point.size:,} | {point.start_s:.2f} | {point.memory / 2**20:.1f} | {each} "
            f"| {point.cpu_us:.2f}{point.marks} |"
        )
    return "\n".join([*lines, ""])


def parse(arguments):
    cores = sorted(os.sched_getaffinity(0))
    parser = argparse.ArgumentParser(
        "bench/growth", description=DESCRIPTION, formatter_class=argparse.RawTextHelpFormatter
    )
    add = parser.add_argument
    add("--kind", action="append", choices=[kind.key for kind in KINDS],
        help="only this; repeatable")  # fmt: skip
    add("--at-most", type=int, default=MILLION * 10, metavar="N", help="leave out larger sizes")
    add("--seconds", type=float, default=4, metavar="S", help="of load on each (4)")
    add("--build", type=Path, default=ROOT / "build/release", metavar="DIR",
        help="folder of our own programs (build/release)")  # fmt: skip
    add("--broker-core", type=int, default=cores[0], metavar="N", help=f"({cores[0]})")
    add("--load-core", type=int, default=cores[min(1, len(cores) - 1)], metavar="N")
    add("--json", type=Path, metavar="FILE", help="writes all points to FILE")
    return parser.parse_args(arguments)


def main(arguments):
    options = parse(arguments)
    load_program, make_folder = options.build / "fieldcast-load", options.build / "make_folder"
    for program in (load_program, make_folder):
        if not shutil.which(program):
            sys.exit(f"growth: {program} is missing; cmake --build --preset release makes it")
    machine.allow_open_files()
    broker = next(one for one in known_brokers(options.build) if one.key == "fieldcast")
    laboratory = Laboratory(load_program, options.broker_core, options.load_core, options.seconds)
    found = {}
    for kind in KINDS:
        if options.kind and kind.key not in options.kind:
            continue
        points = found[kind.key] = []
        for size in (size for size in kind.sizes if size <= options.at_most):
            print(f"{kind.title}: {size:,}", file=sys.stderr, flush=True)
            points.append(measure(laboratory, broker, make_folder, kind, size))
            if points[-1].fault:
                print(f"    ✗ {points[-1].fault}", file=sys.stderr)
        print(table(kind, points), flush=True)
    if options.json:
        told = {key: [vars(point) for point in points] for key, points in found.items()}
        options.json.write_text(json.dumps(told, indent=1) + "\n")
    return 1 if any(point.fault for points in found.values() for point in points) else 0
