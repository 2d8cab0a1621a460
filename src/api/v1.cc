// /api/v1: administration as JSON with types, what the page and scripts use. Answers are those of
// the commands of the same name with --json.
#include <fmt/format.h>

#include <algorithm>

#include "api/access.h"
#include "api/answers.h"
#include "api/resources.h"
#include "api/v1_body.h"

namespace fieldcast::api {
namespace {

constexpr std::string_view no_such_device = "There is no such device. Check its number.";
constexpr std::string_view key_missing =
    "Send a user API key: Authorization: Bearer KEY. fieldcast user key NAME shows it.";

http::Response json_with_status(int status, const Json& json) {
    http::Response response =
        answer(Format::json, json.dump(-1, ' ', false, Json::error_handler_t::replace));
    response.status = status;
    return response;
}

Reply tell_failure(std::string_view sentence) {
    return json_error(400, sentence);
}

/// Carries out the command and answers with what it says.
AfterTask pass_on(std::string_view words, Json values, int status = 200) {
    return administer(
        words, std::move(values),
        [status](const Json& answer, const Context&) -> Reply {
            return json_with_status(status, answer);
        },
        tell_failure);
}

std::string text_of(std::uint64_t number) {
    return fmt::format("{}", number);
}

/// The record of the path, if the key's user may administer it; otherwise the refusal. What is
/// somebody else's is as if it were not there.
template <class Record>
base::Result<Record, http::Response> own(const Call& call, const Context& context,
                                         const Record& record, std::string_view missing) {
    if (!user_of(call, context)) return std::unexpected(json_error(401, key_missing));
    if (!record || !may_administer(call, context, record->owner))
        return std::unexpected(json_error(404, missing));
    return record;
}

auto own_channel(const Call& call, const Context& context) {
    return own(call, context, find_channel(context, call.captured.front()), no_such_channel);
}

auto own_device(const Call& call, const Context& context) {
    const auto id = parse_number(call.captured.front());
    return own(call, context,
               id ? context.directory.find_device(model::DeviceId{*id}) : model::DeviceRecord{},
               no_such_device);
}

/// The list that a command gives, without what is not the user's.
Reply list_own(const CallRef& call, const Context& context, std::string_view words) {
    const auto user = user_of(*call, context);
    if (!user) return json_error(401, key_missing);
    return administer(
        words, Json::object(),
        [user](Json answer, const Context&) -> Reply {
            Json mine = Json::array();
            for (Json& item : answer)
                if (user->role == model::Role::administrator || item["owner"] == user->name)
                    mine.push_back(std::move(item));
            return json_with_status(200, mine);
        },
        tell_failure);
}

/// The channels that a device shall use must be its owner's: who has somebody else's number must
/// not read through a device.
bool are_channels_of(const Json& values, std::string_view key, const Context& context,
                     const model::User& user) {
    if (!values.contains(key)) return true;
    return std::ranges::all_of(values[std::string{key}], [&](const Json& permission) {
        const auto text = permission.get<std::string>();
        const auto channel = find_channel(context, text.substr(0, text.find(':')));
        return channel && (channel->owner == user.id || user.role == model::Role::administrator);
    });
}

}  // namespace

Reply v1_account(const CallRef& call, const Context& context) {
    const auto user = user_of(*call, context);
    if (!user) return json_error(401, key_missing);
    const bool is_administrator = user->role == model::Role::administrator;
    return json_with_status(200, {{"user", user->name},
                                  {"role", is_administrator ? "administrator" : "user"},
                                  {"created_at", base::to_iso8601(user->created_at)}});
}

Reply v1_list_channels(const CallRef& call, const Context& context) {
    return list_own(call, context, "channel list");
}

Reply v1_create_channel(const CallRef& call, const Context& context) {
    const auto user = user_of(*call, context);
    if (!user) return json_error(401, key_missing);
    auto values = channel_values(call->request.body);
    if (!values) return json_error(400, values.error());
    (*values)["owner"] = user->name;
    values->erase("private");  // as all channels begin
    return administer(
        "channel add", std::move(*values),
        [](const Json& added, const Context&) -> Reply {
            return pass_on("channel show", {{"id", text_of(added["id"].get<std::uint64_t>())}},
                           201);
        },
        tell_failure);
}

Reply v1_show_channel(const CallRef& call, const Context& context) {
    const auto channel = own_channel(*call, context);
    if (!channel) return channel.error();
    return pass_on("channel show", {{"id", text_of((*channel)->id.value)}});
}

Reply v1_change_channel(const CallRef& call, const Context& context) {
    const auto channel = own_channel(*call, context);
    if (!channel) return channel.error();
    auto values = channel_values(call->request.body);
    if (!values) return json_error(400, values.error());
    (*values)["id"] = text_of((*channel)->id.value);
    return pass_on("channel set", std::move(*values));
}

Reply v1_delete_channel(const CallRef& call, const Context& context) {
    const auto channel = own_channel(*call, context);
    if (!channel) return channel.error();
    return pass_on("channel remove", {{"id", text_of((*channel)->id.value)}});
}

Reply v1_list_devices(const CallRef& call, const Context& context) {
    return list_own(call, context, "device list");
}

Reply v1_create_device(const CallRef& call, const Context& context) {
    const auto user = user_of(*call, context);
    if (!user) return json_error(401, key_missing);
    auto values = device_values(call->request.body, "channel");
    if (!values) return json_error(400, values.error());
    if (!are_channels_of(*values, "channel", context, *user))
        return json_error(404, no_such_channel);
    (*values)["owner"] = user->name;
    return pass_on("device add", std::move(*values), 201);
}

Reply v1_show_device(const CallRef& call, const Context& context) {
    const auto device = own_device(*call, context);
    if (!device) return device.error();
    return pass_on("device show", {{"id", text_of((*device)->id.value)}, {"events", true}});
}

Reply v1_change_device(const CallRef& call, const Context& context) {
    const auto device = own_device(*call, context);
    if (!device) return device.error();
    auto values = device_values(call->request.body, "only_channel");
    if (!values) return json_error(400, values.error());
    if (!are_channels_of(*values, "only_channel", context, *user_of(*call, context)))
        return json_error(404, no_such_channel);
    (*values)["id"] = text_of((*device)->id.value);
    return pass_on("device set", std::move(*values));
}

Reply v1_delete_device(const CallRef& call, const Context& context) {
    const auto device = own_device(*call, context);
    if (!device) return device.error();
    return pass_on("device remove", {{"id", text_of((*device)->id.value)}});
}

Reply v1_renew_device_password(const CallRef& call, const Context& context) {
    const auto device = own_device(*call, context);
    if (!device) return device.error();
    return pass_on("device password", {{"id", text_of((*device)->id.value)}});
}

}  // namespace fieldcast::api
