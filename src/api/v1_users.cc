// /api/v1/users: administration of users, by administrators.
#include <algorithm>

#include "api/resources.h"
#include "api/v1.h"

namespace fieldcast::api {
namespace {

Reply as_administrator(const CallRef& call, const Context& context, std::string_view words,
                       Json values) {
    if (auto refusal = refusal_of_administrator(*call, context)) return std::move(*refusal);
    return pass_on(words, std::move(values));
}

/// The link of the user who was just added goes with the answer.
AfterTask answer_with_link(Json user) {
    const Json name = user["user"];
    return administer(
        "user link", {{"name", name}},
        [user = std::move(user)](const Json& link, const Context&) -> Reply {
            Json both = user;
            both["link"] = link["link"];
            both["expires_at"] = link["expires_at"];
            return json_with_status(201, both);
        },
        tell_failure);
}

template <class Records>
std::size_t count_of(const Records& records, model::UserId owner) {
    return static_cast<std::size_t>(std::ranges::count_if(
        records, [owner](const auto& record) { return record->owner == owner; }));
}

}  // namespace

Reply v1_list_users(const CallRef& call, const Context& context) {
    if (auto refusal = refusal_of_administrator(*call, context)) return std::move(*refusal);
    const auto channels = context.directory.channels();
    const auto devices = context.directory.devices();
    Json json = Json::array();
    for (const auto& user : context.directory.users()) {
        Json item = user_json(*user);
        item["can_sign_in"] = !user->password_hash.empty();
        item["channels"] = count_of(channels, user->id);
        item["devices"] = count_of(devices, user->id);
        json.push_back(std::move(item));
    }
    return json_with_status(200, json);
}

Reply v1_create_user(const CallRef& call, const Context& context) {
    if (auto refusal = refusal_of_administrator(*call, context)) return std::move(*refusal);
    Json values{{"name", std::string{call->parameters.text("user")}}};
    if (call->parameters.text("role") == "administrator") values["administrator"] = true;
    return administer(
        "user add", std::move(values),
        [](const Json& added, const Context&) -> Reply { return answer_with_link(added); },
        tell_failure);
}

Reply v1_change_user(const CallRef& call, const Context& context) {
    return as_administrator(
        call, context, "user set",
        {{"name", call->captured.front()}, {"role", std::string{call->parameters.text("role")}}});
}

Reply v1_link_user(const CallRef& call, const Context& context) {
    return as_administrator(call, context, "user link", {{"name", call->captured.front()}});
}

Reply v1_delete_user(const CallRef& call, const Context& context) {
    return as_administrator(call, context, "user remove", {{"name", call->captured.front()}});
}

}  // namespace fieldcast::api
