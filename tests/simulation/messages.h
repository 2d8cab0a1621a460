#pragma once
// Everything that was ever published in a world, and what its publishers know of it.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/qos.h"
#include "simulation/history.h"

namespace fieldcast::simulation {

/// The number of a message in its world; publishers count together.
using MessageNumber = std::size_t;

struct Message {
    std::size_t publisher = 0;
    std::string topic;
    base::Qos qos = base::Qos::at_most_once;
    std::size_t padding = 0;                ///< bytes behind what the payload must say
    Step sent = 0;                          ///< the first time
    std::optional<Step> acknowledged = {};  ///< PUBACK or PUBREC has come
    bool was_repeated = false;
    bool is_refused = false;  ///< the server has said no

    [[nodiscard]] bool is_for_channel() const { return topic.starts_with("channels/"); }
};

class Messages {
  public:
    [[nodiscard]] MessageNumber add(Message message) {
        all_.push_back(std::move(message));
        return all_.size() - 1;
    }
    [[nodiscard]] Message& operator[](MessageNumber number) { return all_[number]; }
    [[nodiscard]] const Message& operator[](MessageNumber number) const { return all_[number]; }
    [[nodiscard]] std::size_t size() const { return all_.size(); }

    /// After a crash what was refused may be there nevertheless: a commit whose last write failed
    /// may be on the disk.
    void forget_refusals() {
        for (Message& message : all_) message.is_refused = false;
    }

    /// What its PUBLISH carries.
    [[nodiscard]] std::string payload_of(MessageNumber number) const;

    /// The message that a payload speaks of: one of a general topic, of a field, or of a feed.
    /// Nothing for text that none of ours has caused.
    [[nodiscard]] std::optional<MessageNumber> find(std::string_view payload) const;

  private:
    std::vector<Message> all_;
};

/// Whether a subscription to `filter`, shared or not, gets `message`.
[[nodiscard]] bool selects(std::string_view filter, const Message& message);

/// The id of the entry that a feed message tells; 0 in other payloads.
[[nodiscard]] std::uint64_t entry_id_in(std::string_view payload);

}  // namespace fieldcast::simulation
