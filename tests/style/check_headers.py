#!/usr/bin/env python3
"""Every header of src/ compiles alone. A source that includes its own header first shows that by
being built; the other headers are compiled here. Results are kept in build/style, by content."""

import hashlib
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sources import Finding, read_sources, report

COMPILE = ["g++", "-std=c++23", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-x", "c++", "-"]
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


def check(root):
    root = Path(root).resolve()
    sources = read_sources(root)
    texts = {source.path.removeprefix("src/"): source.text for source in sources}
    headers = {source.path for source in sources if re.match(r"src/.*\.h$", source.path)}
    sources_of_headers = [s for s in sources if s.path.replace(".cc", ".h") in headers - {s.path}]
    headers -= {source.path.replace(".cc", ".h") for source in sources_of_headers}
    seen = Seen(root / "build/style/headers")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        errors = pool.map(lambda path: _judge(root, path, texts, seen), sorted(headers))
        findings = [error for error in errors if error]
    seen.save()
    return findings + [error for source in sources_of_headers for error in _own_first(source)]


class Seen:
    """Fingerprints of headers that have compiled."""

    def __init__(self, path):
        self._path = path
        self._known = set(path.read_text().split()) if path.exists() else set()
        self._used = set()

    def has(self, fingerprint):
        return fingerprint in self._known

    def add(self, fingerprint):
        self._used.add(fingerprint)

    def save(self):
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text("\n".join(sorted(self._used)))


def _own_first(source):
    own = source.path.removeprefix("src/").replace(".cc", ".h")
    first = INCLUDE.search(source.text)
    before = source.text[: first.start()] if first else source.text
    if not first or first.group(1) != own or "#include" in before:
        yield Finding(source.path, 1, f'include "{own}" first, so that it is built alone')


def _judge(root, path, texts, seen):
    header = path.removeprefix("src/")
    fingerprint = _fingerprint(header, texts)
    error = None if seen.has(fingerprint) else _compile(root, path)
    if error is None:
        seen.add(fingerprint)
    return error


def _fingerprint(header, texts):
    """A hash of the header and of all headers of the project that it includes, near or far."""
    reached, waiting = set(), [header]
    while waiting:
        name = waiting.pop()
        if name in texts and name not in reached:
            reached.add(name)
            waiting += INCLUDE.findall(texts[name])
    content = "\0".join(name + "\0" + texts[name] for name in sorted(reached))
    return hashlib.sha256(content.encode()).hexdigest()


def _compile(root, path):
    command = [*COMPILE, "-I", str(root / "src")]
    program = f'#include "{path.removeprefix("src/")}"\n'
    answer = subprocess.run(command, input=program, capture_output=True, text=True, check=False)
    if answer.returncode == 0:
        return None
    error = re.search(r":(\d+):\d+: (?:fatal )?error: (.*)", answer.stderr)
    line, text = error.groups() if error else (1, answer.stderr.strip())
    return Finding(path, int(line), f"does not compile alone ({text}): include what it uses")


if __name__ == "__main__":
    default = Path(__file__).resolve().parents[2]
    sys.exit(report(check(sys.argv[1] if len(sys.argv) > 1 else default)))
