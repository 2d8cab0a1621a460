"""The access file: users, and who may use which general topics."""

import os
import signal
from dataclasses import dataclass

import pytest
from fieldcast import run, wait_until
from raw_mqtt import Closed

PASSWORD = "correct horse"
NOT_AUTHORIZED = 5  # MQTT 3.1.1, 3.2.2.3
GENERAL_TOPICS = ("--general-topics", "home/#", "--general-topics", "news",
                  "--general-topics", "$SYS/#")  # fmt: skip


@dataclass(frozen=True)
class Client:
    """What a client that is no device brings."""

    client_id: str
    username: str | None = None
    password: str | None = None


WRITER = Client("writer-1", "writer", PASSWORD)
READER = Client("reader-1", "reader", PASSWORD)
GUEST = Client("guest-1")


@pytest.fixture(scope="module")
def password_line():
    answer = run("password", "hash", standard_input=PASSWORD + "\n")
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


@pytest.fixture
def access_file(tmp_path, password_line):
    """A file in which PASSWORD stands for the line of WRITER's and READER's password."""

    class AccessFile:
        path = tmp_path / "access.toml"

        def says(self, text):
            self.path.write_text(text.replace("PASSWORD\n", password_line))
            return self.path

    return AccessFile()


@pytest.fixture(params=[1, 4], ids=["1 shard", "4 shards"])
def serve(request, start_server, access_file):
    """Starts a server whose access file says what the test wants."""

    def start(text, *options):
        path = access_file.says(text)
        return start_server(
            "--access-file", path, *GENERAL_TOPICS, *options, shards=request.param
        )

    return start


USERS = """
[user.writer]
PASSWORD
publish = ["home/#", "news"]

[user.reader]
PASSWORD
subscribe = ["home/#"]
deny = ["home/secret/#"]
"""


def test_a_user_needs_the_right_password(serve, client_of):
    server = serve(USERS)
    for _ in range(2):  # the second time the server has seen it already
        assert client_of(server).connects(WRITER) == 0
        wrong = Client(WRITER.client_id, WRITER.username, "wrong")
        assert client_of(server).connects(wrong) == NOT_AUTHORIZED
        assert client_of(server).connects(Client("writer-1", "writer")) == NOT_AUTHORIZED
        stranger = Client(WRITER.client_id, "stranger", PASSWORD)
        assert client_of(server).connects(stranger) == NOT_AUTHORIZED


def test_an_anonymous_client_is_refused_unless_that_was_asked_for(serve, client_of):
    server = serve(USERS + '[anonymous]\nsubscribe = ["news"]\n')
    assert client_of(server).connects(GUEST) == NOT_AUTHORIZED


def test_users_do_what_their_filters_permit_and_no_more(serve, client_of):
    server = serve(USERS)
    writer, reader = client_of(server, WRITER), client_of(server, READER)
    assert reader.subscribes("home/#", "home/kitchen", "news", "#") == [0, 0, 0x80, 0x80]
    assert writer.subscribes("home/kitchen") == [0x80]
    reader.publishes("home/kitchen", "not permitted")
    writer.publishes("home/kitchen", "permitted")
    assert reader.receives().text == "permitted"


def test_denied_topics_are_not_subscribed_and_not_delivered(serve, client_of):
    server = serve(USERS)
    writer, reader = client_of(server, WRITER), client_of(server, READER)
    writer.publishes("home/secret/code", "retained", retain=True)
    assert reader.subscribes("home/#", "home/secret/#", "home/secret/code") == [0, 0x80, 0x80]
    writer.publishes("home/secret/code", "live")
    writer.publishes("home/kitchen", "open")
    assert reader.receives().text == "open"


def test_denied_topics_are_not_published(serve, client_of):
    server = serve(USERS + '[client.writer-1]\ndeny = ["home/attic"]\n')
    writer, reader = client_of(server, WRITER), client_of(server, READER)
    assert reader.subscribes("home/#") == [0]
    writer.publishes("home/attic", "denied")
    writer.publishes("home/kitchen", "open")
    assert reader.receives().text == "open"


EVERYONE = '[everyone]\npublish = ["home/%c/#"]\nsubscribe = ["home/#"]\n'


def test_a_pattern_holds_the_client_id(serve, client_of):
    server = serve(EVERYONE, "--anonymous")
    watcher, sensor = client_of(server, GUEST), client_of(server, Client("sensor"))
    assert watcher.subscribes("home/#") == [0]
    sensor.publishes("home/other/state", "of somebody else")
    sensor.publishes("home/sensor/state", "own")
    assert watcher.receives().text == "own"


@pytest.mark.parametrize("client_id", ["+", "#", "kitchen/+", "other/state"])
def test_a_client_id_widens_no_pattern(serve, client_of, client_id):
    server = serve(EVERYONE + '[anonymous]\npublish = ["news"]\nsubscribe = ["news"]\n',
                   "--anonymous")  # fmt: skip
    watcher, crafty = client_of(server, GUEST), client_of(server, Client(client_id))
    assert watcher.subscribes("home/#", "news") == [0, 0]
    for topic in ("home/kitchen/state", "home/other/state", "home/other/state/x"):
        crafty.publishes(topic, "not permitted")
    crafty.publishes("news", "permitted")
    assert watcher.receives().text == "permitted"


