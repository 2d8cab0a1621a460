#pragma once
// What a shard has handled since the server's start, and who is there now: the figures behind
// `$SYS/broker/…`. Kind of state: *owned* by a shard, copied by letters to the first one.

#include <cstdint>

namespace fieldcast::server {

struct Traffic {
    std::uint64_t bytes_received = 0;
    std::uint64_t bytes_sent = 0;
    std::uint64_t packets_received = 0;
    std::uint64_t publishes_received = 0;
    std::uint64_t publishes_sent = 0;
    // As of now.
    std::uint64_t clients_connected = 0;
    std::uint64_t clients_away = 0;  ///< whose sessions are kept
    std::uint64_t subscriptions = 0;

    Traffic& operator+=(const Traffic& other);
};

}  // namespace fieldcast::server
