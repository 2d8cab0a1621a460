"""Administration by commands, on a folder and on a running server, and what wrong words say."""

import csv
import io
import json
import re
import threading

import pytest
from fieldcast import run


@pytest.fixture(params=["offline", "online"])
def place(request, folder, start_server):
    """A data folder, without a server and with one on it: commands must not show which."""
    return folder if request.param == "offline" else start_server()


def test_the_help_names_every_command(folder):
    answer = run("--help")
    assert answer.returncode == 0
    for word in ("serve", "user add", "channel feed", "device allow", "fieldcast version"):
        assert word in answer.stdout
    for command in (("serve",), ("device", "add"), ("channel", "feed")):
        answer = run(*command, "--help")
        assert answer.returncode == 0
        assert " ".join(command) in answer.stdout


def test_the_version_is_printed():
    answer = run("--version")
    assert re.fullmatch(r"fieldcast \d+\.\d+\.\d+\S*\n", answer.stdout)


@pytest.mark.parametrize(
    "words, nearest",
    [
        (("serve", "--mqttport", "1"), "--mqtt-port"),
        (("serve", "--sharts", "1"), "--shards"),
        (("device", "ad"), "device add"),
        (("chanel", "list"), "channel"),
        (("channel", "add", "--nmae", "x"), "--name"),
        (("device", "show", "1", "--event"), "--events"),
        (("srve",), "serve"),
    ],
)
def test_a_wrong_word_names_the_nearest_right_one(words, nearest):
    answer = run(*words)
    assert answer.returncode == 2
    assert nearest in answer.stderr
    assert answer.stdout == ""


@pytest.mark.parametrize(
    "words",
    [
        ("serve", "--mqtt-port", "65536"),
        ("serve", "--mqtt-port", "many"),
        ("serve", "--mqtt-port"),
        ("serve", "--log-level", "loud"),
        ("serve", "--idle-timeout", "5"),
        ("device", "add"),
        ("channel", "feed"),
        ("user", "add", "a", "b"),
        ("serve", "extra"),
    ],
)
def test_a_value_that_is_wrong_or_missing_is_refused(words):
    answer = run(*words)
    assert answer.returncode == 2
    assert answer.stderr.strip()


def test_users_are_added_listed_and_removed(place):
    place.add_user("ada")
    place.command("user", "add", "bea", "--password-stdin", standard_input="correct horse\n")
    listed = place.command("user", "list")
    assert [user["user"] for user in listed] == ["ada", "bea"]
    assert "ada" in place.fails("user", "add", "ada")
    place.command("user", "remove", "bea", "--yes")
    assert [user["user"] for user in place.command("user", "list")] == ["ada"]


def test_a_users_key_is_shown_and_regenerated(place):
    place.add_user("ada")
    shown = place.command("user", "key", "ada")
    assert shown["user"] == "ada"
    assert re.fullmatch(r"[0-9A-Z]{16}", shown["user_api_key"])
    assert place.command("user", "key", "ada") == shown
    renewed = place.command("user", "key", "ada", "--regenerate")
    assert renewed["user_api_key"] != shown["user_api_key"]
    assert place.command("user", "key", "ada") == renewed


def test_a_channel_is_added_shown_set_and_listed(place):
    place.add_user()
    words = ("--name", "Greenhouse", "--field", "1=Temperature", "--field", "3=Light", "--public")
    added = place.command("channel", "add", *words)
    assert list(added) == ["id", "write_api_key", "read_api_key"]
    assert added["id"] == 1
    for key in ("write_api_key", "read_api_key"):
        assert re.fullmatch(r"[0-9A-Z]{16}", added[key])
    shown = place.command("channel", "show", 1)
    assert (shown["name"], shown["public"]) == ("Greenhouse", True)
    assert (shown["field1"], shown["field3"]) == ("Temperature", "Light")
    place.command("channel", "set", 1, "--name", "Cellar", "--private", "--field", "3=")
    shown = place.command("channel", "show", 1)
    assert (shown["name"], shown["public"]) == ("Cellar", False)
    assert not shown.get("field3")
    assert [channel["name"] for channel in place.command("channel", "list")] == ["Cellar"]


def test_ids_of_removed_channels_and_devices_are_not_given_again(place):
    place.add_user()
    first = place.add_channel()
    device = place.add_device(f"{first.id}:publish")
    place.command("channel", "remove", first.id, "--yes")
    place.command("device", "remove", device.device_id, "--yes")
    assert place.add_channel().id == first.id + 1
    assert place.add_device().device_id == device.device_id + 1


