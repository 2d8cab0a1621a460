"""Finds where the sources name normative statements of MQTT, and in which function or test.

A bare [MQTT-3.1.0-1] means MQTT 5.0; what 3.1.1 alone says is written 3.1.1 [MQTT-3.1.3-8]. In the
packet tables the brackets may be left out, as the clause is a string of its own there.
"""

import ast
import re
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "style"))
from functions import find_functions  # noqa: E402

V5 = "5.0"
V3 = "3.1.1"

_MENTION = re.compile(r"(?P<old>3\.1\.1 )?\[MQTT-(?P<number>\d+\.\d+\.\d+-\d+)\]")
_CLAUSE_COLUMN = re.compile(r'"MQTT-(?P<number>\d+\.\d+\.\d+-\d+)"')
_ANY = re.compile(r"MQTT-\d[\w.]*")
_PACKET_CASE = re.compile(r'\w\(\s*"([^"]*)",\s*"')
_TEST = re.compile(r"TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\s*\)")
_TYPE_NAME = re.compile(r"\b(?:class|struct)\s+(\w+)")
_DECLARED_NAME = re.compile(r"(\w+)\s*[(={;\[]")


@dataclass(frozen=True, order=True)
class Place:
    """A function or a test: `name` within the file `path`. Without a name: the file as a whole."""

    path: str
    name: str


@dataclass(frozen=True)
class Mention:
    version: str
    number: str
    place: Place
    is_documentation: bool  # in a header, by a comment with three slashes


def find_mentions(source):
    """The mentions in `source`; of a test file only those that belong to a test."""
    name_at = _naming(source)
    mentions = []
    for match in _matches(source.text):
        line = _line_at(source.text, match.start())
        name = name_at(line)
        if name is not None:
            version = V3 if match.groupdict().get("old") else V5
            place = Place(source.path, name)
            mentions.append(Mention(version, match["number"], place, _documents(source, line)))
    return mentions


def find_misspelt(source):
    """Pairs of line and text: what looks like a mention and is none."""
    understood = {match.start("number") for match in _matches(source.text)}
    return [
        (_line_at(source.text, match.start()), match.group())
        for match in _ANY.finditer(source.text)
        if match.start() + len("MQTT-") not in understood
    ]


def _matches(text):
    yield from _MENTION.finditer(text)
    yield from _CLAUSE_COLUMN.finditer(text)


def _documents(source, line):
    return source.path.endswith(".h") and source.lines[line - 1].lstrip().startswith("///")


def _line_at(text, offset):
    return text.count("\n", 0, offset) + 1


def _naming(source):
    """A function that tells whose line it is."""
    if source.path.endswith(".py"):
        return _python_test_at(source.text)
    if "packet_cases" in source.path:
        return _packet_case_at(source.text)
    if source.is_test:
        return _cpp_test_at(source)
    return _cpp_function_at(source.code)


def _python_test_at(text):
    """What stands behind a test, but not at the margin, belongs to it."""
    lines = text.splitlines()
    blocks = [
        (min(each.lineno for each in [node, *getattr(node, "decorator_list", [])]), node)
        for node in ast.parse(text).body
    ]

    def name_at(line):
        line = _below_comments(lines, line, "#")
        node = next((node for first, node in reversed(blocks) if first <= line), None)
        name = getattr(node, "name", "")
        return name if name.startswith("test_") else None

    return name_at


def _packet_case_at(text):
    cases = [(_line_at(text, case.start()), case[1]) for case in _PACKET_CASE.finditer(text)]
    return lambda line: next((name for first, name in reversed(cases) if first <= line), None)


def _cpp_test_at(source):
    """Comments right above a test belong to it."""
    lines = source.lines
    tests = [each for each in find_functions(source.code) if each.name.startswith("TEST")]

    def name_at(line):
        line = _below_comments(lines, line, "//")
        inside = [each for each in tests if each.first_line <= line <= each.last_line]
        if not inside:
            return None
        head = "\n".join(lines[inside[0].first_line - 1 : inside[0].last_line])
        return ".".join(_TEST.search(head).groups())

    return name_at


def _below_comments(lines, line, mark):
    """The first line at or below `line` that is no comment at the margin."""
    while lines[line - 1].startswith(mark):
        line += 1
    return line


def _cpp_function_at(code):
    functions = find_functions(code)
    lines = code.splitlines()

    def name_at(line):
        inside = [each for each in functions if each.first_line <= line <= each.last_line]
        return inside[0].name.rpartition("::")[2] if inside else _declared_name(lines, line)

    return name_at


def _declared_name(lines, line):
    """What `line` declares; of a comment, what is declared below it. Empty for the comment that
    opens a file, and for a line amid a declaration."""
    if all(not each.strip() or each.startswith("#") for each in lines[:line]):
        return ""
    below = next((each for each in lines[line - 1 :] if each.strip()), "")
    found = _TYPE_NAME.search(below) or _DECLARED_NAME.search(below)
    return found[1] if found else ""
