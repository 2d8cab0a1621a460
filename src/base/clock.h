#pragma once
// The only place that reads a clock. Shared by all threads, without state.

#include "base/time.h"

namespace fieldcast::base {

/// Source of both times; a simulation brings its own.
class Clock {
  public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Instant now() const = 0;
    [[nodiscard]] virtual Timestamp wall_time() const = 0;
};

/// The machine's clocks.
class SystemClock final : public Clock {
  public:
    [[nodiscard]] Instant now() const override;
    [[nodiscard]] Timestamp wall_time() const override;
};

}  // namespace fieldcast::base
