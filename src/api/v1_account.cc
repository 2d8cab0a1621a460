// /api/v1/account: what somebody who has signed in, or brings a user's key, may do for himself.
#include "api/resources.h"
#include "api/sign_in.h"
#include "api/v1.h"

namespace fieldcast::api {
namespace {

/// Carries out a command on the caller's own account.
Reply of_own(const CallRef& call, const Context& context, std::string_view words, Json values) {
    const auto user = user_of(*call, context);
    if (!user) return json_error(401, sign_in_required);
    values["name"] = user->name;
    return pass_on(words, std::move(values));
}

}  // namespace

Reply v1_account(const CallRef& call, const Context& context) {
    const auto user = user_of(*call, context);
    if (!user) return json_error(401, sign_in_required);
    Json json = user_json(*user);
    json["user_api_key"] = user->api_key;
    return json_with_status(200, json);
}

Reply v1_change_account(const CallRef& call, const Context& context) {
    const auto zone = call->parameters.find("time_zone");
    if (!zone) return json_error(400, "Send {\"time_zone\": \"Europe/Berlin\"}.");
    return of_own(call, context, "user set", {{"time_zone", *zone}});
}

Reply v1_change_password(const CallRef& call, const Context& context) {
    const auto user = user_of(*call, context);
    if (!user) return json_error(401, sign_in_required);
    const auto sign_in = sign_in_of(call->request, context);
    return AfterTask{CheckPassword{.account = user->name,
                                   .address = std::string{context.peer_address},
                                   .password = std::string{call->parameters.text("current")},
                                   .hash = user->password_hash},
                     [call, user, sign_in](const TaskResult& result, const Context&) -> Reply {
                         const auto& checked = std::get<PasswordChecked>(result);
                         if (checked.wait)
                             return json_error(429, "Too many wrong passwords. Wait a minute.");
                         if (!checked.matches)
                             return json_error(403, "The current password is another one.");
                         return hash_password(
                             std::string{call->parameters.text("new")},
                             [user, sign_in](const std::string& hash, const Context&) -> Reply {
                                 Json values{{"name", user->name}, {"password_hash", hash}};
                                 if (sign_in) values["keep_sign_in"] = text_of(sign_in->id.value);
                                 return pass_on("user change-password", std::move(values));
                             });
                     }};
}

Reply v1_renew_user_key(const CallRef& call, const Context& context) {
    return of_own(call, context, "user key", {{"regenerate", true}});
}

Reply v1_list_sign_ins(const CallRef& call, const Context& context) {
    const auto user = user_of(*call, context);
    if (!user) return json_error(401, sign_in_required);
    const auto this_one = sign_in_of(call->request, context);
    return administer(
        "user sign-ins", {{"name", user->name}},
        [this_one](Json answer, const Context&) -> Reply {
            for (Json& sign_in : answer)
                sign_in["is_this"] = this_one && sign_in["id"] == this_one->id.value;
            return json_with_status(200, answer);
        },
        tell_failure);
}

Reply v1_end_sign_in(const CallRef& call, const Context& context) {
    return of_own(call, context, "user sign-out", {{"id", call->captured.front()}});
}

}  // namespace fieldcast::api
