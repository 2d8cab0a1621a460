"""Fieldcast as a program: its commands, and a server that tests start, stop and kill."""

import json
import os
import re
import signal
import socket
import subprocess
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("FIELDCAST_UNDER_TEST", str(ROOT / "build/release/fieldcast"))
PATIENCE_S = 30
# Tests that want one of these ports give a free one as a flag, which goes before the environment.
NO_PORTS = {f"FIELDCAST_{name}_PORT": "0" for name in ("MQTTS", "HTTP", "HTTPS")}
BASE_ENVIRONMENT = {
    **{k: v for k, v in os.environ.items() if not k.startswith("FIELDCAST_")},
    **NO_PORTS,
}
_reservations = deque(maxlen=200)


@dataclass(frozen=True)
class Channel:
    id: int
    write_api_key: str
    read_api_key: str

    @property
    def publish(self):
        return f"channels/{self.id}/publish"

    @property
    def subscribe(self):
        return f"channels/{self.id}/subscribe"

    def publish_field(self, number):
        return f"{self.publish}/fields/field{number}"

    def subscribe_field(self, number):
        return f"{self.subscribe}/fields/field{number}"


@dataclass(frozen=True)
class Device:
    device_id: int
    client_id: str
    username: str
    password: str


@dataclass(frozen=True)
class Guest:
    """A client without user name, where the server lets them in."""

    client_id: str
    username: str | None = None
    password: str | None = None


def run(*words, environment=None, standard_input=None):
    """Runs `fieldcast WORD…` to its end; returns it with its output."""
    return subprocess.run(
        [BINARY, *map(str, words)],
        env={**BASE_ENVIRONMENT, **(environment or {})},
        input=standard_input if standard_input is not None else "",
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def wait_until(happened, what, seconds=PATIENCE_S):
    """Asks again and again, until it has happened; returns the truthy answer."""
    end = time.monotonic() + seconds
    while True:
        answer = happened()
        if answer:
            return answer
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.01)


def free_port():
    """A port of 127.0.0.1 for a server of the caller's. It stays bound here, which lets the server
    listen, but no other test and no client's socket is given it meanwhile."""
    reservation = socket.socket()
    reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    reservation.bind(("127.0.0.1", 0))
    _reservations.append(reservation)
    return reservation.getsockname()[1]


class Folder:
    """A data folder, administered by commands, with or without a server on it."""

    def __init__(self, path):
        self.path = Path(path)

    def fails(self, *words, **how):
        """Runs an administration command that must fail; returns what it says."""
        answer = run(*words, "--data", self.path, **how)
        assert answer.returncode != 0, f"{words} succeeded: {answer.stdout}"
        return answer.stderr

    def command(self, *words, **how):
        """Runs an administration command; returns its JSON."""
        answer = run(*words, "--data", self.path, "--json", **how)
        assert answer.returncode == 0, f"{words}: {answer.stderr}"
        return json.loads(answer.stdout) if answer.stdout.strip() else None

    def add_user(self, name="owner"):
        return self.command("user", "add", name)

    def add_channel(self, *, fields=8, name="Garden", more=()):
        """A channel whose fields 1 to `fields` are enabled."""
        if not self.command("user", "list"):
            self.add_user()
        labels = [word for n in range(1, fields + 1) for word in ("--field", f"{n}=label {n}")]
        return Channel(**self.command("channel", "add", "--name", name, *labels, *more))

    def add_device(self, *permissions, name="Sensor"):
        """Permissions as commands take them: `1:publish,subscribe`."""
        words = [word for permission in permissions for word in ("--channel", permission)]
        return Device(**self.command("device", "add", "--name", name, *words))

    def add_publisher(self, channel):
        return self.add_device(f"{channel.id}:publish")

    def add_subscriber(self, channel):
        return self.add_device(f"{channel.id}:subscribe")

    def feed(self, channel, results=8000):
        """The entries, oldest first."""
        words = ("channel", "feed", channel.id, "--results", results, "--format", "json")
        answer = run(*words, "--data", self.path)
        assert answer.returncode == 0, answer.stderr
        return json.loads(answer.stdout)["feeds"]

    def events(self, device):
        """What the owner is told of a device, newest first."""
        return self.command("device", "show", device.device_id, "--events")["events"]

    def awaits_event(self, device, reason):
        """Waits for an event of `device` with this reason; returns it."""
        return wait_until(
            lambda: next((e for e in self.events(device) if e["reason"] == reason), None),
            f"event {reason} of device {device.device_id}",
        )


class Server(Folder):
    """`fieldcast serve` on a folder and a free port of 127.0.0.1."""

    def __init__(self, path, *options, shards=1, environment=None):
        super().__init__(path)
        self.port = 0
        self._options = (*map(str, options), "--shards", str(shards))
        self._environment = {**BASE_ENVIRONMENT, **(environment or {})}
        self._process = None
        self._log_path = self.path.with_suffix(".log")

    def option(self, name):
        """What the server was given as option `name`, such as `--http-port`."""
        return self._options[self._options.index(name) + 1]

    def door(self, is_websocket, is_tls):
        """The port of one of the four doors."""
        if not is_websocket and not is_tls:
            return self.port
        name = ("http" if is_websocket else "mqtt") + ("s" if is_tls else "")
        return int(self.option(f"--{name}-port"))

    @property
    def http_port(self):
        return int(self.option("--http-port"))

    def starts(self):
        """Starts, and returns when clients can connect."""
        self.launches()
        wait_until(self._accepts, f"server accepts on port {self.port}")
        return self

    def launches(self):
        """Starts, and returns while the server still prepares itself."""
        self.port = self.port or free_port()
        words = ["serve", "--data", self.path, "--bind", "127.0.0.1", "--mqtt-port", self.port]
        with self._log_path.open("a") as log:
            self._log_begins_at = log.tell()
            self._process = subprocess.Popen(
                [BINARY, *map(str, words), *self._options],
                env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    def _accepts(self):
        assert self._process.poll() is None, f"server ended at start:\n{self.log}"
        # Doors are opened one after the other, and this is said behind the last.
        said = self._log_path.read_bytes()[self._log_begins_at :]
        if "--log-level" not in self._options and b"administration on" not in said:
            return False
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            return True
        except OSError:
            return False

    def stops(self):
        """Asks it to stop, and sees that it ends well."""
        self._process.send_signal(signal.SIGTERM)
        status = self._process.wait(PATIENCE_S)
        self._process = None
        assert status == 0, f"server ended with status {status}:\n{self.log}"

    def is_killed(self):
        self._process.kill()
        self._process.wait(PATIENCE_S)
        self._process = None

    def restarts(self):
        self.stops()
        return self.starts()

    def recovers(self):
        """Is killed and starts again."""
        self.is_killed()
        return self.starts()

    @property
    def is_running(self):
        return self._process is not None

    @property
    def pid(self):
        return self._process.pid

    @property
    def log(self):
        return self._log_path.read_text()

    @property
    def threads(self):
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"Threads:\s+(\d+)", status).group(1))
