#pragma once
// How much the embedded store keeps where. The defaults are for a server; tests use small ones.

#include <cstddef>
#include <cstdint>

namespace fieldcast::storage {

struct Bounds {
    std::size_t chunk_entries = 512;        ///< a tail with so many entries is full
    std::size_t tail_bytes = 32UL << 10;    ///< and so is one with so many bytes
    std::size_t tails_bytes = 128UL << 20;  ///< memory of all tails; beyond, the oldest are sealed
    std::uint64_t journal_bytes = 64UL << 20;  ///< records that tails need; beyond, likewise
    std::size_t record_bytes = 256UL << 20;    ///< a journal record: all entries of one commit
    std::size_t idle_feeds = 1UL << 16;        ///< feeds without a tail whose state stays in memory
    std::size_t piece_feeds = 256;             ///< tails sealed in one transaction at most
    std::size_t piece_entries = 1UL << 14;     ///< entries sealed in one transaction, more or less
    std::size_t waiting_devices = 10'000;      ///< devices with events that wait for a commit
    std::size_t packet_block_bytes = 1UL << 10;   ///< deliveries in one row, or received ids
    std::size_t message_block_bytes = 8UL << 10;  ///< messages in one row, unless one is longer
    std::int64_t max_pages = 0;                   ///< of the database, 16 KiB each; 0: no limit
};

}  // namespace fieldcast::storage
