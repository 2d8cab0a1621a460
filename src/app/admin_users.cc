// Administration of users.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/admin_request.h"
#include "devices/welcome_token.h"

namespace fieldcast::app {
namespace {

using server::AdminContext;

constexpr std::size_t time_zone_bytes_max = 64;

std::string_view role_name(model::Role role) {
    return role == model::Role::administrator ? "administrator" : "user";
}

Json shown(const model::User& user) {
    return {{"user", user.name},
            {"role", role_name(user.role)},
            {"can_sign_in", !user.password_hash.empty()},
            {"time_zone", user.time_zone},
            {"created_at", base::to_iso8601(user.created_at)}};
}

Json welcome_link(const AdminContext& context, const devices::WelcomeToken& token) {
    return {{"link",
             "/welcome#" + devices::make_welcome_token(token, context.directory, context.secret)},
            {"expires_at", base::to_iso8601(token.ends_at)}};
}

/// The hash that the command line made of the password; the password itself never comes here.
Answer<std::string> password_hash(const AdminRequest& request) {
    const auto hash = request.find("password_hash");
    if (hash && !hash->starts_with("$argon2id$"))
        return std::unexpected("The password must be sent as an argon2id hash.");
    return hash.value_or("");
}

Answer<Json> add(AdminContext& context, const AdminRequest& request) {
    const bool is_first = context.directory.users().empty();
    model::User user;
    user.name = TRY(checked_name("name", request.find("name").value_or("")));
    user.password_hash = TRY(password_hash(request));
    user.api_key = devices::generate_api_key(context.random);
    user.created_at = context.now;
    if (context.directory.find_user(user.name))
        return std::unexpected(fmt::format(
            "There is a user called {} already. Choose another name, or set a password: fieldcast "
            "user password {}.",
            user.name, user.name));
    if (is_first || request.has("administrator")) user.role = model::Role::administrator;
    user.id = TRY(told(context.store.directory().next_user_id()));
    Json answer = shown(user);
    TRY(put(context, std::move(user)));
    return answer;
}

Answer<Json> list(AdminContext& context, const AdminRequest&) {
    Json users = Json::array();
    for (const auto& user : context.directory.users()) users.push_back(shown(*user));
    return users;
}

Answer<model::User> named(const AdminContext& context, const AdminRequest& request) {
    return *TRY(user_named(context, request.find("name").value_or("")));
}

/// Everything that was signed in with the old password ends, except for the sign-in that asks.
Answer<Json> put_password(AdminContext& context, const AdminRequest& request, model::User user) {
    user.password_hash = TRY(password_hash(request));
    if (user.password_hash.empty()) return std::unexpected("The password is missing.");
    model::SignInId asking;
    if (request.has("keep_sign_in")) asking.value = TRY(number(request, "keep_sign_in"));
    TRY(end_sign_ins(context, user.id, asking));
    Json answer = shown(user);
    TRY(put(context, std::move(user)));
    return answer;
}

Answer<Json> set_password(AdminContext& context, const AdminRequest& request) {
    return put_password(context, request, TRY(named(context, request)));
}

/// The first administrator, where commands or the demo have made one already; else a new user.
Answer<Json> set_up(AdminContext& context, const AdminRequest& request) {
    if (!devices::awaits_set_up(context.directory))
        return std::unexpected("This server is set up already. Sign in.");
    const auto users = context.directory.users();
    const auto first = std::ranges::find(users, model::Role::administrator,
                                         [](const auto& user) { return user->role; });
    if (first == users.end()) return add(context, request);
    model::User user = **first;
    user.name = TRY(checked_name("name", request.find("name").value_or("")));
    const auto known = context.directory.find_user(user.name);
    if (known && known->id != user.id)
        return std::unexpected(
            fmt::format("There is a user called {} already. Choose another name.", user.name));
    return put_password(context, request, std::move(user));
}

/// A link by which the user sets a password; without a name, one that sets the server up.
Answer<Json> link(AdminContext& context, const AdminRequest& request) {
    if (!request.has("name")) {
        if (!devices::awaits_set_up(context.directory))
            return std::unexpected(
                "This server is set up already. For a user's password: fieldcast user link NAME.");
        return welcome_link(context,
                            {.user = {}, .ends_at = context.now + devices::set_up_link_lasts});
    }
    const model::User user = TRY(named(context, request));
    Json answer =
        welcome_link(context, {.user = user.id, .ends_at = context.now + devices::user_link_lasts});
    answer["user"] = user.name;
    return answer;
}

Answer<void> keep_an_administrator(const AdminContext& context, const model::User& leaving) {
    const auto users = context.directory.users();
    const auto is_other = [&](const auto& user) {
        return user->role == model::Role::administrator && user->id != leaving.id;
    };
    if (leaving.role != model::Role::administrator || users.size() == 1 ||
        std::ranges::any_of(users, is_other))
        return {};
    return std::unexpected(fmt::format(
        "{} is the last administrator. Make somebody else one first: fieldcast user set NAME "
        "--role administrator.",
        leaving.name));
}

Answer<Json> set(AdminContext& context, const AdminRequest& request) {
    model::User user = TRY(named(context, request));
    if (const auto role = request.find("role")) {
        if (*role != "administrator" && *role != "user")
            return std::unexpected(
                fmt::format("The role must be administrator or user, not {}.", *role));
        if (*role == "user") TRY(keep_an_administrator(context, user));
        user.role = *role == "user" ? model::Role::user : model::Role::administrator;
    }
    if (auto zone = request.find("time_zone"))
        user.time_zone = TRY(checked_text("time zone", std::move(*zone), time_zone_bytes_max));
    Json answer = shown(user);
    TRY(put(context, std::move(user)));
    return answer;
}

Answer<Json> key(AdminContext& context, const AdminRequest& request) {
    model::User user = TRY(named(context, request));
    if (request.has("regenerate")) {
        user.api_key = devices::generate_api_key(context.random);
        TRY(put(context, user));
    }
    return Json{{"user", user.name}, {"user_api_key", user.api_key}};
}

Answer<Json> remove(AdminContext& context, const AdminRequest& request) {
    const model::User user = TRY(named(context, request));
    const auto is_owned = [&](const auto& record) { return record->owner == user.id; };
    const auto channels = std::ranges::count_if(context.directory.channels(), is_owned);
    const auto devices = std::ranges::count_if(context.directory.devices(), is_owned);
    if (channels + devices > 0)
        return std::unexpected(fmt::format(
            "{} still owns channels ({}) or devices ({}). Remove them first, or give them to "
            "somebody else: fieldcast device set ID --owner USER, fieldcast channel set ID "
            "--owner USER.",
            user.name, channels, devices));
    TRY(keep_an_administrator(context, user));
    TRY(end_sign_ins(context, user.id));
    TRY(told(context.store.directory().remove(user.id)));
    context.changes.emplace_back(devices::RemovedUser{user.id});
    return Json{{"user", user.name}, {"removed", true}};
}

constexpr std::array commands = {
    AdminCommand{"user add", add, true},
    AdminCommand{"user set-up", set_up, true, "name password_hash"},
    AdminCommand{"user list", list},
    AdminCommand{"user link", link},
    AdminCommand{"user set", set, true},
    AdminCommand{"user password", set_password, true},
    AdminCommand{"user change-password", set_password, true, "name password_hash keep_sign_in"},
    AdminCommand{"user key", key, true},
    AdminCommand{"user remove", remove, true},
};

}  // namespace

std::span<const AdminCommand> user_administration() {
    return commands;
}

}  // namespace fieldcast::app
