"""Fixtures of the system tests: servers, with 1 and with 4 shards, and raw MQTT clients."""

import contextlib

import pytest
from fieldcast import Folder, Server
from raw_mqtt import RawClient
from raw_mqtt5 import RawClient5


def pytest_configure(config):
    config.addinivalue_line("markers", "threads: also run under ThreadSanitizer by ./test tsan")


@pytest.fixture
def folder(tmp_path):
    """A data folder that no server runs on."""
    return Folder(tmp_path / "data")


@pytest.fixture
def start_server(tmp_path):
    """Starts a server with options of the test's choice; stops it after the test."""
    with contextlib.ExitStack() as stack:

        def start(*options, shards=1, name="data", environment=None):
            server = Server(tmp_path / name, *options, shards=shards, environment=environment)
            stack.callback(lambda: server.is_running and server.stops())
            return server.starts()

        yield start


@pytest.fixture(params=[1, 4], ids=["1 shard", "4 shards"])
def server(request, start_server):
    return start_server(shards=request.param)


@pytest.fixture
def client_of():
    """Makes raw MQTT connections to a server; connected as a device, if one is given."""
    with contextlib.ExitStack() as stack:
        yield _maker(RawClient, stack)


@pytest.fixture
def client5_of():
    """The same with MQTT 5.0."""
    with contextlib.ExitStack() as stack:
        yield _maker(RawClient5, stack)


def _maker(kind, stack):
    def make(server, device=None, **how):
        client = stack.enter_context(kind(server.port))
        if device:
            assert client.connects(device, **how) == 0
        return client

    return make
