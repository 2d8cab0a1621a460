"""Paho C's synchronous client, libpaho-mqtt3c, as far as the tests use it."""

import ctypes
from ctypes import POINTER, Structure, Union, byref, c_char, c_char_p, c_int, c_ubyte, c_uint
from ctypes import c_ulong, c_ushort, c_void_p

from fieldcast import PATIENCE_S
from raw_mqtt import Message
from real_clients import LEVELS

PATIENCE_MS = PATIENCE_S * 1000
SESSION_EXPIRY_INTERVAL = 17
NO_PERSISTENCE = 1

# The structures of MQTTClient.h and MQTTProperties.h, in their words.


class LenString(Structure):
    _fields_ = [("len", c_int), ("data", c_char_p)]


class Strings(Structure):
    _fields_ = [("data", LenString), ("value", LenString)]


class PropertyValue(Union):
    _fields_ = [("byte", c_ubyte), ("integer2", c_ushort), ("integer4", c_uint),
                ("strings", Strings)]  # fmt: skip


class Property(Structure):
    _fields_ = [("identifier", c_int), ("value", PropertyValue)]


class Properties(Structure):
    _fields_ = [("count", c_int), ("max_count", c_int), ("length", c_int), ("array", c_void_p)]


class CreateOptions(Structure):
    _fields_ = [("struct_id", c_char * 4), ("struct_version", c_int), ("MQTTVersion", c_int)]


class Returned(Structure):
    _fields_ = [("serverURI", c_char_p), ("MQTTVersion", c_int), ("sessionPresent", c_int)]


class Binary(Structure):
    _fields_ = [("len", c_int), ("data", c_void_p)]


class ConnectOptions(Structure):
    _fields_ = [
        ("struct_id", c_char * 4), ("struct_version", c_int),
        ("keepAliveInterval", c_int), ("cleansession", c_int), ("reliable", c_int),
        ("will", c_void_p), ("username", c_char_p), ("password", c_char_p),
        ("connectTimeout", c_int), ("retryInterval", c_int), ("ssl", c_void_p),
        ("serverURIcount", c_int), ("serverURIs", c_void_p), ("MQTTVersion", c_int),
        ("returned", Returned), ("binarypwd", Binary),
        ("maxInflightMessages", c_int), ("cleanstart", c_int),
        ("httpHeaders", c_void_p), ("httpProxy", c_char_p), ("httpsProxy", c_char_p),
    ]  # fmt: skip


class ReceivedMessage(Structure):
    _fields_ = [
        ("struct_id", c_char * 4), ("struct_version", c_int),
        ("payloadlen", c_int), ("payload", c_void_p),
        ("qos", c_int), ("retained", c_int), ("dup", c_int), ("msgid", c_int),
        ("properties", Properties),
    ]  # fmt: skip


class Response(Structure):
    _fields_ = [
        ("version", c_int), ("reasonCode", c_int), ("reasonCodeCount", c_int),
        ("reasonCodes", POINTER(c_int)), ("properties", POINTER(Properties)),
    ]  # fmt: skip


def _load():
    library = ctypes.CDLL("libpaho-mqtt3c.so.1")
    client = c_void_p
    library.MQTTClient_createWithOptions.argtypes = [
        POINTER(client), c_char_p, c_char_p, c_int, c_void_p, POINTER(CreateOptions)
    ]  # fmt: skip
    library.MQTTClient_connect.argtypes = [client, POINTER(ConnectOptions)]
    library.MQTTClient_connect5.argtypes = [client, POINTER(ConnectOptions), POINTER(Properties),
                                            c_void_p]  # fmt: skip
    library.MQTTClient_connect5.restype = Response
    library.MQTTClient_subscribe.argtypes = [client, c_char_p, c_int]
    library.MQTTClient_subscribe5.argtypes = [client, c_char_p, c_int, c_void_p, c_void_p]
    library.MQTTClient_subscribe5.restype = Response
    publish = [client, c_char_p, c_int, c_char_p, c_int, c_int]
    library.MQTTClient_publish.argtypes = [*publish, POINTER(c_int)]
    library.MQTTClient_publish5.argtypes = [*publish, c_void_p, POINTER(c_int)]
    library.MQTTClient_publish5.restype = Response
    library.MQTTClient_waitForCompletion.argtypes = [client, c_int, c_ulong]
    library.MQTTClient_receive.argtypes = [
        client, POINTER(c_void_p), POINTER(c_int), POINTER(POINTER(ReceivedMessage)), c_ulong
    ]  # fmt: skip
    library.MQTTClient_free.argtypes = [c_void_p]
    library.MQTTClient_disconnect.argtypes = [client, c_int]
    library.MQTTClient_disconnect5.argtypes = [client, c_int, c_int, c_void_p]
    library.MQTTClient_destroy.argtypes = [POINTER(client)]
    library.MQTTClient_destroy.restype = None
    return library


