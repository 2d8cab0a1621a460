#include "server/device_watch.h"

#include <utility>

#include "server/mqtt_connection.h"
#include "server/shard.h"

namespace fieldcast::server {
namespace {

constexpr base::Milliseconds told_every{1'000};

}  // namespace

void DeviceWatch::note_connect(model::DeviceId device, DeviceConnection connection) {
    shard_.post(DeviceConnected{device, std::move(connection)});
}

void DeviceWatch::note_left(const Identity& who, KeptProgress kept) {
    if (!who.device) return;
    if (kept) shard_.post(DevicesActive{{*kept}, shard_.moment()});
    shard_.post(DeviceLeft{who.device->id, shard_.wall_time()});
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

DeviceProgress& DeviceWatch::begin(const Identity& who, KeptProgress& kept) {
    kept = std::make_unique<DeviceProgress>(DeviceProgress{.device = who.device->id});
    active_.push_back(who.device->id);
    tell_in_time();
    return *kept;
}

void DeviceWatch::tell_in_time() {
    if (!is_set()) shard_.timers().set(*this, shard_.now() + told_every);
}

void DeviceWatch::on_timer(base::Instant) {
    DevicesActive active{.devices = {}, .now = shard_.moment()};
    for (const model::DeviceId id : std::exchange(active_, {})) {
        const auto device = shard_.directory().find_device(id);
        const Client* client = device ? shard_.clients().find(device->client_id) : nullptr;
        if (!client || !client->connection) continue;
        if (const KeptProgress kept = client->connection->take_progress())
            active.devices.push_back(*kept);
    }
    if (!active.devices.empty()) shard_.post(std::move(active));
}

}  // namespace fieldcast::server
