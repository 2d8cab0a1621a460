#include "devices/welcome_token.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace fieldcast::devices {
namespace {

constexpr std::size_t signature_bytes = 16;

std::int64_t seconds_of(base::Timestamp time) {
    return std::chrono::duration_cast<base::Seconds>(time.time_since_epoch()).count();
}

/// What a token's use changes: it is part of the signature.
std::string password_of(model::UserId user, const Directory& directory) {
    const auto record = directory.find_user(user);
    return record ? record->password_hash : std::string{};
}

std::string signature_of(const WelcomeToken& token, const Directory& directory,
                         const ServerSecret& secret) {
    const std::string signed_text =
        fmt::format("welcome {} {} {}", token.user.value, seconds_of(token.ends_at),
                    password_of(token.user, directory));
    std::string hex;
    for (const char byte : hash_device_password(secret, signed_text).substr(0, signature_bytes))
        fmt::format_to(std::back_inserter(hex), "{:02x}", static_cast<unsigned char>(byte));
    return hex;
}

/// The number before the next dash; takes both off `text`.
std::optional<std::int64_t> take_number(std::string_view& text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (error != std::errc{} || !text.starts_with('-')) return std::nullopt;
    text.remove_prefix(1);
    return number;
}

}  // namespace

bool awaits_set_up(const Directory& directory) {
    return std::ranges::all_of(directory.users(),
                               [](const auto& user) { return user->password_hash.empty(); });
}

std::string make_welcome_token(const WelcomeToken& token, const Directory& directory,
                               const ServerSecret& secret) {
    return fmt::format("{}-{}-{}", token.user.value, seconds_of(token.ends_at),
                       signature_of(token, directory, secret));
}

std::optional<WelcomeToken> read_welcome_token(std::string_view text, const Directory& directory,
                                               const ServerSecret& secret, base::Timestamp now) {
    const auto user = take_number(text);
    const auto ends_at = user ? take_number(text) : std::nullopt;
    if (!ends_at || *user < 0 || *ends_at < seconds_of(now)) return std::nullopt;
    const WelcomeToken token{.user = {static_cast<std::uint64_t>(*user)},
                             .ends_at = base::Timestamp{base::Seconds{*ends_at}}};
    if (!is_same_secret(signature_of(token, directory, secret), text)) return std::nullopt;
    const bool is_usable = token.user.value == 0 ? awaits_set_up(directory)
                                                 : directory.find_user(token.user) != nullptr;
    return is_usable ? std::optional{token} : std::nullopt;
}

}  // namespace fieldcast::devices
