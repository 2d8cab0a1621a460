"""Outcomes of external suites are counted honestly."""

import re

import pytest
from outcomes import Outcomes


@pytest.fixture
def outcomes():
    outcomes = Outcomes("paho5")
    outcomes.add("test_basic")
    return outcomes


def told(text):
    return re.search(r"Ran (\d+) tests", text)


def test_a_suite_that_passes_and_tells_its_count_is_as_expected(outcomes):
    outcomes.compare_count(told("Ran 1 tests"))
    assert outcomes.are_as_expected()


@pytest.mark.parametrize("end", ["Ran 2 tests", "Traceback"])
def test_a_suite_that_breaks_off_is_not(outcomes, end):
    outcomes.compare_count(told(end))
    assert not outcomes.are_as_expected()


def test_known_differences_pass_and_other_failures_do_not(outcomes):
    outcomes.add("test_subscribe_failure", "AssertionError: 135 != 128")
    assert outcomes.are_as_expected()
    outcomes.add("test_retained_message", "AssertionError")
    assert not outcomes.are_as_expected()


def test_a_suite_without_cases_is_not_as_expected():
    assert not Outcomes("paho3").are_as_expected()
