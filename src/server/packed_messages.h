#pragma once
// Messages from one shard to another, one behind the other in one piece of memory. By reference
// each would cost both threads waits for memory that the other has just written: the counter, the
// message, its texts. Kind of state: *owned* by the letter that it travels in.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "model/message.h"

namespace fieldcast::server {

class PackedMessages {
  public:
    PackedMessages() : memory_(std::make_unique_for_overwrite<char[]>(capacity)) {}

    /// Whether `message` is small enough; a larger one is cheaper by reference.
    [[nodiscard]] static bool can_take(const model::Message& message) {
        return packed_bytes_of(message) <= message_bytes_max;
    }

    /// Puts a message that can_take() behind the others. False: no room is left.
    [[nodiscard]] bool put(const model::Message& message);

    [[nodiscard]] bool is_empty() const { return begin_ == end_; }

    /// Takes the first message off; there is one. `message` may hold anything, and keeps its
    /// memory.
    void take(model::Message& message);

  private:
    static constexpr std::size_t capacity = 16 * 1024;
    static constexpr std::size_t message_bytes_max = 2 * 1024;

    /// What stands before a message's texts. Read by the program that wrote it, so as it is.
    struct Head {
        std::optional<base::Instant> expires_at;
        std::uint64_t publisher;
        std::uint16_t topic_bytes;
        std::uint16_t payload_bytes;
        std::uint16_t properties_bytes;
        base::Qos qos;
        bool retain;
    };
    static_assert(message_bytes_max <= UINT16_MAX);

    [[nodiscard]] static std::size_t packed_bytes_of(const model::Message& message) {
        return sizeof(Head) + model::bytes_of(message);
    }

    std::unique_ptr<char[]> memory_;
    std::uint32_t begin_ = 0;
    std::uint32_t end_ = 0;
};

/// Those that a shard has read, for its own messages: their memory would be given to the system and
/// asked for again in each turn. Kind of state: *owned* by a shard.
class SparePacks {
  public:
    [[nodiscard]] PackedMessages take() {
        if (spare_.empty()) return {};
        PackedMessages pack = std::move(spare_.back());
        spare_.pop_back();
        return pack;
    }

    /// `pack` is empty.
    void give_back(PackedMessages pack) {
        if (spare_.size() < count_max) spare_.push_back(std::move(pack));
    }

  private:
    static constexpr std::size_t count_max = 256;  ///< 4 MiB

    std::vector<PackedMessages> spare_;
};

}  // namespace fieldcast::server
