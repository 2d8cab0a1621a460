#!/usr/bin/env python3
"""Who may include whom, and what the pure folders never see. The tables are ARCHITECTURE.md's."""

import re

from sources import Finding, main

EVERYTHING = {
    "base", "model", "mqtt", "broker", "channels", "devices", "storage", "storage/embedded", "net",
    "http", "page", "api", "server",
}  # fmt: skip

# Folder -> folders whose headers it may include, besides its own.
MAY_INCLUDE = {
    "base": set(),
    "model": {"base"},
    "mqtt": {"base"},
    "broker": {"base", "model", "mqtt"},
    "channels": {"base", "model"},
    "devices": {"base", "model"},
    "storage": {"base", "model"},
    "storage/embedded": {"base", "model", "storage"},
    "net": {"base"},
    "http": {"base", "net"},
    "page": set(),
    "api": {"base", "model", "channels", "devices", "storage", "http", "page"},
    "server": EVERYTHING - {"storage/embedded"},
    "app": EVERYTHING,
}

# Third-party header -> files or folders that may include it. fmt is for all.
LIBRARIES = {
    "sodium.h": {"src/devices/", "src/app/"},
    "sqlite3.h": {"src/storage/embedded/"},
    "zstd.h": {"src/storage/embedded/"},
    "xxhash.h": {"src/storage/embedded/"},
    "nlohmann/": {"src/api/", "src/app/"},
    "openssl/": {"src/net/", "src/http/"},
    "http_parser.h": {"src/http/"},
    "zlib.h": {"src/http/"},
    "toml++/": {"src/app/"},
}

PURE = {"model", "mqtt", "broker", "channels", "devices"}
IMPURE_HEADERS = {
    "atomic", "barrier", "condition_variable", "fstream", "future", "iostream", "latch", "mutex",
    "semaphore", "shared_mutex", "stop_token", "syncstream", "thread", "filesystem", "cstdio",
    "ctime", "csignal",
}  # fmt: skip
IMPURE_OF_BASE = {"base/clock.h", "base/log.h"}
SYSTEM_HEADER = re.compile(r"^(sys|netinet|arpa|linux)/|^[a-z_]+\.h$")

# The only files that may lock, or share a variable between threads.
LOCKING_HEADERS = {
    "atomic", "barrier", "condition_variable", "latch", "mutex", "semaphore", "shared_mutex",
}  # fmt: skip
LOCKING_FILES = {
    "src/server/mailbox.h",
    "src/server/shard_figures.h",
    "src/server/shard_interest.h",
    "src/server/store_interest.h",
}

LOCKING_WORD = re.compile(
    r"\bstd::(atomic\w*|\w*mutex|\w+_lock|lock_guard|condition_variable\w*|call_once|once_flag)\b"
)

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def check(sources):
    findings = []
    for source in sources:
        if source.is_cpp and source.path.startswith("src/"):
            for number, line in enumerate(source.lines, 1):
                include = INCLUDE.match(line)
                if include:
                    findings += _judge(source.path, number, *include.groups())
            findings += _judge_words(source)
    return findings


def _judge(path, number, bracket, header):
    judged = _judge_project(path, header) if bracket == '"' else _judge_system(path, header)
    return [Finding(path, number, text) for text in judged]


def folder_of(path):
    """The folder of `src/<folder>/<file>`: one level deep, two for back ends of storage."""
    return path.removeprefix("src/").rpartition("/")[0]


def _judge_project(path, header):
    folder, target = folder_of(path), folder_of(header)
    if folder not in MAY_INCLUDE:
        yield f"src/{folder} is no folder of the include table; add it to check_layers.py"
    elif target != folder and target not in MAY_INCLUDE[folder]:
        may = ", ".join(sorted(MAY_INCLUDE[folder])) or "nothing but itself"
        yield f'{folder} must not include "{header}": it may include {may}; hand the thing in'
    if folder in PURE and header in IMPURE_OF_BASE:
        yield f'{folder} is pure: instead of "{header}", take a value or return an effect'


def _judge_system(path, header):
    folder = folder_of(path)
    library = next((name for name in LIBRARIES if header.startswith(name)), None)
    if library:
        if not any(path.startswith(place) for place in LIBRARIES[library]):
            places = ", ".join(sorted(LIBRARIES[library]))
            yield f"<{header}> belongs to {places} alone; ask that folder for what you need"
        elif folder in PURE and path.endswith(".h"):
            yield f"<{header}> in a header of {folder}: include it in the .cc alone"
    elif folder in PURE and (header in IMPURE_HEADERS or SYSTEM_HEADER.match(header)):
        yield f"{folder} is pure: <{header}> belongs to net, server, storage or app"
    if header in LOCKING_HEADERS and path not in LOCKING_FILES:
        yield f"<{header}> outside the files that may lock (check_layers.py): send a letter"


def _judge_words(source):
    if source.path in LOCKING_FILES:
        return
    for number, line in enumerate(source.code.split("\n"), 1):
        word = LOCKING_WORD.search(line)
        if word:
            text = f"{word.group()} outside the files that may lock: send a letter instead"
            yield Finding(source.path, number, text)


if __name__ == "__main__":
    main(check)
