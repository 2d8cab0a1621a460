// /api/v1/channels: channels with their keys.
#include "api/resources.h"
#include "api/v1.h"
#include "api/v1_body.h"

namespace fieldcast::api {
namespace {

auto own_channel(const Call& call, const Context& context) {
    return own(call, context, find_channel(context, call.captured.front()), no_such_channel);
}

/// 201 with the whole channel that a command has added.
AfterTask show_added(const Json& added) {
    return pass_on("channel show", {{"id", text_of(added["id"].get<std::uint64_t>())}}, 201);
}

}  // namespace

Reply v1_list_channels(const CallRef& call, const Context& context) {
    return list_own(call, context, "channel list");
}

Reply v1_create_channel(const CallRef& call, const Context& context) {
    const auto user = user_of(*call, context);
    if (!user) return json_error(401, sign_in_required);
    auto values = channel_values(call->request.body);
    if (!values) return json_error(400, values.error());
    (*values)["owner"] = user->name;
    values->erase("private");  // as all channels begin
    return administer(
        "channel add", std::move(*values),
        [](const Json& added, const Context&) -> Reply { return show_added(added); }, tell_failure);
}

Reply v1_create_demo(const CallRef& call, const Context& context) {
    const auto user = user_of(*call, context);
    if (!user) return json_error(401, sign_in_required);
    return administer(
        "channel add",
        {{"name", "Weather station"},
         {"description", "Made up by this server, an entry a second. Delete it when you like."},
         {"tags", "demo"},
         {"owner", user->name},
         {"simulated", true}},
        [](const Json& added, const Context&) -> Reply { return show_added(added); }, tell_failure);
}

Reply v1_show_channel(const CallRef& call, const Context& context) {
    const auto channel = own_channel(*call, context);
    if (!channel) return channel.error();
    return pass_on("channel show", {{"id", text_of((*channel)->id.value)}});
}

Reply v1_change_channel(const CallRef& call, const Context& context) {
    const auto channel = own_channel(*call, context);
    if (!channel) return channel.error();
    auto values = channel_values(call->request.body);
    if (!values) return json_error(400, values.error());
    (*values)["id"] = text_of((*channel)->id.value);
    return pass_on("channel set", std::move(*values));
}

Reply v1_delete_channel(const CallRef& call, const Context& context) {
    const auto channel = own_channel(*call, context);
    if (!channel) return channel.error();
    return pass_on("channel remove", {{"id", text_of((*channel)->id.value)}});
}

}  // namespace fieldcast::api
