"""Settings from a file, from the environment and from flags; wrong ones say where and what."""

import pytest
from fieldcast import free_port, run
from raw_mqtt import RawClient


def serve(folder, *words, **how):
    return run("serve", "--data", folder.path, "--mqtt-port", "0", *words, **how)


def test_a_configuration_file_is_read(start_server, tmp_path):
    settings = tmp_path / "settings.toml"
    settings.write_text('connect_timeout = "200ms"\n')
    server = start_server("--config", settings)
    with RawClient(server.port) as client:
        client.is_closed()


def test_the_file_in_the_data_folder_is_read_by_itself(start_server, tmp_path):
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data/fieldcast.toml").write_text('connect_timeout = "200ms"\n')
    server = start_server()
    with RawClient(server.port) as client:
        client.is_closed()


def test_the_sample_file_is_a_valid_one(start_server, tmp_path):
    sample = run("config", "sample")
    assert sample.returncode == 0
    (tmp_path / "sample.toml").write_text(sample.stdout)
    start_server("--config", tmp_path / "sample.toml")
    uncommented = [
        line.removeprefix("# ").removeprefix("#")
        for line in sample.stdout.splitlines()
        if " = " in line
    ]
    assert any(line.startswith("mqtt_port = 1883") for line in uncommented)


@pytest.mark.parametrize(
    "content, line, named",
    [
        ("mqtt_prot = 1\n", 1, "mqtt_port"),
        ('\n\nidle_timeuot = "1h"\n', 3, "idle_timeout"),
        ("mqtt_port = 70000\n", 1, "65535"),
        ('mqtt_port = 1883\nidle_timeout = "soon"\n', 2, "idle_timeout"),
        ("mqtt_port = \n", 1, ""),
        ("[section]\nmqtt_port = 1\n", 1, "section"),
        ("shards = 1\nshards = 2\n", 2, "shards"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(folder, tmp_path, content, line, named):
    settings = tmp_path / "settings.toml"
    settings.write_text(content)
    answer = serve(folder, "--config", settings)
    assert answer.returncode == 2
    assert "settings.toml" in answer.stderr
    assert f"{line}" in answer.stderr
    assert named in answer.stderr


def test_a_file_that_is_not_there_is_named(folder, tmp_path):
    answer = serve(folder, "--config", tmp_path / "missing.toml")
    assert answer.returncode == 2
    assert "missing.toml" in answer.stderr


def test_a_wrong_environment_variable_names_the_nearest(folder):
    answer = serve(folder, environment={"FIELDCAST_MQTT_PROT": "1"})
    assert answer.returncode == 2
    assert "FIELDCAST_MQTT_PORT" in answer.stderr


def test_a_flag_wins_over_the_environment_and_that_over_the_file(folder, tmp_path):
    """Each gives an address that is none, so that the error shows which one counted."""
    settings = tmp_path / "settings.toml"
    settings.write_text('bind = "the file"\n')
    words = ("serve", "--data", folder.path, "--mqtt-port", free_port(), "--config", settings)
    assert "'the file'" in run(*words).stderr
    environment = {"FIELDCAST_BIND": "the environment"}
    assert "'the environment'" in run(*words, environment=environment).stderr
    assert "'the flag'" in run(*words, "--bind", "the flag", environment=environment).stderr
