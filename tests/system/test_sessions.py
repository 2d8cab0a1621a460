"""Sessions that outlive their connections: what they keep over restarts and kills, and for how
long. Whatever was acknowledged to anybody holds afterwards."""

import os
import signal

import pytest
from fieldcast import Guest, run, wait_until
from raw_mqtt import PUBCOMP, PUBREC, PUBREL
from raw_mqtt5 import (
    CLIENT_ID_NOT_VALID,
    DISCONNECT_WITH_WILL,
    PACKET_ID_NOT_FOUND,
    PROTOCOL_ERROR,
    SUCCESS,
    Message,
    Will,
    acknowledgement,
    disconnect,
    publish,
)

OPEN = ("--general-topics", "home/#", "--anonymous")
HOUR = 3600
PASSWORD = "correct horse"


@pytest.fixture
def server(start_server):
    return start_server(*OPEN, shards=2)


@pytest.fixture(params=["stopped", "killed"])
def restart(request, server):
    """Restarts the server: it ends well, or by SIGKILL."""
    return server.restarts if request.param == "stopped" else server.recovers


@pytest.fixture
def comes(server, client5_of):
    """Connects a client to its session of an hour."""

    def come(client_id, *, clean=False, session_expiry=HOUR, **how):
        return client5_of(
            server, Guest(client_id), clean=clean, session_expiry=session_expiry, **how
        )

    return come


@pytest.fixture
def subscribed(comes):
    """A client that has subscribed and is gone."""

    def leave(client_id, *filters, qos=1, **given):
        client = comes(client_id)
        assert client.subscribes(*filters, qos=qos, **given) == [qos] * len(filters)
        client.disconnects()

    return leave


@pytest.fixture
def publishes(server, client5_of):
    """Publishes from a client that comes for that alone."""

    def send(topic, *texts, qos=1, **given):
        client = client5_of(server, Guest("passer-by"))
        for text in texts:
            client.publishes(topic, text, qos=qos, **given)
        client.disconnects()

    return send


# --- what is kept ---


def test_a_session_keeps_its_subscriptions(comes, publishes, restart):
    client = comes("reader")
    assert not client.session_present  # [MQTT-3.1.2-6] [MQTT-3.2.2-3]
    client.subscribes("home/kitchen", qos=1, subscription_identifier=7)
    client.subscribes("home/+/light", qos=2)
    client.subscribes("home/attic", "home/cellar", qos=1)
    assert client.unsubscribes("home/attic") == [SUCCESS]
    restart()
    client = comes("reader")
    assert client.session_present  # [MQTT-3.1.2-5] [MQTT-3.2.2-3] [MQTT-3.1.3-2]
    publishes("home/attic", "not subscribed any more")
    publishes("home/kitchen", "warm", qos=2)
    publishes("home/hall/light", "on", qos=2)
    publishes("home/cellar", "dry")
    assert [client.receives() for _ in range(3)] == [
        Message("home/kitchen", b"warm", 1, properties={"subscription_identifier": [7]}),
        Message("home/hall/light", b"on", 2),
        Message("home/cellar", b"dry", 1),
    ]


def test_a_session_keeps_the_options_of_its_subscriptions(comes, publishes, restart):
    client = comes("reader")
    client.subscribes("home/own", qos=1, no_local=True)
    client.subscribes("home/kept", qos=1, retain_as_published=True)
    restart()
    client = comes("reader")
    client.publishes("home/own", "from itself")  # [MQTT-3.8.3-3]
    publishes("home/own", "from another")
    publishes("home/kept", "retained", retain=True)
    assert client.receives().text == "from another"
    assert client.receives().retain  # [MQTT-3.3.1-13]


