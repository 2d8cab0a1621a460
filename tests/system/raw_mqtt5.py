"""MQTT 5.0 packet by packet: what raw_mqtt.py has, with properties and reason codes.

Properties are keywords, in the order in which they go over the wire; those that may be repeated
have a list: `publish("a", "1", content_type="text/plain", user_property=[("k", "v"), ("k", "w")])`.
"""

import struct
from dataclasses import dataclass, field

from raw_mqtt import (
    CONNACK,
    CONNECT,
    DISCONNECT,
    PUBACK,
    PUBCOMP,
    PUBLISH,
    PUBREC,
    PUBREL,
    SUBACK,
    SUBSCRIBE,
    UNSUBACK,
    UNSUBSCRIBE,
    Closed,
    RawClient,
    packet,
    remaining_length,
    text,
)

AUTH = 15

SUCCESS = 0x00
DISCONNECT_WITH_WILL = 0x04
NO_SUBSCRIPTION_EXISTED = 0x11
MALFORMED_PACKET = 0x81
PROTOCOL_ERROR = 0x82
CLIENT_ID_NOT_VALID = 0x85
NOT_AUTHORIZED = 0x87
SERVER_SHUTTING_DOWN = 0x8B
BAD_AUTHENTICATION_METHOD = 0x8C
KEEP_ALIVE_TIMEOUT = 0x8D
SESSION_TAKEN_OVER = 0x8E
TOPIC_NAME_INVALID = 0x90
PACKET_ID_NOT_FOUND = 0x92
RECEIVE_MAXIMUM_EXCEEDED = 0x93
TOPIC_ALIAS_INVALID = 0x94
PACKET_TOO_LARGE = 0x95
QUOTA_EXCEEDED = 0x97
ADMINISTRATIVE_ACTION = 0x98
PAYLOAD_FORMAT_INVALID = 0x99

# Table 2-4: the identifier of each property and how its value is written.
PROPERTIES = {
    "payload_format": (0x01, "!B"),
    "message_expiry": (0x02, "!I"),
    "content_type": (0x03, "text"),
    "response_topic": (0x08, "text"),
    "correlation_data": (0x09, "binary"),
    "subscription_identifier": (0x0B, "variable"),
    "session_expiry": (0x11, "!I"),
    "assigned_client_id": (0x12, "text"),
    "server_keep_alive": (0x13, "!H"),
    "authentication_method": (0x15, "text"),
    "authentication_data": (0x16, "binary"),
    "request_problem_information": (0x17, "!B"),
    "will_delay": (0x18, "!I"),
    "request_response_information": (0x19, "!B"),
    "reason_string": (0x1F, "text"),
    "receive_maximum": (0x21, "!H"),
    "topic_alias_maximum": (0x22, "!H"),
    "topic_alias": (0x23, "!H"),
    "user_property": (0x26, "pair"),
    "maximum_packet_size": (0x27, "!I"),
}
NAMES = {number: (name, form) for name, (number, form) in PROPERTIES.items()}
REPEATED = {"user_property", "subscription_identifier"}


@dataclass(frozen=True)
class Message:
    topic: str
    payload: bytes
    qos: int = 0
    retain: bool = False
    properties: dict = field(default_factory=dict)
    packet_id: int = field(default=0, compare=False)
    dup: bool = field(default=False, compare=False)

    @property
    def text(self):
        return self.payload.decode()


