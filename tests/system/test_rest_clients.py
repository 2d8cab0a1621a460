"""REST as the clients of others speak it: thingspeakclient of npm, curl, and the request shapes of
the official Arduino library; and what the connection itself must do."""

import gzip
import json
import socket
import subprocess
from pathlib import Path

import pytest
from fieldcast import PATIENCE_S, free_port, wait_until
from real_clients import MosquittoSub, mosquitto_pub

HERE = Path(__file__).parent


@pytest.fixture(params=[1, 4], ids=["1 shard", "4 shards"])
def server(request, start_server):
    return start_server("--http-port", str(free_port()), shards=request.param)


@pytest.fixture
def channel(server):
    return server.add_channel()


@pytest.fixture
def url(server):
    return f"http://127.0.0.1:{server.http_port}"


class RawHttp:
    """A connection on which requests are written byte by byte, as firmware does."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
        self._rest = b""

    def sends(self, *lines, body=""):
        self.socket.sendall("\r\n".join([*lines, "", body]).encode())

    def receives(self):
        """The next response: its head and, by its Content-Length, its body."""
        while b"\r\n\r\n" not in self._rest:
            self._more()
        head, _, self._rest = self._rest.partition(b"\r\n\r\n")
        head = head.decode()
        length = int(head.partition("Content-Length: ")[2].partition("\r\n")[0])
        while len(self._rest) < length:
            self._more()
        body, self._rest = self._rest[:length], self._rest[length:]
        return head, body.decode()

    def is_closed(self):
        return self.socket.recv(1) == b""

    def _more(self):
        data = self.socket.recv(65536)
        assert data, "closed"
        self._rest += data


def curl(*words, body=None):
    sends = [] if body is None else ["--data-binary", "@-"]
    done = subprocess.run(["curl", "-sS", *sends, *map(str, words)], capture_output=True, text=True,
                          input=body, timeout=PATIENCE_S, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_thingspeakclient_writes_and_reads(server, channel, url):
    plan = {"server": url, "channel": channel.id, "writeKey": channel.write_api_key,
            "readKey": channel.read_api_key, "fields": {"field1": 7.5, "field2": "on"}}
    done = subprocess.run(["node", HERE / "thingspeak_client.mjs", json.dumps(plan)],
                          capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["written"] == "1"
    assert told["feeds"]["channel"]["last_entry_id"] == 1
    assert told["last"]["field1"] == "7.5"
    assert told["field"]["feeds"][0]["field1"] == "7.5"


def test_a_write_is_told_to_subscribers_of_mqtt(server, channel, url):
    listening = MosquittoSub(server, server.add_subscriber(channel), channel.subscribe, qos=1)
    assert curl(f"{url}/update?api_key={channel.write_api_key}&field1=3") == "1"
    assert json.loads(listening.receives().payload)["field1"] == "3"
    listening.ends()


def test_rest_and_mqtt_share_ids_and_the_interval(server, url):
    channel = server.add_channel(more=("--interval", "3600"))
    publisher = server.add_publisher(channel)
    assert mosquitto_pub(server, publisher, channel.publish, "field1=1", "-q", "1").returncode == 0
    assert curl(f"{url}/update?api_key={channel.write_api_key}&field1=2") == "0"
    feed = json.loads(curl(f"{url}/channels/{channel.id}/feeds.json?results=8000&"
                           f"api_key={channel.read_api_key}"))
    assert [(entry["entry_id"], entry["field1"]) for entry in feed["feeds"]] == [(1, "1")]


def test_an_entry_that_was_answered_survives_a_kill(server, channel, url):
    assert curl(f"{url}/update?api_key={channel.write_api_key}&field1=3") == "1"
    server.is_killed()
    server.starts()
    last = f"{url}/channels/{channel.id}/fields/1/last?api_key={channel.read_api_key}"
    assert curl(last) == "3"


def test_the_arduino_library_finds_what_it_looks_for(server, channel):
    http = RawHttp(server.http_port)
    body = "field1=21.5&status=all ok&headers=false"
    http.sends("POST /update HTTP/1.1", "Host: api.thingspeak.com", "Connection: close",
               "User-Agent: tslib-arduino/2.1.1 (unknown)",
               f"X-THINGSPEAKAPIKEY: {channel.write_api_key}",
               "Content-Type: application/x-www-form-urlencoded",
               f"Content-Length: {len(body)}", body=body)  # fmt: skip
    head, answer = http.receives()
    assert head.startswith("HTTP/1.1 200 ")
    names = {line.partition(":")[0] for line in head.split("\r\n")[1:]}
    assert names == {"Content-Type", "Content-Length", "Connection"}
    assert answer == "1"
    assert http.is_closed()
    http = RawHttp(server.http_port)
    http.sends(f"GET /channels/{channel.id}/feeds/last.txt?status=true&headers=false HTTP/1.1",
               "Host: api.thingspeak.com", "Connection: close",
               f"X-THINGSPEAKAPIKEY: {channel.read_api_key}")  # fmt: skip
    _, answer = http.receives()
    assert '"field1":"21.5"' in answer
    assert '"status":"all ok"' in answer


def test_pipelined_requests_are_answered_in_order(server, channel):
    http = RawHttp(server.http_port)
    for value in range(1, 21):
        http.sends(f"GET /update?api_key={channel.write_api_key}&field1={value} HTTP/1.1",
                   "Host: x")  # fmt: skip
    assert [http.receives()[1] for _ in range(20)] == [str(n) for n in range(1, 21)]


def test_a_connection_is_kept_and_ended_as_the_client_wants(server):
    http = RawHttp(server.http_port)
    http.sends("GET /channels/public.json HTTP/1.1", "Host: x")
    assert "Connection: close" not in http.receives()[0]
    http.sends("HEAD /channels/public.json HTTP/1.1", "Host: x", "Connection: close")
    assert http.socket.recv(65536).startswith(b"HTTP/1.1 200 ")
    http = RawHttp(server.http_port)
    http.sends("GET /channels/public.json HTTP/1.0")
    http.receives()
    assert http.is_closed()


def test_head_is_get_without_the_body(server, channel, url):
    target = f"{url}/channels/{channel.id}/feeds.json?api_key={channel.read_api_key}"
    head, _, body = curl("-i", target).partition("\n\n")
    assert curl("--head", target) == f"{head}\n\n"
    assert f"Content-Length: {len(body)}" in head.splitlines()


@pytest.mark.parametrize("target", ["/update", "/channels/1/feeds.json"])
def test_pages_of_other_sites_may_ask(server, channel, url, target):
    granted = {
        "Access-Control-Allow-Origin: *",
        "Access-Control-Allow-Methods: GET, POST, PUT, OPTIONS, DELETE, PATCH",
        "Access-Control-Allow-Headers: origin, content-type, X-Requested-With",
        "Access-Control-Max-Age: 1800",
    }
    before = curl("-i", "-X", "OPTIONS", "-H", "Origin: https://example.org", f"{url}{target}")
    assert before.startswith("HTTP/1.1 200 ")
    assert granted | {"Content-Length: 0"} <= set(before.splitlines())
    assert granted <= set(curl("-i", f"{url}{target}").splitlines())


def test_a_write_is_finished_when_the_client_has_gone(server, channel):
    http = RawHttp(server.http_port)
    http.sends(f"GET /update?api_key={channel.write_api_key}&field1=9 HTTP/1.1", "Host: x")
    http.socket.close()
    wait_until(lambda: server.feed(channel), "the entry is stored")
    assert server.feed(channel)[0]["field1"] == "9"


def test_what_is_no_request_is_told_where_to_go(server):
    for first, remedy in ((b"\x10\x10\x00\x04MQTT", b"--mqtt-port"),
                          (b"\x16\x03\x01\x02\x00\x01", b"--https-port")):  # fmt: skip
        with socket.create_connection(("127.0.0.1", server.http_port), timeout=PATIENCE_S) as raw:
            raw.sendall(first)
            answer = raw.recv(4096)
            assert answer.startswith(b"HTTP/1.1 400 ")
            assert remedy in answer


def test_long_answers_are_compressed_where_that_is_accepted(server, channel, url):
    rows = "|".join(f"2026-01-01T00:{i // 60:02}:{i % 60:02}Z,{i}" for i in range(600))
    form = f"write_api_key={channel.write_api_key}&time_format=absolute&updates={rows}"
    bulk = f"{url}/channels/{channel.id}/bulk_update.csv"
    assert curl(bulk, body=form) == '{"success":true}'
    feed = f"{url}/channels/{channel.id}/feeds.json?results=8000&api_key={channel.read_api_key}"
    plain = curl(feed)
    packed = subprocess.run(["curl", "-sS", "-H", "Accept-Encoding: gzip", feed],
                            capture_output=True, check=True).stdout  # fmt: skip
    assert len(packed) < len(plain) / 4
    assert gzip.decompress(packed).decode() == plain


def test_a_feed_of_many_pages_is_exported_whole(server, channel, url):
    entries = 9_000
    for first in range(0, entries, 3_000):
        updates = [{"created_at": 1_600_000_000 + n, "field1": n}
                   for n in range(first, first + 3_000)]  # fmt: skip
        body = json.dumps({"write_api_key": channel.write_api_key, "updates": updates})
        answer = curl("-H", "Content-Type: application/json",
                      f"{url}/channels/{channel.id}/bulk_update.json", body=body)  # fmt: skip
        assert answer == '{"success":true}', answer
    key = f"api_key={channel.read_api_key}"
    lines = curl(f"{url}/channels/{channel.id}/export.csv?{key}").splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == [str(n) for n in range(1, entries + 1)]
    whole = json.loads(curl(f"{url}/channels/{channel.id}/export.json?{key}"))
    assert [entry["field1"] for entry in whole["feeds"]] == [str(n) for n in range(entries)]
    plain = curl("--http1.0", f"{url}/channels/{channel.id}/export.csv?{key}").splitlines()
    assert plain == lines


def test_a_reader_that_stops_does_not_stop_the_others(server, channel, url):
    slow = RawHttp(server.http_port)
    for _ in range(50):
        slow.sends("GET /api/v1/openapi.json HTTP/1.1", "Host: x")
    assert curl(f"{url}/update?api_key={channel.write_api_key}&field1=1") == "1"
