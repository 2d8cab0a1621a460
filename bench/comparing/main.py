"""The command line: which brokers and scenarios, how often, and what comes out."""

import argparse
import fnmatch
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from comparing import machine
from comparing.brokers import ROOT, known_brokers
from comparing.laboratory import BUSY_PERCENT, Laboratory, Measured
from comparing.ours import OURS_ALONE
from comparing.results import Results
from comparing.scenarios import SCENARIOS

OPEN_FILES = 10_100
ALL = [*SCENARIOS, *OURS_ALONE]
DESCRIPTION = """\
Runs Fieldcast and its peers side by side: the same load on each, one after the other within a
scenario and again in the next round, a fresh process each time, broker and load each on a core of
their own. Prints a table (Markdown) of medians, CPU being that of all threads of the broker, and
counts every delivery and checks its order: the exit status is 1 if a message was lost, duplicated
or reordered or a broker failed."""
EPILOG = f"""\
Marks in the table: ✗ something went wrong, told below it; ~ others used more than {BUSY_PERCENT} %
of the cores before or during the run, so that the figure is too high.

Brokers are those whose programs are there. Environment variables named like them say where,
  FIELDCAST, MOSQUITTO           instead of the one in --build, and of Debian's
  FIELDCAST2, MOSQUITTO2         another one beside it, such as the build before a change
  FLASHMQ, NANOMQ                their programs flashmq and nanomq

Scenarios:
  {{scenarios}}

Examples:
  cmake --preset release && cmake --build --preset release
  bench/compare
  FLASHMQ=/opt/flashmq bench/compare --rounds 5 --json all.json
  FIELDCAST2=before/fieldcast bench/compare --broker fieldcast --broker fieldcast2 \\
      --scenario 'pairs-*'
"""


def parse(arguments):
    cores = sorted(os.sched_getaffinity(0))
    load_core = cores[min(1, len(cores) - 1)]
    names = [broker.key for broker in known_brokers("")]
    parser = argparse.ArgumentParser(
        "bench/compare", description=DESCRIPTION, formatter_class=argparse.RawTextHelpFormatter,
        epilog=EPILOG.format(scenarios=" ".join(scenario.key for scenario in ALL)),
    )  # fmt: skip
    add = parser.add_argument
    add("--rounds", type=int, default=3, metavar="N", help="runs whose median counts (3)")
    add("--seconds", type=float, default=5, metavar="S", help="measured in each run (5)")
    add("--scenario", action="append", metavar="PATTERN",
        help="only those whose name matches, such as 'pairs-*'; repeatable")  # fmt: skip
    add("--broker", action="append", metavar="NAME", choices=names,
        help=f"only this one; repeatable: {', '.join(names)}")  # fmt: skip
    add("--build", type=Path, default=ROOT / "build/release", metavar="DIR",
        help="folder of our own programs (build/release)")  # fmt: skip
    add("--broker-core", type=int, default=cores[0], metavar="N",
        help=f"the broker's core ({cores[0]})")  # fmt: skip
    add("--load-core", type=int, default=load_core, metavar="N",
        help=f"the load's core ({load_core})")  # fmt: skip
    add("--json", type=Path, metavar="FILE", help="writes medians and all runs to FILE")
    return parser.parse_args(arguments)


def chosen_brokers(options):
    brokers = known_brokers(options.build)
    if options.broker:
        brokers = [broker for broker in brokers if broker.key in options.broker]
        for broker in brokers:
            if not broker.path():
                sys.exit(f"compare: there is no {broker.key}: build it, or set {broker.variable}")
    return [broker for broker in brokers if broker.path()]


def chosen_scenarios(options):
    patterns = options.scenario or ["*"]
    chosen = [one for one in ALL if any(fnmatch.fnmatch(one.key, p) for p in patterns)]
    if not chosen:
        sys.exit(f"compare: no scenario is called {' or '.join(patterns)}; see --help")
    return chosen


def plan(scenarios, brokers, rounds):
    """Alternating: what happens to the machine meanwhile happens to all brokers."""
    return [
        (scenario, number, broker)
        for scenario in scenarios
        for number in range(1, rounds + 1)
        for broker in brokers
        if scenario.suits(broker)
    ]


def measure(laboratory, scenario, broker):
    """A broker that fails is a result too."""
    try:
        measured = scenario.measure(laboratory, broker)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        return Measured({}, fault=str(error))
    if not measured.fault and not all(measured.figures.get(row.figure) for row in scenario.rows):
        measured.fault = "nothing was measured: give it more --seconds"
    return measured


def tell(text):
    print(text, file=sys.stderr, flush=True)


def tell_run(scenario, measured):
    figures = [f"{measured.figures[row.figure]:.2f} {row.unit}" for row in scenario.rows
               if row.figure in measured.figures]  # fmt: skip
    tell("    " + " · ".join(figures) + (f" ✗ {measured.fault}" if measured.fault else ""))
    if measured.others_percent > BUSY_PERCENT:
        tell(f"    warning: others used {measured.others_percent:.0f} % of the cores")


def main(arguments):
    options = parse(arguments)
    load_program = options.build / "fieldcast-load"
    if not shutil.which(load_program):
        sys.exit(f"compare: {load_program} is missing; cmake --build --preset release makes it")
    if machine.allow_open_files() < OPEN_FILES:
        tell(f"warning: a broker needs {OPEN_FILES} open files for 10,000 clients: see ulimit -n")
    try:
        brokers, scenarios = chosen_brokers(options), chosen_scenarios(options)
    except FileNotFoundError as error:
        sys.exit(f"compare: {error}")
    laboratory = Laboratory(load_program, options.broker_core, options.load_core, options.seconds)
    results = Results(brokers)
    steps = plan(scenarios, brokers, options.rounds)
    for place, (scenario, number, broker) in enumerate(steps, 1):
        tell(f"[{place}/{len(steps)}] {scenario.key}, round {number}: {results.labels[broker.key]}")
        measured = measure(laboratory, scenario, broker)
        results.add(scenario, broker, measured)
        tell_run(scenario, measured)
    print(results.tables(scenarios))
    if options.json:
        told = {"rounds": options.rounds, "seconds": options.seconds, **results.json(scenarios)}
        options.json.write_text(json.dumps(told, indent=1) + "\n")
    return 1 if results.has_faults else 0