class PahoC:
    """Works when it is called: there is no thread of its own."""

    _library = None

    def __init__(self, server, device, *, version="3.1.1", session_expiry=0):
        PahoC._library = PahoC._library or _load()
        self._level = LEVELS[version]
        self._client = c_void_p()
        options = CreateOptions(b"MQCO", 0, self._level)
        uri = f"tcp://127.0.0.1:{server.port}".encode()
        self._does("createWithOptions", uri, device.client_id.encode(), NO_PERSISTENCE, None,
                   byref(options), client=byref(self._client))  # fmt: skip
        self._connects(device, session_expiry)

    def _connects(self, device, session_expiry):
        is_5 = self._level == 5
        options = ConnectOptions(
            struct_id=b"MQTC", struct_version=8, keepAliveInterval=60, reliable=1,
            username=device.username.encode(), password=device.password.encode(),
            connectTimeout=PATIENCE_S, MQTTVersion=self._level, maxInflightMessages=-1,
            cleansession=not is_5 and not session_expiry, cleanstart=is_5 and not session_expiry,
        )  # fmt: skip
        if not is_5:
            return self._does("connect", byref(options))
        expiry = Property(SESSION_EXPIRY_INTERVAL, PropertyValue(integer4=session_expiry))
        properties = Properties()
        self._library.MQTTProperties_add(byref(properties), byref(expiry))
        self._does("connect5", byref(options), byref(properties), None)
        self._library.MQTTProperties_free(byref(properties))

    def subscribes(self, topic_filter, qos):
        if self._level == 5:
            assert self._does("subscribe5", topic_filter.encode(), qos, None, None) == qos
        else:
            self._does("subscribe", topic_filter.encode(), qos)

    def publishes(self, topic, payload, qos=0):
        """Returns when the publish is done, as its QoS has it."""
        payload, token = payload.encode(), c_int()
        words = [topic.encode(), len(payload), payload, qos, 0]
        if self._level == 5:
            self._does("publish5", *words, None, byref(token))
        else:
            self._does("publish", *words, byref(token))
        self._does("waitForCompletion", token, PATIENCE_MS)

    def receives(self):
        topic, length, message = c_void_p(), c_int(), POINTER(ReceivedMessage)()
        self._does("receive", byref(topic), byref(length), byref(message), PATIENCE_MS)
        assert message, f"no message within {PATIENCE_S} s"
        got = message.contents
        payload = ctypes.string_at(got.payload, got.payloadlen)
        name = ctypes.string_at(topic).decode()
        taken = Message(name, payload, got.qos, bool(got.retained))
        self._library.MQTTClient_freeMessage(byref(message))
        self._library.MQTTClient_free(topic)
        return taken

    def disconnects(self):
        if self._level == 5:
            self._does("disconnect5", PATIENCE_MS, 0, None)
        else:
            self._does("disconnect", PATIENCE_MS)
        self._library.MQTTClient_destroy(byref(self._client))

    def _does(self, name, *words, client=None):
        """Calls MQTTClient_<name>; returns its code, which must not be an error."""
        answer = getattr(self._library, f"MQTTClient_{name}")(client or self._client, *words)
        code = answer.reasonCode if isinstance(answer, Response) else answer
        assert 0 <= code < 0x80, f"MQTTClient_{name}: {code}"
        return code
