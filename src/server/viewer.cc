#include "server/viewer.h"

#include <algorithm>
#include <cctype>

#include "api/access.h"
#include "api/call.h"

namespace fieldcast::server {
namespace {

/// With or without `__Host-` before it.
constexpr std::string_view session_cookie = "fieldcast=";

bool is_same_host(std::string_view a, std::string_view b) {
    return std::ranges::equal(
        a, b, {}, [](unsigned char c) { return std::tolower(c); },
        [](unsigned char c) { return std::tolower(c); });
}

/// `raspi:8080` of `http://raspi:8080`; empty for `null`.
std::string_view host_of_origin(std::string_view origin) {
    constexpr std::string_view separator = "://";
    const std::size_t end_of_scheme = origin.find(separator);
    if (end_of_scheme == std::string_view::npos) return {};
    return origin.substr(end_of_scheme + separator.size());
}

http::Response refused_origin() {
    return {.status = 403,
            .content_type = "text/plain; charset=utf-8",
            .body =
                "A page of another server may not use this server's sign-in: Origin must be "
                "Host. If a proxy stands before this server, let it pass Host on.\n"};
}

}  // namespace

base::Result<ViewerRef, http::Response> viewer_of(const http::Request& request,
                                                  const api::Context& context) {
    const std::string_view origin = request.header("Origin");
    if (origin.empty()) return nullptr;
    const std::string_view host = host_of_origin(origin);
    const bool is_ours = !host.empty() && is_same_host(host, request.header("Host"));
    if (!is_ours) {
        const bool is_signed_in =
            request.header("Cookie").find(session_cookie) != std::string_view::npos;
        if (is_signed_in) return std::unexpected(refused_origin());
        return nullptr;
    }
    const auto user = api::user_of(api::read_call(request), context);
    return std::make_shared<const Viewer>(Viewer{.user = user ? user->id : model::UserId{}});
}

bool is_valid(const Viewer& viewer, const devices::Directory& directory) {
    return viewer.user.value == 0 || directory.find_user(viewer.user);
}

bool may_view(const Viewer& viewer, const devices::Directory& directory,
              model::ChannelId channel_id) {
    const auto channel = directory.find_channel(channel_id);
    if (!channel) return false;
    if (channel->is_public) return true;
    const auto user = directory.find_user(viewer.user);
    if (!user) return false;
    return channel->owner == user->id || user->role == model::Role::administrator ||
           std::ranges::find(channel->viewers, user->id) != channel->viewers.end();
}

}  // namespace fieldcast::server
