#include "devices/directory.h"

#include <algorithm>
#include <string>

namespace fieldcast::devices {
namespace {

template <class Map>
typename Map::mapped_type find_in(const Map& records, const typename Map::key_type& id) {
    const auto found = records.find(id);
    return found == records.end() ? nullptr : found->second;
}

template <class Map>
std::vector<typename Map::mapped_type> ordered_by_id(const Map& records) {
    std::vector<typename Map::mapped_type> list;
    list.reserve(records.size());
    for (const auto& [id, record] : records) list.push_back(record);
    std::ranges::sort(list, {}, [](const auto& record) { return record->id; });
    return list;
}

const model::ChannelPermission* find_permission(const model::Device& device,
                                                model::ChannelId channel) {
    const auto found = std::ranges::lower_bound(device.permissions, channel, {},
                                                &model::ChannelPermission::channel);
    return found != device.permissions.end() && found->channel == channel ? &*found : nullptr;
}

bool has_previous_password(const model::Device& device, base::Timestamp now) {
    return !device.previous_password_hash.empty() && now < device.previous_password_until;
}

}  // namespace

void Directory::reserve(std::size_t channels, std::size_t devices) {
    channels_.reserve(channels);
    write_keys_.reserve(channels);
    devices_.reserve(devices);
    client_ids_.reserve(devices);
}

void Directory::apply(const DirectoryChange& change) {
    std::visit([this](const auto& record_or_id) { carry_out(record_or_id); }, change);
}

void Directory::carry_out(const model::UserRecord& user) {
    carry_out(RemovedUser{user->id});  // the name may be another one
    users_.emplace(user->id, user);
    user_names_.put(user);
    user_keys_.put(user);
}

void Directory::carry_out(const model::SignInRecord& sign_in) {
    carry_out(RemovedSignIn{sign_in->id});
    sign_ins_.emplace(sign_in->id, sign_in);
    sign_in_tokens_.put(sign_in);
}

void Directory::carry_out(const model::ChannelRecord& channel) {
    carry_out(RemovedChannel{channel->id});  // the key may be another one
    channels_.emplace(channel->id, channel);
    write_keys_.put(channel);
}

void Directory::carry_out(const model::DeviceRecord& device) {
    carry_out(RemovedDevice{device->id});
    devices_.emplace(device->id, device);
    client_ids_.put(device);
}

void Directory::carry_out(RemovedUser removed) {
    const auto user = find_user(removed.id);
    if (!user) return;
    user_names_.remove(user);
    user_keys_.remove(user);
    users_.erase(removed.id);
}

void Directory::carry_out(RemovedSignIn removed) {
    const auto sign_in = find_sign_in(removed.id);
    if (!sign_in) return;
    sign_in_tokens_.remove(sign_in);
    sign_ins_.erase(removed.id);
}

void Directory::carry_out(RemovedChannel removed) {
    const auto channel = find_channel(removed.id);
    if (!channel) return;
    write_keys_.remove(channel);
    channels_.erase(removed.id);
}

void Directory::carry_out(RemovedDevice removed) {
    const auto device = find_device(removed.id);
    if (!device) return;
    client_ids_.remove(device);
    devices_.erase(removed.id);
}

model::UserRecord Directory::find_user(model::UserId id) const {
    return find_in(users_, id);
}

model::UserRecord Directory::find_user(std::string_view name) const {
    return user_names_.find(name);
}

model::UserRecord Directory::find_user_by_key(std::string_view api_key) const {
    return user_keys_.find(api_key);
}

model::SignInRecord Directory::find_sign_in(model::SignInId id) const {
    return find_in(sign_ins_, id);
}

model::SignInRecord Directory::find_sign_in(std::string_view token_hash) const {
    return sign_in_tokens_.find(token_hash);
}

model::ChannelRecord Directory::find_channel_by_write_key(std::string_view write_key) const {
    return write_keys_.find(write_key);
}

model::ChannelRecord Directory::find_channel(model::ChannelId id) const {
    return find_in(channels_, id);
}

model::DeviceRecord Directory::find_device(model::DeviceId id) const {
    return find_in(devices_, id);
}

model::DeviceRecord Directory::find_device(std::string_view client_id) const {
    return client_ids_.find(client_id);
}

std::vector<model::UserRecord> Directory::users() const {
    return ordered_by_id(users_);
}
std::vector<model::SignInRecord> Directory::sign_ins() const {
    return ordered_by_id(sign_ins_);
}
std::vector<model::ChannelRecord> Directory::channels() const {
    return ordered_by_id(channels_);
}
std::vector<model::DeviceRecord> Directory::devices() const {
    return ordered_by_id(devices_);
}

base::Result<Authenticated, ConnectRefusal> authenticate(const Directory& directory,
                                                         const ServerSecret& secret,
                                                         const Credentials& credentials,
                                                         base::Timestamp now) {
    const auto device = directory.find_device(credentials.user_name.value_or(""));
    const std::string_view password = credentials.password.value_or("");
    // An unknown user name costs a hash too, so that the time of a refusal does not tell it.
    const std::string_view hash = device ? std::string_view{device->password_hash} : "";
    const bool is_current = device_password_matches(secret, password, hash);
    const bool is_previous =
        !is_current && device && has_previous_password(*device, now) &&
        device_password_matches(secret, password, device->previous_password_hash);
    if (!device || (!is_current && !is_previous))
        return std::unexpected(ConnectRefusal{device, model::Refusal::wrong_password});
    if (credentials.client_id != device->client_id)
        return std::unexpected(ConnectRefusal{device, model::Refusal::client_id_differs});
    return Authenticated{device, is_current ? PasswordOf::now : PasswordOf::before};
}

std::optional<PasswordOf> password_after_change(const model::Device& before, PasswordOf which,
                                                const model::Device& now, base::Timestamp time) {
    const std::string& hash =
        which == PasswordOf::now ? before.password_hash : before.previous_password_hash;
    if (hash == now.password_hash) return PasswordOf::now;
    if (has_previous_password(now, time) && hash == now.previous_password_hash)
        return PasswordOf::before;
    return std::nullopt;
}

bool may_publish(const model::Device& device, model::ChannelId channel) {
    const auto* permission = find_permission(device, channel);
    return permission != nullptr && permission->publish;
}

bool may_subscribe(const model::Device& device, model::ChannelId channel) {
    const auto* permission = find_permission(device, channel);
    return permission != nullptr && permission->subscribe;
}

}  // namespace fieldcast::devices
