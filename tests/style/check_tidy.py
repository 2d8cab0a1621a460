#!/usr/bin/env python3
"""Sizes, line widths, words that are not used here (each with what is used instead), format."""

import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from functions import find_functions
from sources import Finding, main

FILE_LINES_MAX = 600
TEST_FILE_LINES_MAX = 900
FUNCTION_LINES_MAX = 70
LINE_WIDTH_MAX = 100


@dataclass(frozen=True)
class Banned:
    """A pattern of code that is refused in some folders, and what to write instead."""

    pattern: str
    instead: str
    folders: tuple = ("src/",)
    except_in: frozenset = field(default_factory=frozenset)


CLOCK = frozenset({"src/base/clock.cc"})
WAITING = ("src/", "tests/", "bench/", "fuzz/")
BANNED = (
    Banned(r"\bthrow\b", "return a base::Result"),
    Banned(r"\b(?:f|s|sn|v|vsn)?printf\s*\(", "use fmt::format, fmt::print or base::log",
           except_in=frozenset({"src/base/result.cc"})),
    Banned(r"\bstd::(?:cout|cerr|clog|endl)\b", "use fmt::print or base::log"),
    Banned(r"(?<![\w.>])assert\s*\(", "use ASSERT of base/result.h, which stays on in release"),
    Banned(r"\b(?:system|steady|high_resolution|utc)_clock::now\b", "take a base::Clock",
           except_in=CLOCK),
    Banned(r"\b(?:clock_gettime|gettimeofday|std::time|time)\s*\(\s*(?:CLOCK|&|nullptr|NULL|0)",
           "take a base::Clock", except_in=CLOCK),
    Banned(r"\b(?:std::rand|srand|std::random_device)\b", "take a base::RandomSource"),
    Banned(r"\b(?:sleep_for|sleep_until|usleep|nanosleep)\b|\bsleep\s*\(",
           "wait for the event itself, or set a timer", folders=WAITING),
    Banned(r"\busing\s+namespace\s+std\s*;", "name what is used: using std::…", folders=WAITING),
    Banned(r"\bconst_cast\b", "change the type that made it necessary",
           except_in=frozenset({"src/net/tcp_stream.cc"})),  # iovec
)  # fmt: skip
LEFTOVER = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b(?!\(#\d+\))")


def check(sources):
    findings = []
    for source in sources:
        findings += _sizes(source)
        findings += _lines(source)
        if source.is_cpp:
            findings += _function_sizes(source)
            findings += _banned(source)
    return findings


def check_with_format(sources):
    return check(sources) + _format(sources)


def _sizes(source):
    longest = TEST_FILE_LINES_MAX if source.is_test else FILE_LINES_MAX
    count = len(source.lines)
    if count > longest:
        yield Finding(source.path, longest, f"{count} lines, {longest} at most: split by concept")


def _lines(source):
    for number, line in enumerate(source.lines, 1):
        if len(line) > LINE_WIDTH_MAX:
            text = f"{len(line)} columns, {LINE_WIDTH_MAX} at most: break the line"
            yield Finding(source.path, number, text)
        if LEFTOVER.search(line) and not source.path.startswith("tests/style/"):
            text = "leftover without an issue: do it, or write the number, TODO(#12)"
            yield Finding(source.path, number, text)


def _function_sizes(source):
    for function in find_functions(source.code):
        if function.length > FUNCTION_LINES_MAX:
            text = (
                f"{function.name} has {function.length} lines, {FUNCTION_LINES_MAX} at most: "
                "give its steps names"
            )
            yield Finding(source.path, function.first_line, text)


def _banned(source):
    rules = [rule for rule in BANNED if _applies(rule, source.path)]
    for number, line in enumerate(source.code.split("\n"), 1):
        for rule in rules:
            found = re.search(rule.pattern, line)
            if found:
                text = f"`{found.group().strip()}` is not used here: {rule.instead}"
                yield Finding(source.path, number, text)


def _applies(rule, path):
    return path.startswith(rule.folders) and path not in rule.except_in


def _format(sources):
    if not shutil.which("clang-format"):
        return [Finding(".clang-format", 1, "apt-get install clang-format: it is missing")]
    root = Path(__file__).resolve().parents[2]
    paths = [source.path for source in sources if source.is_cpp and (root / source.path).exists()]
    command = ["clang-format", "--dry-run", "-Werror", *paths]
    answer = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    places = re.findall(r"^([^\s:]+):(\d+):\d+: error", answer.stderr, re.MULTILINE)
    first = {}
    for path, line in places:
        first.setdefault(path, int(line))
    return [
        Finding(path, line, f"not as .clang-format says: clang-format -i {path}")
        for path, line in first.items()
    ]


if __name__ == "__main__":
    main(check_with_format)
