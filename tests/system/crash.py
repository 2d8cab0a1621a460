#!/usr/bin/env python3
"""Kills the server under load, again and again, and looks whether anything promised is lost.

Publishers send increasing values at QoS 1 and 2, to several channels over several connections, as
fast as they are acknowledged; a subscriber of each channel hears of the entries. At a random
moment the server gets SIGKILL, now and then another one while it recovers. After each round

  - every acknowledged value is in its feed, exactly once, and no other value twice,
  - each publisher's values are in the order of publishing,
  - entry ids are 1, 2, 3 … without holes or repeats, and what was once in a feed stays there,
  - whatever a subscriber was told is in the feed, with the same id and value.

    tests/system/crash.py --rounds 1000 --seed 7
"""

import argparse
import json
import random
import shutil
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from fieldcast import Channel, Device, Server
from raw_mqtt import PUBACK, PUBCOMP, PUBLISH, PUBREC, PUBREL, Closed, RawClient
from raw_mqtt import acknowledgement, publish

CHANNELS = 4
PUBLISHERS_PER_CHANNEL = 2
WINDOW = 16  # publishes that one connection has under way
LOAD_MS = (5, 300)
RECOVERY_MS = (0, 30)
EVERYTHING = 1_000_000_000
GONE = (Closed, OSError)


class Lost(Exception):
    """A promise was broken; the text says which."""


@dataclass
class Publisher:
    """A device that publishes `<name>:1`, `<name>:2` … to a channel."""

    name: str
    device: Device
    topic: str
    qos: int
    sent: int = 0
    newest_stored: int = 0
    confirmed: int = 0  # how many were acknowledged and found stored
    acknowledged: set = field(default_factory=set)  # by PUBACK or PUBREC, not yet looked for

    def works(self, port):
        """Publishes until the server is gone."""
        try:
            with RawClient(port) as client:
                client.connects(self.device, keep_alive=0)
                self._publishes(client)
        except GONE:
            pass

    def _publishes(self, client):
        waiting = {}  # packet id -> value
        while True:
            while len(waiting) < WINDOW:
                self._sends_next(client, waiting)
            self._takes_acknowledgement(client, waiting)

    def _sends_next(self, client, waiting):
        self.sent += 1
        packet_id = client.next_packet_id()
        waiting[packet_id] = self.sent
        payload = f"field1={self.name}:{self.sent}"
        client.sends(publish(self.topic, payload, qos=self.qos, packet_id=packet_id))

    def _takes_acknowledgement(self, client, waiting):
        received = client.receives_packet(PUBACK if self.qos == 1 else PUBREC)
        self.acknowledged.add(waiting.pop(received.packet_id))
        if self.qos == 2:
            client.sends(acknowledgement(PUBREL, received.packet_id))
            client.receives_packet(PUBCOMP)


@dataclass
class Subscriber:
    """A device that hears a channel's feed."""

    device: Device
    topic: str
    newest_told: int = 0
    confirmed: int = 0
    told: list = field(default_factory=list)  # (entry id, field1), not yet looked for

    def listens(self, port, ready):
        """Releases `ready` when it is subscribed; goes on until the server is gone."""
        try:
            with RawClient(port) as client:
                client.connects(self.device, keep_alive=0)
                client.subscribes(self.topic)
                ready.release()
                while True:
                    self._hears(client.receives_packet(PUBLISH))
        except GONE:
            pass

    def _hears(self, packet):
        entry = json.loads(packet.body[2 + len(self.topic) :])
        self.told.append((entry["entry_id"], entry["field1"]))


@dataclass
class Feed:
    """What is known to be stored in a channel, and the clients that were promised something."""

    channel: Channel
    subscriber: Subscriber
    publishers: list
    values: list = field(default_factory=list)  # field1 of entry 1, 2, 3 …

    def check(self, server):
        """Reads what the round may have added, and compares it with all that was promised."""
        most = sum(publisher.sent for publisher in self.publishers)
        added = self._take(server.feed(self.channel, most - len(self.values) + WINDOW))
        self._check_told()
        for publisher in self.publishers:
            self._check_values(publisher, added)

    def check_everything(self, server):
        """Reads the whole feed, which must be as it was read round by round."""
        stored = [entry["field1"] for entry in server.feed(self.channel, EVERYTHING)]
        if stored != self.values:
            raise Lost(f"{self.channel.publish}: the whole feed differs from what was read before")

    def _take(self, newest):
        """Adds to `values` what follows them in `newest`, and returns that."""
        ids = [entry["entry_id"] for entry in newest]
        first = ids[0] if ids else 1
        if ids != list(range(first, first + len(ids))) or first > len(self.values) + 1:
            raise Lost(f"{self.channel.publish}: holes or repeats in entries {ids}")
        values = [entry["field1"] for entry in newest]
        known = self.values[first - 1 :]
        if values[: len(known)] != known:
            raise Lost(f"{self.channel.publish}: entries after {first} are not as they were")
        added = values[len(known) :]
        self.values += added
        return added

    def _check_told(self):
        listener = self.subscriber
        for entry_id, value in listener.told:
            if entry_id <= listener.newest_told:
                raise Lost(f"{listener.topic}: entry {entry_id} told twice or out of order")
            if self.values[entry_id - 1 : entry_id] != [value]:
                raise Lost(f"{listener.topic}: told {value} as entry {entry_id}, but not stored")
            listener.newest_told = entry_id
        listener.confirmed += len(listener.told)
        listener.told.clear()

    @staticmethod
    def _check_values(publisher, added):
        mine = publisher.name + ":"
        stored = [int(text.removeprefix(mine)) for text in added if text.startswith(mine)]
        in_order = [publisher.newest_stored, *stored]
        if in_order != sorted(set(in_order)):
            raise Lost(f"{publisher.name}: values are repeated or out of order: {in_order}")
        lost = publisher.acknowledged - set(stored)
        if lost:
            raise Lost(f"{publisher.name}: acknowledged, but not stored: {sorted(lost)[:10]}")
        publisher.newest_stored = in_order[-1]
        publisher.confirmed += len(publisher.acknowledged)
        publisher.acknowledged.clear()


