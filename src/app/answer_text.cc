#include "app/answer_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <nlohmann/json.hpp>
#include <ranges>
#include <set>

#include "app/text_layout.h"

namespace fieldcast::app {
namespace {

using Json = nlohmann::ordered_json;

/// A sentence after an answer, or instead of it.
struct Note {
    std::string_view command;
    std::string_view text;
    bool instead = false;
};
constexpr std::array notes = {
    Note{"device add", "The password is shown this once. Keep it now."},
    Note{"device password", "The password is shown this once. Keep it now."},
    Note{"device remove", "The device is removed.", true},
    Note{"channel remove", "The channel and its entries are removed.", true},
    Note{"channel clear", "The entries are removed.", true},
    Note{"user remove", "The user is removed.", true},
    Note{"user password", "The password is set.", true},
    Note{"user link", "Open it in a browser, behind the address of this server's page."},
};

struct EmptyList {
    std::string_view command;
    std::string_view text;
};
constexpr std::array empty_lists = {
    EmptyList{"user list", "No users yet. Add one: fieldcast user add NAME"},
    EmptyList{"user sign-ins", "Nowhere signed in."},
    EmptyList{"channel list", "No channels yet. Add one: fieldcast channel add --name TEXT"},
    EmptyList{"device list", "No devices yet. Add one: fieldcast device add --name TEXT"},
};

/// The columns of lists; what is left out shows with `show` or --json.
const std::set<std::string_view> list_columns = {
    "user",   "role",     "can_sign_in", "id",         "device_id", "name",    "owner",
    "public", "channels", "client_id",   "created_at", "ends_at",   "address", "user_agent"};

std::string capitals(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

bool is_acronym(std::string_view word) {
    return word == "id" || word == "api" || word == "url" || word == "tcp" || word == "tls";
}

/// `client_id` as `Client ID`.
std::string label_of(std::string_view key) {
    std::string label;
    for (const auto part : std::views::split(key, '_')) {
        const std::string word{part.begin(), part.end()};
        if (!label.empty()) label += ' ';
        if (is_acronym(word))
            label += capitals(word);
        else
            label += label.empty() ? capitals(word.substr(0, 1)) + word.substr(1) : word;
    }
    return label;
}

std::string rights(const Json& permission) {
    std::string text = fmt::format("{}:", permission.at("id").dump());
    if (permission.value("publish", false)) text += "publish";
    if (permission.value("subscribe", false))
        text += text.back() == ':' ? "subscribe" : ",subscribe";
    return text;
}

std::string read_key(const Json& key) {
    const std::string note = key.value("note", "");
    return key.value("api_key", "") + (note.empty() ? "" : fmt::format(" ({})", note));
}

std::string list_item(const Json& item) {
    if (item.is_string()) return item.get<std::string>();
    return item.contains("api_key") ? read_key(item) : rights(item);
}

std::string cell(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_null()) return "";
    if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
    if (!value.is_array()) return value.dump();
    std::string text;
    for (const Json& item : value) {
        if (!text.empty()) text += "  ";
        text += list_item(item);
    }
    return text;
}

bool is_table(std::string_view key) {
    return key == "events" || key == "problems";
}

void add_lines(std::vector<TableRow>& rows, const Json& object) {
    for (const auto& [key, value] : object.items()) {
        if (is_table(key)) continue;
        if (value.is_object() && value.contains("reason"))
            rows.push_back({label_of(key), value.value("reason", "")});
        else if (value.is_object())
            add_lines(rows, value);
        else if (const std::string text = cell(value); !text.empty())
            rows.push_back({label_of(key), text});
    }
}

std::string lines_of(const Json& object) {
    std::vector<TableRow> rows;
    add_lines(rows, object);
    return aligned(rows);
}

std::string table_of(const Json& list) {
    std::vector<TableRow> rows(1);
    for (const auto& [key, value] : list.front().items())
        if (list_columns.contains(key)) rows[0].push_back(label_of(key));
    for (const Json& object : list) {
        TableRow& row = rows.emplace_back();
        for (const auto& [key, value] : object.items())
            if (list_columns.contains(key)) row.push_back(cell(value));
    }
    return aligned(rows);
}

/// Once for each reason.
std::string remedies_text(const Json& events) {
    std::set<std::string> told;
    std::string remedies;
    for (const Json& event : events) {
        const std::string reason = event.value("reason", "");
        const std::string remedy = event.value("remedy", "");
        if (!remedy.empty() && told.insert(reason).second)
            remedies += fmt::format("{}\n{}", reason, wrapped(remedy, 2));
    }
    return remedies.empty() ? remedies : "\nWhat to do:\n" + remedies;
}

/// A table, and then what to do.
std::string events_text(const Json& events) {
    if (events.empty()) return "\nNo events: nothing was refused.\n";
    std::vector<TableRow> rows{{"Last at", "Count", "Reason", "Topic", "Address"}};
    for (const Json& event : events)
        rows.push_back({event.value(event.contains("at") ? "at" : "last_at", ""),
                        event.at("count").dump(), event.value("reason", ""),
                        event.value("topic", ""), event.value("address", "")});
    return fmt::format("\n{}{}", aligned(rows), remedies_text(events));
}

std::string activity_text(const Json& lines) {
    if (lines.empty()) return "Nothing has happened yet.\n";
    std::vector<TableRow> rows{{"At", "Count", "Device", "Reason", "Topic", "Address"}};
    for (const Json& line : lines) {
        const Json& device = line.at("device");
        const std::string name =
            device.is_null()
                ? "-"
                : fmt::format("{} {}", device.at("device_id").dump(), device.value("name", ""));
        rows.push_back({line.value("at", ""), line.at("count").dump(), name,
                        line.value("reason", ""), line.value("topic", ""),
                        line.value("address", "")});
    }
    return aligned(rows) + remedies_text(lines);
}

template <class Row>
const Row* find_row(const auto& rows, std::string_view command) {
    const auto found = std::ranges::find(rows, command, &Row::command);
    return found == rows.end() ? nullptr : &*found;
}

std::string list_text(std::string_view command, const Json& list) {
    if (command == "activity") return activity_text(list);
    const auto* empty = find_row<EmptyList>(empty_lists, command);
    if (list.empty() && empty) return fmt::format("{}\n", empty->text);
    return table_of(list);
}

std::string sign_in_hint(const Json& user) {
    if (user.value("can_sign_in", true)) return "";
    return fmt::format("\nNo password yet, so {} cannot sign in: fieldcast user password {}\n",
                       user.value("user", ""), user.value("user", ""));
}

std::string feed_text(const Json& answer) {
    std::string text = answer.value("text", "");
    if (!text.ends_with('\n')) text += '\n';
    return text;
}

std::string object_text(std::string_view command, const Json& json) {
    if (command == "channel feed") return feed_text(json);
    const auto* note = find_row<Note>(notes, command);
    if (note && note->instead) return fmt::format("{}\n", note->text);
    std::string text = lines_of(json);
    for (const auto& [key, value] : json.items())
        if (is_table(key)) text += events_text(value);
    if (command == "user add") text += sign_in_hint(json);
    if (note) text += fmt::format("\n{}\n", note->text);
    return text;
}

}  // namespace

std::string answer_text(std::string_view command, std::string_view answer) {
    const Json json = Json::parse(answer, nullptr, false);
    if (!json.is_structured()) return std::string{answer} + '\n';
    try {
        return json.is_array() ? list_text(command, json) : object_text(command, json);
    } catch (const Json::exception&) {
        // A server of another version may answer in another form.
        return std::string{answer} + '\n';
    }
}

}  // namespace fieldcast::app
