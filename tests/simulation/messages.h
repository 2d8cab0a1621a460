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
    explicit Messages(bool queues_are_tight) : queues_are_tight_(queues_are_tight) {}

    [[nodiscard]] MessageNumber add(Message message) {
        all_.push_back(std::move(message));
        return all_.size() - 1;
    }
    [[nodiscard]] Message& operator[](MessageNumber number) { return all_[number]; }
    [[nodiscard]] const Message& operator[](MessageNumber number) const { return all_[number]; }
    [[nodiscard]] std::size_t size() const { return all_.size(); }

    /// The server has said no. Of what was sent before a crash that means nothing: a commit whose
    /// last write failed may be on the disk, and there after the crash.
    void refuse(MessageNumber number);
    void crash(Step now);

    void note_disk_failure() { disk_has_failed_ = true; }
    [[nodiscard]] bool has_disk_failed() const { return disk_has_failed_; }

    /// Whether a message that is sent again may come behind later ones: when it was sent first, its
    /// group was not stored, or a queue was full.
    [[nodiscard]] bool may_be_overtaken() const { return disk_has_failed_ || queues_are_tight_; }

    /// Whether the server may have something that it has refused.
    [[nodiscard]] bool has_open_fates() const { return has_open_fates_; }

    /// What its PUBLISH carries.
    [[nodiscard]] std::string payload_of(MessageNumber number) const;

    /// The message that a payload speaks of: one of a general topic, of a field, or of a feed.
    /// Nothing for text that none of ours has caused.
    [[nodiscard]] std::optional<MessageNumber> find(std::string_view payload) const;

  private:
    std::vector<Message> all_;
    Step crashed_at_ = 0;
    bool has_open_fates_ = false;
    bool disk_has_failed_ = false;
    bool queues_are_tight_;
};

/// Whether a subscription to `filter`, shared or not, gets `message`.
[[nodiscard]] bool selects(std::string_view filter, const Message& message);

/// The id of the entry that a feed message tells; 0 in other payloads.
[[nodiscard]] std::uint64_t entry_id_in(std::string_view payload);

}  // namespace fieldcast::simulation
