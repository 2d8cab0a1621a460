#pragma once
// `$SYS/broker/…`: the server's figures as messages, for whoever may subscribe to them. Every shard
// sends its own to the first one, which adds them up and publishes the sums. Kind of state: *owned*
// by a shard.

#include <string>
#include <vector>

#include "base/timer_wheel.h"
#include "model/message.h"
#include "server/traffic.h"

namespace fieldcast::server {

class Shard;

class StatusReports final : private base::Timer {
  public:
    StatusReports(Shard& shard, base::Milliseconds every);

    /// Begins, unless nobody could subscribe.
    void start();

    /// What another shard has told; on the first shard.
    void take(unsigned shard, const Traffic& traffic) { of_shards_[shard] = traffic; }

  private:
    void on_timer(base::Instant now) override;
    void publish();
    void publish(std::string_view name, std::string text);

    Shard& shard_;
    const base::Milliseconds every_;
    base::Instant started_at_;
    std::uint64_t most_connected_ = 0;
    std::vector<Traffic> of_shards_;
};

}  // namespace fieldcast::server
