#!/usr/bin/env python3
"""Makes docs/mqtt-conformance.md: each normative statement of MQTT, what decides it, what shows it.

conformance_table.py           fails if the page is not what the sources say
conformance_table.py --write   writes it

The statements are in statements_*.toml, the reasons for empty cells in explanations.toml. What a
statement has in src/ and tests/ is found by its number there, see places.py.
"""

import sys
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from places import V3, V5, find_mentions, find_misspelt
from sources import read_sources

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PAGE = ROOT / "docs/mqtt-conformance.md"
REMEDY = "make it anew: tests/conformance/conformance_table.py --write"
NAMES_PER_FILE = 3

INTRODUCTION = """# Conformance to MQTT 5.0 and 3.1.1

Made by `tests/conformance/conformance_table.py --write` from the numbers of normative statements
in `src/` and `tests/`; do not edit. *Code* names the function that decides, *Tests* what shows it.
Cells in italics say why there is nothing to name (″: as in the cell before). The second column is
our own short wording; what counts is the standard:
[5.0](https://docs.oasis-open.org/mqtt/mqtt/v5.0/mqtt-v5.0.html),
[3.1.1](https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/mqtt-v3.1.1.html).
What public test suites say is in [public-suites.md](public-suites.md).
"""


@dataclass
class Row:
    """One statement. A cell is a set of places, or else the explanation for having none."""

    number: str
    says: str
    equals: list = field(default_factory=list)  # numbers in 5.0
    places: dict = field(default_factory=lambda: {"code": set(), "tests": set()})
    explanations: dict = field(default_factory=lambda: {"code": "", "tests": ""})

    def add(self, mention):
        """Documentation comes after all code, and counts only where there is none."""
        cell = "tests" if mention.place.path.startswith("tests/") else "code"
        if not (mention.is_documentation and self.places[cell]):
            self.places[cell].add(mention.place)

    def is_open(self, cell):
        return not self.places[cell] and not self.explanations[cell]


def load(name):
    return tomllib.loads((HERE / name).read_text())


def make_rows(mentions, explained):
    """The rows of both versions, by version and number, from what is found and explained."""
    rows = {
        V5: {number: Row(number, says) for number, says in load("statements_5_0.toml").items()},
        V3: {
            number: Row(number, entry.get("says", ""), entry.get("as", []))
            for number, entry in load("statements_3_1_1.toml").items()
        },
    }
    for mention in sorted(mentions, key=lambda mention: mention.is_documentation):
        if row := rows[mention.version].get(mention.number):
            row.add(mention)
    for version, number, cell, because in explained:
        if row := rows[version].get(number):
            row.explanations[cell] = because
    for row in rows[V3].values():
        inherit(row, [rows[V5][number] for number in row.equals])
    return rows


def inherit(row, equals):
    if not row.says:
        row.says = equals[0].says
    for cell in row.places:
        for equal in equals:
            row.places[cell] |= equal.places[cell]
        if equals and row.is_open(cell) and not any(equal.is_open(cell) for equal in equals):
            row.explanations[cell] = equals[0].explanations[cell]


def explained_cells(entries):
    """Tuples of version, number, cell and reason, from the entries of explanations.toml."""
    for entry in entries:
        for version, key in ((V5, "v5"), (V3, "v3_1_1")):
            for number in entry.get(key, []):
                for cell in entry["cells"]:
                    yield version, number, cell, entry["because"]


def find_problems(sources, mentions, explained, rows):
    """Lines that tell what is wrong in the sources and in explanations.toml."""
    for source in sources:
        for line, text in find_misspelt(source):
            yield f"{source.path}:{line}: write {text} as [MQTT-x.y.z-n], each in its own brackets"
    for mention in mentions:
        if mention.number not in rows[mention.version]:
            yield (
                f"{mention.place.path}: MQTT {mention.version} has no [MQTT-{mention.number}] "
                f"(a bare number means 5.0)"
            )
    for version, number, cell, _ in explained:
        if number not in rows[version]:
            yield f"explanations.toml: MQTT {version} has no {number}"
        elif rows[version][number].places[cell]:
            yield f"explanations.toml: {cell} of {version} {number} needs no explanation any more"


def make_page(rows):
    parts = [INTRODUCTION, summary(rows), open_cells(rows)]
    for version in (V5, V3):
        parts += [f"## MQTT {version}\n", *tables(version, rows[version].values())]
    return "\n".join(parts)


def summary(rows):
    columns = ["", "statements", "with code and test", "with either", "explained alone"]
    lines = [f"| {' | '.join(columns)} |", "|---|--:|--:|--:|--:|"]
    for version, all_rows in rows.items():
        filled = [sum(bool(places) for places in row.places.values()) for row in all_rows.values()]
        lines.append(
            f"| MQTT {version} | {len(filled)} | {filled.count(2)} | {filled.count(1)} | "
            f"{filled.count(0)} |"
        )
    return "\n".join(lines) + "\n"


def open_cells(rows):
    found = [
        f"- {version} {row.number}, {cell}: {row.says}"
        for version, all_rows in rows.items()
        for row in all_rows.values()
        for cell in row.places
        if row.is_open(cell)
    ]
    return "Cells that are neither filled nor explained: " + (
        f"{len(found)}\n\n" + "\n".join(found) + "\n" if found else "none.\n"
    )


def tables(version, rows):
    by_section = defaultdict(list)
    for row in rows:
        by_section[".".join(row.number.split(".")[:2])].append(row)
    for section, members in by_section.items():
        yield f"### {section} ({version})\n"
        yield "\n".join([head_of(version), *(line_of(version, row) for row in members)]) + "\n"


def head_of(version):
    columns = ["Statement", "Says", *(["5.0"] if version == V3 else []), "Code", "Tests"]
    return f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}"


def line_of(version, row):
    equals = [", ".join(row.equals)] if version == V3 else []
    cells = [row.number, row.says, *equals, text_of(row, "code"), text_of(row, "tests")]
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def text_of(row, cell):
    if row.is_open(cell):
        return "**open**"
    if not row.places[cell]:
        is_said_already = cell == "tests" and row.explanations["code"] == row.explanations[cell]
        return "″" if is_said_already else f"*{row.explanations[cell]}*"
    names = defaultdict(list)
    for place in sorted(row.places[cell]):
        names[place.path].append(place.name)
    return "<br>".join(link(path, found) for path, found in names.items())


def link(path, names):
    named = [name for name in names if name]
    told = ", ".join(f"`{name}`" for name in named[:NAMES_PER_FILE])
    more = f" and {len(named) - NAMES_PER_FILE} more" if len(named) > NAMES_PER_FILE else ""
    return f"[{path.partition('/')[2]}](../{path}) {told}{more}".rstrip()


def examine(root=ROOT):
    """The page as it should be, and the problems of what it is made from."""
    sources = [
        source
        for source in read_sources(root)
        if source.path.startswith(("src/", "tests/"))
        and not source.path.startswith(("tests/conformance/", "tests/style/"))
        and (source.is_cpp or source.path.endswith(".py"))
    ]
    mentions = [mention for source in sources for mention in find_mentions(source)]
    explained = list(explained_cells(load("explanations.toml")["explained"]))
    rows = make_rows(mentions, explained)
    return make_page(rows), list(find_problems(sources, mentions, explained, rows))


def main():
    page, problems = examine()
    if "--write" in sys.argv[1:]:
        PAGE.write_text(page)
    elif not PAGE.exists() or PAGE.read_text() != page:
        problems.append(f"{PAGE.relative_to(ROOT)} is not what the sources say; {REMEDY}")
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
