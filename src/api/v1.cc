#include "api/v1.h"

#include <fmt/format.h>

namespace fieldcast::api {

http::Response json_with_status(int status, const Json& json) {
    http::Response response =
        answer(Format::json, json.dump(-1, ' ', false, Json::error_handler_t::replace));
    response.status = status;
    return response;
}

Reply tell_failure(std::string_view sentence) {
    return json_error(400, sentence);
}

AfterTask pass_on(std::string_view words, Json values, int status) {
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

std::optional<http::Response> refusal_of_administrator(const Call& call, const Context& context) {
    const auto user = user_of(call, context);
    if (!user) return json_error(401, sign_in_required);
    if (user->role != model::Role::administrator)
        return json_error(403, "Only administrators may do this.");
    return std::nullopt;
}

Json user_json(const model::User& user) {
    const bool is_administrator = user.role == model::Role::administrator;
    return {{"user", user.name},
            {"role", is_administrator ? "administrator" : "user"},
            {"time_zone", user.time_zone},
            {"created_at", base::to_iso8601(user.created_at)}};
}

Reply hash_password(std::string password, OnHashed go_on) {
    if (password.size() < devices::user_password_bytes_min ||
        password.size() > devices::user_password_bytes_max)
        return json_error(
            422, fmt::format("The password must have {} to {} bytes.",
                             devices::user_password_bytes_min, devices::user_password_bytes_max));
    return AfterTask{
        HashPassword{std::move(password)},
        [go_on = std::move(go_on)](const TaskResult& result, const Context& context) -> Reply {
            const auto& hashed = std::get<PasswordHashed>(result);
            if (hashed.hash.empty())
                return json_error(503, "The server is short of memory. Try again.");
            return go_on(hashed.hash, context);
        }};
}

base::Result<model::ChannelRecord, http::Response> readable(const Call& call,
                                                            const Context& context) {
    auto channel = find_channel(context, call.captured.front());
    if (channel && may_read(call, context, *channel)) return channel;
    if (!user_of(call, context)) return std::unexpected(json_error(401, sign_in_required));
    return std::unexpected(json_error(404, no_such_channel));
}

http::Response storage_failed() {
    return json_error(507, remedy_of(model::Refusal::storage_failed));
}

Reply list_own(const CallRef& call, const Context& context, std::string_view words) {
    const auto user = user_of(*call, context);
    if (!user) return json_error(401, sign_in_required);
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

}  // namespace fieldcast::api
