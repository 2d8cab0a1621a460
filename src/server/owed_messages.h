#pragma once
// The messages that one durable session is owed, as the store writer accounts for them: which
// packet identifier each has, and how many there may be. Kind of state: *owned* by the store
// writer. Pure.

#include <cstdint>
#include <optional>
#include <vector>

#include "storage/store.h"

namespace fieldcast::server {

struct QueueLimits {
    std::size_t messages_max = 1'000;  ///< while the client is away
    std::size_t bytes_max = 1024 * 1024;
};

class OwedMessages {
  public:
    struct Owed {
        storage::MessageNumber message;
        std::uint32_t bytes;
        std::uint16_t packet_id;
    };

    /// Whether one more message of `bytes` may wait. The count is limited only while the client
    /// is away: one that is there works its messages off.
    [[nodiscard]] bool has_room(std::size_t bytes, const QueueLimits& limits, bool is_online) const;

    /// Takes a message in and gives it the next packet identifier. Call after has_room().
    std::uint16_t add(storage::MessageNumber message, std::size_t bytes);

    /// Puts one back that the store has kept; in order.
    void restore(const Owed& owed);

    /// The message that is settled; nothing if the identifier is not in use.
    std::optional<storage::MessageNumber> remove(std::uint16_t packet_id);

    /// Takes back what the last add() did.
    void undo_add();

    [[nodiscard]] const std::vector<Owed>& all() const { return owed_; }

  private:
    [[nodiscard]] std::uint16_t next_packet_id() const;

    std::vector<Owed> owed_;  ///< oldest first
    std::size_t bytes_ = 0;
    std::uint16_t last_packet_id_ = 0;
};

}  // namespace fieldcast::server
