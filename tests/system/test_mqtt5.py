"""What MQTT 5.0 adds, packet by packet. Tests of sessions and of shared subscriptions stand in
test_sessions.py and test_shared.py."""

import itertools
import struct

import pytest
from fieldcast import Guest, Server, wait_until
from raw_mqtt import CONNACK, DISCONNECT, PUBACK, PUBLISH, PUBREC, PUBREL, Closed, packet, text
from raw_mqtt5 import (
    ADMINISTRATIVE_ACTION,
    AUTH,
    BAD_AUTHENTICATION_METHOD,
    DISCONNECT_WITH_WILL,
    KEEP_ALIVE_TIMEOUT,
    MALFORMED_PACKET,
    NO_SUBSCRIPTION_EXISTED,
    NOT_AUTHORIZED,
    PACKET_ID_NOT_FOUND,
    PACKET_TOO_LARGE,
    PAYLOAD_FORMAT_INVALID,
    PROTOCOL_ERROR,
    QUOTA_EXCEEDED,
    RECEIVE_MAXIMUM_EXCEEDED,
    SERVER_SHUTTING_DOWN,
    SESSION_TAKEN_OVER,
    SUCCESS,
    TOPIC_ALIAS_INVALID,
    TOPIC_NAME_INVALID,
    Message,
    Will,
    acknowledgement,
    connect,
    properties,
    publish,
    subscribe,
)

HOUR = 3600
RECEIVE_MAXIMUM = 4
ALIAS_MAXIMUM = 3
PACKET_BYTES_MAX = 4096
OPTIONS = (
    "--general-topics", "home/#", "--anonymous",
    "--session-expiry-max", HOUR,
    "--keep-alive-max", 60,
    "--receive-maximum", RECEIVE_MAXIMUM,
    "--topic-alias-max", ALIAS_MAXIMUM,
    "--packet-bytes-max", f"{PACKET_BYTES_MAX // 1024}KiB",
)  # fmt: skip

