#include "api/routes.h"

#include <algorithm>
#include <array>
#include <ranges>

namespace fieldcast::api {
namespace {

// clang-format off
constexpr std::array table = {
    Route{"GET POST", "update", update, "Write an entry"},
    Route{"GET POST", "s/update", update, "Write an entry"},
    Route{"POST", "channels/:/bulk_update", bulk_update, "Write many entries"},

    Route{"GET", "channels/:/feeds|feed", read_feed, "Read entries"},
    Route{"GET", "channels/:/feeds|feed/last", read_last_entry, "Read the last entry"},
    Route{"GET", "channels/:/feeds|feed/last_average|last_median|last_sum", read_last_aggregate,
          "Read one aggregate of the newest entries"},
    Route{"GET", "channels/:/feeds|feed|fields|field/last_data_age", read_last_data_age,
          "Read how old the last entry is"},
    Route{"GET", "channels/:/feeds|feed/entry/:", read_entry, "Read one entry"},
    Route{"GET", "channels/:/feeds|feed/:", read_entry, "Read one entry"},
    Route{"GET", "channels/:/fields|field/:", read_field, "Read entries of one field"},
    Route{"GET", "channels/:/fields|field/:/last", read_last_value, "Read a field's last value"},
    Route{"GET", "channels/:/fields|field/:/last_data_age", read_last_data_age,
          "Read how old a field's last value is"},
    Route{"GET", "channels/:/fields|field/:/:", read_field_entry, "Read a field of one entry"},
    Route{"GET", "channels/:/status|statuses", read_status, "Read status texts"},
    Route{"GET", "channels/:/status|statuses/last", read_last_status, "Read the last status text"},
    Route{"GET", "channels/:/export", export_feed, "Read all entries, as a stream"},
    Route{"GET", "stream/channels/:/feeds", export_feed, "Read all entries, as a stream"},

    Route{"GET", "channels/public", list_public_channels, "List public channels"},
    Route{"GET", "channels", list_channels, "List your channels"},
    Route{"POST", "channels", create_channel, "Create a channel"},
    Route{"GET", "channels/:", show_channel, "Read a channel's settings"},
    Route{"PUT", "channels/:", change_channel, "Change a channel's settings"},
    Route{"DELETE", "channels/:", delete_channel, "Delete a channel with its feed"},
    Route{"DELETE", "channels/:/feeds", clear_feed, "Remove all entries of a channel"},
    Route{"DELETE", "channels/:/feeds/:", delete_entry, "Remove one entry"},
    Route{"GET", "users/:/channels", list_channels_of_user, "List a user's public channels"},
    Route{"GET", "users/:", show_user, "Read a user's public profile"},

    Route{"GET", "api/v1/openapi", openapi, "This document"},
    Route{"GET", "api/v1/session", v1_show_session, "Who is signed in, and where the server is"},
    Route{"POST", "api/v1/session", v1_sign_in, "Sign in; the answer sets a cookie"},
    Route{"DELETE", "api/v1/session", v1_sign_out, "Sign out"},
    Route{"GET", "api/v1/welcome", v1_show_welcome, "What a link to set a password is for"},
    Route{"POST", "api/v1/welcome", v1_welcome, "Set a password by a link, and sign in"},
    Route{"GET", "api/v1/account", v1_account, "Who the key belongs to"},
    Route{"PATCH", "api/v1/account", v1_change_account, "Change the time zone"},
    Route{"POST", "api/v1/account/password", v1_change_password, "Change the password"},
    Route{"POST", "api/v1/account/key", v1_renew_user_key, "Give the user a new API key"},
    Route{"GET", "api/v1/account/sessions", v1_list_sign_ins, "List where you have signed in"},
    Route{"DELETE", "api/v1/account/sessions/:", v1_end_sign_in, "End a sign-in"},
    Route{"GET", "api/v1/server", v1_show_server, "What the running server is and has"},
    Route{"GET", "api/v1/users", v1_list_users, "List users"},
    Route{"POST", "api/v1/users", v1_create_user, "Invite a user; the link is in the answer"},
    Route{"PATCH", "api/v1/users/:", v1_change_user, "Change a user's role"},
    Route{"POST", "api/v1/users/:/link", v1_link_user, "Make a link that sets a user's password"},
    Route{"DELETE", "api/v1/users/:", v1_delete_user, "Remove a user who owns nothing"},
    Route{"GET", "api/v1/channels", v1_list_channels, "List your channels"},
    Route{"POST", "api/v1/channels", v1_create_channel, "Create a channel"},
    Route{"POST", "api/v1/demo", v1_create_demo, "Create a channel with made-up weather"},
    Route{"GET", "api/v1/channels/:", v1_show_channel, "Read a channel with its keys"},
    Route{"PATCH", "api/v1/channels/:", v1_change_channel, "Change a channel"},
    Route{"DELETE", "api/v1/channels/:", v1_delete_channel, "Delete a channel with its feed"},
    Route{"DELETE", "api/v1/channels/:/feed", v1_clear_feed, "Remove all entries of a channel"},
    Route{"GET", "api/v1/channels/:/statistics", v1_read_statistics,
          "Read how much a channel holds"},
    Route{"POST", "api/v1/channels/:/import", v1_import_feed,
          "Import entries from CSV; with check=true only check it"},
    Route{"GET", "api/v1/public/channels", v1_list_public_channels, "List public channels"},
    Route{"GET", "api/v1/channels/:/series", v1_read_series,
          "Read fields over time, as much as a chart can show"},
    Route{"GET", "api/v1/devices", v1_list_devices, "List your devices"},
    Route{"POST", "api/v1/devices", v1_create_device,
          "Create a device; its password is in the answer only"},
    Route{"GET", "api/v1/devices/:", v1_show_device, "Read a device with its latest events"},
    Route{"PATCH", "api/v1/devices/:", v1_change_device, "Change a device or its permissions"},
    Route{"DELETE", "api/v1/devices/:", v1_delete_device, "Delete a device"},
    Route{"POST", "api/v1/devices/:/password", v1_renew_device_password,
          "Give a device a new password"},
    Route{"GET", "api/v1/devices/:/journey", v1_show_journey,
          "Read how far a device's last connection came"},
    Route{"GET", "api/v1/activity", v1_list_activity, "Read what your devices did"},
};
// clang-format on

bool is_one_of(std::string_view alternatives, std::string_view text) {
    return std::ranges::any_of(std::views::split(alternatives, '|'), [&](const auto alternative) {
        return std::string_view{alternative.begin(), alternative.end()} == text;
    });
}

}  // namespace

std::span<const Route> routes() {
    return table;
}

bool fits(const Route& route, Call& call) {
    call.captured.clear();
    std::size_t i = 0;
    for (const auto part : std::views::split(route.pattern, '/')) {
        const std::string_view wanted{part.begin(), part.end()};
        if (i == call.path.size()) return false;
        const std::string& segment = call.path[i++];
        if (wanted == ":")
            call.captured.push_back(segment);
        else if (!is_one_of(wanted, segment))
            return false;
    }
    return i == call.path.size();
}

}  // namespace fieldcast::api