class Crash:
    """The server with its feeds, and the seed of what happens to it."""

    def __init__(self, folder, seed, shards):
        self._random = random.Random(seed)
        self._server = Server(folder / "data", "--log-level", "warning", shards=shards)
        self._feeds = [self._add_feed(number) for number in range(CHANNELS)]

    def _add_feed(self, number):
        channel = self._server.add_channel()
        publishers = [
            Publisher(
                name=f"p{number}.{copy}",
                device=self._server.add_publisher(channel),
                topic=channel.publish,
                qos=1 + copy % 2,
            )
            for copy in range(PUBLISHERS_PER_CHANNEL)
        ]
        subscriber = Subscriber(self._server.add_subscriber(channel), channel.subscribe)
        return Feed(channel, subscriber, publishers)

    def round(self):
        """A start, load, SIGKILL and a check: of the folder, or of the server that recovered it."""
        self._server.starts()
        self._kill_under_load()
        if self._random.random() < 0.2:
            self._kill_while_it_recovers()
        recovered_by_server = self._random.random() < 0.5
        if recovered_by_server:
            self._server.starts()
        for feed in self._feeds:
            feed.check(self._server)
        if recovered_by_server:
            self._server.is_killed()

    def _kill_under_load(self):
        ready = threading.Semaphore(0)
        port = self._server.port
        clients = [_started(feed.subscriber.listens, port, ready) for feed in self._feeds]
        for _ in self._feeds:
            if not ready.acquire(timeout=30):
                raise Lost("a subscriber could not subscribe")
        for feed in self._feeds:
            clients += [_started(publisher.works, port) for publisher in feed.publishers]
        time.sleep(self._random.randint(*LOAD_MS) / 1000)
        self._server.is_killed()
        for client in clients:
            client.join(timeout=60)
            if client.is_alive():
                raise Lost("a client did not see that the server was killed")

    def _kill_while_it_recovers(self):
        self._server.launches()
        time.sleep(self._random.randint(*RECOVERY_MS) / 1000)
        self._server.is_killed()

    def ends(self):
        """Everything once more, from a server that then stops well."""
        self._server.starts()
        for feed in self._feeds:
            feed.check_everything(self._server)
        self._server.stops()
        if not self.acknowledged or not self.told:
            raise Lost("nothing at all was acknowledged or told, so nothing was tried")

    @property
    def acknowledged(self):
        return sum(each.confirmed for feed in self._feeds for each in feed.publishers)

    @property
    def told(self):
        return sum(feed.subscriber.confirmed for feed in self._feeds)


def _started(work, *arguments):
    thread = threading.Thread(target=work, args=arguments, daemon=True)
    thread.start()
    return thread


def run(rounds, seed, shards):
    """Returns the exit status."""
    folder = Path(tempfile.mkdtemp(prefix="fieldcast-crash-"))
    number = 0
    try:
        crash = Crash(folder, seed, shards)
        for number in range(1, rounds + 1):
            crash.round()
            if number % 10 == 0:
                print(f"{number} rounds: {crash.acknowledged} acknowledged, {crash.told} told")
        crash.ends()
    except (Lost, AssertionError, OSError) as error:
        print(f"round {number}: {error}", file=sys.stderr)
        print(f"The folder is kept: {folder}", file=sys.stderr)
        print(f"Again: {sys.argv[0]} --rounds {rounds} --seed {seed} --shards {shards}",
              file=sys.stderr)  # fmt: skip
        return 1
    shutil.rmtree(folder)
    print(f"Nothing lost in {rounds} rounds, seed {seed}.")
    return 0


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--shards", type=int, default=2)
    arguments = parser.parse_args()
    print(f"Seed {arguments.seed}", flush=True)
    sys.exit(run(arguments.rounds, arguments.seed, arguments.shards))


if __name__ == "__main__":
    main()
