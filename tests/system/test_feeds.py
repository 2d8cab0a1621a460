"""Feeds as wholes: imported and exported as files, trimmed to what their channels keep."""

import pytest
from fieldcast import Folder, run, wait_until

ROWS = 20_000  # some parts of an import


@pytest.fixture
def server(start_server):
    return start_server()


@pytest.fixture(params=["running", "not running"])
def running_or_not(request, start_server, tmp_path):
    return start_server() if request.param == "running" else Folder(tmp_path / "data")


def csv_rows(first, count):
    return [f'{1_700_000_000 + i},{i % 50}.5,"no {i}, says ""x"""'
            for i in range(first, first + count)]


def write_csv(path, rows):
    path.write_text("\n".join(["created_at,field1,field2", *rows]) + "\n")
    return path


def exported(folder, channel):
    answer = run("channel", "export", channel.id, "--data", folder.path)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_a_file_is_imported_and_exported(running_or_not, tmp_path):
    folder = running_or_not
    channel = folder.add_channel(fields=2)
    copy = folder.add_channel(fields=2)
    source = write_csv(tmp_path / "feed.csv", csv_rows(0, ROWS))
    assert folder.command("channel", "import", channel.id, source, "--check")["imported"] == 0
    assert folder.command("channel", "show", channel.id)["last_entry_id"] == 0
    assert folder.command("channel", "import", channel.id, source)["imported"] == ROWS
    text = exported(folder, channel)
    assert text.count("\n") == ROWS + 1
    target = tmp_path / "export.csv"
    assert run("channel", "export", channel.id, target, "--data", folder.path).returncode == 0
    assert target.read_text() == text
    assert folder.command("channel", "import", copy.id, target)["imported"] == ROWS
    assert exported(folder, copy) == text


def test_rows_that_are_wrong_are_named_and_nothing_is_imported(server, tmp_path):
    channel = server.add_channel(fields=2)
    rows = csv_rows(0, ROWS)
    rows[ROWS - 3] = "yesterday,1,"
    rows[ROWS - 1] = "1700000000,1,x,y"
    source = write_csv(tmp_path / "feed.csv", rows)
    answer = run("channel", "import", channel.id, source, "--data", server.path)
    assert answer.returncode == 1
    assert f"Row {ROWS - 1}: created_at is not a time" in answer.stdout
    assert f"Row {ROWS + 1}: It has 4 cells" in answer.stdout
    assert "Nothing was imported" in answer.stderr
    assert server.feed(channel) == []


def test_a_file_in_another_encoding_is_refused(server, tmp_path):
    channel = server.add_channel(fields=2)
    source = tmp_path / "feed.csv"
    source.write_bytes("created_at,field1\n1700000000,grün\n".encode("latin-1"))
    assert "not UTF-8" in server.fails("channel", "import", channel.id, source)


def test_a_channel_keeps_so_many_entries_over_kill_and_restart(server, tmp_path):
    channel = server.add_channel(fields=2)
    server.command("channel", "import", channel.id,
                   write_csv(tmp_path / "feed.csv", csv_rows(0, 5_000)))
    server.command("channel", "set", channel.id, "--retention-entries", 700)
    wait_until(lambda: len(server.feed(channel)) == 700, "700 entries left")
    server.recovers()
    assert [entry["entry_id"] for entry in server.feed(channel)] == list(range(4_301, 5_001))
    server.command("channel", "import", channel.id,
                   write_csv(tmp_path / "feed.csv", csv_rows(5_000, 1)))
    assert server.feed(channel)[-1]["entry_id"] == 5_001


def test_a_channel_keeps_entries_for_so_many_days(server, tmp_path):
    channel = server.add_channel(fields=2)
    server.command("channel", "import", channel.id,
                   write_csv(tmp_path / "feed.csv", csv_rows(0, 5_000)))
    server.command("channel", "set", channel.id, "--retention-days", 30)
    wait_until(lambda: server.feed(channel) == [], "no entries left")
    assert server.command("channel", "show", channel.id)["last_entry_id"] == 5_000