numbers = itertools.count(1)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One for all tests, which use topics and client ids of their own."""
    server = Server(tmp_path_factory.mktemp("mqtt5") / "data", *OPTIONS, shards=2).starts()
    yield server
    server.stops()


@pytest.fixture(scope="module")
def channel(server):
    return server.add_channel(fields=3)


@pytest.fixture
def topic():
    return f"home/{next(numbers)}"


@pytest.fixture
def comes(server, client5_of):
    """Connects a client, whose name no other test uses."""
    number = next(numbers)
    return lambda name, **how: client5_of(server, Guest(f"{name}-{number}"), **how)


@pytest.fixture(params=[0, HOUR], ids=["transient", "durable"])
def either(request, comes):
    """Connects a client with a session of either kind; the server serves them differently."""
    return lambda name, **how: comes(name, session_expiry=request.param, **how)


@pytest.fixture
def publisher(comes):
    return comes("publisher")


def retained_at(either, topic):
    """Whether a new subscription is sent a retained message before a live one."""
    reader = either("looks")
    reader.subscribes(topic)
    reader.publishes(topic, "live", qos=0)
    found = reader.receives()
    reader.disconnects()
    return found.retain


# --- CONNECT and CONNACK ---


def test_connack_tells_the_servers_limits(publisher):
    assert publisher.connack.properties == {  # [MQTT-4.12.0-6]
        "receive_maximum": RECEIVE_MAXIMUM,
        "maximum_packet_size": PACKET_BYTES_MAX,
        "topic_alias_maximum": ALIAS_MAXIMUM,
    }


@pytest.mark.parametrize("asked, told", [(HOUR - 1, None), (HOUR, None), (HOUR + 1, HOUR)])
def test_connack_tells_a_session_expiry_that_is_not_the_clients(comes, asked, told):
    assert comes("client", session_expiry=asked).connack.properties.get("session_expiry") == told


@pytest.mark.parametrize("asked, told", [(59, None), (60, None), (61, 60), (0, 60)])
def test_connack_tells_a_keep_alive_that_is_not_the_clients(comes, asked, told):
    client = comes("client", keep_alive=asked)
    assert client.connack.properties.get("server_keep_alive") == told  # [MQTT-3.2.2-21]


def test_the_servers_keep_alive_is_the_one_that_counts(start_server, client5_of):
    server = start_server("--general-topics", "home/#", "--anonymous", "--keep-alive-max", "1")
    client = client5_of(server, Guest("client"), keep_alive=60)
    assert client.is_told_to_go().reason == KEEP_ALIVE_TIMEOUT  # [MQTT-3.1.2-22]


def test_a_client_without_a_name_is_given_one_of_its_own(server, client5_of):
    clients = [client5_of(server, Guest(""), session_expiry=HOUR) for _ in range(2)]
    given = [client.connack.properties["assigned_client_id"] for client in clients]
    assert given[0] != given[1]  # [MQTT-3.2.2-16] [MQTT-3.1.3-7]
    again = client5_of(server, Guest(given[0]), clean=False)
    assert again.session_present
    assert "assigned_client_id" not in again.connack.properties


def test_a_wrong_password_is_told_with_a_remedy(server, channel, client5_of):
    device = server.add_publisher(channel)
    client = client5_of(server)
    assert client.connects(Guest(device.client_id, device.username, "wrong")) == NOT_AUTHORIZED
    assert "password" in client.connack.properties["reason_string"]
    client.is_closed()  # [MQTT-3.2.2-7]


def test_enhanced_authentication_is_refused(server, client5_of):
    client = client5_of(server)
    reason = client.connects(Guest("a"), authentication_method="SCRAM", authentication_data=b"x")
    assert reason == BAD_AUTHENTICATION_METHOD  # [MQTT-4.12.0-1]
    with pytest.raises(Closed):
        client.receives_packet(DISCONNECT)  # [MQTT-3.14.0-1]


def test_auth_is_refused_where_no_method_was_agreed_upon(publisher):
    publisher.sends(packet(AUTH << 4, b"\x18" + properties({"authentication_method": "SCRAM"})))
    assert publisher.is_told_to_go().reason == PROTOCOL_ERROR  # [MQTT-4.12.0-7]


@pytest.mark.parametrize(
    "wrong",
    [
        {"receive_maximum": 0},
        {"maximum_packet_size": 0},
        {"authentication_data": b"without a method"},
        {"request_problem_information": 2},
        {"topic_alias": 1},
    ],
    ids=str,
)
def test_a_connect_with_a_wrong_property_is_closed(server, client5_of, wrong):
    client = client5_of(server)
    client.sends(connect("client", **wrong))
    client.is_closed()  # [MQTT-3.1.4-1]


def test_what_comes_right_behind_connect_is_served(server, client5_of, topic):
    """On whatever shard: the connection moves with all that has come."""
    for number in range(8):
        client = client5_of(server)
        client.sends(
            connect(f"{topic}-{number}", session_expiry=HOUR if number % 2 else 0)
            + subscribe(1, (f"{topic}/{number}", 1))
            + publish(f"{topic}/{number}", "early", qos=1, packet_id=2)
        )
        assert client.is_answered() == SUCCESS  # [MQTT-3.2.0-1]
        assert client.receives().text == "early"
        assert client.is_acknowledged(PUBACK, 2).reason == SUCCESS


def test_what_comes_behind_a_refused_connect_is_dropped(server, client5_of, comes, topic):
    reader = comes("reader")
    reader.subscribes(topic)
    refused = client5_of(server)
    refused.sends(connect("a", "nobody", "wrong") + publish(topic, "of nobody"))
    assert refused.is_answered() == NOT_AUTHORIZED
    refused.is_closed()  # [MQTT-3.1.4-6]
    reader.publishes(topic, "of somebody")
    assert reader.receives().text == "of somebody"


# --- receive maximum ---


def test_more_unacknowledged_publishes_than_agreed_end_the_connection(publisher, topic):
    for packet_id in range(1, RECEIVE_MAXIMUM + 2):
        publisher.sends(publish(topic, qos=2, packet_id=packet_id))
    assert publisher.is_told_to_go().reason == RECEIVE_MAXIMUM_EXCEEDED


def test_as_many_publishes_as_agreed_may_wait_for_pubrel(either, topic):
    client = either("client")
    for _ in range(3):
        for packet_id in range(1, RECEIVE_MAXIMUM + 1):
            client.sends(publish(topic, qos=2, packet_id=packet_id))
            client.is_acknowledged(PUBREC, packet_id)  # [MQTT-4.6.0-3]
        for packet_id in range(1, RECEIVE_MAXIMUM + 1):
            assert client.releases(packet_id).reason == SUCCESS


@pytest.mark.parametrize("qos", [1, 2])
def test_a_refused_publish_counts_no_more(publisher, qos):
    for _ in range(3 * RECEIVE_MAXIMUM):
        assert publisher.publishes("elsewhere", "1", qos=qos).reason == TOPIC_NAME_INVALID
    publisher.pings()


def received_until(client, last):
    """Messages up to a live one of QoS 0, which no receive maximum holds back."""
    received = []
    while not received or received[-1].text != last:
        received.append(client.receives_publish())
    return received[:-1]


@pytest.mark.parametrize("qos", [1, 2])
def test_a_client_is_sent_no_more_than_its_receive_maximum(either, publisher, topic, qos):
    client = either("client", receive_maximum=2)
    client.subscribes(topic, qos=qos)
    for number in range(5):
        publisher.publishes(topic, str(number), qos=qos)
    publisher.publishes(topic, "live", qos=0)
    first = received_until(client, "live")
    assert [message.text for message in first] == ["0", "1"]  # [MQTT-3.3.4-9] [MQTT-4.9.0-2]
    client.acknowledges(first[0])
    if qos == 2:
        client.completes(first[0])
    assert client.receives_publish().text == "2"


def test_the_receive_maximum_holds_when_a_session_is_resumed(comes, publisher, topic):
    comes("client", session_expiry=HOUR).subscribes(topic, qos=1)
    client = comes("client", clean=False, session_expiry=HOUR, receive_maximum=3)
    for number in range(6):
        publisher.publishes(topic, str(number))
    publisher.publishes(topic, "live", qos=0)
    assert len(received_until(client, "live")) == 3
    client = comes("client", clean=False, session_expiry=HOUR, receive_maximum=1)
    publisher.publishes(topic, "live", qos=0)
    first = received_until(client, "live")
    assert [message.text for message in first] == ["0"]  # [MQTT-4.9.0-1]
    client.acknowledges(first[0])
    assert client.receives_texts(5) == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("room, length", [(300, 200), (20, 5), (5, 5)], ids=str)
def test_a_refusal_fits_the_clients_largest_packet(server, channel, client5_of, room, length):
    device = server.add_publisher(channel)
    client = client5_of(server)
    wrong = Guest(device.client_id, device.username, "wrong")
    assert client.connects(wrong, maximum_packet_size=room) == NOT_AUTHORIZED
    explained = "reason_string" in client.connack.properties
    assert explained == (length > 5)  # [MQTT-3.2.2-19]


def test_a_refusal_that_cannot_fit_is_not_sent(server, channel, client5_of):
    device = server.add_publisher(channel)
    client = client5_of(server)
    wrong = Guest(device.client_id, device.username, "wrong")
    with pytest.raises(Closed):
        client.connects(wrong, maximum_packet_size=4)  # [MQTT-3.1.2-24]


@pytest.mark.parametrize("qos", [1, 2])
def test_a_message_that_the_client_refuses_makes_room_for_the_next(either, publisher, topic, qos):
    client = either("client", receive_maximum=1)
    client.subscribes(topic, qos=qos)
    publisher.publishes(topic, "refused", qos=qos)
    publisher.publishes(topic, "next", qos=qos)
    client.acknowledges(client.receives_publish(), QUOTA_EXCEEDED)
    assert client.receives().text == "next"  # [MQTT-4.9.0-2]


def test_pubrec_of_nothing_is_answered(either):
    client = either("client")
    client.sends(acknowledgement(PUBREC, 4711))
    assert client.is_acknowledged(PUBREL, 4711).reason == PACKET_ID_NOT_FOUND


def test_a_refusal_of_nothing_is_not_answered(either):
    client = either("client")
    client.sends(acknowledgement(PUBREC, 4711, QUOTA_EXCEEDED))
    client.sends(acknowledgement(PUBREC, 4712))
    assert client.is_acknowledged(PUBREL, 4712).reason == PACKET_ID_NOT_FOUND


@pytest.mark.parametrize("qos", [1, 2])
def test_an_identifier_means_another_message_when_the_first_is_settled(
    either, publisher, topic, qos
):
    reader = either("reader")
    reader.subscribes(topic, qos=qos)
    for payload in ("first", "second"):
        publisher.sends(publish(topic, payload, qos=qos, packet_id=7))
        assert publisher.is_acknowledged(PUBACK if qos == 1 else PUBREC, 7).reason == SUCCESS
        if qos == 2:
            publisher.releases(7)
    assert reader.receives_texts(2) == ["first", "second"]  # [MQTT-4.3.2-5]


def test_an_exchange_ends_though_its_message_has_expired(either, publisher, topic):
    reader = either("reader")
    reader.subscribes(topic, qos=2)
    publisher.sends(publish(topic, "short", qos=2, packet_id=9, message_expiry=1))
    assert publisher.is_acknowledged(PUBREC, 9).reason == SUCCESS
    short = reader.receives_publish()
    clock = either("clock")
    clock.subscribes(topic + "/kept", qos=0)
    publisher.publishes(topic + "/kept", "kept", retain=True, message_expiry=1)
    clock.receives()
    wait_until(lambda: not retained_at(either, topic + "/kept"), "the expiry")
    publisher.releases(9)  # [MQTT-4.3.3-13]
    reader.acknowledges(short)
    reader.completes(short)


# --- maximum packet size ---


def test_a_packet_larger_than_the_server_takes_ends_the_connection(publisher, topic):
    publisher.sends(publish(topic, "x" * PACKET_BYTES_MAX))
    assert publisher.is_told_to_go().reason == PACKET_TOO_LARGE


@pytest.mark.parametrize("qos", [0, 1, 2])
def test_a_message_larger_than_a_client_takes_is_left_out(either, publisher, comes, topic, qos):
    small, other = either("small", maximum_packet_size=100, receive_maximum=1), comes("other")
    for client in (small, other):
        client.subscribes(topic, qos=qos)
    texts = ["x" * 100, "1", "x" * 200, "x" * 90, "2"]
    for each in texts:
        publisher.publishes(topic, each, qos=qos)
    assert small.receives_texts(2) == ["1", "2"]  # [MQTT-3.1.2-24] [MQTT-3.1.2-25]
    assert other.receives_texts(5) == texts


def test_messages_too_large_for_a_client_do_not_stop_what_waits(comes, publisher, topic):
    comes("client", session_expiry=HOUR).subscribes(topic, qos=2)
    comes("client", clean=False, session_expiry=HOUR).disconnects()
    for each in ("x" * 200, "1", "x" * 200, "2"):
        publisher.publishes(topic, each, qos=2)
    how = {"clean": False, "session_expiry": HOUR, "receive_maximum": 1}
    client = comes("client", maximum_packet_size=100, **how)
    assert client.receives_texts(2) == ["1", "2"]
    client.disconnects()
    client = comes("client", **how)
    publisher.publishes(topic, "next", qos=2)
    assert client.receives().text == "next"


def test_explanations_are_left_out_where_they_make_a_packet_too_large(comes):
    client = comes("client", maximum_packet_size=20)
    for qos in (1, 2):
        answer = client.publishes("elsewhere", "1", qos=qos)
        assert answer.reason == TOPIC_NAME_INVALID
        assert not answer.properties  # [MQTT-3.4.2-2] [MQTT-3.5.2-2]
    assert client.subscribes("elsewhere") == [NOT_AUTHORIZED]
    assert not client.explanation  # [MQTT-3.9.2-1]
    comes("client")
    answer = client.is_told_to_go()
    assert answer.reason == SESSION_TAKEN_OVER
    assert not answer.properties  # [MQTT-3.14.2-3]


# --- topic aliases ---


def test_an_alias_stands_for_its_topic_until_it_is_set_anew(publisher, comes, topic):
    reader = comes("reader", session_expiry=HOUR)
    reader.subscribes(topic + "/#", qos=1)
    publisher.publishes(topic + "/a", "1", topic_alias=ALIAS_MAXIMUM)
    publisher.publishes("", "2", topic_alias=ALIAS_MAXIMUM)
    publisher.publishes(topic + "/b", "3", topic_alias=ALIAS_MAXIMUM)  # [MQTT-3.3.2-12]
    publisher.publishes("", "4", qos=2, topic_alias=ALIAS_MAXIMUM)
    assert [reader.receives() for _ in range(4)] == [
        Message(topic + "/a", b"1", 1),
        Message(topic + "/a", b"2", 1),
        Message(topic + "/b", b"3", 1),
        Message(topic + "/b", b"4", 1),
    ]


@pytest.mark.parametrize("alias", [0, ALIAS_MAXIMUM + 1, 65_535])
def test_an_alias_out_of_range_ends_the_connection(publisher, topic, alias):
    publisher.sends(publish(topic, "1", topic_alias=alias))
    assert publisher.is_told_to_go().reason == TOPIC_ALIAS_INVALID  # [MQTT-3.3.2-8] [MQTT-3.3.2-9]


def test_an_alias_that_stands_for_nothing_ends_the_connection(publisher):
    publisher.sends(publish("", "1", topic_alias=1))
    assert publisher.is_told_to_go().reason == PROTOCOL_ERROR


def test_a_publish_with_neither_topic_nor_alias_ends_the_connection(publisher):
    publisher.sends(publish("", "1"))
    assert publisher.is_told_to_go().reason == PROTOCOL_ERROR


def test_a_clients_aliases_end_with_its_connection(comes, topic):
    client = comes("client", session_expiry=HOUR)
    client.publishes(topic, "1", topic_alias=1)
    client = comes("client", clean=False, session_expiry=HOUR)
    assert client.session_present
    client.sends(publish("", "2", topic_alias=1))  # [MQTT-3.3.2-7]
    assert client.is_told_to_go().reason in (PROTOCOL_ERROR, TOPIC_ALIAS_INVALID)


@pytest.mark.parametrize("qos", [0, 1])
def test_a_client_that_takes_aliases_is_sent_topics_once(either, publisher, topic, qos):
    client = either("client", topic_alias_maximum=2)
    client.subscribes(topic + "/#", qos=qos)
    for name in ("a", "b", "a", "c", "b", "c"):
        publisher.publishes(f"{topic}/{name}", "x", qos=qos)
    received = [client.receives() for _ in range(6)]
    assert [(each.topic, each.properties.get("topic_alias")) for each in received] == [
        (f"{topic}/a", 1),
        (f"{topic}/b", 2),
        ("", 1),
        (f"{topic}/c", None),  # [MQTT-3.1.2-26]
        ("", 2),
        (f"{topic}/c", None),
    ]


def test_the_servers_aliases_end_with_the_connection(comes, publisher, topic):
    how = {"session_expiry": HOUR, "topic_alias_maximum": 1}
    client = comes("client", **how)
    client.subscribes(topic, qos=1)
    publisher.publishes(topic, "1")
    assert client.receives_publish().properties["topic_alias"] == 1
    client = comes("client", clean=False, **how)
    assert client.receives_publish().topic == topic  # [MQTT-3.3.2-7]
    client = comes("client", clean=False, session_expiry=HOUR)
    assert client.receives_publish() == Message(topic, b"1", 1)  # [MQTT-3.1.2-27]


def test_topics_too_many_for_the_clients_packets_are_sent_without_an_alias(comes, publisher, topic):
    """A packet that fits only without the alias is sent without it."""
    payload = "x" * 50
    size = len(publish(topic, payload))
    client = comes("client", topic_alias_maximum=1, maximum_packet_size=size)
    client.subscribes(topic)
    publisher.publishes(topic, payload)
    assert client.receives() == Message(topic, payload.encode())


# --- what a message carries ---

FORWARDED = {
    "user_property": [("room", "1"), ("room", "2"), ("", ""), ("a", "ä")],
    "correlation_data": b"\0\xff",
    "content_type": "text/plain",
    "payload_format": 1,
    "response_topic": "home/answers",
}


@pytest.mark.parametrize("qos", [0, 1, 2])
def test_properties_are_forwarded_unaltered_and_in_order(either, publisher, topic, qos):
    reader = either("reader")
    reader.subscribes(topic, qos=2)
    publisher.publishes(topic, "x", qos=qos, **FORWARDED)
    message = reader.receives()
    # [MQTT-3.3.2-4] [MQTT-3.3.2-15] [MQTT-3.3.2-16] [MQTT-3.3.2-17] [MQTT-3.3.2-18]
    # [MQTT-3.3.2-20]
    assert message == Message(topic, b"x", qos, properties=FORWARDED)
    assert list(message.properties) == list(FORWARDED)


def test_properties_of_retained_messages_are_forwarded_too(either, publisher, topic):
    publisher.publishes(topic, "x", retain=True, **FORWARDED)
    reader = either("reader")
    reader.subscribes(topic, qos=1)
    assert reader.receives() == Message(topic, b"x", 1, True, FORWARDED)


def test_properties_of_wills_are_forwarded_too(either, comes, topic):
    reader = either("reader")
    reader.subscribes(topic, qos=1)
    will = Will(topic, b"gone", 1, properties={"message_expiry": 60, **FORWARDED})
    comes("leaving", will=will).aborts()
    expected = {"message_expiry": 60, **FORWARDED}
    assert reader.receives() == Message(topic, b"gone", 1, properties=expected)


def test_older_clients_get_messages_without_properties(server, client_of, publisher, topic):
    reader = client_of(server, Guest(topic))
    reader.subscribes(topic)
    publisher.publishes(topic, "x", message_expiry=60, **FORWARDED)
    assert reader.receives().payload == b"x"


def test_the_time_that_is_left_of_a_message_is_told(either, publisher, topic):
    reader = either("reader")
    reader.subscribes(topic, qos=1)
    publisher.publishes(topic, "live", message_expiry=100)
    assert reader.receives().properties["message_expiry"] in (99, 100)  # [MQTT-3.3.2-6]
    publisher.publishes(topic + "/kept", "kept", retain=True, message_expiry=4_294_967_295)
    reader.subscribes(topic + "/kept", qos=1)
    assert reader.receives().properties["message_expiry"] >= 4_294_967_290


def test_that_a_message_was_published_again_is_not_forwarded(either, publisher, topic):
    reader = either("reader")
    reader.subscribes(topic, qos=1)
    publisher.sends(publish(topic, "again", qos=1, packet_id=1, dup=True))
    assert not reader.receives().dup  # [MQTT-3.3.1-3]


@pytest.mark.parametrize("qos", [1, 2])
def test_text_that_is_none_is_refused(publisher, topic, qos):
    answer = publisher.publishes(topic, b"\xff", qos=qos, payload_format=1)
    assert answer.reason == PAYLOAD_FORMAT_INVALID
    assert publisher.publishes(topic, b"\xff", qos=qos, payload_format=0).reason == SUCCESS


@pytest.mark.parametrize(
    "wrong",
    [
        {"response_topic": "home/+"},  # [MQTT-3.3.2-14]
        {"subscription_identifier": 1},  # [MQTT-3.3.4-6]
        {"payload_format": 2},
        {"session_expiry": 1},
    ],
    ids=str,
)
def test_a_publish_with_a_wrong_property_ends_the_connection(publisher, topic, wrong):
    publisher.sends(publish(topic, "1", **wrong))
    reason = publisher.is_told_to_go().reason
    assert reason in (PROTOCOL_ERROR, MALFORMED_PACKET, TOPIC_NAME_INVALID)


# --- subscriptions ---


def test_a_message_tells_which_subscription_it_is_for(either, publisher, topic):
    reader = either("reader")
    reader.subscribes(topic + "/a", qos=1, subscription_identifier=1)
    reader.subscribes(topic + "/b", qos=1, subscription_identifier=268_435_455)
    reader.subscribes(topic + "/c", qos=1)
    for name in "abc":
        publisher.publishes(f"{topic}/{name}", "x")
    told = [reader.receives().properties.get("subscription_identifier") for _ in range(3)]
    assert told == [[1], [268_435_455], None]  # [MQTT-3.3.4-3]
    reader.subscribes(topic + "/a", qos=1, subscription_identifier=2)
    publisher.publishes(topic + "/a", "x")
    assert reader.receives().properties["subscription_identifier"] == [2]  # [MQTT-3.8.4-3]


@pytest.mark.parametrize("qos", [0, 1, 2])
def test_overlapping_subscriptions_bring_one_message_for_all(either, publisher, topic, qos):
    reader = either("reader")
    reader.subscribes(topic + "/#", qos=0, subscription_identifier=1)
    reader.subscribes(topic + "/+", qos=2, subscription_identifier=2)
    reader.subscribes(topic + "/a", qos=1, subscription_identifier=3)
    reader.subscribes(f"{topic}/a/#", qos=1)
    publisher.publishes(topic + "/a", "once", qos=qos)
    publisher.publishes(topic + "/a", "next", qos=qos)
    for expected in ("once", "next"):
        message = reader.receives()
        assert (message.text, message.qos) == (expected, qos)  # [MQTT-3.3.4-2]
        told = message.properties["subscription_identifier"]
        assert sorted(told) == [1, 2, 3]  # [MQTT-3.3.4-4]


def test_a_retained_message_tells_the_subscription_that_asked(either, publisher, topic):
    publisher.publishes(topic, "kept", retain=True)
    reader = either("reader")
    reader.subscribes(topic, qos=1, subscription_identifier=5)
    expected = {"subscription_identifier": [5]}
    assert reader.receives() == Message(topic, b"kept", 1, True, expected)


@pytest.mark.parametrize("options", [{"subscription_identifier": 0}, {"qos": 3},
                                     {"retain_handling": 3}], ids=str)  # fmt: skip
def test_a_subscribe_with_a_wrong_option_ends_the_connection(publisher, topic, options):
    with pytest.raises((Closed, ConnectionError)):
        publisher.subscribes(topic, **options)
    assert publisher.is_told_to_go().reason in (PROTOCOL_ERROR, MALFORMED_PACKET)


def test_a_subscribe_with_reserved_bits_ends_the_connection(publisher, topic):
    publisher.sends(subscribe(1, (topic, 0x40)))
    assert publisher.is_told_to_go().reason == MALFORMED_PACKET  # [MQTT-3.8.3-5]


@pytest.mark.parametrize("qos", [0, 1])
def test_the_retain_flag_is_told_to_whom_asks_for_it(either, publisher, topic, qos):
    as_published, plain = either("as-published"), either("plain")
    as_published.subscribes(topic, qos=qos, retain_as_published=True)
    plain.subscribes(topic, qos=qos)
    for retain in (True, False):
        publisher.publishes(topic, "x", qos=qos, retain=retain)
        assert as_published.receives().retain == retain  # [MQTT-3.3.1-13]
        assert not plain.receives().retain  # [MQTT-3.3.1-12]


@pytest.mark.parametrize("handling, comes_at_first, comes_again", [
    (0, True, True),  # [MQTT-3.3.1-9] [MQTT-3.8.4-4]
    (1, True, False),  # [MQTT-3.3.1-10]
    (2, False, False),  # [MQTT-3.3.1-11]
])  # fmt: skip
def test_retained_messages_come_as_the_subscription_asks(
    either, publisher, topic, handling, comes_at_first, comes_again
):
    publisher.publishes(topic, "kept", retain=True)
    reader = either("reader")
    expected = []
    for number, is_sent in enumerate((comes_at_first, comes_again)):
        reader.subscribes(topic, qos=1, retain_handling=handling)  # [MQTT-3.8.4-4]
        publisher.publishes(topic, str(number))
        expected += ["kept", str(number)] if is_sent else [str(number)]
    assert reader.receives_texts(len(expected)) == expected


def test_a_client_need_not_hear_itself(either, publisher, topic):
    client = either("client")
    client.subscribes(topic + "/others", qos=1, no_local=True)
    client.subscribes(topic + "/all", qos=1)
    for qos in (0, 1, 2):
        client.publishes(topic + "/others", "own", qos=qos)  # [MQTT-3.8.3-3]
    client.publishes(topic + "/all", "own")
    publisher.publishes(topic + "/others", "of another")
    assert sorted(client.receives_texts(2)) == ["of another", "own"]


def test_a_message_without_the_flag_leaves_the_retained_one_in_place(either, publisher, topic):
    publisher.publishes(topic, "kept", retain=True)
    publisher.publishes(topic, "passing")
    reader = either("reader")
    reader.subscribes(topic, qos=1)
    assert reader.receives() == Message(topic, b"kept", 1, True)  # [MQTT-3.3.1-8]


def test_an_own_retained_message_is_not_heard_either(either, publisher, topic):
    client = either("client")
    client.publishes(topic + "/own", "own", retain=True)
    publisher.publishes(topic + "/z", "of another", retain=True)
    client.subscribes(topic + "/own", topic + "/z", qos=1, no_local=True)
    assert client.receives().text == "of another"  # [MQTT-3.8.3-3]


def test_unsuback_tells_what_was_not_subscribed(either, topic):
    client = either("client")
    client.subscribes(topic)
    codes = client.unsubscribes(topic, topic + "/a", topic)  # [MQTT-3.10.4-6]
    assert codes == [SUCCESS, NO_SUBSCRIPTION_EXISTED, NO_SUBSCRIPTION_EXISTED]
    # [MQTT-3.11.3-1] [MQTT-3.11.3-2]


def test_suback_tells_why_a_filter_is_refused(server, channel, client5_of, topic):
    client = client5_of(server, server.add_publisher(channel))
    # [MQTT-3.9.3-2]
    assert client.subscribes(topic, channel.subscribe, qos=1) == [1, NOT_AUTHORIZED]
    assert "may not subscribe" in client.explanation["reason_string"]


@pytest.mark.parametrize("qos", [1, 2])
def test_what_was_sent_is_finished_though_the_subscription_has_ended(
    either, publisher, topic, qos
):
    client = either("client")
    client.subscribes(topic, qos=qos)
    publisher.publishes(topic, "x", qos=qos)
    message = client.receives_publish()
    assert client.unsubscribes(topic) == [SUCCESS]
    client.acknowledges(message)
    if qos == 2:
        client.completes(message)  # [MQTT-3.10.4-3]
    client.pings()


# --- acknowledgements of channels ---


@pytest.mark.parametrize("qos, type_", [(1, PUBACK), (2, PUBREC)])
@pytest.mark.parametrize(
    "topic_name, payload, reason",
    [
        ("channels/{}/publish", "field1=1", SUCCESS),
        ("channels/{}/publish", "nothing=1", PAYLOAD_FORMAT_INVALID),
        ("channels/{}/publish", "field1=" + "x" * 256, PAYLOAD_FORMAT_INVALID),
        ("channels/{}/publish", b"field1=\xff", PAYLOAD_FORMAT_INVALID),
        ("channels/{}/publish", "field1=1&status=" + "x" * 3000, QUOTA_EXCEEDED),
        ("channels/{}/publish/fields/field9", "1", TOPIC_NAME_INVALID),
        ("channels/{}/subscribe", "1", TOPIC_NAME_INVALID),
        ("channels/4711/publish", "field1=1", NOT_AUTHORIZED),
    ],
)
def test_an_acknowledgement_tells_why_an_entry_is_refused(
    server, channel, client5_of, qos, type_, topic_name, payload, reason
):
    client = client5_of(server, server.add_publisher(channel))
    client.sends(publish(topic_name.format(channel.id), payload, qos=qos, packet_id=3))
    answer = client.is_acknowledged(type_, 3)
    assert answer.reason == reason
    assert bool(answer.properties.get("reason_string")) == (reason != SUCCESS)


def test_a_client_that_wants_no_explanations_gets_codes_alone(server, channel, client5_of):
    device = server.add_publisher(channel)
    client = client5_of(server, device, request_problem_information=0)
    for qos in (1, 2):
        answer = client.publishes(channel.publish, "nothing=1", qos=qos)
        assert (answer.reason, answer.properties) == (PAYLOAD_FORMAT_INVALID, {})
    assert client.subscribes(channel.subscribe) == [NOT_AUTHORIZED]
    assert client.explanation == {}  # [MQTT-3.1.2-29]


def test_a_refused_qos_2_publish_frees_its_packet_identifier(server, channel, client5_of):
    client = client5_of(server, server.add_publisher(channel))
    before = len(server.feed(channel))
    client.sends(publish(channel.publish, "nothing=1", qos=2, packet_id=3))
    assert client.is_acknowledged(PUBREC, 3).reason == PAYLOAD_FORMAT_INVALID
    client.sends(publish(channel.publish, "field1=1", qos=2, packet_id=3))
    assert client.is_acknowledged(PUBREC, 3).reason == SUCCESS  # [MQTT-4.3.3-9]
    assert client.releases(3).reason == SUCCESS
    assert len(server.feed(channel)) == before + 1


# --- wills ---


def test_the_will_of_a_connection_comes_before_what_its_successor_publishes(either, comes, topic):
    watcher = comes("watcher")
    watcher.subscribes(topic)
    for _ in range(20):
        either("moving", will=Will(topic, b"offline", 1))
        successor = either("moving")
        successor.publishes(topic, "online", qos=0)
        assert watcher.receives_texts(2) == ["offline", "online"]
        successor.disconnects()


def test_a_will_is_not_later_than_the_end_of_the_session(comes, topic):
    reader = comes("reader")
    reader.subscribes(topic)
    comes("leaving", will=Will(topic, b"gone", properties={"will_delay": HOUR})).aborts()
    assert reader.receives().text == "gone"  # [MQTT-3.1.2-8]
    will = Will(topic, b"ended", properties={"will_delay": HOUR})
    leaving = comes("leaving", session_expiry=HOUR, will=will)
    leaving.disconnects(DISCONNECT_WITH_WILL, session_expiry=0)
    assert reader.receives().text == "ended"


def test_a_will_without_delay_does_not_wait_for_the_session(comes, topic):
    reader = comes("reader")
    reader.subscribes(topic)
    comes("leaving", session_expiry=HOUR, will=Will(topic, b"gone")).aborts()
    assert reader.receives().text == "gone"


@pytest.mark.parametrize("retain", [False, True])
def test_a_will_is_retained_if_it_says_so(comes, topic, retain):
    watcher = comes("watcher")
    watcher.subscribes(topic)
    comes("leaving", will=Will(topic, b"gone", retain=retain)).aborts()
    assert watcher.receives().text == "gone"
    late = comes("late")
    late.subscribes(topic, retain_as_published=True)
    late.publishes(topic, "live", qos=0)
    assert late.receives().text == ("gone" if retain else "live")
    # [MQTT-3.1.2-14] [MQTT-3.1.2-15]


# --- DISCONNECT ---


def test_a_second_connect_is_a_protocol_error(publisher):
    publisher.sends(connect("again"))
    assert publisher.is_told_to_go().reason == PROTOCOL_ERROR  # [MQTT-3.1.0-2]
    with pytest.raises(Closed):
        publisher.receives_packet(CONNACK)  # [MQTT-3.2.0-2]


@pytest.mark.parametrize(
    "bytes_",
    [
        packet(PUBLISH << 4 | 6, text("home/a") + b"\0\1\0"),  # [MQTT-3.3.1-4]
        packet(0x82, struct.pack("!H", 1) + b"\0" + text("home/#/a") + b"\0"),
        packet(0xE0, b"\0\x05\x11"),
        b"\xc1\x00",
    ],
    ids=["QoS 3", "# in the middle", "cut properties", "flags"],
)
def test_a_malformed_packet_is_told(publisher, bytes_):
    publisher.sends(bytes_)
    assert publisher.is_told_to_go().reason == MALFORMED_PACKET  # [MQTT-4.13.1-1]


def test_a_packet_of_servers_is_a_protocol_error(publisher):
    publisher.sends(packet(CONNACK << 4, b"\0\0\0"))
    assert publisher.is_told_to_go().reason == PROTOCOL_ERROR


def test_a_taken_over_connection_is_told_why(comes):
    older = comes("client")
    comes("client").pings()
    answer = older.is_told_to_go()
    assert answer.reason == SESSION_TAKEN_OVER  # [MQTT-3.1.4-3]
    assert list(answer.properties) == ["reason_string"]  # [MQTT-3.14.2-2]
    assert "same client ID" in answer.properties["reason_string"]


def test_clients_are_told_that_the_server_stops(start_server, client5_of):
    server = start_server("--general-topics", "home/#", "--anonymous", shards=4)
    clients = [client5_of(server, Guest(str(number))) for number in range(8)]
    server.stops()
    for client in clients:
        assert client.is_told_to_go().reason == SERVER_SHUTTING_DOWN


def test_a_removed_device_is_told_why(server, channel, client5_of):
    device = server.add_publisher(channel)
    client = client5_of(server, device)
    server.command("device", "remove", device.device_id, "--yes")
    answer = client.is_told_to_go()
    assert answer.reason == ADMINISTRATIVE_ACTION
    assert "removed" in answer.properties["reason_string"]
