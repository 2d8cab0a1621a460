"""Shared subscriptions, MQTT 5.0, 4.8.2: the members of a group take turns."""

import pytest
from fieldcast import Guest
from raw_mqtt import PUBREL, Closed
from raw_mqtt5 import (
    MALFORMED_PACKET,
    NOT_AUTHORIZED,
    PROTOCOL_ERROR,
    SUCCESS,
    Message,
)

HOUR = 3600
MEMBERS = 4


@pytest.fixture(params=[1, 4], ids=["1 shard", "4 shards"])
def server(request, start_server):
    return start_server("--general-topics", "home/#", "--anonymous", shards=request.param)


@pytest.fixture(params=[0, HOUR], ids=["transient", "durable"])
def session_expiry(request):
    return request.param


@pytest.fixture
def comes(server, client5_of):
    return lambda name, **how: client5_of(server, Guest(name), **how)


@pytest.fixture
def publisher(comes):
    return comes("publisher")


def drain(client):
    """The texts of all messages up to one of its own, "the end", that it sends itself."""
    own = "home/end"
    client.subscribes(own)
    client.publishes(own, "the end")
    texts = []
    while (message := client.receives()).topic != own:
        texts.append(message.text)
    return texts


def publish_all(publisher, topic, count, qos=1):
    texts = [str(number) for number in range(count)]
    for each in texts:
        publisher.publishes(topic, each, qos=qos)
    return texts


@pytest.mark.threads
@pytest.mark.parametrize("qos", [0, 1, 2])
def test_each_message_goes_to_one_member_and_all_get_some(comes, publisher, session_expiry, qos):
    members = [comes(f"m{n}", session_expiry=session_expiry) for n in range(MEMBERS)]
    for member in members:
        assert member.subscribes("$share/crew/home/a", qos=qos) == [qos]
    beside = comes("beside")
    beside.subscribes("home/#", qos=qos)
    texts = publish_all(publisher, "home/a", 10 * MEMBERS, qos)
    assert beside.receives_texts(len(texts)) == texts
    received = [member.receives_texts(10) for member in members]  # they take turns
    assert sorted(sum(received, []), key=int) == texts  # 4.8.2
    assert [drain(member) for member in members] == [[]] * MEMBERS


def test_each_group_gets_every_message(comes, publisher):
    first, second, other = (comes(name) for name in ("first", "second", "other"))
    first.subscribes("$share/one/home/a", qos=1)
    second.subscribes("$share/two/home/a", qos=1)
    other.subscribes("$share/one/home/b", qos=1)  # another filter is another group
    texts = publish_all(publisher, "home/a", 10)
    assert first.receives_texts(10) == texts
    assert second.receives_texts(10) == texts
    assert drain(other) == []


def test_a_member_gets_what_its_own_subscriptions_select_besides(comes, publisher):
    member = comes("member")
    member.subscribes("$share/crew/home/a", qos=1, subscription_identifier=1)
    member.subscribes("home/a", qos=2, subscription_identifier=2)
    publisher.publishes("home/a", "x")
    received = [member.receives() for _ in range(2)]
    told = sorted(message.properties["subscription_identifier"] for message in received)
    assert told == [[1], [2]]


def test_each_member_gets_the_qos_that_it_was_granted(comes, publisher):
    qos_1, qos_2 = comes("qos 1"), comes("qos 2")
    qos_1.subscribes("$share/crew/home/a", qos=1)
    qos_2.subscribes("$share/crew/home/a", qos=2)
    for _ in range(4):
        publisher.publishes("home/a", "x", qos=2)
    assert [qos_1.receives().qos for _ in range(2)] == [1, 1]  # [MQTT-4.8.2-3]
    assert [qos_2.receives().qos for _ in range(2)] == [2, 2]


def test_a_message_tells_the_subscription_identifier_of_its_member(comes, publisher):
    first, second = comes("first"), comes("second")
    first.subscribes("$share/crew/home/a", qos=1, subscription_identifier=7)
    second.subscribes("$share/crew/home/a", qos=1, retain_as_published=True)
    for _ in range(2):
        publisher.publishes("home/a", "x", retain=True)
    expected = {"subscription_identifier": [7]}
    assert first.receives() == Message("home/a", b"x", 1, properties=expected)
    assert second.receives() == Message("home/a", b"x", 1, retain=True)


