"""ThingSpeak's HTTP interface and /api/v1, answer by answer: tests/system/rest/*.http hold requests
and what the server must answer, to the byte. What changes from run to run (keys, the time of
writing, passwords) and from season to season (its distance from UTC) stands there as a name in
braces.

With FIELDCAST_WRITE_GOLDEN=1 the answers are written instead of compared: read the difference."""

import http.client
import os
import re
from pathlib import Path

import pytest
from fieldcast import Server, free_port

CASES = Path(__file__).with_name("rest")
# Any time but those that the cases write.
RECENT = re.compile(r"(?!2026-0[17]-0)20(2[6-9]|[3-9]\d)-\d\d-\d\d[T ]\d\d:\d\d:\d\d")
OFFSET = re.compile(r"(\{now\} ?)[+-]\d\d:?\d\d")
SECRET = re.compile(r'("(?:password|client_id|username)":\s?)"[^"]+"')
NEW_KEY = re.compile(r"\b(?!THINGSPEAKAPIKEY|A{16})[0-9A-Z]{16}\b")


def ask(port, method, target, headers=None, body=None):
    """One request on a connection of its own; the target is sent as it stands."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection._validate_path = lambda path: None  # raw blanks, as old firmware sends them
    connection._encode_request = lambda request: request.encode()
    connection.request(method, target, body=body, headers=headers or {})
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return response, text


class World:
    """A server with channels for the cases, and the names of what changes from run to run."""

    def __init__(self, server):
        self.port = server.http_port
        server.add_user("alice")
        server.add_user("bob")
        more = ("--field", "3=Address", "--metadata", "of the garden", "--tags", "warm, green",
                "--description", "Beds & bushes")
        garden = server.add_channel(fields=2, name="Garden", more=more)
        slow = server.add_channel(fields=1, name="Slow", more=("--interval", "3600"))
        bulk = server.add_channel(fields=2, name="Bulk")
        server.add_channel(fields=1, name="Empty", more=("--public",))
        user_key = server.command("user", "key", "alice")["user_api_key"]
        self.names = {
            "channel": str(garden.id),
            "bulk": str(bulk.id),
            "empty": "4",
            "write_key": garden.write_api_key,
            "read_key": garden.read_api_key,
            "slow_key": slow.write_api_key,
            "bulk_key": bulk.write_api_key,
            "user_key": user_key,
            "other_key": server.command("user", "key", "bob")["user_api_key"],
            "long": "x" * 256,
        }

    def fill_in(self, text):
        for name, value in self.names.items():
            text = text.replace("{" + name + "}", value)
        return text

    def take_out(self, text):
        for name, value in self.names.items():
            if len(value) == 16:
                text = text.replace(value, "{" + name + "}")
        text = OFFSET.sub(r"\1{offset}", RECENT.sub("{now}", text))
        text = SECRET.sub(r'\1"{secret}"', text)
        return NEW_KEY.sub("{new_key}", text)

    def answer(self, request):
        head, _, body = request.partition("\n\n")
        (method, target), *headers = (line.split(" ", 1) for line in head.splitlines())
        headers = {name.rstrip(":"): self.fill_in(value) for name, value in headers}
        body = self.fill_in(body).encode() if body else None
        response, text = ask(self.port, method, self.fill_in(target), headers, body)
        lines = [f"{response.status} {response.getheader('Content-Type')}"]
        for name in ("X-Error-Detail", "Content-Disposition", "Allow"):
            if response.getheader(name):
                lines.append(f"{name}: {response.getheader(name)}")
        return self.take_out("\n".join(lines) + "\n\n" + text).rstrip("\n")


class Case:
    def __init__(self, text):
        title, _, rest = text.strip("\n").partition("\n")
        self.title = title.removeprefix("# ")
        self.request, _, self.expected = rest.partition("\n-->\n")

    def to_text(self):
        return f"# {self.title}\n{self.request}\n-->\n{self.expected}\n"


@pytest.fixture
def world(tmp_path):
    server = Server(tmp_path / "data", "--http-port", str(free_port())).starts()
    yield World(server)
    server.stops()


def check_answers(world, name):
    path = CASES / f"{name}.http"
    cases = [Case(text) for text in path.read_text().split("\n====\n")]
    answers = [world.answer(case.request) for case in cases]
    if os.environ.get("FIELDCAST_WRITE_GOLDEN"):
        for case, answer in zip(cases, answers):
            case.expected = answer
        path.write_text("====\n".join(case.to_text() for case in cases))
    assert [c.title for c, a in zip(cases, answers) if c.expected != a] == []
    for case, answer in zip(cases, answers):
        assert answer == case.expected, case.title


def test_writing_reading_and_administering_answer_as_on_file(world):
    check_answers(world, "writing")
    check_answers(world, "reading")  # what has been written
    check_answers(world, "administering")


def test_channels_of_v1_answer_as_on_file(world):
    check_answers(world, "channels")
