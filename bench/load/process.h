#pragma once
// What the kernel tells about a process: the broker, or this one.

#include <chrono>
#include <cstdint>
#include <optional>

namespace fieldcast::load {

/// CPU time of all threads, user and kernel. Nothing if there is no such process.
[[nodiscard]] std::optional<std::chrono::microseconds> cpu_time_of(int pid);
[[nodiscard]] std::chrono::microseconds own_cpu_time();

/// Resident memory in bytes.
[[nodiscard]] std::optional<std::uint64_t> resident_memory_of(int pid);

/// Raises the limit of open files to `count` as far as it may be. False if that is not enough.
[[nodiscard]] bool allow_open_files(std::uint64_t count);

}  // namespace fieldcast::load
