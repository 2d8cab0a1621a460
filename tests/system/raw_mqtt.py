"""MQTT 3.1.1 packet by packet, for tests that must say exactly what goes over the wire."""

import collections
import socket
import struct
from dataclasses import dataclass

CONNECT, CONNACK, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP = range(1, 8)
SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK, PINGREQ, PINGRESP, DISCONNECT = range(8, 15)

TIMEOUT_S = 20


@dataclass(frozen=True)
class Packet:
    type: int
    flags: int
    body: bytes

    @property
    def packet_id(self):
        """Of an acknowledgement or SUBACK."""
        return struct.unpack_from("!H", self.body)[0]


@dataclass(frozen=True)
class Message:
    topic: str
    payload: bytes
    qos: int = 0
    retain: bool = False

    @property
    def text(self):
        return self.payload.decode()


@dataclass(frozen=True)
class Will:
    topic: str
    payload: bytes
    qos: int = 0
    retain: bool = False


class Closed(Exception):
    """The server closed the connection."""


def packet(type_and_flags, body=b""):
    """A whole packet: its first byte, its length, its body."""
    return bytes([type_and_flags]) + remaining_length(len(body)) + body


def remaining_length(length):
    """MQTT 3.1.1, 2.2.3."""
    encoded = bytearray()
    while True:
        length, digit = divmod(length, 128)
        encoded.append(digit | (128 if length else 0))
        if not length:
            return bytes(encoded)


def text(value):
    """A length-prefixed string; bytes are taken as they are."""
    encoded = value.encode() if isinstance(value, str) else value
    return struct.pack("!H", len(encoded)) + encoded


def connect(client_id, username=None, password=None, *, clean=True, keep_alive=60, will=None,
            protocol="MQTT", level=4):
    flags = 0x02 if clean else 0
    payload = text(client_id)
    if will:
        flags |= 0x04 | will.qos << 3 | (0x20 if will.retain else 0)
        payload += text(will.topic) + text(will.payload)
    if username is not None:
        flags |= 0x80
        payload += text(username)
    if password is not None:
        flags |= 0x40
        payload += text(password)
    return packet(CONNECT << 4, text(protocol) + struct.pack("!BBH", level, flags, keep_alive)
                  + payload)  # fmt: skip


def publish(topic, payload=b"", *, qos=0, packet_id=0, retain=False, dup=False):
    payload = payload.encode() if isinstance(payload, str) else payload
    head = text(topic) + (struct.pack("!H", packet_id) if qos else b"")
    return packet(PUBLISH << 4 | (8 if dup else 0) | qos << 1 | retain, head + payload)


def acknowledgement(type_, packet_id):
    return packet(type_ << 4 | (2 if type_ == PUBREL else 0), struct.pack("!H", packet_id))


def subscribe(packet_id, *filters):
    """Each filter with its QoS: ("a/b", 1)."""
    body = b"".join(text(topic_filter) + bytes([qos]) for topic_filter, qos in filters)
    return packet(SUBSCRIBE << 4 | 2, struct.pack("!H", packet_id) + body)


def unsubscribe(packet_id, *filters):
    return packet(UNSUBSCRIBE << 4 | 2, struct.pack("!H", packet_id) + b"".join(map(text, filters)))


