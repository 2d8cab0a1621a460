"""bench/compare: that it measures brokers, and that it does not hide what went wrong."""

import json
import os
import subprocess
import sys

import pytest
from fieldcast import BINARY, ROOT

sys.path.insert(0, str(ROOT / "bench"))

from comparing.brokers import known_brokers  # noqa: E402
from comparing.laboratory import Measured, fault_of  # noqa: E402
from comparing.results import Results  # noqa: E402
from comparing.scenarios import Row, Scenario  # noqa: E402

SCENARIO = Scenario("pairs", None, (Row("pairs", "µs", "cost", 1.0),))
FLOOR, FIELDCAST, _, MOSQUITTO, OTHER_MOSQUITTO, *_ = known_brokers("build")


def compare(*words, **environment):
    words = ("--rounds", 1, "--seconds", 1, *words)
    return subprocess.run(
        [ROOT / "bench/compare", *map(str, words)], capture_output=True, text=True, check=False,
        env={**os.environ, "FIELDCAST": BINARY, **environment},
    )  # fmt: skip


@pytest.fixture
def results(monkeypatch):
    monkeypatch.setattr("comparing.brokers.Broker.label", lambda broker: broker.key)
    return Results([FLOOR, FIELDCAST, MOSQUITTO, OTHER_MOSQUITTO])


def add(results, broker, *costs, **how):
    for cost in costs:
        results.add(SCENARIO, broker, Measured({"cost": cost}, **how))


def test_two_brokers_are_measured_on_the_same_load(tmp_path):
    path = tmp_path / "figures.json"
    words = ("--scenario", "pairs-1", "--broker", "floor", "--broker", "fieldcast", "--json", path)
    answer = compare(*words)
    assert answer.returncode == 0, answer.stderr + answer.stdout
    assert "| 500 pairs, QoS 1 | µs |" in answer.stdout
    told = json.loads(path.read_text())
    medians = told["rows"][0]["medians"]
    assert medians["floor"] > 0
    assert medians["fieldcast"] > 0
    assert [run["broker"] for run in told["runs"]] == ["floor", "fieldcast"]
    assert all(run["figures"]["delivered_per_s"] > 0 for run in told["runs"])


def test_a_broker_that_does_not_listen_is_a_fault():
    answer = compare("--scenario", "pairs-1", "--broker", "floor", FLOOR="/bin/false")
    assert answer.returncode == 1
    assert "– ✗" in answer.stdout
    assert "does not listen" in answer.stdout


@pytest.mark.parametrize(
    "load_status, load_says, figures, broker_status, fault",
    [
        (0, "", {"lost": 0, "reordered": 0}, None, ""),
        (1, "", {"lost": 3, "reordered": 2}, None, "3 lost, 2 reordered"),
        (1, "fieldcast-load: client a: refused\n", {}, None, "client a: refused"),
        (-13, "", {}, None, "the load ended with status -13"),
        (1, "fieldcast-load: closed\n", {}, -11, "the broker ended with status -11, closed"),
        (1, "fieldcast-load: closed\n", {"lost": 3}, None, "3 lost, closed"),
    ],
)
def test_what_went_wrong_is_said(load_status, load_says, figures, broker_status, fault):
    load = subprocess.CompletedProcess([], load_status, stderr=load_says)
    assert fault_of(load, figures, broker_status) == fault


def test_a_program_that_is_not_there_is_named():
    answer = compare("--broker", "flashmq", FLASHMQ="/nowhere/flashmq")
    assert answer.returncode != 0
    assert "FLASHMQ" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_medians_and_ratios_to_floor_and_best_peer(results):
    add(results, FLOOR, 0.5, 0.4, 9)
    add(results, FIELDCAST, 7, 1, 0.2)
    add(results, MOSQUITTO, 5)
    add(results, OTHER_MOSQUITTO, 4)
    line = results.tables([SCENARIO]).splitlines()[2]
    assert line == "| pairs | µs | 1.00 | 0.50 | 1.00 | 5.00 | 4.00 | 2.00 | 0.25 |"


def test_a_peer_with_a_fault_is_marked_and_not_the_best(results):
    add(results, FIELDCAST, 1)
    add(results, MOSQUITTO, 5)
    add(results, OTHER_MOSQUITTO, 4, fault="12 reordered")
    table = results.tables([SCENARIO])
    assert "| 4.00 ✗ |  | 0.20 |" in table
    assert "✗ mosquitto2, pairs: 12 reordered" in table
    assert results.has_faults


def test_a_busy_machine_is_told(results):
    add(results, FIELDCAST, 1, others_percent=30)
    table = results.tables([SCENARIO])
    assert "| 1.00 ~ |" in table
    assert "up to 30 %" in table
    assert not results.has_faults
