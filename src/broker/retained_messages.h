#pragma once
// The last retained message of each topic, MQTT 5.0 section 3.3.1.3. Kind of state: *owned*; each
// shard has a whole copy, so that a new subscription is answered at once. Pure.

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/message.h"

namespace fieldcast::broker {

class RetainedMessages {
  public:
    /// Keeps `message` for its topic in place of the one before [MQTT-3.3.1-5]; none if its
    /// payload is empty [MQTT-3.3.1-6] [MQTT-3.3.1-7] or it has expired.
    void put(const model::MessageRef& message, base::Instant now);

    /// What a new subscription to `filter` gets [MQTT-3.3.1-9], in the order of topics. Messages
    /// that have expired are left out [MQTT-3.3.2-5].
    [[nodiscard]] std::vector<model::MessageRef> match(std::string_view filter,
                                                       base::Instant now) const;

    /// Drops what has expired, a bounded piece per call, and returns the topics that were dropped.
    [[nodiscard]] std::vector<std::string> drop_expired(base::Instant now);

    [[nodiscard]] std::size_t size() const { return messages_.size(); }

    /// Null if none is retained for `topic`.
    [[nodiscard]] model::MessageRef find(std::string_view topic) const {
        const auto found = messages_.find(topic);
        return found == messages_.end() ? nullptr : *found;
    }

    [[nodiscard]] std::vector<model::MessageRef> all() const {
        return {messages_.begin(), messages_.end()};
    }

  private:
    struct ByTopic {
        using is_transparent = void;
        static std::string_view topic_of(std::string_view topic) { return topic; }
        static std::string_view topic_of(const model::MessageRef& message) {
            return message->topic;
        }
        bool operator()(const auto& a, const auto& b) const { return topic_of(a) < topic_of(b); }
    };

    std::set<model::MessageRef, ByTopic> messages_;
    std::string next_to_examine_;  ///< topic where drop_expired() goes on
};

}  // namespace fieldcast::broker
