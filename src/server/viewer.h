#pragma once
// A page that shows channels live: an MQTT client without client ID and password over a WebSocket
// that a page of this very server has opened. It may read channels and nothing else. Kind of state:
// *published*; immutable once made.

#include <optional>

#include "api/api.h"
#include "base/result.h"
#include "devices/directory.h"
#include "http/message.h"

namespace fieldcast::server {

struct Viewer {
    model::UserId user = {};       ///< 0: nobody is signed in
    model::SignInId sign_in = {};  ///< 0: it came with a key
};

/// Whose page asks for a WebSocket; nothing: no page of ours does. The error refuses another
/// server's page that comes with the cookie of ours.
[[nodiscard]] base::Result<std::optional<Viewer>, http::Response> viewer_of(
    const http::Request& request, const api::Context& context);

/// Whether whom the page belongs to is still a user, and signed in.
[[nodiscard]] bool is_valid(const Viewer& viewer, const devices::Directory& directory);

/// Whether the page may show the channel: it is public, or its user's, or shared with the user.
[[nodiscard]] bool may_view(const Viewer& viewer, const devices::Directory& directory,
                            model::ChannelId channel);

}  // namespace fieldcast::server