@pytest.mark.threads
@pytest.mark.parametrize("qos", [1, 2])
def test_messages_wait_for_a_client_that_is_away(comes, subscribed, publishes, restart, qos):
    texts = [str(number) for number in range(40)]
    subscribed("reader", "home/#", qos=qos)
    publishes("home/a", *texts[:20], qos=qos)
    restart()
    publishes("home/a", *texts[20:], qos=qos)
    client = comes("reader")
    # [MQTT-3.1.2-23] [MQTT-4.5.0-1] [MQTT-4.6.0-5] [MQTT-4.6.0-6]
    assert client.receives_texts(40) == texts
    client.publishes("home/a", "next", qos=qos)
    assert client.receives().text == "next"


def test_messages_of_qos_0_do_not_wait(comes, subscribed, publishes):
    subscribed("reader", "home/a")
    publishes("home/a", "lost", qos=0)
    publishes("home/a", "kept")
    assert comes("reader").receives().text == "kept"


@pytest.mark.threads
def test_messages_of_qos_0_reach_a_client_that_is_back(comes, subscribed, publishes, restart):
    subscribed("reader", "home/a", "home/+/light")
    restart()
    for _ in range(2):
        client = comes("reader")
        publishes("home/a", "warm", qos=0)
        publishes("home/hall/light", "on", qos=0)
        assert client.receives_texts(2) == ["warm", "on"]
        client.disconnects()


def test_entries_at_qos_0_reach_a_device_that_is_back(server, client_of, restart):
    channel = server.add_channel()
    device = server.add_subscriber(channel)
    client_of(server, device, clean=False).subscribes(channel.subscribe, qos=0)
    publisher = server.add_publisher(channel)
    restart()
    for value in "ab":
        client = client_of(server, device, clean=False)
        client_of(server, publisher).publishes(channel.publish, f"field1={value}")
        assert f'"field1":"{value}"' in client.receives().text
        client.disconnects()


def test_filters_of_a_client_that_is_away_end_with_its_session(comes, subscribed, publishes):
    subscribed("reader", "home/a")
    client = comes("reader", clean=True)
    publishes("home/a", "lost", qos=0)
    client.subscribes("home/b", qos=0)
    publishes("home/b", "kept", qos=0)
    assert client.receives().text == "kept"


def test_messages_wait_with_all_their_properties(comes, subscribed, publishes, restart):
    given = {
        "payload_format": 1,
        "content_type": "text/plain",
        "response_topic": "home/answers",
        "correlation_data": b"\0\1\xff",
        "user_property": [("room", "1"), ("room", "2"), ("", "")],
    }
    subscribed("reader", "home/#", subscription_identifier=268_435_455)
    publishes("home/a", "warm", **given)
    restart()
    expected = {"subscription_identifier": [268_435_455], **given}
    assert comes("reader").receives() == Message("home/a", b"warm", 1, properties=expected)


def test_entries_of_a_channel_wait_for_a_device(server, client_of, restart):
    channel = server.add_channel()
    device = server.add_subscriber(channel)
    client_of(server, device, clean=False).subscribes(channel.subscribe + "/fields/+", qos=1)
    publisher = client_of(server, server.add_publisher(channel))
    client_of(server, device, clean=False).disconnects()
    publisher.publishes(channel.publish, "field1=a&field2=b")
    publisher.publishes(channel.publish, "field1=c")
    restart()
    client = client_of(server, device, clean=False)
    assert [client.receives().text for _ in range(3)] == ["a", "b", "c"]


@pytest.mark.parametrize(
    "how", [{"protocol": "MQIsdp", "level": 3}, {"level": 4}], ids=["3.1", "3.1.1"]
)
def test_older_versions_keep_sessions_too(server, client_of, publishes, restart, how):
    client = client_of(server, Guest("reader"), clean=False, **how)
    client.subscribes("home/a", qos=2)
    client.disconnects()
    publishes("home/a", "1", "2", qos=2)
    restart()
    client = client_of(server, Guest("reader"), clean=False, **how)
    assert client.session_present == (how["level"] == 4)  # 3.1.1 [MQTT-3.2.2-2]
    assert [client.receives().text for _ in range(2)] == ["1", "2"]


