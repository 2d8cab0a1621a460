"""What the style checks share: the source files, their text without comments, and findings."""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

CPP_SUFFIXES = {".h", ".cc"}
SCRIPT_SUFFIXES = {".py", ".sh", ".mjs", ".cmake"}
SCRIPTS = {"run", "test", "CMakeLists.txt", "install-packages"}
FOLDERS = ("src", "tests", "bench", "fuzz", "packaging", ".ci")
IGNORED = {"node_modules", "__pycache__", "build"}


@dataclass(frozen=True, order=True)
class Finding:
    """One thing to put right: where it is, and how."""

    path: str
    line: int
    text: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.text}"


@dataclass(frozen=True)
class Source:
    """A file of the tree; `path` is relative to its root, with slashes."""

    path: str
    text: str

    @property
    def is_cpp(self):
        return Path(self.path).suffix in CPP_SUFFIXES

    @property
    def is_test(self):
        return self.path.startswith("tests/")

    @property
    def lines(self):
        return self.text.splitlines()

    @property
    def code(self):
        """The C++ text with comments and the insides of literals blanked, line ends kept."""
        return blank_comments_and_literals(self.text)


_NOT_CODE = re.compile(
    r"""//[^\n]*                              # comment to the end of the line
      | /\*.*?\*/                             # comment
      | R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"  # raw string
      | "(?:\\.|[^"\\\n])*"                   # string
      | (?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'   # character, but no digit separator
    """,
    re.DOTALL | re.VERBOSE,
)


def blank_comments_and_literals(text):
    """`text` with blanks for comments and literals; every line keeps its number."""

    def blank(match):
        found = match.group()
        kept = '"' if found.endswith('"') else " "
        return kept + "\n" * found.count("\n") + (kept if len(found) > 1 else "")

    return _NOT_CODE.sub(blank, text)


def read_sources(root):
    """All C++ and script files of the tree at `root`, in order of path."""
    root = Path(root)
    paths = [path for path in root.iterdir() if path.is_file()]
    for folder in FOLDERS:
        paths += [path for path in (root / folder).rglob("*") if path.is_file()]
    wanted = [path for path in paths if _is_wanted(path.relative_to(root))]
    return [Source(str(path.relative_to(root)), path.read_text()) for path in sorted(wanted)]


def _is_wanted(path):
    if IGNORED & set(path.parts):
        return False
    return path.suffix in CPP_SUFFIXES | SCRIPT_SUFFIXES or path.name in SCRIPTS


def report(findings):
    """Prints the findings in order; returns the exit status."""
    for finding in sorted(findings):
        print(finding)
    return 1 if findings else 0


def main(check):
    """Runs `check(sources)` on the tree that the first argument names, or on this one."""
    root = sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    sys.exit(report(check(read_sources(root))))
