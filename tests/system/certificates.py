"""Certificates for tests, made by the program openssl."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from fieldcast import PATIENCE_S

NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


@dataclass(frozen=True)
class Certificate:
    pem: Path
    key: Path


def openssl(*words, standard_input=None):
    """Runs `openssl WORD…` to its end; returns it with its output."""
    return subprocess.run(
        ["openssl", *map(str, words)],
        input=standard_input if standard_input is not None else "",
        capture_output=True, text=True, timeout=PATIENCE_S, check=False,
    )  # fmt: skip


class Authority:
    """A certificate authority with its files in a folder."""

    def __init__(self, folder, name="authority"):
        self._folder = Path(folder)
        self._folder.mkdir(exist_ok=True)
        self.pem = self._folder / f"{name}.pem"
        self._key = self._folder / f"{name}.key"
        _done("req", "-x509", *NEW_KEY, "-subj", f"/CN={name}", "-days", 30,
              "-keyout", self._key, "-out", self.pem)  # fmt: skip

    def issues(self, common_name, *, days=30, file=None):
        """A certificate for 127.0.0.1, into files that may be there already."""
        file = file or common_name
        made = Certificate(self._folder / f"{file}.pem", self._folder / f"{file}.key")
        request = self._folder / f"{file}.csr"
        extensions = self._folder / "extensions"
        extensions.write_text("subjectAltName = IP:127.0.0.1\n")
        _done("req", "-new", *NEW_KEY, "-subj", f"/CN={common_name}",
              "-keyout", made.key, "-out", request)  # fmt: skip
        _done("x509", "-req", "-in", request, "-CA", self.pem, "-CAkey", self._key,
              "-CAcreateserial", "-days", days, "-extfile", extensions, "-out", made.pem)
        return made


def _done(*words):
    answer = openssl(*words)
    assert answer.returncode == 0, answer.stderr
