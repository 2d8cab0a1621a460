#pragma once
// All chance of a simulated world: its seed repeats every throw.

#include <cstddef>
#include <cstdint>
#include <span>

namespace fieldcast::simulation {

class Dice {
  public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}

    /// Any 64 bits (SplitMix64).
    std::uint64_t roll() {
        std::uint64_t bits = state_ += 0x9e3779b97f4a7c15;
        bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
        bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
        return bits ^ (bits >> 31);
    }

    /// 0 to `bound` - 1.
    std::size_t below(std::size_t bound) { return roll() % bound; }

    std::size_t between(std::size_t first, std::size_t last) {
        return first + below(last - first + 1);
    }

    bool one_in(std::size_t chances) { return below(chances) == 0; }

    template <class Value, std::size_t count>
    Value pick(const Value (&values)[count]) {
        return values[below(count)];
    }

    void fill(std::span<unsigned char> bytes) {
        for (unsigned char& byte : bytes) byte = static_cast<unsigned char>(roll());
    }

  private:
    std::uint64_t state_;
};

}  // namespace fieldcast::simulation
