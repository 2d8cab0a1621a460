"""Finds the functions of a C++ file by counting braces: enough to measure their length."""

import re
from dataclasses import dataclass

_SCOPE = re.compile(r"^\s*(?:\[\[.*?\]\]\s*)?(?:inline\s+)?(?:namespace|extern\b)")
_ACCESS = re.compile(r"^\s*(?:public|protected|private)\s*:$")
_TYPE = re.compile(r"(?:^|\s)(?:class|struct|enum|union)\s[^()]*$")


@dataclass(frozen=True)
class Function:
    name: str
    first_line: int
    last_line: int

    @property
    def length(self):
        return self.last_line - self.first_line + 1


def find_functions(code):
    """The functions of `code`, which has no comments and literals (Source.code). Lambdas and local
    classes count as part of the function around them."""
    return _Scanner(_without_directives(code)).functions


def _without_directives(code):
    directive = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
    return directive.sub(lambda match: "\n" * match.group().count("\n"), code)


class _Scanner:
    """Walks over the braces. A brace at namespace or class level that follows parentheses opens a
    function, or an initialiser of its members, which goes on until the brace of its body."""

    def __init__(self, code):
        self.functions = []
        self._code = code
        self._line = 1
        self._head = ""  # what was read since the last declaration ended
        self._head_line = 1
        self._depth = 0  # braces open inside the function
        self._scan()

    def _scan(self):
        for position, character in enumerate(self._code):
            if character == "\n":
                self._line += 1
            if self._depth:
                self._inside(character, position)
            else:
                self._outside(character)

    def _inside(self, character, position):
        self._depth += {"{": 1, "}": -1}.get(character, 0)
        if self._depth == 0 and not self._goes_on(position):
            self._end()

    def _goes_on(self, position):
        following = self._code[position + 1 : position + 200].lstrip()
        return "(" in self._head and following[:1] in (",", "{")

    def _end(self):
        if "(" in self._head:
            name = re.search(r"([\w:~]+|operator\S+)\s*\(", self._head)
            self.functions.append(
                Function(name.group(1) if name else "?", self._head_line, self._line)
            )
        self._head = ""

    def _outside(self, character):
        if character == "{":
            if _SCOPE.match(self._head) or _TYPE.search(self._head):
                self._head = ""
            else:
                self._depth = 1
        elif character in ";}":
            self._head = ""
        else:
            if not self._head.strip():
                self._head_line = self._line
            self._head += character
            if _ACCESS.match(self._head):
                self._head = ""
