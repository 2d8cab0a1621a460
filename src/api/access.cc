#include "api/access.h"

#include <algorithm>
#include <charconv>

#include "api/sign_in.h"

namespace fieldcast::api {
namespace {

bool is_one_of_its_keys(const Call& call, const model::Channel& channel) {
    return !call.key.empty() &&
           (call.key == channel.write_key ||
            std::ranges::find(channel.read_keys, call.key, &model::ReadKey::key) !=
                channel.read_keys.end());
}

}  // namespace

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stopped != end) return std::nullopt;
    return number;
}

model::ChannelRecord find_channel(const Context& context, std::string_view text) {
    const auto id = parse_number(text);
    return id ? context.directory.find_channel(model::ChannelId{*id}) : nullptr;
}

bool may_administer(const Call& call, const Context& context, model::UserId owner) {
    const model::UserRecord user = user_of(call, context);
    return user && (user->id == owner || user->role == model::Role::administrator);
}

bool may_write(const Call& call, const Context& context, const model::Channel& channel) {
    const bool is_its_key = !call.key.empty() && call.key == channel.write_key;
    return is_its_key || may_administer(call, context, channel.owner);
}

bool is_viewer(const model::User& user, const model::Channel& channel) {
    return std::ranges::find(channel.viewers, user.id) != channel.viewers.end();
}

bool may_read(const Call& call, const Context& context, const model::Channel& channel) {
    if (channel.is_public || is_one_of_its_keys(call, channel)) return true;
    const model::UserRecord user = user_of(call, context);
    return user && may_view(*user, channel);
}

bool may_view(const model::User& user, const model::Channel& channel) {
    return user.id == channel.owner || user.role == model::Role::administrator ||
           is_viewer(user, channel);
}

model::UserRecord user_of(const Call& call, const Context& context) {
    if (!call.key.empty()) return context.directory.find_user_by_key(call.key);
    const model::SignInRecord sign_in = sign_in_of(call.request, context);
    return sign_in ? context.directory.find_user(sign_in->user) : nullptr;
}

}  // namespace fieldcast::api
