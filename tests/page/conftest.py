"""Fixtures of the page's tests: servers with a page, and a browser that plays scenarios."""

import contextlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "system"))

from fieldcast import Device, Server, free_port  # noqa: E402

PASSWORD = "correct horse"
PLAY_S = 240


@pytest.fixture
def new_server(tmp_path):
    """A server that nobody has set up yet."""
    server = Server(tmp_path / "data", "--http-port", free_port())
    with contextlib.ExitStack() as stack:
        stack.callback(lambda: server.is_running and server.stops())
        yield server.starts()


@pytest.fixture
def server(new_server):
    """A server whose first user is ann, an administrator."""
    add_user(new_server, "ann")
    return new_server


def add_user(server, name, *options):
    words = ("user", "add", name, "--password-stdin", *options)
    server.command(*words, standard_input=PASSWORD)


@pytest.fixture
def garden(server):
    """A channel of ann's."""
    return server.add_channel()


def described(thing):
    """As scenarios spell it."""
    if not isinstance(thing, Device):
        return thing
    return {"clientId": thing.client_id, "username": thing.username, "password": thing.password}


@pytest.fixture
def plays():
    """Plays a scenario in a browser; what it is given, it finds as `given`."""

    def play(scenario, server, **given):
        given = {
            **{name: described(thing) for name, thing in given.items()},
            "origin": f"http://127.0.0.1:{server.http_port}",
            "mqttPort": server.port,
            "password": PASSWORD,
        }
        played = subprocess.run(
            ["node", HERE / "drive.mjs", scenario, json.dumps(given)],
            capture_output=True, text=True, timeout=PLAY_S,
        )  # fmt: skip
        assert played.returncode == 0, played.stderr + server.log[-2000:]

    return play
