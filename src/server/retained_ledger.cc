#include "server/retained_ledger.h"

#include <ranges>

namespace fieldcast::server {
namespace {

/// A change that fails makes the commit of its group fail, where it is dealt with.
void note(const storage::Result<void>&) {}

/// Says that nothing is retained for a topic.
model::MessageRef make_nothing(const std::string& topic) {
    return std::make_shared<const model::Message>(model::Message{.topic = topic, .payload = {}});
}

}  // namespace

void RetainedLedger::restore(const std::vector<storage::StoredMessage>& stored, const Moment& now) {
    for (const storage::StoredMessage& message : stored)
        messages_.put(from_stored(message, now), now.steady);
}

bool RetainedLedger::put(const model::MessageRef& message, const Moment& now) {
    model::MessageRef before = messages_.find(message->topic);
    if (message->payload.empty()) {
        note(store_.remove(message->topic));
    } else {
        if (!before && messages_.size() >= messages_max_) return false;
        note(store_.put(to_stored(*message, now)));
    }
    messages_.put(message, now.steady);
    changes_.push_back({std::move(before), message});
    return true;
}

void RetainedLedger::forget(std::string_view filter, base::Instant now) {
    for (const model::MessageRef& message : messages_.match(filter, now)) {
        const model::MessageRef nothing = make_nothing(message->topic);
        messages_.put(nothing, now);
        changes_.push_back({message, nothing});
    }
}

bool RetainedLedger::remove_expired(base::Instant now) {
    const std::vector<std::string> topics = messages_.drop_expired(now);
    for (const std::string& topic : topics) {
        note(store_.remove(topic));
        changes_.push_back({nullptr, make_nothing(topic)});
    }
    return !topics.empty();
}

std::vector<model::MessageRef> RetainedLedger::group_committed() {
    std::vector<model::MessageRef> told;
    for (Change& change : changes_) told.push_back(std::move(change.after));
    changes_.clear();
    return told;
}

void RetainedLedger::undo_group(base::Instant now) {
    for (const Change& change : std::views::reverse(changes_))
        messages_.put(change.before ? change.before : make_nothing(change.after->topic), now);
    changes_.clear();
}

}  // namespace fieldcast::server