class RawClient:
    """One connection. Packets that come while another one is awaited are kept."""

    session_present = None  # what CONNACK said

    def __init__(self, port, timeout_s=TIMEOUT_S):
        connection = socket.create_connection(("127.0.0.1", port), timeout=timeout_s)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._begin(connection)

    def _begin(self, connection):
        self._socket = connection
        self._bytes = b""
        self._kept = collections.deque()
        self._last_packet_id = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.aborts()

    # What a client does.

    def sends(self, data):
        self._socket.sendall(data)

    def connects(self, device, **how):
        """Connects as `device`; returns CONNACK's return code."""
        self.sends(connect(device.client_id, device.username, device.password, **how))
        answer = self.receives_packet(CONNACK)
        self.session_present = bool(answer.body[0])
        return answer.body[1]

    def subscribes(self, *filters, qos=0):
        """Returns SUBACK's codes, one for each filter."""
        packet_id = self.next_packet_id()
        self.sends(subscribe(packet_id, *((name, qos) for name in filters)))
        answer = self.receives_packet(SUBACK)
        assert answer.packet_id == packet_id
        return list(answer.body[2:])

    def unsubscribes(self, *filters):
        packet_id = self.next_packet_id()
        self.sends(unsubscribe(packet_id, *filters))
        assert self.receives_packet(UNSUBACK).packet_id == packet_id

    def publishes(self, topic, payload, *, qos=1, retain=False):
        """Publishes and sees it acknowledged; at QoS 0 there is nothing to see."""
        packet_id = self.next_packet_id() if qos else 0
        self.sends(publish(topic, payload, qos=qos, packet_id=packet_id, retain=retain))
        if qos == 1:
            assert self.receives_packet(PUBACK).packet_id == packet_id
        if qos == 2:
            assert self.receives_packet(PUBREC).packet_id == packet_id
            self.sends(acknowledgement(PUBREL, packet_id))
            assert self.receives_packet(PUBCOMP).packet_id == packet_id

    def receives(self):
        """The next message, acknowledged as its QoS wants it."""
        received = self.receives_packet(PUBLISH)
        message, packet_id = _message(received)
        if message.qos == 1:
            self.sends(acknowledgement(PUBACK, packet_id))
        if message.qos == 2:
            self.sends(acknowledgement(PUBREC, packet_id))
            assert self.receives_packet(PUBREL).packet_id == packet_id
            self.sends(acknowledgement(PUBCOMP, packet_id))
        return message

    def pings(self):
        self.sends(packet(PINGREQ << 4))
        self.receives_packet(PINGRESP)

    def disconnects(self):
        self.sends(packet(DISCONNECT << 4))
        self.is_closed()

    def aborts(self):
        """Goes away without DISCONNECT."""
        self._socket.close()

    # What it sees.

    def receives_packet(self, type_):
        """The next packet of this type. Raises Closed, or TimeoutError."""
        for kept in self._kept:
            if kept.type == type_:
                self._kept.remove(kept)
                return kept
        while True:
            received = self._next_packet()
            if received.type == type_:
                return received
            self._kept.append(received)

    def is_closed(self):
        """Waits until the server has closed; everything else that comes is dropped."""
        try:
            while True:
                self._next_packet()
        except (Closed, ConnectionError):
            pass

    def sees_nothing(self, seconds):
        """Waits; the server must neither send nor close."""
        self._socket.settimeout(seconds)
        try:
            received = self._next_packet()
        except TimeoutError:
            return
        finally:
            self._socket.settimeout(TIMEOUT_S)
        raise AssertionError(f"received {received}")

    def next_packet_id(self):
        self._last_packet_id = self._last_packet_id % 65535 + 1
        return self._last_packet_id

    def _next_packet(self):
        first = self._take(1)[0]
        length, shift = 0, 0
        while True:
            digit = self._take(1)[0]
            length |= (digit & 127) << shift
            shift += 7
            if digit < 128:
                return Packet(first >> 4, first & 15, self._take(length))

    def _take(self, count):
        while len(self._bytes) < count:
            received = self._socket.recv(65536)
            if not received:
                raise Closed
            self._bytes += received
        taken, self._bytes = self._bytes[:count], self._bytes[count:]
        return taken


def _message(received):
    length = struct.unpack_from("!H", received.body)[0]
    topic, rest = received.body[2 : 2 + length].decode(), received.body[2 + length :]
    qos = received.flags >> 1 & 3
    packet_id = struct.unpack_from("!H", rest)[0] if qos else 0
    payload = rest[2:] if qos else rest
    return Message(topic, payload, qos, bool(received.flags & 1)), packet_id