def test_retained_messages_are_not_sent_to_a_group(comes, publisher, session_expiry):
    publisher.publishes("home/a", "kept", retain=True)
    member = comes("member", session_expiry=session_expiry)
    for handling in (0, 1):
        member.subscribes("$share/crew/home/#", qos=1, retain_handling=handling)
    publisher.publishes("home/a", "live")
    assert member.receives().text == "live"


def test_who_has_unsubscribed_gets_no_more(comes, publisher, session_expiry):
    staying, leaving = (comes(n, session_expiry=session_expiry) for n in ("staying", "leaving"))
    for member in (staying, leaving):
        member.subscribes("$share/crew/home/a", qos=1)
    assert leaving.unsubscribes("$share/crew/home/a") == [SUCCESS]
    texts = publish_all(publisher, "home/a", 10)
    assert staying.receives_texts(10) == texts
    assert drain(leaving) == []


def test_members_that_are_away_are_passed_over(comes, publisher):
    away, here = (comes(name, session_expiry=HOUR) for name in ("away", "here"))
    for member in (away, here):
        member.subscribes("$share/crew/home/a", qos=1)
    away.disconnects()
    here.subscribes("home/known", qos=1)  # answered by the store, which knows of it then
    texts = publish_all(publisher, "home/a", 10)
    assert here.receives_texts(10) == texts
    assert drain(comes("away", clean=False, session_expiry=HOUR)) == []


def test_messages_wait_for_a_group_that_is_away_as_a_whole(comes, publisher):
    for name in ("first", "second"):
        member = comes(name, session_expiry=HOUR)
        member.subscribes("$share/crew/home/a", qos=2)
        member.disconnects()
    texts = publish_all(publisher, "home/a", 10, qos=2)
    received = [
        comes(name, clean=False, session_expiry=HOUR).receives_texts(5)
        for name in ("first", "second")
    ]
    assert sorted(sum(received, []), key=int) == texts


@pytest.mark.parametrize("ends_by", ["restarts", "recovers"])
def test_a_group_outlives_the_server(server, comes, ends_by):
    how = {"clean": False, "session_expiry": HOUR}
    for name in ("first", "second"):
        member = comes(name, **how)
        member.subscribes("$share/crew/home/a", qos=1)
        member.disconnects()
    texts = publish_all(comes("publisher"), "home/a", 4)
    getattr(server, ends_by)()
    members = [comes(name, **how) for name in ("first", "second")]
    received = [member.receives_texts(2) for member in members]
    for member in members:
        member.subscribes("home/known", qos=1)  # answered by the store, which knows of it then
    texts += publish_all(comes("publisher"), "home/a", 4)
    received += [member.receives_texts(2) for member in members]
    assert sorted(sum(received, [])) == sorted(texts)


def test_what_a_member_has_not_acknowledged_goes_to_another(comes, publisher, session_expiry):
    staying, leaving = (comes(n, session_expiry=session_expiry) for n in ("staying", "leaving"))
    for member in (staying, leaving):
        member.subscribes("$share/crew/home/a", qos=1)
    texts = publish_all(publisher, "home/a", 6)
    unacknowledged = [leaving.receives_publish().text for _ in range(3)]
    leaving.disconnects(session_expiry=0)
    received = staying.receives_texts(6)
    assert sorted(received) == texts  # 4.8.2, of QoS 1
    assert received[3:] == unacknowledged


def test_a_qos_2_message_that_was_sent_goes_to_nobody_else(comes, publisher, session_expiry):
    """Nobody knows whether the member has taken it. What was not sent goes on."""
    leaving = comes("leaving", session_expiry=session_expiry, receive_maximum=1)
    leaving.subscribes("$share/crew/home/a", qos=2)
    publisher.publishes("home/a", "sent", qos=2)
    publisher.publishes("home/a", "not sent", qos=2)
    sent = leaving.receives_publish()
    leaving.acknowledges(sent)
    leaving.is_acknowledged(PUBREL, sent.packet_id)
    staying = comes("staying", session_expiry=session_expiry)
    staying.subscribes("$share/crew/home/a", qos=2)
    leaving.disconnects(session_expiry=0)
    assert staying.receives().text == "not sent"  # [MQTT-4.8.2-5]
    assert drain(staying) == []


def test_a_qos_2_message_is_finished_when_its_member_comes_back(comes, publisher):
    member, other = (comes(name, session_expiry=HOUR) for name in ("member", "other"))
    member.subscribes("$share/crew/home/a", qos=2)
    publisher.publishes("home/a", "once", qos=2)
    sent = member.receives_publish()
    other.subscribes("$share/crew/home/a", qos=2)
    member.aborts()
    member = comes("member", clean=False, session_expiry=HOUR)
    again = member.receives_publish()  # [MQTT-4.8.2-4]
    assert (again, again.packet_id, again.dup) == (sent, sent.packet_id, True)
    assert drain(other) == []


