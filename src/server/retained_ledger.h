#pragma once
// The retained messages as the store writer puts them into one order, stores them and tells all
// shards. Kind of state: *owned* by the store writer; the store and each shard have a copy.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "broker/retained_messages.h"
#include "server/stored_message.h"

namespace fieldcast::server {

class RetainedLedger {
  public:
    RetainedLedger(storage::RetainedStore& store, std::size_t messages_max)
        : store_(store), messages_max_(messages_max) {}

    void restore(const std::vector<storage::StoredMessage>& stored, const Moment& now);

    /// Retains `message` for its topic, or none if its payload is empty [MQTT-3.3.1-6]. False if
    /// there are too many topics already: nothing has changed then.
    bool put(const model::MessageRef& message, const Moment& now);

    /// Forgets what `filter` selects. The store has removed it already.
    void forget(std::string_view filter, base::Instant now);

    [[nodiscard]] const broker::RetainedMessages& messages() const { return messages_; }

    /// Removes a piece of what has expired, as part of the open group. True if there was any.
    bool remove_expired(base::Instant now);

    /// What shards are to be told, in order.
    [[nodiscard]] std::vector<model::MessageRef> group_committed();
    void undo_group(base::Instant now);

  private:
    struct Change {
        model::MessageRef before;  ///< null: there was none
        model::MessageRef after;
    };

    storage::RetainedStore& store_;
    const std::size_t messages_max_;
    broker::RetainedMessages messages_;
    std::vector<Change> changes_;  ///< of the open group
};

}  // namespace fieldcast::server
