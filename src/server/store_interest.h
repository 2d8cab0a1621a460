#pragma once
// Whether messages of general topics must pass the store writer before they are relayed. Kind of
// state: *published*: the store writer sets it before it confirms a SUBSCRIBE, all shards read it.
// One of the few places with atomics. A letter would not do: a shard might read a publish that the
// SUBACK has caused before it reads the letter.

#include <atomic>

#include "base/qos.h"

namespace fieldcast::server {

class StoreInterest {
  public:
    /// Some session that outlives its connections is subscribed to something.
    void set_durable(bool exists) { durable_.store(exists, std::memory_order_release); }

    /// There is a shared subscription.
    void set_shared(bool exists) { shared_.store(exists, std::memory_order_release); }

    [[nodiscard]] bool covers(base::Qos qos) const {
        if (shared_.load(std::memory_order_acquire)) return true;
        return qos != base::Qos::at_most_once && durable_.load(std::memory_order_acquire);
    }

  private:
    std::atomic<bool> durable_ = false;
    std::atomic<bool> shared_ = false;
};

}  // namespace fieldcast::server
