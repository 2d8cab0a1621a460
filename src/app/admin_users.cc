// Administration of users.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/admin_request.h"

namespace fieldcast::app {
namespace {

using server::AdminContext;

std::string_view role_name(model::Role role) {
    return role == model::Role::administrator ? "administrator" : "user";
}

Json shown(const model::User& user) {
    return {{"user", user.name},
            {"role", role_name(user.role)},
            {"can_sign_in", !user.password_hash.empty()},
            {"created_at", base::to_iso8601(user.created_at)}};
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

Answer<Json> set_password(AdminContext& context, const AdminRequest& request) {
    model::User user = TRY(named(context, request));
    user.password_hash = TRY(password_hash(request));
    if (user.password_hash.empty()) return std::unexpected("The password is missing.");
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
    TRY(told(context.store.directory().remove(user.id)));
    context.changes.emplace_back(devices::RemovedUser{user.id});
    return Json{{"user", user.name}, {"removed", true}};
}

constexpr std::array commands = {
    AdminCommand{"user add", add, true},
    AdminCommand{"user list", list},
    AdminCommand{"user password", set_password, true},
    AdminCommand{"user key", key, true},
    AdminCommand{"user remove", remove, true},
};

}  // namespace

std::span<const AdminCommand> user_administration() {
    return commands;
}

}  // namespace fieldcast::app
