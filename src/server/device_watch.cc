#include "server/device_watch.h"

#include <utility>

#include "server/shard.h"

namespace fieldcast::server {
namespace {

constexpr base::Milliseconds told_every{1'000};

}  // namespace

void DeviceWatch::note_connect(model::DeviceId device, DeviceConnection connection) {
    shard_.post(DeviceConnected{device, std::move(connection)});
}

void DeviceWatch::note_left(Client& client) {
    if (!client.identity.device) return;
    if (const auto progress = std::exchange(client.progress, nullptr))
        shard_.post(DevicesActive{{*progress}, shard_.moment()});
    shard_.post(DeviceLeft{client.identity.device->id, shard_.wall_time()});
}

void DeviceWatch::note_stored(model::DeviceId device, base::Instant now) {
    if (of_gone_.empty() || of_gone_.back().device != device)
        of_gone_.push_back({.device = device});
    of_gone_.back().stored_at = now;
}

void DeviceWatch::tell_of_gone() {
    if (of_gone_.empty()) return;
    shard_.post(DevicesActive{std::exchange(of_gone_, {}), shard_.moment()});
}

void DeviceWatch::note_failure(const net::Address& peer, model::Refusal reason,
                               std::string_view remedy) {
    shard_.post(
        ConnectionFailed{peer.to_string(), reason, std::string{remedy}, shard_.wall_time()});
}

DeviceProgress& DeviceWatch::begin(Client& client) {
    const model::DeviceId device = client.identity.device->id;
    client.progress = std::make_unique<DeviceProgress>(DeviceProgress{.device = device});
    active_.push_back(device);
    tell_in_time();
    return *client.progress;
}

void DeviceWatch::tell_in_time() {
    if (!is_set()) shard_.timers().set(*this, shard_.now() + told_every);
}

void DeviceWatch::on_timer(base::Instant) {
    DevicesActive active{.devices = {}, .now = shard_.moment()};
    for (const model::DeviceId id : std::exchange(active_, {})) {
        const auto device = shard_.directory().find_device(id);
        Client* client = device ? shard_.clients().find(device->client_id) : nullptr;
        if (!client || !client->progress) continue;
        active.devices.push_back(*std::exchange(client->progress, nullptr));
    }
    if (!active.devices.empty()) shard_.post(std::move(active));
}

}  // namespace fieldcast::server
