"""The page as people use it, in a real browser on a real server."""

import dataclasses
import re
import time

from conftest import add_user
from fieldcast import wait_until
from raw_mqtt import RawClient


def import_rows(server, channel, folder, rows):
    """Rows are pairs: a time in seconds, and the value of field 1."""
    rows = [f"{at},{value}" for at, value in rows]
    file = folder / "entries.csv"
    file.write_text("\n".join(["created_at,field1", *rows, ""]))
    server.command("channel", "import", channel.id, file)


def add_entries(server, channel, folder):
    """Three entries, 1 to 3 in field 1, of the last minutes."""
    now = int(time.time())
    import_rows(server, channel, folder, [(now - 60 * (3 - n), n) for n in (1, 2, 3)])


def add_public_channel(server, folder):
    channel = server.add_channel(name="Open", more=("--public",))
    add_entries(server, channel, folder)


def furnish(server, garden, folder):
    """Something to see on each view that views.mjs names."""
    add_entries(server, garden, folder)
    add_public_channel(server, folder)
    server.add_channel(name="Young")
    sensor = server.add_publisher(garden)
    stranger = dataclasses.replace(sensor, password="not this one")
    with RawClient(server.port) as client:
        assert client.connects(stranger) != 0


def test_the_first_start_leads_to_a_moving_chart(new_server, plays):
    link = re.compile(r"http://\S+/welcome#\S+")
    found = wait_until(lambda: link.search(new_server.log), "the set-up link")
    plays("first_start", new_server, link=found.group())


def test_what_is_loaded_is_small(server, garden, tmp_path, plays):
    add_entries(server, garden, tmp_path)
    plays("sizes", server, channel=garden.id)


def test_a_device_gets_credentials_and_its_first_message_lights_up(server, garden, plays):
    plays("first_message", server)


def test_a_password_is_shown_once(server, garden, plays):
    server.add_publisher(garden)
    plays("password_once", server)


def test_refusals_are_told_with_their_remedies(server, garden, plays):
    server.add_channel(name="Forbidden")
    plays("refusals", server, device=server.add_publisher(garden))


def test_a_permission_withdrawn_acts_on_the_connected_client(server, garden, plays):
    plays("withdrawn_permission", server, device=server.add_publisher(garden))


def test_a_subscription_withdrawn_ends_for_the_connected_client(server, garden, plays):
    shed = server.add_channel(name="Shed")
    device = server.add_device(f"{garden.id}:publish", f"{shed.id}:publish")
    both = (f"{garden.id}:subscribe", f"{shed.id}:subscribe")
    plays("withdrawn_subscription", server, device=device,
          listener=server.add_device(*both, name="Listener"))  # fmt: skip


def test_an_import_is_all_or_nothing_and_names_bad_rows(server, garden, plays):
    plays("import", server)


def test_the_export_has_all_entries(server, garden, plays, tmp_path):
    entries = 8_001  # one more than a feed is read at once
    import_rows(server, garden, tmp_path, [(1_700_000_000 + n, n) for n in range(entries)])
    plays("export", server, entries=entries)


def test_statistics_tell_how_many_entries_came_of_late(server, garden, plays, tmp_path):
    now = int(time.time())
    import_rows(server, garden, tmp_path, [(now - age, 1) for age in (80_000, 90_000, 600, -30)])
    plays("statistics", server)


def test_status_texts_are_switched_on_and_off_on_a_chart(server, garden, plays):
    plays("status_texts", server, device=server.add_publisher(garden))


def test_what_came_before_the_page_listens_is_on_the_chart(server, garden, plays):
    plays("late_subscription", server, device=server.add_publisher(garden))


def test_the_charts_of_several_channels_are_on_one_page(server, plays):
    garden = server.add_channel(fields=1)
    cellar = server.add_channel(name="Cellar", fields=1)
    device = server.add_device(f"{garden.id}:publish", f"{cellar.id}:publish")
    plays("wall", server, device=device)


def test_public_channels_need_no_sign_in_and_charts_go_into_frames(server, garden, plays, tmp_path):
    add_public_channel(server, tmp_path)
    plays("public_view", server)


def test_the_map_of_a_location_goes_into_frames(server, plays, tmp_path):
    place = ("--latitude", "-33.865", "--longitude", "151.21")
    located = server.add_channel(name="Located", more=place)
    add_entries(server, located, tmp_path)
    server.add_channel(name="Open", more=("--public", *place))
    server.add_channel(name="Nowhere", more=("--public",))
    plays("embedded_map", server, located=located.id, key=located.read_api_key)


def test_where_there_is_nothing_the_page_says_so(server, garden, plays):
    plays("not_found", server)


def test_a_phone_shows_every_view_without_scrolling_sideways(server, garden, plays, tmp_path):
    furnish(server, garden, tmp_path)
    plays("phone", server)


def test_the_keyboard_alone_leads_to_a_channels_settings(server, garden, plays):
    plays("keyboard", server)


def test_the_keyboard_alone_adds_a_device(server, garden, plays):
    plays("keyboard_device", server)


def test_the_keyboard_alone_chooses_a_range_and_clears_a_channel(server, garden, plays, tmp_path):
    add_entries(server, garden, tmp_path)
    plays("keyboard_channel", server)


def test_no_view_has_a_serious_fault_of_accessibility(server, garden, plays, tmp_path):
    furnish(server, garden, tmp_path)
    plays("accessibility", server)


def test_users_reach_what_is_theirs_or_shared_with_them(server, garden, plays, tmp_path):
    add_user(server, "bob")
    add_entries(server, server.add_channel(name="Shared"), tmp_path)
    plays("others_channels", server)
