#pragma once
// The last retained message of each topic, MQTT 3.1.1 section 3.3.1.3. Kind of state: *owned*; each
// shard has a whole copy, so that a new subscription is answered at once.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/message.h"

namespace fieldcast::broker {

class RetainedMessages {
  public:
    /// Keeps `message` for its topic in place of the one before [MQTT-3.3.1-5], or none if its
    /// payload is empty [MQTT-3.3.1-10, 3.3.1-11].
    void put(const model::MessageRef& message);

    /// What a new subscription to `filter` gets [MQTT-3.3.1-6].
    [[nodiscard]] std::vector<model::MessageRef> match(std::string_view filter) const;

    [[nodiscard]] std::size_t size() const { return messages_.size(); }
    [[nodiscard]] bool contains(std::string_view topic) const {
        return messages_.find(topic) != messages_.end();
    }

  private:
    std::map<std::string, model::MessageRef, std::less<>> messages_;
};

}  // namespace fieldcast::broker