def test_a_session_is_resumed_with_another_version(server, client_of, comes, publishes):
    client_of(server, Guest("reader"), clean=False).subscribes("home/a", qos=1)
    client = comes("reader")
    assert client.session_present
    client.disconnects()
    publishes("home/a", "1", message_expiry=100)
    older = client_of(server, Guest("reader"), clean=False)
    assert older.session_present
    assert older.receives().text == "1"


@pytest.mark.threads
@pytest.mark.parametrize("shards", [(1, 4), (4, 1)], ids=["more", "fewer"])
def test_sessions_find_their_clients_when_there_are_other_shards(start_server, client5_of, shards):
    server = start_server(*OPEN, shards=shards[0])
    names = [f"reader-{number}" for number in range(12)]
    for name in names:
        client = client5_of(server, Guest(name), clean=False, session_expiry=HOUR)
        client.subscribes("home/a", "$share/crew/home/b", qos=1)
        client.disconnects()
    publisher = client5_of(server, Guest("publisher"))
    publisher.publishes("home/a", "to each")
    publisher.publishes("home/kept", "retained", retain=True)
    server.stops()
    server = start_server(*OPEN, shards=shards[1])
    for name in names:
        client = client5_of(server, Guest(name), clean=False, session_expiry=HOUR)
        assert client.session_present
        assert client.receives().text == "to each"
        client.subscribes("home/kept")
        assert client.receives().text == "retained"


def test_retained_messages_are_kept(server, publishes, client5_of, restart):
    given = {"content_type": "text/plain", "user_property": [("k", "v")]}
    publishes("home/kept", "old", retain=True)
    publishes("home/kept", "new", retain=True, **given)
    publishes("home/removed", "old", retain=True)
    publishes("home/removed", "", retain=True)  # [MQTT-3.3.1-6]
    restart()
    client = client5_of(server, Guest("reader"))
    client.subscribes("home/#", qos=1)
    # 3.1.1 [MQTT-3.1.2-7]
    assert client.receives() == Message("home/kept", b"new", 1, True, given)  # [MQTT-3.3.1-5]
    client.publishes("home/live", "next")
    assert client.receives().text == "next"


# --- in flight, from the client ---


@pytest.mark.parametrize("sends_again", [False, True], ids=["PUBREL only", "PUBLISH again"])
def test_a_qos_2_publish_is_finished_after_a_restart(comes, subscribed, restart, sends_again):
    subscribed("reader", "home/a", qos=2)
    publisher = comes("publisher")
    publisher.sends(publish("home/a", "once", qos=2, packet_id=7))
    publisher.is_acknowledged(PUBREC, 7)
    restart()
    publisher = comes("publisher")
    if sends_again:
        publisher.sends(publish("home/a", "once", qos=2, packet_id=7, dup=True))
        assert publisher.is_acknowledged(PUBREC, 7).reason == SUCCESS
    assert publisher.releases(7).reason == SUCCESS  # [MQTT-4.3.3-11]
    publisher.publishes("home/a", "next", qos=2)
    assert comes("reader").receives_texts(2) == ["once", "next"]  # [MQTT-4.3.3-10]


def test_a_finished_packet_identifier_means_a_new_message(comes, subscribed, restart):
    subscribed("reader", "home/a", qos=2)
    publisher = comes("publisher")
    publisher.publishes("home/a", "first", qos=2)
    restart()
    publisher = comes("publisher")
    publisher.publishes("home/a", "second", qos=2)  # with identifier 1 again
    assert comes("reader").receives_texts(2) == ["first", "second"]  # [MQTT-4.3.3-12]
    publisher.sends(acknowledgement(PUBREL, 1))
    assert publisher.is_acknowledged(PUBCOMP, 1).reason == PACKET_ID_NOT_FOUND


