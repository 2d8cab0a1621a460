#pragma once
// Tells the store writer what this shard's devices do: at once when one comes or goes, otherwise
// once a second of those that did something. A publish costs a counter here. Kind of state: *owned*
// by a shard.

#include <string>
#include <string_view>
#include <vector>

#include "base/timer_wheel.h"
#include "server/client.h"

namespace fieldcast::server {

class DeviceWatch final : private base::Timer {
  public:
    explicit DeviceWatch(Shard& shard) : shard_(shard) {}

    /// A CONNECT that proved to be, or pretended to be, `device` was answered.
    void note_connect(model::DeviceId device, DeviceConnection connection);

    /// `client`'s connection has ended.
    void note_left(Client& client);

    /// A packet has come from `client`.
    void note_packet(Client& client, base::Instant now) {
        if (client.identity.device) progress_of(client).last_seen_at = now;
    }

    void note_publish(Client& client, base::Instant now) {
        if (!client.identity.device) return;
        DeviceProgress& progress = progress_of(client);
        ++progress.messages;
        progress.last_message_at = now;
    }

    /// An entry of `client` was stored.
    void note_stored(Client& client, base::Instant now) {
        if (client.identity.device) progress_of(client).stored_at = now;
    }

    /// The same for a device whose connection is gone by now; tell_of_gone() follows.
    void note_stored(model::DeviceId device, base::Instant now);
    void tell_of_gone();

    /// A connection that belongs to no device came to nothing.
    void note_failure(const net::Address& peer, model::Refusal reason, std::string_view remedy);

  private:
    DeviceProgress& progress_of(Client& client) {
        return client.progress ? *client.progress : begin(client);
    }
    DeviceProgress& begin(Client& client);
    void tell_in_time();
    void on_timer(base::Instant now) override;

    Shard& shard_;
    std::vector<model::DeviceId> active_;  ///< whose clients have progress, if they are still here
    std::vector<DeviceProgress> of_gone_;
};

}  // namespace fieldcast::server
