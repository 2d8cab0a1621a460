// /api/v1/session and /api/v1/welcome: signing in, by a password or by a link that sets one.
#include <fmt/format.h>

#include "api/resources.h"
#include "api/sign_in.h"
#include "api/v1.h"
#include "devices/welcome_token.h"

namespace fieldcast::api {
namespace {

/// The same for a user that does not exist.
constexpr std::string_view wrong_password =
    "User name and password do not belong together. Who has forgotten the password asks an "
    "administrator for a link, or runs: fieldcast user link NAME.";
constexpr std::string_view link_ended =
    "This link has been used or has run out. A new one comes from an administrator, or from: "
    "fieldcast user link NAME (without NAME for a new server).";
constexpr std::string_view from_another_site =
    "This must be sent by the page itself, not by a page of another site.";

http::Response throttled(base::Seconds wait) {
    http::Response response =
        json_error(429, fmt::format("Too many wrong passwords. Try again in {} s.", wait.count()));
    response.headers.push_back({"Retry-After", fmt::format("{}", wait.count())});
    return response;
}

std::string parameter(const Call& call, std::string_view name) {
    return std::string{call.parameters.text(name)};
}

/// Stores `hash` by the command `words` and signs the user in.
AfterTask set_password_and_sign_in(const CallRef& call, std::string_view words,
                                   const std::string& user_name, const std::string& hash) {
    return administer(
        words, {{"name", user_name}, {"password_hash", hash}},
        [call, user_name](const Json&, const Context& context) -> Reply {
            return sign_in(call, context, user_name);
        },
        tell_failure);
}

struct Welcome {
    std::string_view words;  ///< the command that sets the password
    std::string user_name;   ///< empty: to be chosen
    base::Timestamp ends_at;
};

std::optional<Welcome> welcome_of(const Call& call, const Context& context) {
    const auto token = devices::read_welcome_token(call.parameters.text("token"), context.directory,
                                                   context.secret, context.now);
    if (!token) return std::nullopt;
    if (token->user.value == 0) return Welcome{"user set-up", {}, token->ends_at};
    return Welcome{"user password", context.directory.find_user(token->user)->name, token->ends_at};
}

}  // namespace

Reply v1_show_session(const CallRef& call, const Context& context) {
    return session_answer(user_of(*call, context), context);
}

Reply v1_sign_in(const CallRef& call, const Context& context) {
    if (is_cross_site(call->request)) return json_error(403, from_another_site);
    const std::string name = parameter(*call, "user");
    const model::UserRecord user = context.directory.find_user(name);
    return AfterTask{CheckPassword{.account = name,
                                   .address = std::string{context.peer_address},
                                   .password = parameter(*call, "password"),
                                   .hash = user ? user->password_hash : ""},
                     [call, name](const TaskResult& result, const Context& now) -> Reply {
                         const auto& checked = std::get<PasswordChecked>(result);
                         if (checked.wait) return throttled(*checked.wait);
                         if (!checked.matches) return json_error(401, wrong_password);
                         return sign_in(call, now, name);
                     }};
}

Reply v1_sign_out(const CallRef& call, const Context& context) {
    const auto sign_in = sign_in_of(call->request, context);
    const auto user = sign_in ? context.directory.find_user(sign_in->user) : nullptr;
    if (!user) {
        http::Response response = session_answer(nullptr, context);
        response.headers.push_back(expired_cookie(context));
        return response;
    }
    return administer(
        "user sign-out", {{"name", user->name}, {"id", text_of(sign_in->id.value)}},
        [](const Json&, const Context& now) -> Reply {
            http::Response response = session_answer(nullptr, now);
            response.headers.push_back(expired_cookie(now));
            return response;
        },
        tell_failure);
}

Reply v1_show_welcome(const CallRef& call, const Context& context) {
    const auto welcome = welcome_of(*call, context);
    if (!welcome) return json_error(410, link_ended);
    const bool is_set_up = welcome->user_name.empty();
    return json_with_status(200, {{"purpose", is_set_up ? "setup" : "password"},
                                  {"user", is_set_up ? Json(nullptr) : Json(welcome->user_name)},
                                  {"expires_at", base::to_iso8601(welcome->ends_at)}});
}

Reply v1_welcome(const CallRef& call, const Context& context) {
    if (is_cross_site(call->request)) return json_error(403, from_another_site);
    const auto welcome = welcome_of(*call, context);
    if (!welcome) return json_error(410, link_ended);
    const std::string name =
        welcome->user_name.empty() ? parameter(*call, "user") : welcome->user_name;
    if (name.empty()) return json_error(422, "Choose a user name.");
    return hash_password(
        parameter(*call, "password"),
        [call, words = welcome->words, name](const std::string& hash, const Context&) -> Reply {
            return set_password_and_sign_in(call, words, name, hash);
        });
}

}  // namespace fieldcast::api
