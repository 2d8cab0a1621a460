"""Programs and libraries that devices use: mosquitto_pub and _sub, Paho Python, mqtt.js."""

import json
import queue
import shutil
import subprocess
from pathlib import Path

import paho.mqtt.client as paho
from fieldcast import PATIENCE_S
from raw_mqtt import Message

HERE = Path(__file__).parent


def credentials(server, device):
    """How mosquitto's commands are told where to go and who they are."""
    return [
        "-h", "127.0.0.1", "-p", str(server.port),
        "-i", device.client_id, "-u", device.username, "-P", device.password,
    ]  # fmt: skip


def mosquitto_pub(server, device, topic, payload, *more):
    """Publishes one message; returns the ended process."""
    return subprocess.run(
        ["mosquitto_pub", *credentials(server, device), "-t", topic, "-m", payload, *more],
        capture_output=True, text=True, timeout=PATIENCE_S, check=False,
    )  # fmt: skip


class MosquittoSub:
    """mosquitto_sub on some filters, subscribed when this is made."""

    def __init__(self, server, device, *filters, qos=0):
        words = [word for topic_filter in filters for word in ("-t", topic_filter)]
        self._process = subprocess.Popen(
            ["stdbuf", "-oL", "mosquitto_sub", *credentials(server, device), *words,
             "-q", str(qos), "-d", "-F", "MESSAGE %q %r %t %p", "-W", str(PATIENCE_S)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        subscribed = self._line_with("Subscribed (mid")
        self.codes = [int(code) for code in subscribed.partition("): ")[2].split(", ")]

    def receives(self):
        _, qos, retain, topic, payload = self._line_with("MESSAGE ").split(" ", 4)
        return Message(topic, payload.rstrip("\n").encode(), int(qos), retain == "1")

    def ends(self):
        self._process.terminate()
        self._process.communicate(timeout=PATIENCE_S)

    def _line_with(self, begin):
        for line in self._process.stdout:
            if line.startswith(begin):
                return line
        raise AssertionError(f"mosquitto_sub ended without a line '{begin}…'")


class PahoClient:
    """Paho Python 1.6 with its own network thread."""

    def __init__(self, server, device, *, will=None):
        self._events = queue.Queue()
        self._messages = queue.Queue()
        self._client = paho.Client(client_id=device.client_id, protocol=paho.MQTTv311)
        self._client.username_pw_set(device.username, device.password)
        if will:
            self._client.will_set(will.topic, will.payload, will.qos, will.retain)
        self._client.on_connect = lambda _, __, ___, code: self._events.put(code)
        self._client.on_disconnect = lambda _, __, code: self._events.put(("gone", code))
        self._client.on_subscribe = lambda _, __, ___, codes: self._events.put(list(codes))
        self._client.on_message = lambda _, __, message: self._messages.put(
            Message(message.topic, message.payload, message.qos, message.retain)
        )
        self._client.connect("127.0.0.1", server.port, keepalive=30)
        self._client.loop_start()
        self.code = self._events.get(timeout=PATIENCE_S)

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

    def __init__(self, server, device, **plan):
        plan["url"] = f"mqtt://127.0.0.1:{server.port}"
        plan["options"] = {
            "clientId": device.client_id,
            "username": device.username,
            "password": device.password,
        }
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
