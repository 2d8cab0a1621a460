"""The brokers: where their programs are, and how each is configured for a fair comparison.

All get the same: one core, anonymous clients on 127.0.0.1, no log, no file, no limit that would
make them drop what the load sends. Where a broker has a number of threads, it is one.
"""

import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Without what would configure a Fieldcast.
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("FIELDCAST_")}


@dataclass(frozen=True)
class Doors:
    """What a broker is to listen on. `tls_port` is 0 where nobody comes by TLS."""

    port: int
    tls_port: int = 0
    certificate: Path | None = None
    key: Path | None = None


@dataclass(frozen=True)
class Broker:
    """`configure(folder, doors)` writes what the broker reads into `folder` and returns its command
    line behind the program's name."""

    key: str
    name: str
    program: str
    configure: object
    version_words: tuple = ()
    has_tls: bool = True
    is_ours: bool = False

    def path(self):
        """The program, if it is there: the one that the environment names goes first."""
        named = os.environ.get(self.variable)
        if named and not shutil.which(named):
            raise FileNotFoundError(f"{self.variable}={named} is no program")
        program = named or self.program
        return shutil.which(program) if program else None

    @property
    def variable(self):
        return self.key.upper()

    def label(self):
        """The name with its version, as the program itself tells it."""
        if not self.version_words:
            return self.name
        told = subprocess.run([self.path(), *self.version_words], capture_output=True, text=True,
                              check=False)  # fmt: skip
        version = re.search(r"\d+\.\d+[\w.-]*", told.stdout + told.stderr)
        return f"{self.name} {version.group()}" if version else self.name


def configure_fieldcast(folder, doors):
    return fieldcast_words(folder, doors, "--general-topics", "#", "--anonymous")


def fieldcast_words(folder, doors, *more, is_http=False, shards=1):
    """`is_http`: on doors.port is HTTP instead of MQTT."""
    mqtt_port, http_port = (0, doors.port) if is_http else (doors.port, 0)
    words = ["serve", "--data", folder / "data", "--bind", "127.0.0.1", "--shards", shards,
             "--mqtt-port", mqtt_port, "--http-port", http_port,
             "--mqtts-port", doors.tls_port, "--https-port", 0, "--log-level", "error"]  # fmt: skip
    if doors.tls_port:
        words += ["--tls-cert", doors.certificate, "--tls-key", doors.key]
    return [*words, *more]


def configure_floor(_folder, doors):
    return [doors.port]


def configure_mosquitto(folder, doors):
    lines = [
        f"user {pwd.getpwuid(os.getuid()).pw_name}",
        "allow_anonymous true",
        "persistence false",
        "log_type error",
        "max_queued_messages 0",
        "set_tcp_nodelay true",
        f"listener {doors.port} 127.0.0.1",
    ]
    if doors.tls_port:
        lines += [
            f"listener {doors.tls_port} 127.0.0.1",
            f"certfile {doors.certificate}",
            f"keyfile {doors.key}",
        ]
    return ["-c", write(folder / "mosquitto.conf", lines)]


def configure_flashmq(folder, doors):
    lines = [
        "allow_anonymous true",
        "thread_count 1",
        "log_level error",
        f"log_file {folder}/flashmq.log",
        "max_qos_msg_pending_per_client 65000",
        "max_qos_bytes_pending_per_client 268435456",
        *flashmq_listener(doors.port),
    ]
    if doors.tls_port:
        lines += flashmq_listener(
            doors.tls_port, f"fullchain {doors.certificate}", f"privkey {doors.key}"
        )
    return ["--config-file", write(folder / "flashmq.conf", lines)]


def flashmq_listener(port, *more):
    address = ("inet_protocol ip4", "inet4_bind_address 127.0.0.1")
    return ["listen {", "protocol mqtt", *address, f"port {port}", *more, "}"]


def configure_nanomq(folder, doors):
    lines = [
        "system { num_taskq_thread = 1, max_taskq_thread = 1, parallel = 4 }",
        "mqtt { max_mqueue_len = 65535, max_inflight_window = 65535 }",
        "auth { allow_anonymous = true, no_match = allow, deny_action = ignore }",
        f'log {{ to = [file], level = error, dir = "{folder}", file = "nanomq.log" }}',
        f'listeners.tcp {{ bind = "127.0.0.1:{doors.port}" }}',
    ]
    if doors.tls_port:
        lines += [
            "listeners.ssl {",
            f'  bind = "127.0.0.1:{doors.tls_port}"',
            f'  certfile = "{doors.certificate}"',
            f'  cacertfile = "{doors.certificate}"',
            f'  keyfile = "{doors.key}"',
            "  verify_peer = false, fail_if_no_peer_cert = false",
            "}",
        ]
    return ["start", "--conf", write(folder / "nanomq.conf", lines)]


def write(path, lines):
    path.write_text("\n".join(lines) + "\n")
    return path


def known_brokers(build):
    """All brokers that there are words for, whether their programs are there or not; `build` is the
    folder of our own programs."""
    ours, peer = {"version_words": ("version",), "is_ours": True}, {"version_words": ("-h",)}
    return [
        Broker("floor", "floor", f"{build}/floor_relay", configure_floor, has_tls=False),
        Broker("fieldcast", "Fieldcast", f"{build}/fieldcast", configure_fieldcast, **ours),
        Broker("fieldcast2", "Fieldcast (2)", "", configure_fieldcast, **ours),
        Broker("mosquitto", "Mosquitto", "/usr/sbin/mosquitto", configure_mosquitto, **peer),
        Broker("mosquitto2", "Mosquitto", "", configure_mosquitto, **peer),
        Broker("flashmq", "FlashMQ", "", configure_flashmq, version_words=("--version",)),
        Broker("nanomq", "NanoMQ", "", configure_nanomq, version_words=("--version",)),
    ]
