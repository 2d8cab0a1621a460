#pragma once
// Links by which a person sets a password: the first user of a new server, a user who was invited,
// one who forgot it. Nothing is stored for them. A token is signed over what it will change, so
// that its use ends it. Pure.

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "devices/credentials.h"
#include "devices/directory.h"

namespace fieldcast::devices {

/// How long the link that sets a server up may be used, and that of a user.
inline constexpr auto set_up_link_lasts = std::chrono::minutes{30};
inline constexpr auto user_link_lasts = std::chrono::days{7};

struct WelcomeToken {
    model::UserId user;       ///< whose password it sets; 0: the first user's, who has no name yet
    base::Timestamp ends_at;  ///< to the second
};

/// Whether nobody can sign in yet, so that the next one to come may set the server up.
[[nodiscard]] bool awaits_set_up(const Directory& directory);

/// `12-1790000000-…`, fit for an URL.
[[nodiscard]] std::string make_welcome_token(const WelcomeToken& token, const Directory& directory,
                                             const ServerSecret& secret);

/// Nothing if the token is not ours, is used or has ended.
[[nodiscard]] std::optional<WelcomeToken> read_welcome_token(std::string_view text,
                                                             const Directory& directory,
                                                             const ServerSecret& secret,
                                                             base::Timestamp now);

}  // namespace fieldcast::devices
