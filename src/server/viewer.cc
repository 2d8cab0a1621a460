#include "server/viewer.h"

#include "api/access.h"
#include "api/call.h"
#include "api/sign_in.h"

namespace fieldcast::server {
namespace {

http::Response refused_origin() {
    return {.status = 403,
            .content_type = "text/plain; charset=utf-8",
            .body =
                "A page of another server may not use this server's sign-in: Origin must be "
                "Host. If a proxy stands before this server, let it pass Host on.\n"};
}

}  // namespace

base::Result<std::optional<Viewer>, http::Response> viewer_of(const http::Request& request,
                                                              const api::Context& context) {
    const auto sign_in = api::sign_in_of(request, context);
    if (sign_in && api::is_cross_site(request)) return std::unexpected(refused_origin());
    if (!api::is_same_site(request)) return std::nullopt;
    const api::Call call = api::read_call(request);
    const auto user = api::user_of(call, context);
    if (!user) return Viewer{};
    const bool is_by_key = !call.key.empty();
    return Viewer{.user = user->id, .sign_in = is_by_key ? model::SignInId{} : sign_in->id};
}

bool is_valid(const Viewer& viewer, const devices::Directory& directory) {
    const bool is_signed_in =
        viewer.sign_in.value == 0 || directory.find_sign_in(viewer.sign_in) != nullptr;
    return is_signed_in && (viewer.user.value == 0 || directory.find_user(viewer.user) != nullptr);
}

bool may_view(const Viewer& viewer, const devices::Directory& directory,
              model::ChannelId channel_id) {
    const auto channel = directory.find_channel(channel_id);
    if (!channel) return false;
    const auto user = directory.find_user(viewer.user);
    return channel->is_public || (user && api::may_view(*user, *channel));
}

}  // namespace fieldcast::server
