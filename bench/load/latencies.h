#pragma once
// Latencies by the million in a few kilobytes: buckets that grow with the value, each at most
// 1/64 wide of what it holds.

#include <array>
#include <bit>
#include <chrono>
#include <cstdint>

namespace fieldcast::load {

class Latencies {
  public:
    void add(std::chrono::nanoseconds latency) {
        const auto value = static_cast<std::uint64_t>(latency.count() < 0 ? 0 : latency.count());
        ++counts_[bucket_of(value)];
        ++count_;
        if (latency > max_) max_ = latency;
    }

    [[nodiscard]] std::uint64_t count() const { return count_; }
    [[nodiscard]] std::chrono::nanoseconds max() const { return max_; }

    /// The smallest latency that `share` (0 to 1) of all do not exceed.
    [[nodiscard]] std::chrono::nanoseconds quantile(double share) const {
        const auto rank = static_cast<std::uint64_t>(share * static_cast<double>(count_));
        std::uint64_t seen = 0;
        for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) {
            seen += counts_[bucket];
            if (seen > rank) return std::chrono::nanoseconds(lower_bound(bucket));
        }
        return max_;
    }

  private:
    static constexpr unsigned step_bits = 6;
    static constexpr std::uint64_t steps = 1U << step_bits;

    /// Values below 64 have a bucket each; above, every doubling has 64.
    static std::size_t bucket_of(std::uint64_t value) {
        if (value < steps) return value;
        const auto shift = static_cast<unsigned>(std::bit_width(value)) - step_bits - 1;
        return (shift + 1) * steps + (value >> shift) - steps;
    }
    static std::int64_t lower_bound(std::size_t bucket) {
        if (bucket < steps) return static_cast<std::int64_t>(bucket);
        const std::size_t shift = bucket / steps - 1;
        return static_cast<std::int64_t>((bucket % steps + steps) << shift);
    }

    std::array<std::uint64_t, 64 * steps> counts_{};
    std::uint64_t count_ = 0;
    std::chrono::nanoseconds max_{0};
};

}  // namespace fieldcast::load
