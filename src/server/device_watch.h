#pragma once
// Tells the store writer what this shard's devices do: at once when one comes or goes, otherwise
// once a second of those that did something. A publish costs a counter here. Kind of state: *owned*
// by a shard.

#include <memory>
#include <string_view>
#include <vector>

#include "base/timer_wheel.h"
#include "model/refusal.h"
#include "net/address.h"
#include "server/device_activity.h"
#include "server/identity.h"

namespace fieldcast::server {

class Shard;

/// What the store writer was not told yet of a connection's device; null: nothing.
using KeptProgress = std::unique_ptr<DeviceProgress>;

class DeviceWatch final : private base::Timer {
  public:
    explicit DeviceWatch(Shard& shard) : shard_(shard) {}

    /// A CONNECT that proved to be, or pretended to be, `device` was answered.
    void note_connect(model::DeviceId device, DeviceConnection connection);

    /// The connection of `who` has ended.
    void note_left(const Identity& who, KeptProgress kept);

    /// A packet has come from `who`.
    void note_packet(const Identity& who, KeptProgress& kept, base::Instant now) {
        if (who.device) progress_of(who, kept).last_seen_at = now;
    }

    void note_publish(const Identity& who, KeptProgress& kept, base::Instant now) {
        if (!who.device) return;
        DeviceProgress& progress = progress_of(who, kept);
        ++progress.messages;
        progress.last_message_at = now;
    }

    /// An entry of `who` was stored.
    void note_stored(const Identity& who, KeptProgress& kept, base::Instant now) {
        if (who.device) progress_of(who, kept).stored_at = now;
    }

    /// The same for a device whose connection is gone by now; tell_of_gone() follows.
    void note_stored(model::DeviceId device, base::Instant now);
    void tell_of_gone();

    /// A connection that belongs to no device came to nothing.
    void note_failure(const net::Address& peer, model::Refusal reason, std::string_view remedy);

  private:
    DeviceProgress& progress_of(const Identity& who, KeptProgress& kept) {
        return kept ? *kept : begin(who, kept);
    }
    DeviceProgress& begin(const Identity& who, KeptProgress& kept);
    void tell_in_time();
    void on_timer(base::Instant now) override;

    Shard& shard_;
    std::vector<model::DeviceId> active_;  ///< whose connections keep progress, if still there
    std::vector<DeviceProgress> of_gone_;
};

}  // namespace fieldcast::server