def test_a_channels_qos_2_publish_is_stored_once_over_a_restart(server, client5_of, restart):
    channel = server.add_channel()
    device = server.add_publisher(channel)
    how = {"clean": False, "session_expiry": HOUR}
    client = client5_of(server, device, **how)
    client.sends(publish(channel.publish, "field1=once", qos=2, packet_id=7))
    client.is_acknowledged(PUBREC, 7)
    restart()
    client = client5_of(server, device, **how)
    client.sends(publish(channel.publish, "field1=once", qos=2, packet_id=7, dup=True))
    assert client.is_acknowledged(PUBREC, 7).reason == SUCCESS
    assert client.releases(7).reason == SUCCESS
    assert [entry["field1"] for entry in server.feed(channel)] == ["once"]


# --- in flight, to the client ---


@pytest.mark.threads
@pytest.mark.parametrize("qos", [1, 2])
def test_what_was_not_acknowledged_is_sent_again(comes, subscribed, publishes, restart, qos):
    subscribed("reader", "home/a", qos=qos)
    publishes("home/a", "1", "2", "3", qos=qos)
    client = comes("reader")
    first = [client.receives_publish() for _ in range(3)]
    assert not any(message.dup for message in first)
    restart()
    client = comes("reader")
    again = [client.receives_publish() for _ in range(3)]
    assert again == first  # [MQTT-4.6.0-1]
    assert all(message.dup for message in again)  # [MQTT-3.3.1-1]
    identifiers = [message.packet_id for message in first]
    assert [message.packet_id for message in again] == identifiers  # [MQTT-4.4.0-1]


def test_a_released_message_is_not_sent_again_but_pubrel_is(comes, subscribed, publishes, restart):
    subscribed("reader", "home/a", qos=2)
    publishes("home/a", "once", qos=2)
    client = comes("reader")
    message = client.receives_publish()
    client.acknowledges(message)
    client.is_acknowledged(PUBREL, message.packet_id)
    restart()
    client = comes("reader")
    client.completes(message)  # [MQTT-4.4.0-1]
    client.publishes("home/a", "next", qos=2)
    assert client.receives().text == "next"  # [MQTT-4.3.3-6]


def test_what_was_acknowledged_is_not_sent_again(server, comes, subscribed, publishes):
    subscribed("reader", "home/a", qos=2)
    publishes("home/a", "1", qos=1)
    publishes("home/a", "2", "3", qos=2)
    client = comes("reader")
    assert client.receives_texts(2) == ["1", "2"]
    client.pings()
    server.restarts()
    assert comes("reader").receives().text == "3"


@pytest.mark.threads
def test_a_takeover_resumes_the_session(comes):
    older = comes("reader")
    older.subscribes("home/a", qos=1)
    older.publishes("home/a", "1")
    message = older.receives_publish()
    newer = comes("reader")
    assert newer.session_present
    again = newer.receives_publish()
    assert (again, again.packet_id, again.dup) == (message, message.packet_id, True)


# --- how long ---


def test_a_session_without_expiry_ends_with_its_connection(server, comes, publishes):
    client = comes("reader", session_expiry=0)
    client.subscribes("home/a", qos=1)
    client.disconnects()
    publishes("home/a", "lost")
    client = comes("reader", session_expiry=0)
    assert not client.session_present
    server.restarts()
    assert not comes("reader").session_present


def test_a_session_ends_when_its_expiry_has_passed(comes, subscribed, restart):
    """Its will, which is due at the end of the session at the latest, tells of it."""
    subscribed("watcher", "home/will")
    will = Will("home/will", b"ended", 1, properties={"will_delay": HOUR})
    client = comes("reader", session_expiry=1, will=will)
    client.subscribes("home/a")
    client.aborts()
    restart()
    assert comes("watcher").receives().text == "ended"  # [MQTT-3.1.2-8]
    assert not comes("reader").session_present  # [MQTT-4.1.0-2]


def test_a_session_is_ended_by_disconnect(server, comes):
    client = comes("reader")
    client.disconnects(session_expiry=0, reason_string="bye", user_property=[("a", "b")])
    server.restarts()
    assert not comes("reader").session_present


