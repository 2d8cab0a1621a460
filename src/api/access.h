#pragma once
// What the key of a call opens.

#include "api/api.h"
#include "api/call.h"
#include "model/directory_records.h"

namespace fieldcast::api {

/// The channel whose number is `text`; null if there is none.
[[nodiscard]] model::ChannelRecord find_channel(const Context& context, std::string_view text);

/// Whether `channel` is shared with `user`.
[[nodiscard]] bool is_viewer(const model::User& user, const model::Channel& channel);

/// Whether the call may read `channel`: it is public, the key is one of its own, or the user may
/// view it.
[[nodiscard]] bool may_read(const Call& call, const Context& context,
                            const model::Channel& channel);

/// Whether `user` may look at `channel`, as its owner, an administrator or one of its viewers.
[[nodiscard]] bool may_view(const model::User& user, const model::Channel& channel);

/// Whether the key is the channel's write key, or the user is its owner or an administrator.
[[nodiscard]] bool may_write(const Call& call, const Context& context,
                             const model::Channel& channel);

/// The user whose key the call brings, or else who has signed in; null: nobody.
[[nodiscard]] model::UserRecord user_of(const Call& call, const Context& context);

/// Whether the user of the call is `owner`, or an administrator.
[[nodiscard]] bool may_administer(const Call& call, const Context& context, model::UserId owner);

/// Whole numbers without sign; nothing for any other text.
[[nodiscard]] std::optional<std::uint64_t> parse_number(std::string_view text);

}  // namespace fieldcast::api
