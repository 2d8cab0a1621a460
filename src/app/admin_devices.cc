// Administration of devices.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ranges>

#include "app/admin_activity.h"
#include "app/quantities.h"

namespace fieldcast::app {
namespace {

using model::ChannelPermission;
using server::AdminContext;

constexpr std::size_t description_bytes_max = 4'096;
constexpr std::uint64_t old_password_hours_max = 7 * 24;

Sentence not_a_permission(std::string_view text) {
    return fmt::format(
        "\"{}\" is not a permission: write the channel and what is allowed, such as "
        "1:publish,subscribe.",
        text);
}

/// `1:publish,subscribe`; without rights, `1`, neither is set.
Answer<ChannelPermission> parse_permission(std::string_view text) {
    const std::size_t colon = text.find(':');
    const auto channel = parse_count(text.substr(0, colon));
    if (!channel) return std::unexpected(not_a_permission(text));
    ChannelPermission permission{.channel = {*channel}};
    if (colon == std::string_view::npos) return permission;
    for (const auto part : std::views::split(text.substr(colon + 1), ',')) {
        const std::string_view right{part.begin(), part.end()};
        if (right != "publish" && right != "subscribe")
            return std::unexpected(not_a_permission(text));
        permission.publish |= right == "publish";
        permission.subscribe |= right == "subscribe";
    }
    return permission;
}

bool is_empty(const ChannelPermission& permission) {
    return !permission.publish && !permission.subscribe;
}

/// Adds rights, and keeps the order by channel that the record promises.
void allow(model::Device& device, const ChannelPermission& added) {
    const auto place = std::ranges::lower_bound(device.permissions, added.channel, {},
                                                &ChannelPermission::channel);
    if (place == device.permissions.end() || place->channel != added.channel) {
        device.permissions.insert(place, added);
        return;
    }
    place->publish |= added.publish;
    place->subscribe |= added.subscribe;
}

Answer<void> allow_all(const AdminContext& context, model::Device& device,
                       std::span<const std::string> texts) {
    for (const std::string& text : texts) {
        const ChannelPermission permission = TRY(parse_permission(text));
        if (is_empty(permission)) return std::unexpected(not_a_permission(text));
        TRY(channel_numbered(context, permission.channel.value));
        allow(device, permission);
    }
    return {};
}

Answer<void> deny(model::Device& device, const ChannelPermission& withdrawn) {
    const auto place =
        std::ranges::find(device.permissions, withdrawn.channel, &ChannelPermission::channel);
    if (place == device.permissions.end())
        return std::unexpected(fmt::format(
            "Device {} has no permission for channel {}. What it may do: fieldcast device show {}.",
            device.id.value, withdrawn.channel.value, device.id.value));
    const bool everything = is_empty(withdrawn);
    place->publish &= !withdrawn.publish && !everything;
    place->subscribe &= !withdrawn.subscribe && !everything;
    if (is_empty(*place)) device.permissions.erase(place);
    return {};
}

/// Permissions for channels that are gone mean nothing and are not shown.
Json permissions(const AdminContext& context, const model::Device& device) {
    Json json = Json::array();
    for (const ChannelPermission& permission : device.permissions)
        if (context.directory.find_channel(permission.channel))
            json.push_back({{"id", permission.channel.value},
                            {"publish", permission.publish},
                            {"subscribe", permission.subscribe}});
    return json;
}

Json shown(const AdminContext& context, const model::Device& device) {
    return {{"device_id", device.id.value},
            {"name", device.name},
            {"description", device.description},
            {"owner", name_of(context, device.owner)},
            {"client_id", device.client_id},
            {"username", device.client_id},
            {"channels", permissions(context, device)},
            {"created_at", base::to_iso8601(device.created_at)},
            {"activity", activity_of(context, device.id)}};
}

Answer<Json> events(AdminContext& context, const model::Device& device) {
    const auto newest =
        TRY(told(context.store.events().newest(device.id, storage::EventLog::events_per_device)));
    Json json = Json::array();
    for (const model::DeviceEvent& event : newest) json.push_back(shown_event(event));
    return json;
}

/// Gives the device a new password and stores it; the answer is the only place to read it.
Answer<Json> put_with_new_password(AdminContext& context, model::Device device) {
    const std::string password = devices::generate_device_password(context.random);
    device.password_hash = devices::hash_device_password(context.secret, password);
    Json credentials{{"device_id", device.id.value},
                     {"client_id", device.client_id},
                     {"username", device.client_id},
                     {"password", password}};
    TRY(put(context, std::move(device)));
    return credentials;
}

Answer<Json> put_and_show(AdminContext& context, model::Device device) {
    Json answer = shown(context, device);
    TRY(put(context, std::move(device)));
    return answer;
}

/// What `device add` and `device set` may say.
Answer<void> change(model::Device& device, const AdminContext& context,
                    const AdminRequest& request) {
    if (auto name = request.find("name")) device.name = TRY(checked_name("name", std::move(*name)));
    if (auto text = request.find("description"))
        device.description =
            TRY(checked_text("description", std::move(*text), description_bytes_max));
    if (request.has("owner")) device.owner = TRY(owner_of(context, request))->id;
    return {};
}

Answer<Json> add(AdminContext& context, const AdminRequest& request) {
    model::Device device;
    device.owner = TRY(owner_of(context, request))->id;
    device.name = TRY(checked_name("name", request.find("name").value_or("")));
    TRY(change(device, context, request));
    TRY(allow_all(context, device, request.all("channel")));
    device.client_id = devices::generate_client_id(context.random);
    device.created_at = context.now;
    device.id = TRY(told(context.store.directory().next_device_id()));
    return put_with_new_password(context, std::move(device));
}

Answer<Json> list(AdminContext& context, const AdminRequest&) {
    Json devices = Json::array();
    for (const auto& device : context.directory.devices())
        devices.push_back(shown(context, *device));
    return devices;
}

Answer<Json> show(AdminContext& context, const AdminRequest& request) {
    const model::DeviceRecord device = TRY(device_of(context, request));
    Json answer = shown(context, *device);
    if (request.has("events")) answer["events"] = TRY(events(context, *device));
    return answer;
}

Answer<Json> set(AdminContext& context, const AdminRequest& request) {
    model::Device device = *TRY(device_of(context, request));
    TRY(change(device, context, request));
    if (request.has("only_channel")) {
        device.permissions.clear();
        TRY(allow_all(context, device, request.all("only_channel")));
    }
    return put_and_show(context, std::move(device));
}

Answer<Json> allow(AdminContext& context, const AdminRequest& request) {
    model::Device device = *TRY(device_of(context, request));
    TRY(allow_all(context, device, request.all("permissions")));
    return put_and_show(context, std::move(device));
}

Answer<Json> deny(AdminContext& context, const AdminRequest& request) {
    model::Device device = *TRY(device_of(context, request));
    for (const std::string& text : request.all("permissions")) {
        const ChannelPermission withdrawn = TRY(parse_permission(text));
        TRY(deny(device, withdrawn));
    }
    return put_and_show(context, std::move(device));
}

/// How long the password before stays valid.
Answer<base::Milliseconds> time_of_old_password(const AdminRequest& request) {
    const auto text = request.find("keep_old_hours");
    const auto hours = parse_count(text.value_or("0"));
    if (!hours || *hours > old_password_hours_max)
        return std::unexpected(
            fmt::format("The old password may be kept for 0 to {} hours, not {}.",
                        old_password_hours_max, text.value_or("")));
    return base::Milliseconds{std::chrono::hours{*hours}};
}

Answer<Json> renew_password(AdminContext& context, const AdminRequest& request) {
    model::Device device = *TRY(device_of(context, request));
    const base::Milliseconds kept = TRY(time_of_old_password(request));
    const bool is_kept = kept > base::Milliseconds::zero();
    device.previous_password_hash = is_kept ? device.password_hash : std::string{};
    device.previous_password_until = is_kept ? context.now + kept : base::Timestamp{};
    Json credentials = TRY(put_with_new_password(context, device));
    if (is_kept)
        credentials["old_password_until"] = base::to_iso8601(device.previous_password_until);
    return credentials;
}

Answer<Json> remove(AdminContext& context, const AdminRequest& request) {
    const model::DeviceRecord device = TRY(device_of(context, request));
    TRY(told(context.store.directory().remove(device->id)));
    context.changes.emplace_back(devices::RemovedDevice{device->id});
    return Json{{"device_id", device->id.value}, {"removed", true}};
}

constexpr std::array commands = {
    AdminCommand{"device add", add, true},
    AdminCommand{"device list", list},
    AdminCommand{"device show", show},
    AdminCommand{"device set", set, true},
    AdminCommand{"device allow", allow, true},
    AdminCommand{"device deny", deny, true},
    AdminCommand{"device password", renew_password, true},
    AdminCommand{"device remove", remove, true},
};

}  // namespace

std::span<const AdminCommand> device_administration() {
    return commands;
}

}  // namespace fieldcast::app
