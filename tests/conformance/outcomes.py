"""What became of the cases of an external suite, and which of them are known to differ."""

import re
import tomllib
from collections import Counter
from pathlib import Path

FILE = Path(__file__).with_name("known_differences.toml")


class Outcomes:
    """Prints the outcome of each case of a suite and counts it."""

    def __init__(self, suite):
        self._suite = suite
        known = tomllib.loads(FILE.read_text())["difference"]
        self._unseen = [each for each in known if each["suite"] == suite]
        self._known = list(self._unseen)
        self._counts = Counter()

    def add(self, case, failure=None):
        if failure is None:
            self._says("passed", case)
        elif known := self._difference(case, failure):
            self._says("differs", case, known["reason"])
            self._is_seen(known)
        else:
            self._says("FAILED", case, failure)

    def skips(self, case):
        """Whether the case is not to be run; says so."""
        known = self._difference(case)
        if not known or not known.get("skipped"):
            return False
        self._says("skipped", case, known["reason"])
        self._is_seen(known)
        return True

    def compare_count(self, told):
        """Fails unless as many cases were seen as the suite itself tells at its end; a suite that
        breaks off tells nothing."""
        seen = self._counts.total()
        if not told or int(told[1]) != seen:
            self._says("FAILED", "the suite's end", f"{told and told[0]}, {seen} were seen")

    def are_as_expected(self):
        """Sums up; whether there were cases and none failed but those that are known."""
        counts = ", ".join(f"{count} {outcome}" for outcome, count in self._counts.items())
        print(f"{self._suite}: {counts or 'no case was run'}")
        for known in self._unseen:
            print(f"known, but not seen: {known['reason']}")
        return self._counts["passed"] > 0 and not self._counts["FAILED"]

    def _difference(self, case, failure=""):
        return next((each for each in self._known if _covers(each, case, failure)), None)

    def _is_seen(self, known):
        self._unseen = [each for each in self._unseen if each is not known]

    def _says(self, outcome, case, why=""):
        self._counts[outcome] += 1
        print(f"{outcome:8}{case}{': ' + why if why else ''}", flush=True)


def _covers(difference, case, failure):
    is_named = any(_matches(name, case) for name in difference["cases"])
    return is_named and _matches(difference.get("failure", "*"), failure)


def _matches(pattern, text):
    """Whether the text is as the pattern says, in which `*` is any text."""
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), text, re.DOTALL) is not None