def test_a_message_that_a_member_refuses_is_not_sent_to_another(comes, publisher):
    refusing, other = comes("refusing"), comes("other")
    for member in (refusing, other):
        member.subscribes("$share/crew/home/a", qos=2)
    publisher.publishes("home/a", "refused", qos=2)
    publisher.publishes("home/a", "taken", qos=2)
    message = refusing.receives_publish()
    refusing.acknowledges(message, NOT_AUTHORIZED)
    refusing.disconnects()
    assert other.receives().text == "taken"
    assert drain(other) == []  # [MQTT-4.8.2-6]


@pytest.mark.parametrize(
    "topic_filter, reason",
    [
        ("$share//home/a", PROTOCOL_ERROR),
        ("$share/a", PROTOCOL_ERROR),
        ("$share/a/", PROTOCOL_ERROR),
        ("$share/a+/home/a", MALFORMED_PACKET),  # no Topic Filter at all [MQTT-4.7.1-2]
        ("$share/a#/home/a", MALFORMED_PACKET),
    ],
)
def test_a_broken_shared_filter_is_refused(comes, topic_filter, reason):
    client = comes("client")
    with pytest.raises((Closed, ConnectionError)):
        client.subscribes(topic_filter, qos=1)  # [MQTT-4.8.2-1] [MQTT-4.8.2-2]
    assert client.is_told_to_go().reason == reason


def test_a_filter_that_only_begins_like_a_shared_one_is_none(comes):
    assert comes("client").subscribes("$shared/a/home") == [NOT_AUTHORIZED]


def test_a_shared_subscription_hears_its_own_client_always(comes):
    client = comes("client")
    with pytest.raises((Closed, ConnectionError)):
        client.subscribes("$share/crew/home/a", no_local=True)  # [MQTT-3.8.3-4]
    assert client.is_told_to_go().reason == PROTOCOL_ERROR


def test_older_versions_share_too(server, client_of, publisher):
    members = [client_of(server, Guest(f"m{n}")) for n in range(2)]
    for member in members:
        assert member.subscribes("$share/crew/home/a", qos=1) == [1]
    texts = publish_all(publisher, "home/a", 6)
    received = [member.receives().text for member in members for _ in range(3)]
    assert sorted(received) == texts


@pytest.mark.threads
def test_entries_of_a_channel_are_shared(server, client5_of, session_expiry):
    channel = server.add_channel()
    members = [
        client5_of(server, server.add_subscriber(channel), session_expiry=session_expiry)
        for _ in range(2)
    ]
    for member in members:
        topic_filter = f"$share/crew/{channel.subscribe_field(1)}"
        assert member.subscribes(topic_filter, qos=1) == [1]
    publisher = client5_of(server, server.add_publisher(channel))
    for number in range(10):
        publisher.publishes(channel.publish, f"field1={number}&field2=x")
    received = [member.receives_texts(5) for member in members]
    assert sorted(sum(received, [])) == [str(number) for number in range(10)]


def test_a_channel_is_shared_only_with_whom_may_read_it(server, client5_of):
    channel, foreign = server.add_channel(), server.add_channel(name="Foreign")
    client = client5_of(server, server.add_subscriber(channel))
    filters = (f"$share/crew/{foreign.subscribe}", f"$share/crew/{channel.subscribe}",
               "$share/crew/#", "$share/crew/channels/#")  # fmt: skip
    assert client.subscribes(*filters, qos=1) == [NOT_AUTHORIZED, 1, *[NOT_AUTHORIZED] * 2]


def test_a_withdrawn_right_ends_membership(server, client5_of):
    channel = server.add_channel()
    leaving, staying = server.add_subscriber(channel), server.add_subscriber(channel)
    clients = [client5_of(server, device) for device in (leaving, staying)]
    for client in clients:
        client.subscribes(f"$share/crew/{channel.subscribe_field(1)}", qos=1)
    server.command("device", "deny", leaving.device_id, str(channel.id))
    server.awaits_event(leaving, "permission_withdrawn")
    publisher = client5_of(server, server.add_publisher(channel))
    for number in range(4):
        publisher.publishes(channel.publish, f"field1={number}")
    assert clients[1].receives_texts(4) == ["0", "1", "2", "3"]
