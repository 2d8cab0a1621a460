#include "app/admin_request.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/quantities.h"
#include "base/utf8.h"

namespace fieldcast::app {
namespace {

constexpr std::size_t name_bytes_max = 255;

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

/// Texts of one member of the request; nothing if it has another form.
std::optional<std::vector<std::string>> texts(const Json& value) {
    if (value.is_string()) return std::vector{value.get<std::string>()};
    if (value == true) return std::vector<std::string>{"true"};
    if (!value.is_array() || !std::ranges::all_of(value, &Json::is_string)) return std::nullopt;
    return value.get<std::vector<std::string>>();
}

}  // namespace

Answer<AdminRequest> AdminRequest::parse(std::string_view line) {
    const Json json = Json::parse(line, nullptr, false);
    if (!json.is_object()) return std::unexpected("The request is not a JSON object.");
    AdminRequest request;
    for (const auto& [key, value] : json.items()) {
        auto values = texts(value);
        if (!values)
            return std::unexpected(
                fmt::format("\"{}\" must be a text, an array of texts or true.", key));
        request.values_[key] = std::move(*values);
    }
    request.command_ = request.find("command").value_or("");
    request.values_.erase("command");
    return request;
}

std::optional<std::string> AdminRequest::find(std::string_view key) const {
    const auto values = all(key);
    if (values.empty()) return std::nullopt;
    return values.front();
}

std::span<const std::string> AdminRequest::all(std::string_view key) const {
    const auto found = values_.find(key);
    if (found == values_.end()) return {};
    return found->second;
}

Answer<std::uint64_t> number(const AdminRequest& request, std::string_view key) {
    const std::string text = request.find(key).value_or("");
    const auto value = parse_count(text);
    if (!value) return std::unexpected(fmt::format("\"{}\" is not a number for {}.", text, key));
    return *value;
}

Answer<std::string> checked_text(std::string_view what, std::string text, std::size_t bytes_max,
                                 TextForm form) {
    if (text.size() > bytes_max)
        return std::unexpected(
            fmt::format("The {} may have {} bytes at most, not {}.", what, bytes_max, text.size()));
    const auto is_forbidden = [&](char c) {
        const bool may_stand =
            form == TextForm::many_lines && (c == '\n' || c == '\r' || c == '\t');
        return is_control(c) && !may_stand;
    };
    if (!base::is_valid_utf8(text) || std::ranges::any_of(text, is_forbidden))
        return std::unexpected(
            fmt::format("The {} must be UTF-8 text without control characters.", what));
    return text;
}

Answer<std::string> checked_name(std::string_view what, std::string name) {
    if (name.empty()) return std::unexpected(fmt::format("The {} must not be empty.", what));
    return checked_text(what, std::move(name), name_bytes_max);
}

Answer<model::UserRecord> user_named(const server::AdminContext& context, std::string_view name) {
    if (auto user = context.directory.find_user(name)) return user;
    return std::unexpected(fmt::format(
        "There is no user called {}. All users: fieldcast user list. Add one: fieldcast user add "
        "NAME.",
        name));
}

Answer<model::UserRecord> owner_of(const server::AdminContext& context,
                                   const AdminRequest& request) {
    if (const auto name = request.find("owner")) return user_named(context, *name);
    const auto users = context.directory.users();
    if (users.empty())
        return std::unexpected(
            "There is no user yet who could own it. Add one first: fieldcast user add NAME.");
    return users.front();
}

Answer<model::ChannelRecord> channel_numbered(const server::AdminContext& context,
                                              std::uint64_t id) {
    if (auto channel = context.directory.find_channel(model::ChannelId{id})) return channel;
    return std::unexpected(
        fmt::format("There is no channel {}. All channels: fieldcast channel list.", id));
}

Answer<model::ChannelRecord> channel_of(const server::AdminContext& context,
                                        const AdminRequest& request) {
    return channel_numbered(context, TRY(number(request, "id")));
}

Answer<model::DeviceRecord> device_of(const server::AdminContext& context,
                                      const AdminRequest& request) {
    const std::uint64_t id = TRY(number(request, "id"));
    if (auto device = context.directory.find_device(model::DeviceId{id})) return device;
    return std::unexpected(
        fmt::format("There is no device {}. All devices: fieldcast device list.", id));
}

std::string name_of(const server::AdminContext& context, model::UserId user) {
    const auto record = context.directory.find_user(user);
    return record ? record->name : "";
}

std::string to_line(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace fieldcast::app
