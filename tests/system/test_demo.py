"""The first start: `fieldcast serve --demo` shows two commands, and they work when pasted."""

import re
import signal
import subprocess

import pytest
from fieldcast import BASE_ENVIRONMENT, BINARY, PATIENCE_S, free_port


class Demo:
    """`fieldcast serve --demo`, read up to the line that says where it listens."""

    def __init__(self, folder):
        words = ["serve", "--demo", "--data", folder, "--bind", "127.0.0.1"]
        self.process = subprocess.Popen(
            [BINARY, *map(str, words), "--mqtt-port", str(free_port())],
            env=BASE_ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self.shown = ""
        while "MQTT on 127.0.0.1" not in self.shown:
            line = self.process.stdout.readline()
            assert line, "the server ended:\n" + self.shown
            self.shown += line

    def command(self, program):
        """The line to paste that begins with `program`."""
        return re.search(rf"^{program} .*$", self.shown, re.MULTILINE).group()

    def stops(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(PATIENCE_S) == 0


@pytest.fixture
def demo(tmp_path):
    demo = Demo(tmp_path / "data")
    yield demo
    if demo.process.poll() is None:
        demo.stops()


def test_both_commands_of_the_demo_work_when_pasted(demo):
    listening = subprocess.Popen(
        ["bash", "-c", "stdbuf -oL " + demo.command("mosquitto_sub") + " -d -W 30 -C 1"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    for line in listening.stdout:
        if line.startswith("Subscribed"):
            break
    published = subprocess.run(["bash", "-c", demo.command("mosquitto_pub")], timeout=PATIENCE_S)
    assert published.returncode == 0
    heard, _ = listening.communicate(timeout=PATIENCE_S)
    assert listening.returncode == 0
    assert re.search(r'"entry_id":1,"field1":"[^"]+"', heard)


def test_the_second_start_shows_no_credentials(demo, tmp_path):
    passwords = re.findall(r"-P '([0-9A-Za-z+/]{24})'", demo.shown)
    assert len(passwords) == 2
    demo.stops()
    again = Demo(tmp_path / "data")
    again.stops()
    assert not any(password in again.shown for password in passwords)
    assert "mosquitto" not in again.shown
