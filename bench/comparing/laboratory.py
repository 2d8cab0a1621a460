"""One measurement: a fresh broker on its core, the load on another, and what else the two cores did
meanwhile."""

import contextlib
import json
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from comparing import machine
from comparing.brokers import ENVIRONMENT, Doors

BUSY_PERCENT = 5  # of both cores by others: their caches and clocks are no longer ours
PATIENCE_S = 30
FAULTS = ("lost", "duplicated", "reordered", "unacknowledged", "unreadable", "refused")


@dataclass
class Measured:
    """The figures of one run of the load. `fault` says in words what went wrong, if anything."""

    figures: dict
    fault: str = ""
    others_percent: float = 0


class Running:
    """A broker's process and what it listens on."""

    def __init__(self, process, folder, doors):
        self.process = process
        self.folder = folder
        self.doors = doors

    @property
    def pid(self):
        return self.process.pid


class Laboratory:
    """`broker_core` and `load_core` are numbers of processor cores."""

    def __init__(self, load_program, broker_core, load_core, seconds):
        self.load_program = load_program
        self.broker_core = broker_core
        self.load_core = load_core
        self.seconds = seconds
        self.folder = tempfile.TemporaryDirectory(prefix="compare-")
        self.certificate, self.key = machine.make_certificate(Path(self.folder.name))

    def doors(self, is_tls):
        tls_port = machine.free_port() if is_tls else 0
        return Doors(machine.free_port(), tls_port, self.certificate, self.key)

    @contextlib.contextmanager
    def running(self, broker, is_tls=False, configure=None, cores=None):
        """The broker in a new folder, until the block ends. It is there to be connected to."""
        cores = cores or {self.broker_core}
        with tempfile.TemporaryDirectory(prefix=f"{broker.key}-", dir=self.folder.name) as name:
            folder, doors = Path(name), self.doors(is_tls)
            words = (configure or broker.configure)(folder, doors)
            with (folder / "output").open("w") as output:
                process = subprocess.Popen(
                    ["taskset", "-c", ",".join(map(str, cores)), broker.path(), *map(str, words)],
                    cwd=folder, env=ENVIRONMENT,
                    stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                )  # fmt: skip
            try:
                for port in filter(None, (doors.port, doors.tls_port)):
                    await_port(port, process, folder / "output")
                yield Running(process, folder, doors)
            finally:
                end(process)

    def load(self, running, *words, is_tls=False):
        """Runs fieldcast-load on a running broker."""
        port = running.doors.tls_port if is_tls else running.doors.port
        command = ["taskset", "-c", self.load_core, self.load_program, "--json", "--port", port,
                   "--pid", running.pid, "--seconds", self.seconds,
                   "--warmup", min(2, self.seconds / 2), *words]  # fmt: skip
        with self.watching(running) as others:
            told = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)
        figures = json.loads(told.stdout) if told.stdout else {}
        fault = fault_of(told, figures, running.process.poll())
        return Measured(figures, fault, others())

    @contextlib.contextmanager
    def watching(self, running):
        """Gives a function that tells how much of both cores others used during the block, or just
        before it if that was more."""
        before = self.share_of_others_now()
        begin, spent = time.monotonic(), self.spent_by_others(running)
        share = []
        yield lambda: max(before, *share)
        passed = time.monotonic() - begin
        share.append(self.percent(self.spent_by_others(running) - spent, passed))

    def share_of_others_now(self, seconds=0.2):
        """What the cores do while we only wait."""
        spent = machine.busy_seconds(self.cores)
        time.sleep(seconds)
        return self.percent(machine.busy_seconds(self.cores) - spent, seconds)

    def spent_by_others(self, running):
        own = machine.cpu_seconds(running.pid) + machine.children_cpu_seconds()
        return machine.busy_seconds(self.cores) - own

    @property
    def cores(self):
        return {self.broker_core, self.load_core}

    def percent(self, spent, passed):
        return min(max(0.0, 100 * spent / passed / len(self.cores)), 100.0)


def fault_of(load, figures, broker_status):
    """In words; empty if all went well. `broker_status` is None while the broker runs."""
    faults = [f"{figures[name]} {name}" for name in FAULTS if figures.get(name)]
    if broker_status is not None:
        faults.append(f"the broker ended with status {broker_status}")
    told = load.stderr.strip().removeprefix("fieldcast-load: ")
    if load.returncode and told:
        faults.append(told)
    if load.returncode and not faults:
        faults.append(f"the load ended with status {load.returncode}")
    return ", ".join(faults)


def await_port(port, process, output):
    """Returns once somebody can connect."""
    give_up = time.monotonic() + PATIENCE_S
    while True:
        with contextlib.suppress(OSError):
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        if process.poll() is not None or time.monotonic() > give_up:
            raise ChildProcessError(f"{process.args[3]} does not listen: {output.read_text()}")
        time.sleep(0.005)


def end(process):
    process.terminate()
    try:
        process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
