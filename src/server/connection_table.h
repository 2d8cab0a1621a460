#pragma once
// All connections of a shard by their id. Kind of state: *owned* by a shard.

#include <memory>
#include <vector>

#include "base/result.h"
#include "server/connection.h"

namespace fieldcast::server {

class ConnectionTable {
  public:
    /// A free id; put() the connection that was made with it.
    [[nodiscard]] ConnectionId reserve() {
        if (free_.empty()) {
            slots_.push_back({});
            return {static_cast<std::uint32_t>(slots_.size() - 1), slots_.back().generation};
        }
        const std::uint32_t slot = free_.back();
        free_.pop_back();
        return {slot, slots_[slot].generation};
    }

    void put(std::unique_ptr<Connection> connection) {
        slots_[connection->id().slot].connection = std::move(connection);
        ++size_;
    }

    /// Null if the connection is gone.
    [[nodiscard]] Connection* find(ConnectionId id) const {
        if (id.slot >= slots_.size() || slots_[id.slot].generation != id.generation) return nullptr;
        return slots_[id.slot].connection.get();
    }

    void erase(ConnectionId id) {
        Slot& slot = slots_[id.slot];
        ASSERT(slot.generation == id.generation && slot.connection);
        slot.connection.reset();
        ++slot.generation;
        free_.push_back(id.slot);
        --size_;
    }

    [[nodiscard]] std::size_t size() const { return size_; }

    template <class Visitor>
    void for_each(Visitor&& visitor) {
        for (std::size_t i = 0; i < slots_.size(); ++i)
            if (slots_[i].connection) visitor(*slots_[i].connection);
    }

  private:
    struct Slot {
        std::unique_ptr<Connection> connection;
        std::uint32_t generation = 1;  ///< 0 names no connection
    };
    std::vector<Slot> slots_;
    std::vector<std::uint32_t> free_;
    std::size_t size_ = 0;
};

}  // namespace fieldcast::server
