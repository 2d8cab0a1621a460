#pragma once
// Feeds the channels that are simulated, so that a demonstration moves at once: an entry a second,
// by the way that all entries take. Kind of state: *owned* by the first shard.

#include <set>

#include "base/timer_wheel.h"
#include "model/directory_records.h"

namespace fieldcast::server {

class Shard;

class WeatherStation final : private base::Timer {
  public:
    explicit WeatherStation(Shard& shard) : shard_(shard) {}

    /// Takes up the channels of the directory; on the first shard, once.
    void start();

    /// A channel is new or has changed.
    void note(const model::Channel& channel);
    void forget(model::ChannelId channel) { channels_.erase(channel); }

  private:
    void on_timer(base::Instant now) override;

    Shard& shard_;
    std::set<model::ChannelId> channels_;
};

}  // namespace fieldcast::server
