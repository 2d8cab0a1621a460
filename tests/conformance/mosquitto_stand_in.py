#!/usr/bin/env python3
"""Stands in for the program `mosquitto` in Mosquitto's own tests and becomes Fieldcast.

Translates Mosquitto's command line and configuration file to options of `fieldcast serve`. Keys
that Fieldcast has no option for are left out, and tests of them fail. In the environment it needs
FIELDCAST_UNDER_TEST, the binary, and SUITE_FOLDER, a folder that it may fill.
"""

import argparse
import os
import tempfile
from pathlib import Path

FOLDER = os.environ["SUITE_FOLDER"]
OPTIONS = {
    "port": ("--mqtt-port",),
    "listener": ("--mqtt-port",),
    "max_connections": ("--connections-max",),
    "max_inflight_messages": ("--in-flight-max", "--receive-maximum"),
    "max_keepalive": ("--keep-alive-max",),
    "max_packet_size": ("--packet-bytes-max",),
    "max_queued_messages": ("--queued-messages-max",),
}
# What the tests expect of a Mosquitto that is not configured.
ALWAYS = {
    "--bind": "127.0.0.1",
    "--mqtts-port": "0",
    "--http-port": "0",
    "--https-port": "0",
    "--shards": "1",
    "--receive-maximum": "20",
    "--in-flight-max": "20",
    "--topic-alias-max": "10",
    "--topic-bytes-max": "65535",
    "--topic-levels-max": "201",
    "--unauthenticated-bytes-max": "1MiB",
}
ACCESS = '[everyone]\npublish = ["#"]\nsubscribe = ["#", "$SYS/#"]\n'


def read_settings():
    parser = argparse.ArgumentParser()
    parser.add_argument("-c", dest="file")
    parser.add_argument("-p", dest="port")
    parser.add_argument("-v", action="store_true")
    given = parser.parse_args()
    lines = Path(given.file).read_text().splitlines() if given.file else []
    settings = dict(words[:2] for line in lines if len(words := line.split()) > 1)
    if "port" in settings or "listener" in settings:
        return settings
    return {"port": given.port or "1883", "allow_anonymous": "true"} | settings


def data_folder(settings):
    """A new one; or, as long as the persistence file is there, always that whose path it holds."""
    note = Path(settings.get("persistence_file", "mosquitto.db"))
    if settings.get("persistence") != "true":
        return tempfile.mkdtemp(dir=FOLDER)
    if not note.exists():
        note.write_text(tempfile.mkdtemp(dir=FOLDER))
    return note.read_text()


def tls_options(settings, chain_file):
    """Keys of TLS belong to the `listener` that they follow; what has a `port` is without TLS.
    Mosquitto sends those of `cafile` behind its certificate, Fieldcast what is in one file."""
    if "certfile" not in settings:
        return {}
    chain = (Path(settings[key]).read_text() for key in ("certfile", "cafile"))
    Path(chain_file).write_text("".join(chain))
    options = {
        "--mqtt-port": settings.get("port", "0"),
        "--mqtts-port": settings["listener"],
        "--tls-cert": chain_file,
        "--tls-key": settings["keyfile"],
    }
    if settings.get("require_certificate") == "true":
        options["--tls-client-certificates"] = "required"
        options["--tls-client-ca"] = settings["cafile"]
    return options


def words_for(settings):
    data = data_folder(settings)
    access_file = f"{data}.toml"
    Path(access_file).write_text(ACCESS)
    options = {**ALWAYS, "--data": data, "--access-file": access_file}
    for key, value in settings.items():
        options.update(dict.fromkeys(OPTIONS.get(key, ()), value))
    options.update(tls_options(settings, f"{data}.pem"))
    words = [word for option in options.items() for word in option]
    if settings.get("allow_anonymous") == "true":
        words.append("--anonymous")
    return [*words, "--general-topics", "#", "--general-topics", "$SYS/#"]


def main():
    fieldcast = os.environ.pop("FIELDCAST_UNDER_TEST")
    os.execv(fieldcast, [fieldcast, "serve", *words_for(read_settings())])


if __name__ == "__main__":
    main()
