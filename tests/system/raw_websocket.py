"""WebSocket by hand, and MQTT 3.1.1 and 5.0 over it, as a page opens it."""

import base64
import hashlib
import os
import socket
import struct

from fieldcast import PATIENCE_S
from raw_mqtt import RawClient
from raw_mqtt5 import RawClient5


class Upgrade:
    """A WebSocket's handshake by hand, and frames behind it."""

    def __init__(self, port, path="/mqtt", protocol="mqtt", more=()):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
        self.key = base64.b64encode(os.urandom(16)).decode()
        lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "upgrade: WebSocket",
                 "Connection: keep-alive, Upgrade", f"SEC-WEBSOCKET-KEY: {self.key}",
                 "sec-websocket-version: 13", f"sec-websocket-protocol: {protocol}", *more, "", ""]
        self.socket.sendall("\r\n".join(lines).encode())
        self.head = b""
        while not self.head.endswith(b"\r\n\r\n"):
            byte = self.socket.recv(1)
            if not byte:
                break
            self.head += byte

    @property
    def accept(self):
        magic = self.key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        return base64.b64encode(hashlib.sha1(magic.encode()).digest()).decode()

    def send(self, payload, opcode=2, fin=True):
        assert len(payload) < 126
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
        head = bytes([(0x80 if fin else 0) | opcode, 0x80 | len(payload)])
        self.socket.sendall(head + mask + masked)

    def exactly(self, count):
        data = b""
        while len(data) < count:
            more = self.socket.recv(count - len(data))
            assert more, "closed"
            data += more
        return data

    def frame(self):
        """The next frame's opcode and payload."""
        first, length = self.exactly(2)
        if length == 126:
            (length,) = struct.unpack(">H", self.exactly(2))
        return first & 0x0F, self.exactly(length)


class _Carrier:
    """What a raw client takes for its socket."""

    def __init__(self, upgrade):
        self._upgrade = upgrade
        self.close = upgrade.socket.close
        self.settimeout = upgrade.socket.settimeout

    def sendall(self, data):
        self._upgrade.send(data)

    def recv(self, _):
        """The next frame's payload; nothing when the server has closed."""
        try:
            opcode, payload = self._upgrade.frame()
        except (AssertionError, ConnectionError):
            return b""
        return b"" if opcode == 8 else payload


def page_headers(server, cookie=None, user_key=None, origin=None):
    """What a browser adds for a page of `server`; a user key is what scripts send."""
    headers = [f"Origin: {origin or f'http://127.0.0.1:{server.http_port}'}"]
    if cookie:
        headers.append(f"Cookie: {cookie}")
    if user_key:
        headers.append(f"Authorization: Bearer {user_key}")
    return headers


class PageClient(RawClient):
    """A page's live connection."""

    def __init__(self, server, **who):
        self._open(Upgrade(server.http_port, more=page_headers(server, **who)))

    def _open(self, upgrade):
        assert upgrade.head.startswith(b"HTTP/1.1 101 "), upgrade.head
        self._begin(_Carrier(upgrade))


class PageClient5(PageClient, RawClient5):
    """The same with MQTT 5.0."""
