#pragma once
// How many of what a shard has at the moment. Kind of state: *published*: each shard sets its own
// at the end of a turn, anybody reads them. One of the few places with atomics: figures that are
// asked for once in a while are not worth letters.

#include <atomic>
#include <cstdint>

namespace fieldcast::server {

struct ShardFigures {
    std::atomic<std::uint64_t> connections = 0;
    std::atomic<std::uint64_t> sessions = 0;           ///< of MQTT, connected or kept
    std::atomic<std::uint64_t> retained_messages = 0;  ///< every shard has them all
};

}  // namespace fieldcast::server
