"""Programs and libraries that devices use: mosquitto_pub and _sub, Paho Python, mqtt.js.

`version` is the protocol's: 3.1, 3.1.1 or 5. A `session_expiry` other than 0 keeps the session;
only version 5 can say for how long.
"""

import collections
import json
import queue
import shutil
import subprocess
from pathlib import Path

import paho.mqtt.client as paho
from fieldcast import PATIENCE_S
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from raw_mqtt import Message

LEVELS = {"3.1": 3, "3.1.1": 4, "5": 5}

HERE = Path(__file__).parent


def credentials(server, device):
    """How mosquitto's commands are told where to go and who they are."""
    return [
        "-h", "127.0.0.1", "-p", str(server.port),
        "-i", device.client_id, "-u", device.username, "-P", device.password,
    ]  # fmt: skip


def mosquitto_pub(server, device, topic, payload, *more, version="3.1.1"):
    """Publishes one message; returns the ended process."""
    return subprocess.run(
        ["mosquitto_pub", *credentials(server, device), "-V", mosquittos(version), "-t", topic,
         "-m", payload, *more],
        capture_output=True, text=True, timeout=PATIENCE_S, check=False,
    )  # fmt: skip


def mosquittos(version):
    return "mqttv" + version.replace(".", "")


class MosquittoSub:
    """mosquitto_sub on some filters, subscribed when this is made."""

    def __init__(self, server, device, *filters, qos=0, version="3.1.1", session_expiry=0,
                 more=()):
        words = [word for topic_filter in filters for word in ("-t", topic_filter)]
        if session_expiry:
            words.append("-c")
        if session_expiry and version == "5":
            words += ["-x", str(session_expiry)]
        self._kept = collections.deque()
        self._process = subprocess.Popen(
            ["stdbuf", "-oL", "mosquitto_sub", *credentials(server, device), *words,
             *more, "-V", mosquittos(version), "-q", str(qos),
             "-d", "-F", "MESSAGE %q %r %t %p", "-W", str(PATIENCE_S)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        subscribed = self._line_with("Subscribed (mid")
        self.codes = [int(code) for code in subscribed.partition("): ")[2].split(", ")]

    def receives(self):
        line = self._kept.popleft() if self._kept else self._line_with("MESSAGE ")
        _, qos, retain, topic, payload = line.split(" ", 4)
        return Message(topic, payload.rstrip("\n").encode(), int(qos), retain == "1")

    def ends(self):
        self._process.terminate()
        self._process.communicate(timeout=PATIENCE_S)

    def _line_with(self, begin):
        """The next line that begins so. Messages of a session that come before it are kept."""
        for line in self._process.stdout:
            if line.startswith(begin):
                return line
            if line.startswith("MESSAGE "):
                self._kept.append(line)
        raise AssertionError(f"mosquitto_sub ended without a line '{begin}…'")


class PahoClient:
    """Paho Python 1.6 with its own network thread. `websocket` is the path of one; with a `ca_file`
    everything goes over TLS."""

    def __init__(self, server, device, *, will=None, version="3.1.1", session_expiry=0,
                 websocket=None, ca_file=None):
        self._events = queue.Queue()
        self._messages = queue.Queue()
        starts = {} if version == "5" else {"clean_session": not session_expiry}
        transport = "websockets" if websocket else "tcp"
        self._client = paho.Client(device.client_id, protocol=LEVELS[version], transport=transport,
                                   **starts)
        if websocket:
            self._client.ws_set_options(path=websocket)
        if ca_file:
            self._client.tls_set(str(ca_file))
        self._client.username_pw_set(device.username, device.password)
        self._client.reconnect_delay_set(min_delay=1, max_delay=1)
        if will:
            self._client.will_set(will.topic, will.payload, will.qos, will.retain)
        self._hears()
        self._client.connect("127.0.0.1", server.door(bool(websocket), bool(ca_file)), keepalive=30,
                             **self._connect_terms(version, session_expiry))  # fmt: skip
        self._client.loop_start()
        self.code = self._events.get(timeout=PATIENCE_S)

    def _hears(self):
        """Version 5 tells properties behind what others tell."""
        self._client.on_connect = lambda _, __, ___, code, *____: self._events.put(code)
        self._client.on_disconnect = lambda _, __, code, *___: self._events.put(("gone", code))
        self._client.on_subscribe = lambda _, __, ___, codes, *____: self._events.put(list(codes))
        self._client.on_message = lambda _, __, message: self._messages.put(
            Message(message.topic, message.payload, message.qos, message.retain)
        )

    @staticmethod
    def _connect_terms(version, session_expiry):
        if version != "5":
            return {}
        properties = Properties(PacketTypes.CONNECT)
        properties.SessionExpiryInterval = session_expiry
        return {"clean_start": not session_expiry, "properties": properties}

    def subscribes(self, topic_filter, qos=0):
        self._client.subscribe(topic_filter, qos)
        return self._events.get(timeout=PATIENCE_S)

    def publishes(self, topic, payload, qos=0, retain=False):
        """Returns when the publish is done, as its QoS has it."""
        self._client.publish(topic, payload, qos, retain).wait_for_publish(PATIENCE_S)

    def receives(self):
        return self._messages.get(timeout=PATIENCE_S)

    def is_disconnected(self):
        assert self._events.get(timeout=PATIENCE_S)[0] == "gone"

    def disconnects(self):
        self._client.disconnect()
        self._client.loop_stop()


class MqttJs:
    """A mqtt.js client in a Node process; what it does is said when it is made."""

    def __init__(self, server, device, *, version="3.1.1", session_expiry=0, options=None,
                 websocket="", ca_file=None, **plan):
        scheme = ("ws" if websocket else "mqtt") + ("s" if ca_file else "")
        port = server.door(bool(websocket), bool(ca_file))
        plan["url"] = f"{scheme}://127.0.0.1:{port}{websocket}"
        plan["caFile"] = str(ca_file) if ca_file else None
        plan["options"] = {
            "clientId": device.client_id,
            "username": device.username,
            "password": device.password,
            "protocolId": "MQIsdp" if version == "3.1" else "MQTT",
            "protocolVersion": LEVELS[version],
            "clean": not session_expiry,
            **(options or {}),
        }
        if version == "5":
            plan["options"]["properties"] = {"sessionExpiryInterval": session_expiry}
        node = shutil.which("node") or shutil.which("nodejs")
        self._process = subprocess.Popen(
            [node, str(HERE / "mqttjs_client.mjs"), json.dumps(plan)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def tells(self, event):
        """Waits for an event of this kind; returns its details."""
        for line in self._process.stdout:
            told = json.loads(line)
            if told["event"] == event:
                return told
            assert told["event"] != "error", told["text"]
        raise AssertionError(f"mqtt.js ended without '{event}'")

    def receives(self):
        told = self.tells("message")
        return Message(told["topic"], told["payload"].encode(), told["qos"], told["retain"])

    def ends(self):
        """By itself, when its plan is carried out."""
        assert self._process.wait(PATIENCE_S) == 0