def test_anonymous_clients_have_rules_of_their_own(serve, client_of):
    server = serve(USERS + '[anonymous]\nsubscribe = ["news"]\n', "--anonymous")
    writer, guest = client_of(server, WRITER), client_of(server, GUEST)
    assert guest.subscribes("news", "home/kitchen") == [0, 0x80]
    guest.publishes("news", "not permitted")
    writer.publishes("news", "permitted")
    assert guest.receives().text == "permitted"


def test_the_servers_topics_are_read_by_whom_the_file_permits(serve, client_of):
    server = serve(USERS + '[client.reader-1]\nsubscribe = ["$SYS/#"]\n')
    reader, writer = client_of(server, READER), client_of(server, WRITER)
    assert reader.subscribes("$SYS/#") == [0]
    assert writer.subscribes("$SYS/#") == [0x80]


def test_devices_keep_their_channels_and_obey_the_rules_for_everyone(serve, client_of):
    server = serve('[everyone]\nsubscribe = ["news"]\n')
    channel = server.add_channel()
    device = server.add_device(f"{channel.id}:publish,subscribe")
    client = client_of(server, device)
    assert client.subscribes(channel.subscribe_field(1), "news", "home/x") == [0, 0, 0x80]
    client.publishes(channel.publish_field(1), "21.5")
    assert client.receives().text == "21.5"


def test_an_empty_file_permits_nothing(serve, client_of):
    server = serve("", "--anonymous")
    assert client_of(server, GUEST).subscribes("news", "home/#") == [0x80, 0x80]


@pytest.mark.parametrize(
    ("text", "line", "named"),
    [
        ('[everyone]\n\npublsh = ["home/#"]\n', 3, "publish"),
        ("[anonymos]\n", 1, "anonymous"),
        ('[everyone]\nsubscribe = [\n  "news",\n  "home/#/x",\n]\n', 4, "home/#/x"),
        ('[everyone]\nsubscribe = ["channels/1/subscribe"]\n', 2, "channels"),
        ('[user.ada]\npassword = "in the clear"\n', 2, "fieldcast password hash"),
        ('[user.ada]\npublish = ["news"]\n', 1, "password"),
        ("[everyone]\npublish = \n", 2, ""),
    ],
)
def test_a_broken_file_ends_the_start_with_its_line(folder, access_file, text, line, named):
    path = access_file.says(text)
    answer = run("serve", "--data", folder.path, "--mqtt-port", "0", "--access-file", path,
                 *GENERAL_TOPICS)  # fmt: skip
    assert answer.returncode != 0
    assert f"{path}, line {line}: " in answer.stderr
    assert named in answer.stderr


def test_a_missing_file_ends_the_start(folder, tmp_path):
    answer = run("serve", "--data", folder.path, "--mqtt-port", "0", *GENERAL_TOPICS,
                 "--access-file", tmp_path / "missing.toml")  # fmt: skip
    assert answer.returncode != 0
    assert "missing.toml" in answer.stderr


def may_subscribe(server, client_of, topic_filter):
    """Asks as a client that connects anew."""
    client = client_of(server)
    try:
        return client.connects(GUEST) == 0 and client.subscribes(topic_filter) == [0]
    except (Closed, ConnectionError):
        return False


def test_the_file_is_read_again_at_sighup(serve, access_file, client_of):
    server = serve('[anonymous]\nsubscribe = ["news"]\n', "--anonymous")
    assert may_subscribe(server, client_of, "news")
    access_file.says('[anonymous]\nsubscribe = ["home/#"]\n')
    assert not may_subscribe(server, client_of, "home/#")
    os.kill(server.pid, signal.SIGHUP)
    wait_until(lambda: may_subscribe(server, client_of, "home/#"), "the new rules hold")
    assert not may_subscribe(server, client_of, "news")


def test_a_broken_file_at_sighup_changes_nothing_and_is_told(serve, access_file, client_of):
    server = serve('[anonymous]\nsubscribe = ["news"]\n', "--anonymous")
    path = access_file.says('[anonymous]\nsubscibe = ["home/#"]\n')
    os.kill(server.pid, signal.SIGHUP)
    wait_until(lambda: f"{path}, line 2: " in server.log, "the log tells of the broken file")
    assert may_subscribe(server, client_of, "news")
    assert not may_subscribe(server, client_of, "home/#")


def test_a_user_that_is_taken_out_of_the_file_is_disconnected(serve, access_file, client_of):
    server = serve(USERS)
    writer, reader = client_of(server), client_of(server)
    assert writer.connects(WRITER) == 0
    assert reader.connects(READER) == 0
    access_file.says(USERS.replace("[user.writer]", "[user.another]"))
    os.kill(server.pid, signal.SIGHUP)
    writer.is_closed()
    reader.pings()


def test_a_generated_password_comes_with_its_line():
    answer = run("password", "hash", "--generate")
    assert answer.returncode == 0
    password, line = answer.stdout.splitlines()[1::2]
    assert len(password) == 24
    assert line.startswith('password = "$argon2id$')
