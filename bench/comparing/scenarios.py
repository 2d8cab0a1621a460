"""What is measured side by side: each scenario is one run of fieldcast-load on a fresh broker and
gives the rows of the table."""

from collections.abc import Callable
from dataclasses import dataclass

PAIRS = ("--publishers", 500, "--subscribers", 500)
CPU = "broker_cpu_us_per_message"


@dataclass(frozen=True)
class Row:
    """A line of the table: one figure of what was measured. Less is better for all of them."""

    title: str
    unit: str
    figure: str
    at_most: float | None = None  # what we allow ourselves


@dataclass(frozen=True)
class Scenario:
    """`measure(laboratory, broker)` returns a Measured that has the rows' figures."""

    key: str
    measure: Callable
    rows: tuple
    is_tls: bool = False
    is_ours_alone: bool = False

    def suits(self, broker):
        if self.is_ours_alone:
            return broker.is_ours
        return broker.has_tls or not self.is_tls


def loaded(key, words, *rows, is_tls=False):
    """The load with these words, as a scenario."""

    def measure(laboratory, broker):
        with laboratory.running(broker, is_tls=is_tls) as running:
            return laboratory.load(running, *words, is_tls=is_tls)

    return Scenario(key, measure, rows, is_tls=is_tls)


def cpu(title, at_most):
    return Row(title, "µs", CPU, at_most)


def fan_out(*more):
    return ("--publishers", 1, "--subscribers", 1000, "--topics", "one", *more)


def fan_in(subscribers, *more):
    return ("--publishers", 1000, "--subscribers", subscribers, "--topics", "fan-in", *more)


SCENARIOS = [
    loaded("fan-out-0", fan_out(), cpu("fan-out 1 → 1,000, QoS 0", 0.95)),
    loaded("fan-out-1", fan_out("--qos", 1), cpu("fan-out 1 → 1,000, QoS 1", 1.1)),
    loaded("fan-in-0", fan_in(1), cpu("fan-in 1,000 → 1, QoS 0", 0.5)),
    loaded("fan-in-1", fan_in(1, "--qos", 1), cpu("fan-in 1,000 → 1, QoS 1", 0.95)),
    loaded("fan-in-five", fan_in(5), cpu("fan-in 1,000 → 5 (wildcard), QoS 0", 0.2)),
    loaded("pairs-0", PAIRS, cpu("500 pairs, QoS 0", 1.0)),
    loaded("pairs-1", (*PAIRS, "--qos", 1), cpu("500 pairs, QoS 1", 2.0)),
    loaded("pairs-single", (*PAIRS, "--in-flight", 1), cpu("500 pairs, one in flight", 13)),
    loaded("pairs-256", (*PAIRS, "--payload-bytes", 256), cpu("500 pairs, QoS 0, 256 bytes", 1.2)),
    loaded("unheard-0", ("--publishers", 1000), cpu("1,000 publishers unheard, QoS 0", 0.9)),
    loaded(
        "unheard-1",
        ("--publishers", 1000, "--qos", 1),
        cpu("1,000 publishers unheard, QoS 1", 0.9),
    ),
    loaded(
        "rate",
        (*PAIRS, "--rate", 10_000),
        cpu("500 pairs at 10,000/s in all, QoS 0", 34),
        Row("… latency, median", "µs", "delivery_p50_us", 110),
        Row("… latency, 99 %", "µs", "delivery_p99_us", 800),
    ),
    loaded(
        "idle",
        ("--idle", 10_000),
        Row("10,000 idle connections: memory each", "bytes", "memory_bytes_each", 600),
        Row("… CPU per connect", "µs", "connect_cpu_us", 28),
    ),
    loaded(
        "idle-subscribed",
        ("--idle", 10_000, "--idle-subscribed"),
        Row("10,000 idle, one subscription each", "bytes", "memory_bytes_each", 1200),
    ),
    loaded(
        "pairs-tls", (*PAIRS, "--transport", "tls"), cpu("500 pairs, TLS, QoS 0", 1.9), is_tls=True
    ),
]
