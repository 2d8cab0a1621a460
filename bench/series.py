#!/usr/bin/env python3
"""Fills a channel with entries by importing CSV and tells how long the series of all of them takes,
and how much of that the server spends on a processor.

    bench/series.py build/release/fieldcast [ENTRIES]
"""

import http.client
import json
import math
import os
import subprocess
import sys
import tempfile
import time

ROWS_PER_PART = 100_000


def command(binary, folder, *words):
    done = subprocess.run([binary, *words, "--data", folder, "--json"], check=True,
                          capture_output=True, text=True)
    return json.loads(done.stdout)


def ask(port, method, path, key, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    begin = time.monotonic()
    connection.request(method, path, body, {"Authorization": f"Bearer {key}"})
    response = connection.getresponse()
    text = response.read()
    seconds = time.monotonic() - begin
    assert response.status < 300, text
    return json.loads(text), len(text), seconds


def processor_seconds(pid):
    with open(f"/proc/{pid}/stat") as stat:
        times = stat.read().rpartition(")")[2].split()[11:13]
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")


def part(first, rows, begin=1_700_000_000):
    """CSV of `rows` entries, ten seconds apart; the very first one is of `begin`."""
    lines = ["created_at,field1,field2,field3,field4,field5,field6,field7,field8"]
    for i in range(first, first + rows):
        values = (f"{20 + 5 * math.sin(i / (1000 + 100 * n)):.2f}" for n in range(8))
        lines.append(f"{begin + 10 * i},{','.join(values)}")
    return "\n".join(lines)


def main(binary, entries):
    port = 18099
    with tempfile.TemporaryDirectory() as folder:
        command(binary, folder, "user", "add", "ann")
        key = command(binary, folder, "user", "key", "ann")["user_api_key"]
        fields = [word for n in range(1, 9) for word in ("--field", f"{n}=Label {n}")]
        command(binary, folder, "channel", "add", "--name", "Long", *fields)
        ports = {f"FIELDCAST_{name}_PORT": "0" for name in ("MQTT", "MQTTS", "HTTPS")}
        server = subprocess.Popen([binary, "serve", "--data", folder, "--http-port", str(port)],
                                  env={**os.environ, **ports}, stderr=subprocess.DEVNULL)
        try:
            while subprocess.run(["curl", "-s", "-o", "/dev/null", f"http://127.0.0.1:{port}/"],
                                 check=False).returncode:
                time.sleep(0.05)
            spent = 0.0
            for first in range(0, entries, ROWS_PER_PART):
                text = part(first, min(ROWS_PER_PART, entries - first))
                spent += ask(port, "POST", "/api/v1/channels/1/import", key, text)[2]
            print(f"import of {entries} entries: {spent:.2f} s")
            window = "start=2023-11-14T00:00:00Z&end=2100-01-01T00:00:00Z"
            for path in ("statistics", "series?fields=1,2", "series?fields=1,2&points=8000",
                         "series", f"series?fields=1,2&{window}"):
                seconds = []
                for _ in range(3):
                    before = processor_seconds(server.pid)
                    _, size, spent = ask(port, "GET", f"/api/v1/channels/1/{path}", key)
                    used = processor_seconds(server.pid) - before
                    seconds.append(f"{spent:.3f} ({used:.2f})")
                print(f"{path}: {' · '.join(seconds)} s, {size} bytes")
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
