// /api/v1/devices: devices with their permissions and events.
#include <algorithm>

#include "api/resources.h"
#include "api/v1.h"
#include "api/v1_body.h"

namespace fieldcast::api {
namespace {

constexpr std::string_view no_such_device = "There is no such device. Check its number.";

auto own_device(const Call& call, const Context& context) {
    const auto id = parse_number(call.captured.front());
    return own(call, context,
               id ? context.directory.find_device(model::DeviceId{*id}) : model::DeviceRecord{},
               no_such_device);
}

/// The channels that a device shall use must be its owner's: who has somebody else's number must
/// not read through a device.
bool are_channels_of(const Json& values, std::string_view key, const Context& context,
                     const model::User& user) {
    if (!values.contains(key)) return true;
    return std::ranges::all_of(values[std::string{key}], [&](const Json& permission) {
        const auto text = permission.get<std::string>();
        const auto channel = find_channel(context, text.substr(0, text.find(':')));
        return channel && (channel->owner == user.id || user.role == model::Role::administrator);
    });
}

}  // namespace

Reply v1_list_devices(const CallRef& call, const Context& context) {
    return list_own(call, context, "device list");
}

Reply v1_create_device(const CallRef& call, const Context& context) {
    const auto user = user_of(*call, context);
    if (!user) return json_error(401, sign_in_required);
    auto values = device_values(call->request.body, "channel");
    if (!values) return json_error(400, values.error());
    if (!are_channels_of(*values, "channel", context, *user))
        return json_error(404, no_such_channel);
    (*values)["owner"] = user->name;
    return pass_on("device add", std::move(*values), 201);
}

Reply v1_show_device(const CallRef& call, const Context& context) {
    const auto device = own_device(*call, context);
    if (!device) return device.error();
    return pass_on("device show", {{"id", text_of((*device)->id.value)}, {"events", true}});
}

Reply v1_change_device(const CallRef& call, const Context& context) {
    const auto device = own_device(*call, context);
    if (!device) return device.error();
    auto values = device_values(call->request.body, "only_channel");
    if (!values) return json_error(400, values.error());
    if (!are_channels_of(*values, "only_channel", context, *user_of(*call, context)))
        return json_error(404, no_such_channel);
    (*values)["id"] = text_of((*device)->id.value);
    return pass_on("device set", std::move(*values));
}

Reply v1_delete_device(const CallRef& call, const Context& context) {
    const auto device = own_device(*call, context);
    if (!device) return device.error();
    return pass_on("device remove", {{"id", text_of((*device)->id.value)}});
}

Reply v1_show_journey(const CallRef& call, const Context& context) {
    const auto device = own_device(*call, context);
    if (!device) return device.error();
    Json values{{"id", text_of((*device)->id.value)}};
    if (user_of(*call, context)->role != model::Role::administrator)
        values["attempts_from"] = context.peer_address;
    return pass_on("device journey", std::move(values));
}

Reply v1_renew_device_password(const CallRef& call, const Context& context) {
    const auto device = own_device(*call, context);
    if (!device) return device.error();
    auto values = password_values(call->request.body);
    if (!values) return json_error(400, values.error());
    (*values)["id"] = text_of((*device)->id.value);
    return pass_on("device password", std::move(*values));
}

}  // namespace fieldcast::api