@dataclass(frozen=True)
class Will:
    topic: str
    payload: bytes
    qos: int = 0
    retain: bool = False
    properties: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What CONNACK, an acknowledgement or DISCONNECT says."""

    reason: int = SUCCESS
    properties: dict = field(default_factory=dict)
    session_present: bool = False


# What goes to the server.


def properties(given):
    """A property section with its length."""
    encoded = b"".join(
        bytes([PROPERTIES[name][0]]) + _encode(PROPERTIES[name][1], one)
        for name, value in given.items()
        for one in (value if isinstance(value, list) else [value])
    )
    return remaining_length(len(encoded)) + encoded


def _encode(form, value):
    if form == "variable":
        return remaining_length(value)
    if form == "pair":
        return text(value[0]) + text(value[1])
    return struct.pack(form, value) if form[0] == "!" else text(value)


def connect(client_id, username=None, password=None, *, clean=True, keep_alive=60, will=None,
            **given):  # fmt: skip
    flags = 0x02 if clean else 0
    payload = text(client_id)
    if will:
        flags |= 0x04 | will.qos << 3 | (0x20 if will.retain else 0)
        payload += properties(will.properties) + text(will.topic) + text(will.payload)
    if username is not None:
        flags |= 0x80
        payload += text(username)
    if password is not None:
        flags |= 0x40
        payload += text(password)
    head = text("MQTT") + struct.pack("!BBH", 5, flags, keep_alive)
    return packet(CONNECT << 4, head + properties(given) + payload)


def publish(topic, payload=b"", *, qos=0, packet_id=0, retain=False, dup=False, **given):
    payload = payload.encode() if isinstance(payload, str) else payload
    head = text(topic) + (struct.pack("!H", packet_id) if qos else b"") + properties(given)
    return packet(PUBLISH << 4 | (8 if dup else 0) | qos << 1 | retain, head + payload)


def acknowledgement(type_, packet_id, reason=SUCCESS):
    flags = 2 if type_ == PUBREL else 0
    body = struct.pack("!H", packet_id) + (bytes([reason]) if reason else b"")
    return packet(type_ << 4 | flags, body)


def subscribe(packet_id, *filters, **given):
    """Each filter with its options byte, 3.8.3.1: ("a/b", 1)."""
    body = b"".join(text(topic_filter) + bytes([options]) for topic_filter, options in filters)
    return packet(SUBSCRIBE << 4 | 2, struct.pack("!H", packet_id) + properties(given) + body)


def unsubscribe(packet_id, *filters):
    body = properties({}) + b"".join(map(text, filters))
    return packet(UNSUBSCRIBE << 4 | 2, struct.pack("!H", packet_id) + body)


def disconnect(reason=SUCCESS, **given):
    return packet(DISCONNECT << 4, bytes([reason]) + properties(given))


# What comes from the server.


class _Reader:
    def __init__(self, body):
        self._body = body

    def number(self, form):
        return struct.unpack(form, self.take(struct.calcsize(form)))[0]

    def binary(self):
        return self.take(self.number("!H"))

    def text(self):
        return self.binary().decode()

    def pair(self):
        return self.text(), self.text()

    def variable(self):
        value = shift = 0
        while True:
            digit = self.number("!B")
            value |= (digit & 127) << shift
            shift += 7
            if digit < 128:
                return value

    def properties(self):
        section = _Reader(self.take(self.variable()))
        found = {}
        while section.rest():
            name, form = NAMES[section.number("!B")]
            value = section.number(form) if form[0] == "!" else getattr(section, form)()
            if name in REPEATED:
                found.setdefault(name, []).append(value)
            else:
                assert name not in found, f"{name} came twice"
                found[name] = value
        return found

    def take(self, count):
        assert count <= len(self._body), "the packet is cut"
        taken, self._body = self._body[:count], self._body[count:]
        return taken

    def rest(self):
        return self._body


def _answer(reader):
    """Reason code and properties, which may be left out (3.4.2.1)."""
    reason = reader.number("!B") if reader.rest() else SUCCESS
    return Answer(reason, reader.properties() if reader.rest() else {})


def _message(received):
    reader = _Reader(received.body)
    qos = received.flags >> 1 & 3
    topic = reader.text()
    packet_id = reader.number("!H") if qos else 0
    given = reader.properties()
    return Message(topic, reader.rest(), qos, bool(received.flags & 1), given, packet_id,
                   bool(received.flags & 8))  # fmt: skip


class RawClient5(RawClient):
    """One connection."""

    connack = None  # the Answer to its CONNECT
    explanation = None  # the properties of its last SUBACK or UNSUBACK

    # What a client does.

    def connects(self, client, **how):
        """Connects as `client`; returns CONNACK's reason code."""
        self.sends(connect(client.client_id, client.username, client.password, **how))
        return self.is_answered()

    def is_answered(self):
        """Takes CONNACK; returns its reason code."""
        reader = _Reader(self.receives_packet(CONNACK).body)
        present = bool(reader.number("!B"))
        answer = _answer(reader)
        self.connack = Answer(answer.reason, answer.properties, present)
        self.session_present = present
        return answer.reason

    def subscribes(self, *filters, qos=0, no_local=False, retain_as_published=False,
                   retain_handling=0, **given):  # fmt: skip
        """Returns SUBACK's reason codes, one for each filter."""
        options = qos | no_local << 2 | retain_as_published << 3 | retain_handling << 4
        packet_id = self.next_packet_id()
        self.sends(subscribe(packet_id, *((name, options) for name in filters), **given))
        return self._codes(SUBACK, packet_id)

    def unsubscribes(self, *filters):
        """Returns UNSUBACK's reason codes."""
        packet_id = self.next_packet_id()
        self.sends(unsubscribe(packet_id, *filters))
        return self._codes(UNSUBACK, packet_id)

    def publishes(self, topic, payload, *, qos=1, retain=False, **given):
        """Publishes and sees it through; returns what PUBACK or PUBREC says."""
        packet_id = self.next_packet_id() if qos else 0
        self.sends(publish(topic, payload, qos=qos, packet_id=packet_id, retain=retain, **given))
        if qos == 0:
            return None
        if qos == 1:
            return self.is_acknowledged(PUBACK, packet_id)
        answer = self.is_acknowledged(PUBREC, packet_id)
        if answer.reason < 0x80:
            self.releases(packet_id)
        return answer

    def releases(self, packet_id):
        """PUBREL; returns what PUBCOMP says."""
        self.sends(acknowledgement(PUBREL, packet_id))
        return self.is_acknowledged(PUBCOMP, packet_id)

    def acknowledges(self, message, reason=SUCCESS):
        """PUBACK or PUBREC, by the message's QoS; PUBREL is left to come."""
        self.sends(acknowledgement({1: PUBACK, 2: PUBREC}[message.qos], message.packet_id, reason))

    def completes(self, message):
        """PUBCOMP, when PUBREL has come."""
        assert self.is_acknowledged(PUBREL, message.packet_id).reason == SUCCESS
        self.sends(acknowledgement(PUBCOMP, message.packet_id))

    def disconnects(self, reason=SUCCESS, **given):
        self.sends(disconnect(reason, **given))
        self.is_closed()

    # What it sees.

    def is_acknowledged(self, type_, packet_id):
        """Takes an acknowledgement of this type, which must be for `packet_id`."""
        reader = _Reader(self.receives_packet(type_).body)
        assert reader.number("!H") == packet_id
        return _answer(reader)

    def receives_publish(self):
        """The next message, not acknowledged."""
        return _message(self.receives_packet(PUBLISH))

    def receives(self):
        """The next message, acknowledged as its QoS wants it."""
        message = self.receives_publish()
        if message.qos:
            self.acknowledges(message)
        if message.qos == 2:
            self.completes(message)
        return message

    def receives_texts(self, count):
        return [self.receives().text for _ in range(count)]

    def is_told_to_go(self):
        """Takes DISCONNECT, behind which the server must close; returns what it says."""
        answer = _answer(_Reader(self.receives_packet(DISCONNECT).body))
        try:
            unexpected = self._next_packet()
        except (Closed, ConnectionError):
            return answer
        raise AssertionError(f"received {unexpected} behind DISCONNECT")

    def _codes(self, type_, packet_id):
        reader = _Reader(self.receives_packet(type_).body)
        assert reader.number("!H") == packet_id
        self.explanation = reader.properties()
        return list(reader.rest())
