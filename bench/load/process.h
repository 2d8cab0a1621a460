#pragma once
// What the kernel tells about a process: the broker, or this one.

#include <chrono>
#include <cstdint>
#include <optional>

namespace fieldcast::load {

/// What a time of measuring cost.
struct Cost {
    std::chrono::nanoseconds time{0};
    std::chrono::microseconds broker_cpu{0};  ///< 0: nothing is known about the broker's process
    std::chrono::microseconds own_cpu{0};
};

/// Begins to measure when it is made.
class Stopwatch {
  public:
    explicit Stopwatch(int broker_pid);
    [[nodiscard]] std::chrono::steady_clock::time_point begin() const { return begin_; }
    [[nodiscard]] Cost cost() const;

  private:
    int broker_pid_;
    std::chrono::steady_clock::time_point begin_;
    Cost before_;  ///< CPU of the processes until then
};

/// CPU time of all threads, user and kernel. Nothing if there is no such process.
[[nodiscard]] std::optional<std::chrono::microseconds> cpu_time_of(int pid);
[[nodiscard]] std::chrono::microseconds own_cpu_time();

/// Resident memory in bytes.
[[nodiscard]] std::optional<std::uint64_t> resident_memory_of(int pid);

/// Raises the limit of open files to `count` as far as it may be. False if that is not enough.
[[nodiscard]] bool allow_open_files(std::uint64_t count);

}  // namespace fieldcast::load
