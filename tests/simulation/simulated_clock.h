#pragma once
// The time of a simulated world: it passes when the world says so.

#include "base/clock.h"

namespace fieldcast::simulation {

class SimulatedClock final : public base::Clock {
  public:
    [[nodiscard]] base::Instant now() const override { return base::Instant{passed_}; }
    [[nodiscard]] base::Timestamp wall_time() const override { return beginning + passed_; }

    void advance(base::Milliseconds by) { passed_ += by; }

  private:
    static constexpr base::Timestamp beginning{base::Seconds{1'700'000'000}};
    base::Milliseconds passed_ = base::Seconds{1'000};
};

}  // namespace fieldcast::simulation
