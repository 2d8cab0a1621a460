#include "api/v1_body.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "model/entry.h"

namespace fieldcast::api {
namespace {

using Read = base::Result<void, std::string>;

/// Puts what `member` says into `values`.
struct Member {
    std::string_view name;
    std::string_view must_be;
    bool (*read)(std::string_view name, const Json& member, Json& values);
};

bool read_text(std::string_view name, const Json& member, Json& values) {
    if (!member.is_string()) return false;
    values[std::string{name}] = member;
    return true;
}

/// Numbers are kept as they were written where they came as text.
bool read_number(std::string_view name, const Json& member, Json& values) {
    if (!member.is_number() && !member.is_string()) return false;
    values[std::string{name}] = member.is_string() ? member : Json(member.dump());
    return true;
}

bool read_interval(std::string_view name, const Json& member, Json& values) {
    if (!member.is_number() || member.get<double>() < 0) return false;
    values[std::string{name}] = fmt::format("{:.0f}ms", member.get<double>() * 1'000);
    return true;
}

bool read_count(std::string_view name, const Json& member, Json& values) {
    if (!member.is_number_unsigned()) return false;
    values[std::string{name}] = member.dump();
    return true;
}

bool read_viewers(std::string_view, const Json& member, Json& values) {
    if (!member.is_array() || !std::ranges::all_of(member, &Json::is_string)) return false;
    values["share_only"] = member;
    return true;
}

bool read_public(std::string_view, const Json& member, Json& values) {
    if (!member.is_boolean()) return false;
    values[member.get<bool>() ? "public" : "private"] = true;
    return true;
}

bool read_on_off(std::string_view name, const Json& member, Json& values) {
    if (!member.is_boolean()) return false;
    values[std::string{name}] = member.get<bool>() ? "on" : "off";
    return true;
}

bool read_wish(std::string_view name, const Json& member, Json& values) {
    if (!member.is_boolean()) return false;
    if (member.get<bool>()) values[std::string{name}] = true;
    return true;
}

bool read_fields(std::string_view, const Json& member, Json& values) {
    if (!member.is_array() || member.size() > model::fields_per_channel) return false;
    Json labels = Json::array();
    for (const Json& label : member) {
        if (!label.is_string() && !label.is_null()) return false;
        labels.push_back(fmt::format("{}={}", labels.size() + 1,
                                     label.is_null() ? "" : label.get<std::string>()));
    }
    if (!labels.empty()) values["field"] = labels;
    return true;
}

constexpr std::string_view text = "a text";
constexpr std::string_view number = "a number";
constexpr std::string_view count = "a whole number, 0 for no limit";
constexpr std::string_view truth = "true or false";

constexpr std::array channel_members = {
    Member{"name", text, read_text},
    Member{"description", text, read_text},
    Member{"public", truth, read_public},
    Member{"interval", "a number of seconds", read_interval},
    Member{"fields", "an array of up to 8 labels, null for a field that is not used", read_fields},
    Member{"tags", text, read_text},
    Member{"url", text, read_text},
    Member{"github_url", text, read_text},
    Member{"metadata", text, read_text},
    Member{"latitude", number, read_number},
    Member{"longitude", number, read_number},
    Member{"elevation", number, read_number},
    Member{"last_entry_on_subscribe", truth, read_on_off},
    Member{"shared_with", "an array of names of users", read_viewers},
    Member{"retention_days", count, read_count},
    Member{"retention_entries", count, read_count},
    Member{"new_write_key", truth, read_wish},
    Member{"add_read_key", "a text, the key's note", read_text},
    Member{"remove_read_key", "a text, the key", read_text},
};

constexpr std::array device_members = {
    Member{"name", text, read_text},
    Member{"description", text, read_text},
    // Read by read_permissions, which needs to be told under which key.
    Member{"channels", "an array", nullptr},
};

constexpr std::array password_members = {
    Member{"keep_old_hours", "a number of hours", read_number},
};

std::string names_of(std::span<const Member> members) {
    std::string names;
    for (const Member& member : members)
        names += fmt::format("{}{}", names.empty() ? "" : ", ", member.name);
    return names;
}

base::Result<Json, std::string> parse_object(std::string_view body) {
    Json json = Json::parse(body, nullptr, false);
    if (!json.is_object()) return std::unexpected("The body must be a JSON object.");
    return json;
}

Read read_member(std::span<const Member> members, const std::string& name, const Json& json,
                 Json& values) {
    const auto member = std::ranges::find(members, name, &Member::name);
    if (member == members.end())
        return std::unexpected(
            fmt::format("\"{:.100}\" is unknown here. There are: {}.", name, names_of(members)));
    if (!member->read(name, json, values))
        return std::unexpected(fmt::format("\"{}\" must be {}.", name, member->must_be));
    return {};
}

/// `1:publish,subscribe`; nothing for another form, empty text for no right at all.
std::optional<std::string> permission_text(const Json& json) {
    if (!json.is_object() || !json.contains("id") || !json["id"].is_number_unsigned())
        return std::nullopt;
    std::string rights;
    for (const std::string_view right : {"publish", "subscribe"}) {
        const Json given = json.value(std::string{right}, Json(false));
        if (!given.is_boolean()) return std::nullopt;
        if (given.get<bool>()) rights += fmt::format("{}{}", rights.empty() ? "" : ",", right);
    }
    if (rights.empty()) return rights;
    return fmt::format("{}:{}", json["id"].get<std::uint64_t>(), rights);
}

Read read_permissions(const Json& json, std::string_view key, Json& values) {
    const std::string form =
        R"("channels" must be an array of {"id": 1, "publish": true, "subscribe": true}.)";
    if (!json.is_array()) return std::unexpected(form);
    Json permissions = Json::array();
    for (const Json& item : json) {
        const auto permission = permission_text(item);
        if (!permission) return std::unexpected(form);
        if (!permission->empty()) permissions.push_back(*permission);
    }
    values[std::string{key}] = permissions;
    return {};
}

}  // namespace

V1Values channel_values(std::string_view body) {
    const Json json = TRY(parse_object(body));
    Json values = Json::object();
    for (const auto& [name, member] : json.items())
        TRY(read_member(channel_members, name, member, values));
    return values;
}

V1Values password_values(std::string_view body) {
    Json values = Json::object();
    if (body.empty()) return values;
    const Json json = TRY(parse_object(body));
    for (const auto& [name, member] : json.items())
        TRY(read_member(password_members, name, member, values));
    return values;
}

V1Values device_values(std::string_view body, std::string_view permissions_key) {
    const Json json = TRY(parse_object(body));
    Json values = Json::object();
    for (const auto& [name, member] : json.items()) {
        if (name == "channels")
            TRY(read_permissions(member, permissions_key, values));
        else
            TRY(read_member(device_members, name, member, values));
    }
    return values;
}

}  // namespace fieldcast::api