def test_disconnect_cannot_make_a_session_live_on(comes):
    client = comes("reader", session_expiry=0)
    client.sends(disconnect(session_expiry=HOUR))
    assert client.is_told_to_go().reason == PROTOCOL_ERROR
    assert not comes("reader").session_present


def test_a_later_connection_sets_the_expiry_anew(comes, subscribed):
    subscribed("reader", "home/a")
    comes("reader", session_expiry=0).disconnects()
    assert not comes("reader").session_present


def test_a_clean_start_discards_the_session(comes, subscribed, publishes, restart):
    subscribed("reader", "home/#")
    publishes("home/a", "lost")
    restart()
    client = comes("reader", clean=True)
    assert not client.session_present  # [MQTT-3.1.2-4] [MQTT-3.2.2-2] [MQTT-3.1.4-4]
    client.subscribes("home/b", qos=1)
    restart()
    client = comes("reader")
    assert client.session_present
    publishes("home/a", "not subscribed")
    publishes("home/b", "subscribed")
    assert client.receives().text == "subscribed"


def test_a_discarded_session_does_not_come_back(comes, subscribed, restart):
    subscribed("reader", "home/a")
    comes("reader", clean=True, session_expiry=0)
    restart()
    assert not comes("reader").session_present  # [MQTT-3.1.2-4]


def test_a_message_that_expires_while_it_waits_is_not_sent(
    comes, subscribed, publishes, restart
):
    subscribed("reader", "home/a")
    publishes("home/a", "of a second", message_expiry=1)
    publishes("home/a", "of a minute", message_expiry=100)
    restart()
    bystander = comes("bystander")
    bystander.sees_nothing(seconds=1.1)
    message = comes("reader").receives()
    assert message.text == "of a minute"  # [MQTT-3.3.2-5]
    assert 90 <= message.properties["message_expiry"] <= 99  # [MQTT-3.3.2-6]


def test_a_retained_message_expires_over_a_restart(server, client5_of, publishes, restart):
    publishes("home/a", "of a second", retain=True, message_expiry=1)
    publishes("home/b", "of a minute", retain=True, message_expiry=100)
    restart()
    client = client5_of(server, Guest("reader"))
    client.sees_nothing(seconds=1.1)
    client.subscribes("home/#")
    message = client.receives()
    assert (message.text, message.retain) == ("of a minute", True)
    assert 90 <= message.properties["message_expiry"] <= 99


# --- wills ---


def wills_at(topic, text, delay):
    return Will(topic, text.encode(), 1, properties={"will_delay": delay})


def test_a_delayed_will_is_sent_after_a_restart(comes, subscribed, restart):
    subscribed("watcher", "home/will")
    will = Will("home/will", b"gone", 1, properties={
        "will_delay": 1, "message_expiry": 50, "content_type": "text/plain"
    })  # fmt: skip
    client = comes("sensor", will=will)
    client.subscribes("home/a")
    client.aborts()
    restart()
    message = comes("watcher").receives()
    expected = {"message_expiry": 50, "content_type": "text/plain"}
    assert message == Message("home/will", b"gone", 1, properties=expected)


def test_a_will_of_a_client_that_was_connected_at_the_restart_is_sent(
    comes, subscribed, restart
):
    subscribed("watcher", "home/will")
    client = comes("sensor", will=wills_at("home/will", "gone", delay=1))
    client.subscribes("home/a")
    restart()
    assert comes("watcher").receives().text == "gone"


def test_a_client_that_is_back_in_time_cancels_its_will(comes, subscribed, restart):
    subscribed("watcher", "home/will")
    client = comes("sensor", will=wills_at("home/will", "never", delay=1))
    client.subscribes("home/a")
    client.aborts()
    restart()
    comes("sensor")  # [MQTT-3.1.3-9]
    comes("other", will=wills_at("home/will", "of the other", delay=1)).aborts()
    assert comes("watcher").receives().text == "of the other"


