"""The clients that people use, and their sessions: while they are away, while the server is."""

import contextlib

import pytest
from fieldcast import Guest
from paho_c import PahoC
from raw_mqtt import Message
from real_clients import MosquittoSub, MqttJs, PahoClient, mosquitto_pub

HOUR = 3600
TOPIC = "home/kitchen"
OPEN = ("--general-topics", "home/#", "--anonymous")


@pytest.fixture
def server(start_server):
    server = start_server(*OPEN, shards=2)
    server.add_user()
    return server


@pytest.fixture
def publish(server, client5_of):
    """Publishes from a client that comes for that alone."""

    def send(*texts, qos):
        client = client5_of(server, Guest("passer-by"))
        for text in texts:
            client.publishes(TOPIC, text, qos=qos)
        client.disconnects()

    return send


@pytest.fixture
def subscriber(server):
    return server.add_device()


@pytest.fixture
def ending():
    """Takes what is to be called after the test."""
    with contextlib.ExitStack() as stack:
        yield stack.callback


class Library:
    """A library's client with a session."""

    def __init__(self, kind, server, device, version):
        self._make = lambda: kind(server, device, version=version, session_expiry=HOUR)

    def subscribes_and_goes(self, qos):
        client = self._make()
        client.subscribes(TOPIC, qos)
        client.disconnects()

    def comes_back(self, qos, ending, *, publishing, expecting):
        """Connects and publishes something. Its subscription is that of the session."""
        client = self._make()
        ending(client.disconnects)
        client.publishes(TOPIC, publishing, qos)
        return client


class Mosquitto:
    """mosquitto_sub, which subscribes again whenever it comes, and mosquitto_pub."""

    def __init__(self, server, device, version):
        self._server = server
        self._device = device
        self._version = version

    def subscribes_and_goes(self, qos):
        self._subscribes(qos).ends()

    def comes_back(self, qos, ending, *, publishing, expecting):
        client = self._subscribes(qos)
        ending(client.ends)
        done = mosquitto_pub(self._server, self._server.add_device(), TOPIC, publishing,
                             "-q", str(qos), version=self._version)  # fmt: skip
        assert done.returncode == 0, done.stderr
        return client

    def _subscribes(self, qos):
        return MosquittoSub(self._server, self._device, TOPIC, qos=qos, version=self._version,
                            session_expiry=HOUR)  # fmt: skip


class Js:
    """mqtt.js, whose process ends when its plan is carried out."""

    def __init__(self, server, device, version):
        self._make = lambda **plan: MqttJs(
            server, device, version=version, session_expiry=HOUR, **plan
        )

    def subscribes_and_goes(self, qos):
        client = self._make(subscribe={TOPIC: {"qos": qos}})
        assert client.tells("granted")["codes"] == [qos]
        client.ends()

    def comes_back(self, qos, ending, *, publishing, expecting):
        plan = [{"topic": TOPIC, "payload": publishing, "qos": qos}]
        client = self._make(publish=plan, expect=expecting)
        ending(client.ends)
        return client


KINDS = {
    "mosquitto": Mosquitto,
    "paho python": lambda *of: Library(PahoClient, *of),
    "paho c": lambda *of: Library(PahoC, *of),
    "mqtt.js": Js,
}


@pytest.mark.parametrize("qos", [0, 1, 2])
@pytest.mark.parametrize("version", ["3.1", "3.1.1", "5"])
@pytest.mark.parametrize("kind", KINDS)
def test_messages_wait_for_a_client_over_a_restart(
    server, publish, subscriber, ending, kind, version, qos
):
    client = KINDS[kind](server, subscriber, version)
    client.subscribes_and_goes(qos)
    publish("1", "2", "3", qos=qos)
    server.restarts()
    expected = ["1", "2", "3", "4"] if qos else ["4"]
    back = client.comes_back(qos, ending, publishing="4", expecting=len(expected))
    received = [back.receives() for _ in expected]
    assert received == [Message(TOPIC, text.encode(), qos) for text in expected]


@pytest.mark.parametrize("version", ["3.1.1", "5"])
def test_mqttjs_goes_on_when_the_server_is_back(server, subscriber, publish, version):
    options = {"reconnectPeriod": 50, "resubscribe": False}
    client = MqttJs(server, subscriber, version=version, session_expiry=HOUR, options=options,
                    subscribe={TOPIC: {"qos": 2}}, expect=2)  # fmt: skip
    client.tells("granted")
    publish("before", qos=2)
    assert client.receives().text == "before"
    server.restarts()
    publish("after", qos=2)
    assert client.receives().text == "after"
    client.ends()


@pytest.mark.parametrize("ends_by", ["restarts", "recovers"])
@pytest.mark.parametrize("qos", [1, 2])
def test_what_mqttjs_publishes_over_an_end_of_the_server_arrives(
    server, client5_of, ends_by, qos
):
    reader = client5_of(server, Guest("reader"), session_expiry=HOUR)
    reader.subscribes(TOPIC, qos=2)
    reader.disconnects()
    texts = [str(number) for number in range(300)]
    plan = [{"topic": TOPIC, "payload": text, "qos": qos} for text in texts]
    options = {"reconnectPeriod": 50}
    client = MqttJs(server, server.add_device(), version="5", session_expiry=HOUR,
                    options=options, publish=plan)  # fmt: skip
    for _ in range(100):
        client.tells("published")
    getattr(server, ends_by)()
    for _ in range(200):
        client.tells("published")
    client.ends()
    received = received_from_session(client5_of(
        server, Guest("reader"), clean=False, session_expiry=HOUR
    ))  # fmt: skip
    if qos == 1:
        received = list(dict.fromkeys(received))  # once more is allowed
    assert received == texts


def received_from_session(reader):
    """All that waits: up to a message that the reader sends itself."""
    reader.publishes(TOPIC, "the end", qos=2)
    received = []
    while not received or received[-1] != "the end":
        received.append(reader.receives().text)
    return received[:-1]


def test_paho_goes_on_when_the_server_is_back(server, publish, subscriber, ending):
    client = PahoClient(server, subscriber, version="5", session_expiry=HOUR)
    ending(client.disconnects)
    client.subscribes(TOPIC, 2)
    server.recovers()
    publish("meanwhile", qos=2)
    assert client.receives() == Message(TOPIC, b"meanwhile", 2)
