#include "server/shard_interest.h"

#include "base/result.h"
#include "mqtt/topic.h"

namespace fieldcast::server {
namespace {

/// FNV-1a over the levels that were added, each with the slash behind it; and whole texts.
class KeyHash {
  public:
    void add(std::string_view text) {
        for (const char byte : text) add(static_cast<unsigned char>(byte));
    }
    void end_level() { add('/'); }
    void end_text() { add('\0'); }  // none has it inside [MQTT-4.7.3-2]

    [[nodiscard]] std::size_t slot(std::size_t slots) const {
        return static_cast<std::size_t>(hash_ ^ (hash_ >> 32)) % slots;
    }

  private:
    void add(unsigned char byte) { hash_ = (hash_ ^ byte) * 0x100000001b3; }

    std::uint64_t hash_ = 0xcbf29ce484222325;
};

}  // namespace

ShardInterest::ShardInterest(unsigned shard_count)
    : words_per_slot_((shard_count + shards_per_word - 1) / shards_per_word),
      bits_(slots * words_per_slot_),
      subscriptions_(shard_count > 1 ? shard_count : 0, std::vector<std::uint32_t>(slots)) {}

void ShardInterest::add(ShardIndex shard, std::string_view filter) {
    if (subscriptions_.empty()) return;  // nobody to tell
    const Slot slot = slot_of_filter(filter);
    if (subscriptions_[shard][slot]++ > 0) return;
    word(slot, shard).fetch_or(Word{1} << shard % shards_per_word, std::memory_order_release);
}

void ShardInterest::remove(ShardIndex shard, std::string_view filter) {
    if (subscriptions_.empty()) return;
    const Slot slot = slot_of_filter(filter);
    ASSERT(subscriptions_[shard][slot] > 0);
    if (--subscriptions_[shard][slot] > 0) return;
    word(slot, shard).fetch_and(~(Word{1} << shard % shards_per_word), std::memory_order_release);
}

ShardInterest::Slot ShardInterest::slot_of_filter(std::string_view filter) {
    KeyHash key;
    if (!mqtt::has_wildcard(filter)) {
        key.add(filter);
        key.end_text();
        return key.slot(slots);
    }
    bool more = true;
    for (std::size_t level = 0; level < levels_max && more; ++level) {
        const std::string_view text = mqtt::take_level(filter, more);
        if (mqtt::has_wildcard(text)) break;
        key.add(text);
        key.end_level();
    }
    return key.slot(slots);
}

ShardInterest::Slots ShardInterest::slots_of_topic(std::string_view topic) {
    Slots found;
    KeyHash whole;
    whole.add(topic);
    whole.end_text();
    found.slots[found.count++] = whole.slot(slots);
    KeyHash key;
    found.slots[found.count++] = key.slot(slots);
    bool more = true;
    for (std::size_t level = 0; level < levels_max && more; ++level) {
        key.add(mqtt::take_level(topic, more));
        key.end_level();  // also behind the last: `a/#` selects `a` [MQTT-4.7.1-2]
        found.slots[found.count++] = key.slot(slots);
    }
    return found;
}

}  // namespace fieldcast::server
