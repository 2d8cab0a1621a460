#include "api/access.h"

#include <algorithm>
#include <charconv>

namespace fieldcast::api {

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
    if (call.key.empty()) return false;
    return call.key == channel.write_key || may_administer(call, context, channel.owner);
}

bool may_read(const Call& call, const Context& context, const model::Channel& channel) {
    if (channel.is_public) return true;
    if (call.key.empty()) return false;
    return std::ranges::find(channel.read_keys, call.key, &model::ReadKey::key) !=
               channel.read_keys.end() ||
           may_write(call, context, channel);
}

model::UserRecord user_of(const Call& call, const Context& context) {
    return call.key.empty() ? nullptr : context.directory.find_user_by_key(call.key);
}

}  // namespace fieldcast::api
