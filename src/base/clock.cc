#include "base/clock.h"

namespace fieldcast::base {

Instant SystemClock::now() const {
    const auto since_boot = std::chrono::steady_clock::now().time_since_epoch();
    return Instant{std::chrono::duration_cast<Milliseconds>(since_boot)};
}

Timestamp SystemClock::wall_time() const {
    return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
}

}  // namespace fieldcast::base
