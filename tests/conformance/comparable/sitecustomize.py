"""Lets Mosquitto's tests, which compare packets byte by byte, compare only what has a meaning.

Their sockets receive packets of MQTT 5.0 as Mosquitto would write them: the properties in its
order, which means nothing [2.2.2.2]; without Reason Strings, which only people read [3.2.2.3.9];
and without the Maximum Packet Size that Fieldcast tells by default.

Python reads a file of this name at its start if its folder is in PYTHONPATH.
"""

import socket

from raw_mqtt import CONNACK, DISCONNECT, PUBACK, PUBCOMP, PUBREC, PUBREL, SUBACK, UNSUBACK
from raw_mqtt import packet, remaining_length

PROPERTIES_START = {CONNACK: 2, PUBACK: 3, PUBREC: 3, PUBREL: 3, PUBCOMP: 3, SUBACK: 2,
                    UNSUBACK: 2, DISCONNECT: 1}  # fmt: skip
MAY_END_BEFORE_PROPERTIES = (PUBACK, PUBREC, PUBREL, PUBCOMP, DISCONNECT)

REASON_STRING = 0x1F
MAXIMUM_PACKET_SIZE_BY_DEFAULT = bytes([0x27, 0, 4, 0, 0])
NUMBER_SIZES = {0x11: 4, 0x13: 2, 0x21: 2, 0x22: 2, 0x24: 1, 0x25: 1, 0x27: 4}
ORDER_OF_MOSQUITTO = bytes([0x11, 0x13, 0x22, 0x12, 0x25, 0x27, 0x21, 0x24])


def take_length(encoded):
    """The Variable Byte Integer at the start and the bytes behind it; None without its end."""
    value = 0
    for at, digit in enumerate(encoded[:4]):
        value |= (digit & 127) << (7 * at)
        if digit < 128:
            return value, encoded[at + 1 :]
    return None


def split_properties(section):
    """The bytes of each property. In these packets Fieldcast sends numbers and texts only."""
    while section:
        size = 1 + (NUMBER_SIZES.get(section[0]) or 2 + int.from_bytes(section[1:3], "big"))
        yield section[:size]
        section = section[size:]


def comparable(type_, body):
    start = PROPERTIES_START.get(type_, len(body))
    if len(body) <= start:
        return body
    length, rest = take_length(body[start:])
    kept = [each for each in split_properties(rest[:length])
            if each[0] != REASON_STRING and each != MAXIMUM_PACKET_SIZE_BY_DEFAULT]  # fmt: skip
    section = b"".join(sorted(kept, key=lambda each: ORDER_OF_MOSQUITTO.find(each[0])))
    if not section and type_ in MAY_END_BEFORE_PROPERTIES:
        return body[:start]
    return body[:start] + remaining_length(len(section)) + section + rest[length:]


class ComparingSocket(socket.socket):
    arrived = b""  # not yet a whole packet
    ready = b""
    is_version_5 = False

    def recv(self, size, *flags):
        while not self.ready:
            more = super().recv(65536, *flags)
            if not more:
                return more
            self.arrived += more
            while self.takes_packet():
                pass
        taken, self.ready = self.ready[:size], self.ready[size:]
        return taken

    def takes_packet(self):
        """Moves the first packet from `arrived` to `ready`, if it is there as a whole."""
        found = take_length(self.arrived[1:])
        if not found or len(found[1]) < found[0]:
            return False
        first, (length, rest) = self.arrived[0], found
        body, self.arrived = rest[:length], rest[length:]
        if first >> 4 == CONNACK:
            self.is_version_5 = length > 2
        self.ready += packet(first, comparable(first >> 4, body) if self.is_version_5 else body)
        return True


socket.socket = ComparingSocket
