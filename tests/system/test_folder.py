"""The data folder: what outlives a restart, and folders that no server can start on."""

import os
import sqlite3
import subprocess

import pytest
from fieldcast import BASE_ENVIRONMENT, BINARY, PATIENCE_S, Folder, Server, run
from raw_mqtt import Message

# Modes of files do not hold root back, as long as it has its capabilities.
WITHOUT_PRIVILEGES = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]


def serve_unprivileged(folder):
    """Starts a server that must fail on `folder`; returns it with its output."""
    before = WITHOUT_PRIVILEGES if os.geteuid() == 0 else []
    return subprocess.run(
        [*before, BINARY, "serve", "--data", folder.path, "--mqtt-port", "0"],
        env=BASE_ENVIRONMENT, capture_output=True, text=True, timeout=PATIENCE_S, check=False,
    )  # fmt: skip


def serve(folder):
    return run("serve", "--data", folder.path, "--mqtt-port", "0")


@pytest.mark.parametrize("ending", [Server.stops, Server.is_killed], ids=["stop", "kill"])
def test_entry_ids_go_on_after_a_restart(server, client_of, ending):
    channel = server.add_channel()
    device = server.add_publisher(channel)
    client = client_of(server, device)
    for value in range(5):
        client.publishes(channel.publish, f"field1={value}")
    ending(server)
    server.starts()
    again = client_of(server, device)
    for value in range(5, 10):
        again.publishes(channel.publish, f"field1={value}")
    feed = server.feed(channel)
    assert [entry["entry_id"] for entry in feed] == list(range(1, 11))
    assert [entry["field1"] for entry in feed] == [str(value) for value in range(10)]


def test_many_restarts_lose_nothing(start_server, client_of):
    server = start_server()
    channel = server.add_channel()
    device = server.add_publisher(channel)
    for round_ in range(1, 8):
        client = client_of(server, device)
        client.publishes(channel.publish, f"field1={round_}")
        server.restarts()
    assert [entry["field1"] for entry in server.feed(channel)] == [str(n) for n in range(1, 8)]


def test_permissions_events_and_passwords_outlive_a_restart(server, client_of):
    channel = server.add_channel()
    foreign = server.add_channel(name="Foreign")
    device = server.add_publisher(channel)
    client_of(server, device).publishes(foreign.publish, "field1=1")
    server.awaits_event(device, "publish_not_allowed")
    server.restarts()
    assert server.events(device)[0]["topic"] == foreign.publish
    client_of(server, device).publishes(channel.publish, "field1=1")
    assert len(server.feed(channel)) == 1


def test_stopping_closes_connections_and_keeps_what_was_received(start_server, client_of):
    server = start_server(shards=4)
    channel = server.add_channel()
    clients = [client_of(server, server.add_publisher(channel)) for _ in range(8)]
    for client in clients:
        client.publishes(channel.publish, "field1=1")
    server.stops()
    for client in clients:
        client.is_closed()
    assert len(server.feed(channel)) == 8


def test_a_stopped_server_can_be_read_by_commands(start_server, client_of):
    server = start_server()
    channel = server.add_channel()
    client_of(server, server.add_publisher(channel)).publishes(channel.publish, "field1=1")
    online = server.feed(channel)
    server.stops()
    assert server.feed(channel) == online


def test_a_read_only_folder_is_refused_with_its_name(folder):
    folder.add_user()
    for path in [folder.path, *folder.path.iterdir()]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    answer = serve_unprivileged(folder)
    folder.path.chmod(0o755)
    assert answer.returncode not in (0, 2)
    assert str(folder.path) in answer.stderr
    assert "writ" in answer.stderr or "read-only" in answer.stderr


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    answer = serve(Folder(tmp_path / "file/data"))
    assert answer.returncode not in (0, 2)
    assert str(tmp_path / "file") in answer.stderr


def test_a_folder_in_use_is_refused_with_the_process_that_has_it(start_server):
    server = start_server()
    answer = serve(server)
    assert answer.returncode not in (0, 2)
    assert str(server.pid) in answer.stderr
    assert "in use" in answer.stderr


def test_a_folder_of_a_newer_format_is_refused(folder):
    folder.add_user()
    (database,) = folder.path.glob("*.db")
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA user_version = 999")
        # The number is kept twice, lest a flipped bit look like a newer format.
        connection.execute("UPDATE counter SET body = 'as of format 999' WHERE kind = 0")
    connection.close()
    answer = serve(folder)
    assert answer.returncode not in (0, 2)
    assert "999" in answer.stderr
    assert "newer" in answer.stderr


def test_a_port_in_use_is_refused_with_its_number(start_server, tmp_path):
    server = start_server()
    words = ("--bind", "127.0.0.1", "--mqtt-port", server.port)
    answer = run("serve", "--data", tmp_path / "other", *words)
    assert answer.returncode not in (0, 2)
    assert str(server.port) in answer.stderr


def test_the_folder_and_its_files_are_for_their_owner_alone(start_server, client_of):
    server = start_server()
    channel = server.add_channel()
    client_of(server, server.add_publisher(channel)).publishes(channel.publish, "field1=1")
    assert server.path.stat().st_mode & 0o077 == 0
    for path in server.path.rglob("*"):
        if not path.is_socket():
            assert path.stat().st_mode & 0o077 == 0, path


def test_messages_are_relayed_after_a_restart_as_before(server, client_of):
    channel = server.add_channel()
    device = server.add_device(f"{channel.id}:publish,subscribe")
    server.restarts()
    client = client_of(server, device)
    client.subscribes(channel.subscribe_field(1))
    client.publishes(channel.publish, "field1=1")
    assert client.receives() == Message(channel.subscribe_field(1), b"1")
