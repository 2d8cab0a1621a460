#include "storage/embedded/directory_codec.h"

namespace fieldcast::storage {
namespace {

enum PermissionBits : unsigned { may_publish = 1, may_subscribe = 2 };

}  // namespace

void write(RecordWriter& out, const model::User& user) {
    out.text(user.name);
    out.number(static_cast<std::uint64_t>(user.role));
    out.text(user.password_hash);
    out.text(user.api_key);
    out.time(user.created_at);
    out.text(user.time_zone);
}

void read(RecordReader& in, model::User& user) {
    user.name = in.text();
    user.role = in.number() == 1 ? model::Role::administrator : model::Role::user;
    user.password_hash = in.text();
    user.api_key = in.text();
    user.created_at = in.time();
    if (in.more()) user.time_zone = in.text();  // since format 4
}

void write(RecordWriter& out, const model::SignIn& sign_in) {
    out.number(sign_in.user.value);
    for (const auto* text : {&sign_in.token_hash, &sign_in.address, &sign_in.browser})
        out.text(*text);
    out.time(sign_in.created_at);
    out.time(sign_in.ends_at);
}

void read(RecordReader& in, model::SignIn& sign_in) {
    sign_in.user.value = in.number();
    for (auto* text : {&sign_in.token_hash, &sign_in.address, &sign_in.browser}) *text = in.text();
    sign_in.created_at = in.time();
    sign_in.ends_at = in.time();
}

void write(RecordWriter& out, const model::Channel& channel) {
    out.number(channel.owner.value);
    for (const auto* text : {&channel.name, &channel.description, &channel.write_key,
                             &channel.metadata, &channel.tags, &channel.url, &channel.github_url,
                             &channel.latitude, &channel.longitude, &channel.elevation})
        out.text(*text);
    for (const auto& label : channel.field_labels) out.text(label);
    out.number(channel.read_keys.size());
    for (const auto& [key, note] : channel.read_keys) {
        out.text(key);
        out.text(note);
    }
    out.number(channel.is_public ? 1 : 0);
    out.number(channel.last_entry_on_subscribe ? 1 : 0);
    out.difference(channel.interval.count());
    out.time(channel.created_at);
    out.time(channel.updated_at);
    out.number(channel.viewers.size());
    for (const auto viewer : channel.viewers) out.number(viewer.value);
    out.difference(channel.retention_age.count());
    out.number(channel.retention_entries);
    out.number(channel.is_simulated ? 1 : 0);
}

void read(RecordReader& in, model::Channel& channel) {
    channel.owner.value = in.number();
    for (auto* text : {&channel.name, &channel.description, &channel.write_key, &channel.metadata,
                       &channel.tags, &channel.url, &channel.github_url, &channel.latitude,
                       &channel.longitude, &channel.elevation})
        *text = in.text();
    for (auto& label : channel.field_labels) label = in.text();
    channel.read_keys.resize(in.count());
    for (auto& [key, note] : channel.read_keys) {
        key = in.text();
        note = in.text();
    }
    channel.is_public = in.number() == 1;
    channel.last_entry_on_subscribe = in.number() == 1;
    channel.interval = base::Milliseconds{in.difference()};
    channel.created_at = in.time();
    channel.updated_at = in.time();
    if (!in.more()) return;  // before format 4
    channel.viewers.resize(in.count());
    for (auto& viewer : channel.viewers) viewer.value = in.number();
    channel.retention_age = base::Milliseconds{in.difference()};
    channel.retention_entries = in.number();
    channel.is_simulated = in.number() == 1;
}

void write(RecordWriter& out, const model::Device& device) {
    out.number(device.owner.value);
    for (const auto* text :
         {&device.name, &device.description, &device.client_id, &device.password_hash})
        out.text(*text);
    out.number(device.permissions.size());
    for (const auto& permission : device.permissions) {
        out.number(permission.channel.value);
        out.number((permission.publish ? may_publish : 0U) |
                   (permission.subscribe ? may_subscribe : 0U));
    }
    out.time(device.created_at);
    out.text(device.previous_password_hash);
    out.time(device.previous_password_until);
}

void read(RecordReader& in, model::Device& device) {
    device.owner.value = in.number();
    for (auto* text : {&device.name, &device.description, &device.client_id, &device.password_hash})
        *text = in.text();
    device.permissions.resize(in.count());
    for (auto& permission : device.permissions) {
        permission.channel.value = in.number();
        const auto bits = in.number();
        permission.publish = (bits & may_publish) != 0;
        permission.subscribe = (bits & may_subscribe) != 0;
    }
    device.created_at = in.time();
    if (!in.more()) return;  // before format 4
    device.previous_password_hash = in.text();
    device.previous_password_until = in.time();
}

}  // namespace fieldcast::storage