@pytest.mark.parametrize("right", ["kept", "withdrawn"])
def test_a_delayed_will_to_a_channel_needs_the_right_when_it_is_sent(
    server, client5_of, restart, right
):
    channel = server.add_channel()
    watcher = server.add_subscriber(channel)
    device = server.add_publisher(channel)
    session = {"clean": False, "session_expiry": HOUR}
    client5_of(server, watcher, **session).subscribes(channel.subscribe_field(1), qos=1)
    will = Will(channel.publish, b"field1=will", properties={"will_delay": 1})
    client = client5_of(server, device, will=will, **session)
    client.publishes(channel.publish, "field1=before")
    client.aborts()
    if right == "withdrawn":
        server.command("device", "deny", device.device_id, str(channel.id))
    restart()
    if right == "withdrawn":
        assert server.awaits_event(device, "publish_not_allowed")["topic"] == channel.publish
    else:
        assert client5_of(server, watcher, **session).receives_texts(2) == ["before", "will"]


def test_a_clean_start_sends_the_delayed_will(comes, subscribed):
    subscribed("watcher", "home/will")
    comes("sensor", will=wills_at("home/will", "gone", delay=HOUR)).aborts()
    comes("sensor", clean=True)
    assert comes("watcher").receives().text == "gone"  # [MQTT-3.1.2-8]


def test_a_will_is_void_after_a_normal_disconnect(comes, subscribed):
    subscribed("watcher", "home/will")
    comes("sensor", will=wills_at("home/will", "never", delay=0)).disconnects()
    leaving = comes("sensor", will=wills_at("home/will", "wanted", delay=0))
    leaving.disconnects(DISCONNECT_WITH_WILL)
    assert comes("watcher").receives().text == "wanted"  # [MQTT-3.14.4-3] [MQTT-3.1.2-10]


# --- limits ---


def test_a_full_queue_takes_no_more_and_the_owner_is_told(start_server, client5_of):
    server = start_server(*OPEN, "--queued-messages-max", "5")
    server.add_user()
    device = server.add_device()
    how = {"clean": False, "session_expiry": HOUR}
    client = client5_of(server, device, **how)
    client.subscribes("home/a", qos=1)
    client.disconnects()
    publisher = client5_of(server, Guest("publisher"))
    for number in range(8):
        assert publisher.publishes("home/a", str(number)).reason == SUCCESS
    assert "queued-messages-max" in server.awaits_event(device, "queue_full")["remedy"]
    server.restarts()
    client = client5_of(server, device, **how)
    assert client.receives_texts(5) == ["0", "1", "2", "3", "4"]
    client.publishes("home/a", "next")
    assert client.receives().text == "next"


def test_a_queue_is_limited_in_bytes_too(start_server, client5_of):
    server = start_server(*OPEN, "--queued-bytes-max", "2KiB")
    how = {"clean": False, "session_expiry": HOUR}
    client = client5_of(server, Guest("reader"), **how)
    client.subscribes("home/a", qos=1)
    client.disconnects()
    publisher = client5_of(server, Guest("publisher"))
    for number in range(5):
        publisher.publishes("home/a", str(number) * 600)
    client = client5_of(server, Guest("reader"), **how)
    assert client.receives_texts(3) == ["0" * 600, "1" * 600, "2" * 600]
    publisher.publishes("home/a", "next")
    assert client.receives().text == "next"


def test_a_session_comes_back_though_no_more_may_be_made(start_server, client5_of):
    server = start_server(*OPEN, "--sessions-max", "1")
    how = {"clean": False, "session_expiry": HOUR}
    client5_of(server, Guest("first"), **how).disconnects()
    assert client5_of(server).connects(Guest("second"), **how) >= 0x80
    assert client5_of(server, Guest("first"), **how).session_present


# --- whose ---


