#pragma once
// The memory of the last relayed message for the next one: most are kept by nobody once they are
// written to their subscribers, and allocating them anew would be a quarter of what a message that
// nobody wants costs. Kind of state: *owned* by a shard.

#include <memory>
#include <utility>

#include "model/message.h"

namespace fieldcast::server {

class SpareMessage {
  public:
    /// A message that nobody else has; its strings may hold anything.
    [[nodiscard]] std::shared_ptr<model::Message> take() {
        if (!spare_) return std::make_shared<model::Message>();
        return std::exchange(spare_, nullptr);
    }

    /// Keeps what take() gave, unless somebody else keeps it too or it is large. Only this thread
    /// may ever have had it.
    void give_back(model::MessageRef message) {
        const bool is_kept = message.use_count() > 1;
        if (is_kept || message->payload.capacity() > payload_bytes_max) return;
        spare_ = std::const_pointer_cast<model::Message>(std::move(message));
    }

  private:
    static constexpr std::size_t payload_bytes_max = 64 * 1024;

    std::shared_ptr<model::Message> spare_;
};

}  // namespace fieldcast::server
