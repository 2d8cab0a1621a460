#pragma once
// When clients' owners were last told of messages that were lost. A slow client loses thousands;
// its owner reads of it once a minute. Kind of state: *owned* by a shard.

#include <unordered_map>

#include "base/time.h"
#include "model/ids.h"

namespace fieldcast::server {

class Losses {
  public:
    /// Whether the owner of `session` should read of a loss now.
    [[nodiscard]] bool is_to_be_told(model::SessionId session, base::Instant now) {
        if (told_at_.size() >= sessions_max) told_at_.clear();
        const auto [told, is_first] = told_at_.emplace(session, now);
        if (!is_first && now - told->second < told_every) return false;
        told->second = now;
        return true;
    }

  private:
    static constexpr base::Milliseconds told_every{60'000};
    static constexpr std::size_t sessions_max = 4'096;  ///< then all are told anew

    std::unordered_map<model::SessionId, base::Instant> told_at_;
};

}  // namespace fieldcast::server
