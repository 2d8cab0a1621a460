"""docs/mqtt-conformance.md is what the sources say, and its generator reads them as it should."""

from conformance_table import (
    PAGE,
    REMEDY,
    examine,
    explained_cells,
    find_problems,
    make_page,
    make_rows,
)
from places import V3, V5, find_mentions, find_misspelt
from sources import Source

CODE = """#include "x.h"
// About the file [MQTT-1.5.4-1].
namespace a {
/// Documents it [MQTT-1.5.4-2].
constexpr int most = 3;  // [MQTT-1.5.4-3]
int Thing::decide(int a) {
    // Above [MQTT-1.5.5-1].
    return a;  // [MQTT-1.5.7-1]; 3.1.1 [MQTT-2.3.1-3]
}
class Shape {  // [MQTT-2.1.3-1]
};
}
"""

CPP_TESTS = """int before();  // [MQTT-3.1.0-1]
TEST(Things, AreDecided) {  // [MQTT-3.1.0-2]
    EXPECT_TRUE(true);  // [MQTT-3.1.2-1]
}
// [MQTT-3.1.2-2]
TEST_F(ThingsTest,
       HaveLongNames) {
    // [MQTT-3.1.2-3]
}
int helps() {
    return 1;  // [MQTT-3.1.2-4]
}
"""

PACKET_CASES = """
    valid("a good packet", "MQTT-3.1.2-4", "10 ..", Connect{}),
    acknowledges(
        "a bad packet", "3.1.1 [MQTT-3.1.2-22]", "10 .."),
"""

PYTHON_TESTS = """
def helps():  # [MQTT-3.1.0-1]
    pass

@pytest.mark.parametrize("qos", [
    1,  # [MQTT-3.1.0-2]
])
def test_it(qos):
    assert qos  # [MQTT-3.1.2-1]
    # [MQTT-3.1.2-2]

# [MQTT-3.1.2-3]
def test_next():
    pass

def helps_too():
    pass  # [MQTT-3.1.2-4]
"""


def named(path, text):
    """Pairs of number and name."""
    return [(each.number, each.place.name) for each in find_mentions(Source(path, text))]


def rows_of(path, text, explained=()):
    return make_rows(find_mentions(Source(path, text)), explained)


def problems_of(path, text, explained=()):
    source = Source(path, text)
    mentions = find_mentions(source)
    rows = make_rows(mentions, explained)
    return "\n".join(find_problems([source], mentions, explained, rows))


def test_the_page_is_what_the_sources_say():
    page, problems = examine()
    assert not problems, "\n".join(problems)
    assert PAGE.read_text() == page, REMEDY


def test_code_is_named_by_its_function_or_declaration():
    assert named("src/a/x.cc", CODE) == [
        ("1.5.4-1", ""),
        ("1.5.4-2", "most"),
        ("1.5.4-3", "most"),
        ("1.5.5-1", "decide"),
        ("1.5.7-1", "decide"),
        ("2.3.1-3", "decide"),
        ("2.1.3-1", "Shape"),
    ]


def test_a_bare_number_means_version_5():
    versions = {each.number: each.version for each in find_mentions(Source("src/a/x.cc", CODE))}
    assert versions["1.5.7-1"] == V5
    assert versions["2.3.1-3"] == V3


def test_cpp_tests_are_named_and_what_is_in_none_is_left_out():
    assert named("tests/a/x_test.cc", CPP_TESTS) == [
        ("3.1.0-2", "Things.AreDecided"),
        ("3.1.2-1", "Things.AreDecided"),
        ("3.1.2-2", "ThingsTest.HaveLongNames"),
        ("3.1.2-3", "ThingsTest.HaveLongNames"),
    ]


def test_packet_cases_are_named_by_their_first_string():
    assert sorted(named("tests/a/packet_cases.h", PACKET_CASES)) == [
        ("3.1.2-22", "a bad packet"),
        ("3.1.2-4", "a good packet"),
    ]


def test_python_tests_are_named_with_what_decorates_them():
    assert named("tests/a/test_x.py", PYTHON_TESTS) == [
        ("3.1.0-2", "test_it"),
        ("3.1.2-1", "test_it"),
        ("3.1.2-2", "test_it"),
        ("3.1.2-3", "test_next"),
    ]


def test_an_unusual_way_to_write_a_number_is_refused():
    text = "int a;\n// [MQTT-3.1.2-1, 3.1.2-2] [MQTT-3.1-4]\n"
    assert [line for line, _ in find_misspelt(Source("src/a/x.cc", text))] == [2, 2]
    assert "src/a/x.cc:2: write MQTT-3.1.2" in problems_of("src/a/x.cc", text)


def test_a_number_that_the_version_has_not_is_refused():
    assert "5.0 has no [MQTT-4.8.0-1]" in problems_of("src/a/x.cc", "int a;  // [MQTT-4.8.0-1]")
    assert not problems_of("src/a/x.cc", "int a;  // 3.1.1 [MQTT-4.8.0-1]")


def test_an_explanation_of_a_filled_cell_is_refused():
    explained = [(V5, "3.1.0-1", "code", "why"), (V5, "3.1.0-1", "tests", "why")]
    found = problems_of("src/a/x.cc", "int a;  // [MQTT-3.1.0-1]", explained)
    assert found == "explanations.toml: code of 5.0 3.1.0-1 needs no explanation any more"


def test_an_explanation_of_no_statement_is_refused():
    explained = [(V5, "9.9.9-9", "code", "why")]
    assert "9.9.9-9" in problems_of("src/a/x.cc", "", explained)


def test_documentation_counts_where_there_is_no_code():
    text = "int z;\n/// [MQTT-3.1.0-1] [MQTT-3.1.0-2]\nint a();\nint b = 1;  // [MQTT-3.1.0-1]\n"
    rows = rows_of("src/a/x.h", text)[V5]
    assert {place.name for place in rows["3.1.0-1"].places["code"]} == {"b"}
    assert {place.name for place in rows["3.1.0-2"].places["code"]} == {"a"}


def test_version_3_1_1_inherits_from_its_equals():
    explained = list(explained_cells([{"because": "why", "cells": ["tests"], "v5": ["3.1.2-22"]}]))
    row = rows_of("src/a/x.cc", "int a;  // [MQTT-3.1.2-22]", explained)[V3]["3.1.2-24"]
    assert {place.name for place in row.places["code"]} == {"a"}
    assert row.explanations["tests"] == "why"
    assert row.says == "After one and a half Keep Alives of silence the server closes."


def test_cells_that_are_empty_and_unexplained_are_told_first():
    rows = rows_of("src/a/x.cc", "int a;  // [MQTT-3.1.0-1]")
    page = make_page(rows)
    assert "- 5.0 3.1.0-1, tests: The first packet" in page
    assert "- 5.0 3.1.0-1, code" not in page
    assert "| [a/x.cc](../src/a/x.cc) `a` | **open** |" in page