def test_a_device_is_added_shown_allowed_and_denied(place):
    place.add_user()
    one, two = place.add_channel(), place.add_channel()
    added = place.command("device", "add", "--name", "Sensor", "--channel", f"{one.id}:publish")
    assert list(added) == ["device_id", "client_id", "username", "password"]
    assert re.fullmatch(r"[0-9A-Za-z]{23}", added["client_id"])
    assert added["username"] == added["client_id"]
    assert re.fullmatch(r"[0-9A-Za-z+/]{24}", added["password"])
    id_ = added["device_id"]
    place.command("device", "allow", id_, f"{two.id}:publish,subscribe")
    assert _permissions(place, id_) == {one.id: (True, False), two.id: (True, True)}
    place.command("device", "deny", id_, f"{two.id}:publish")
    place.command("device", "deny", id_, str(one.id))
    assert _permissions(place, id_) == {two.id: (False, True)}
    place.command("device", "set", id_, "--name", "Cellar sensor")
    assert [device["name"] for device in place.command("device", "list")] == ["Cellar sensor"]


def _permissions(place, device_id):
    channels = place.command("device", "show", device_id)["channels"]
    return {each["id"]: (each["publish"], each["subscribe"]) for each in channels}


def test_a_password_is_shown_once_only(place):
    device = place.add_device(f"{place.add_channel().id}:publish")
    renewed = place.command("device", "password", device.device_id)
    assert list(renewed) == ["device_id", "client_id", "username", "password"]
    assert renewed["password"] != device.password
    for words in (("device", "list"), ("device", "show", device.device_id, "--events")):
        shown = run(*words, "--data", place.path)
        assert device.password not in shown.stdout
        assert renewed["password"] not in shown.stdout


def test_things_that_are_not_there_are_named(place):
    place.add_user()
    assert "7" in place.fails("channel", "show", 7)
    assert "7" in place.fails("device", "remove", 7, "--yes")
    assert "eve" in place.fails("user", "key", "eve")
    assert "7" in place.fails("device", "add", "--name", "x", "--channel", "7:publish")
    assert place.command("device", "list") == []


def test_removing_without_a_terminal_needs_yes(place):
    channel = place.add_channel()
    for words in (("channel", "remove", channel.id), ("channel", "clear", channel.id)):
        assert "--yes" in place.fails(*words)
    assert len(place.command("channel", "list")) == 1


def test_without_json_answers_are_for_people(place):
    place.add_user()
    added = run("channel", "add", "--name", "Garden", "--data", place.path)
    assert added.returncode == 0
    assert "1" in added.stdout
    assert not added.stdout.startswith("{")
    assert "Garden" in run("channel", "list", "--data", place.path).stdout


def test_a_feed_is_printed_in_thingspeaks_json(start_server, client_of):
    server, channel = _server_with_entries(start_server, client_of)
    answer = run("channel", "feed", channel.id, "--results", 2, "--data", server.path)
    printed = json.loads(answer.stdout)
    assert list(printed) == ["channel", "feeds"]
    assert printed["channel"]["id"] == channel.id
    assert printed["channel"]["field1"] == "label 1"
    assert printed["channel"]["last_entry_id"] == 3
    assert [list(entry) for entry in printed["feeds"]] == 2 * [
        ["created_at", "entry_id", "field1", "field2"]
    ]
    assert [entry["field1"] for entry in printed["feeds"]] == ["two", 'th"ree, 3']


def test_a_feed_is_printed_in_thingspeaks_csv(start_server, client_of):
    server, channel = _server_with_entries(start_server, client_of)
    answer = run("channel", "feed", channel.id, "--format", "csv", "--data", server.path)
    rows = list(csv.reader(io.StringIO(answer.stdout)))
    assert rows[0] == ["created_at", "entry_id", "field1", "field2"]
    assert [row[1:] for row in rows[1:]] == [
        ["1", "one", ""],
        ["2", "two", ""],
        ["3", 'th"ree, 3', ""],
    ]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", row[0]) for row in rows[1:])


def _server_with_entries(start_server, client_of):
    server = start_server()
    channel = server.add_channel(fields=2)
    client = client_of(server, server.add_publisher(channel))
    for value in ("one", "two", 'th"ree, 3'):
        client.publishes(channel.publish_field(1), value)
    return server, channel


def test_many_commands_at_once_are_all_carried_out(start_server):
    server = start_server()
    server.add_user()
    threads = [threading.Thread(target=server.add_channel) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = [channel["id"] for channel in server.command("channel", "list")]
    assert ids == list(range(1, 9))


def test_the_data_folder_may_come_from_the_environment(folder):
    folder.add_user("ada")
    answer = run("user", "list", environment={"FIELDCAST_DATA": str(folder.path)})
    assert "ada" in answer.stdout


def test_a_folder_that_does_not_exist_is_not_made_by_a_question(tmp_path):
    answer = run("channel", "list", "--data", tmp_path / "nowhere")
    assert answer.returncode == 1
    assert "nowhere" in answer.stderr
    assert not (tmp_path / "nowhere").exists()