@pytest.fixture(scope="module")
def password_line():
    answer = run("password", "hash", standard_input=PASSWORD + "\n")
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_a_session_of_another_user_is_not_resumed(
    start_server, client5_of, tmp_path, password_line
):
    access = tmp_path / "access.toml"
    rules = f'{password_line}subscribe = ["home/#"]\npublish = ["home/#"]\n'
    access.write_text(f"[user.ada]\n{rules}\n[user.bob]\n{rules}\n")
    server = start_server(*OPEN, "--access-file", access)
    ada, bob = (Guest("reader", name, PASSWORD) for name in ("ada", "bob"))
    how = {"clean": False, "session_expiry": HOUR}
    client5_of(server, ada, **how).subscribes("home/a", qos=1)
    for _ in range(2):
        for stranger in (bob, Guest("reader")):
            for clean in (False, True):
                refused = client5_of(server)
                given = {**how, "clean": clean}
                assert refused.connects(stranger, **given) == CLIENT_ID_NOT_VALID
        server.restarts()
    assert client5_of(server, ada, **how).session_present


@pytest.fixture
def two_channels(server):
    return server.add_channel(), server.add_channel(name="Still allowed")


@pytest.mark.parametrize("when", ["while it runs", "before a restart", "while it is stopped"])
def test_what_waits_from_a_channel_is_not_sent_when_the_right_is_withdrawn(
    server, client5_of, two_channels, when
):
    secret, open_ = two_channels
    device = server.add_device(f"{secret.id}:subscribe", f"{open_.id}:subscribe")
    how = {"clean": False, "session_expiry": HOUR}
    client = client5_of(server, device, **how)
    client.subscribes(secret.subscribe_field(1), open_.subscribe_field(1), qos=1)
    client.disconnects()
    rights = f"{secret.id}:publish", f"{open_.id}:publish"
    publisher = client5_of(server, server.add_device(*rights))
    publisher.publishes(secret.publish, "field1=secret")
    publisher.publishes(open_.publish, "field1=open")
    if when == "while it is stopped":
        server.stops()
    server.command("device", "deny", device.device_id, str(secret.id))
    if when == "before a restart":
        server.stops()
    if not server.is_running:
        server.starts()
    client = client5_of(server, device, **how)
    assert client.session_present
    assert client.receives().text == "open"
    server.awaits_event(device, "permission_withdrawn")


BEFORE = """
[client.publisher]
publish = ["home/#"]
[client.reader]
subscribe = ["home/#"]
"""
NARROWER = BEFORE.replace('subscribe = ["home/#"]', 'subscribe = ["home/open"]')
DENIED = BEFORE + 'deny = ["home/secret"]\n'


@pytest.mark.parametrize("after", [NARROWER, DENIED], ids=["subscribe", "deny"])
@pytest.mark.parametrize("when", ["while it runs", "while it is stopped"])
def test_what_waits_of_a_general_topic_is_not_sent_when_the_right_is_withdrawn(
    start_server, client5_of, tmp_path, after, when
):
    access = tmp_path / "access.toml"
    access.write_text(BEFORE)
    server = start_server(*OPEN, "--access-file", access)
    session = {"clean": False, "session_expiry": HOUR}
    client = client5_of(server, Guest("reader"), **session)
    client.subscribes("home/secret", "home/open", qos=1)
    client.disconnects()
    publisher = client5_of(server, Guest("publisher"))
    publisher.publishes("home/secret", "secret")
    publisher.publishes("home/open", "open")
    if when == "while it runs":
        access.write_text(after)
        os.kill(server.pid, signal.SIGHUP)
        wait_until(lambda: "the access file was read again" in server.log, "the new rules hold")
        publisher.pings()
    else:
        server.stops()
        access.write_text(after)
        server.starts()
    client = client5_of(server, Guest("reader"), **session)
    assert client.session_present
    assert client.receives().text == "open"


def test_the_session_of_a_removed_device_ends(server, client5_of, two_channels):
    channel, _ = two_channels
    device = server.add_subscriber(channel)
    client = client5_of(server, device, clean=False, session_expiry=HOUR)
    client.subscribes(channel.subscribe, qos=1)
    client.disconnects()
    server.command("device", "remove", device.device_id, "--yes")
    guest = Guest(device.client_id)
    assert not client5_of(server, guest, clean=False, session_expiry=HOUR).session_present
