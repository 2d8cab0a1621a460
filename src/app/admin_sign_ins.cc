// Administration of sign-ins: the browsers that users have signed in with.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/admin_request.h"

namespace fieldcast::app {
namespace {

using server::AdminContext;

constexpr auto sign_in_lasts = std::chrono::days{30};
constexpr std::size_t sign_ins_per_user_max = 20;
constexpr std::size_t browser_bytes_max = 512;

Answer<void> end(AdminContext& context, model::SignInId id) {
    TRY(told(context.store.directory().remove(id)));
    context.changes.emplace_back(devices::RemovedSignIn{id});
    return {};
}

/// In order of age, the oldest first.
std::vector<model::SignInRecord> sign_ins_of(const AdminContext& context, model::UserId user) {
    auto sign_ins = context.directory.sign_ins();
    std::erase_if(sign_ins, [user](const auto& sign_in) { return sign_in->user != user; });
    return sign_ins;
}

/// Everybody's that have run out, and the oldest of a user who has too many.
Answer<void> make_room(AdminContext& context, model::UserId user) {
    for (const auto& sign_in : context.directory.sign_ins())
        if (sign_in->ends_at <= context.now) TRY(end(context, sign_in->id));
    auto others = sign_ins_of(context, user);
    std::erase_if(others, [&](const auto& sign_in) { return sign_in->ends_at <= context.now; });
    for (std::size_t i = 0; i + sign_ins_per_user_max <= others.size(); ++i)
        TRY(end(context, others[i]->id));
    return {};
}

/// Two hexadecimal digits for each byte: requests are text.
std::string bytes_of_hex(std::string_view hex) {
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes += static_cast<char>(digit(hex[i]) << 4 | digit(hex[i + 1]));
    return bytes;
}

Answer<Json> add(AdminContext& context, const AdminRequest& request) {
    const auto user = TRY(user_named(context, request.find("name").value_or("")));
    TRY(make_room(context, user->id));
    model::SignIn sign_in{.user = user->id,
                          .token_hash = bytes_of_hex(request.find("token_hash").value_or("")),
                          .address = request.find("address").value_or(""),
                          .browser = request.find("browser").value_or(""),
                          .created_at = context.now,
                          .ends_at = context.now + sign_in_lasts};
    sign_in.browser.resize(std::min(sign_in.browser.size(), browser_bytes_max));
    sign_in.id = TRY(told(context.store.directory().next_sign_in_id()));
    const Json answer{{"id", sign_in.id.value}};
    TRY(put(context, std::move(sign_in)));
    return answer;
}

Answer<Json> list(AdminContext& context, const AdminRequest& request) {
    const auto user = TRY(user_named(context, request.find("name").value_or("")));
    Json json = Json::array();
    for (const auto& sign_in : sign_ins_of(context, user->id))
        if (sign_in->ends_at > context.now)
            json.push_back({{"id", sign_in->id.value},
                            {"created_at", base::to_iso8601(sign_in->created_at)},
                            {"ends_at", base::to_iso8601(sign_in->ends_at)},
                            {"address", sign_in->address},
                            {"user_agent", sign_in->browser}});
    return json;
}

/// All of the user's, or the one under `id`.
Answer<Json> remove(AdminContext& context, const AdminRequest& request) {
    const auto user = TRY(user_named(context, request.find("name").value_or("")));
    if (!request.has("id")) {
        const std::size_t ended = TRY(end_sign_ins(context, user->id));
        return Json{{"user", user->name}, {"ended", ended}};
    }
    const model::SignInId id{TRY(number(request, "id"))};
    const auto sign_in = context.directory.find_sign_in(id);
    if (!sign_in || sign_in->user != user->id)
        return std::unexpected(
            fmt::format("{} has no sign-in {}. All of them: fieldcast user sign-ins {}.",
                        user->name, id.value, user->name));
    TRY(end(context, id));
    return Json{{"user", user->name}, {"ended", 1}};
}

constexpr std::array sign_in_table = {
    AdminCommand{"sign-in add", add, true, "name token_hash address browser"},
    AdminCommand{"user sign-ins", list},
    AdminCommand{"user sign-out", remove, true},
};

}  // namespace

Answer<std::size_t> end_sign_ins(AdminContext& context, model::UserId user,
                                 model::SignInId but_for) {
    std::size_t ended = 0;
    for (const auto& sign_in : sign_ins_of(context, user)) {
        if (sign_in->id == but_for) continue;
        TRY(end(context, sign_in->id));
        ++ended;
    }
    return ended;
}

std::span<const AdminCommand> sign_in_administration() {
    return sign_in_table;
}

}  // namespace fieldcast::app
