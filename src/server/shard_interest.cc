#include "server/shard_interest.h"

#include "base/result.h"
#include "mqtt/topic.h"

namespace fieldcast::server {
namespace {

/// FNV-1a of a text that is read byte by byte. A key is the text up to a slash, with it, or all of
/// it with a zero behind, which none has inside [MQTT-4.7.3-2].
class KeyHash {
  public:
    void add(char byte) { hash_ = after(byte); }
    void add(std::string_view text) {
        for (const char byte : text) add(byte);
    }

    [[nodiscard]] std::size_t slot(std::size_t slots) const { return slot_of(hash_, slots); }
    /// The same as if `byte` had been added.
    [[nodiscard]] std::size_t slot_with(char byte, std::size_t slots) const {
        return slot_of(after(byte), slots);
    }

  private:
    [[nodiscard]] std::uint64_t after(char byte) const {
        return (hash_ ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
    }
    [[nodiscard]] static std::size_t slot_of(std::uint64_t hash, std::size_t slots) {
        return static_cast<std::size_t>(hash ^ (hash >> 32)) % slots;
    }

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
        return key.slot_with('\0', slots);
    }
    bool more = true;
    for (std::size_t level = 0; level < levels_max && more; ++level) {
        const std::string_view text = mqtt::take_level(filter, more);
        if (mqtt::has_wildcard(text)) break;
        key.add(text);
        key.add('/');
    }
    return key.slot(slots);
}

/// One pass, as every message pays for it.
ShardInterest::Slots ShardInterest::slots_of_topic(std::string_view topic) {
    Slots found;
    KeyHash key;
    found.slots[found.count++] = key.slot(slots);
    std::size_t levels = 0;
    for (const char byte : topic) {
        key.add(byte);
        if (byte == '/' && levels++ < levels_max) found.slots[found.count++] = key.slot(slots);
    }
    // `a/#` selects `a` too [MQTT-4.7.1-2].
    if (levels < levels_max) found.slots[found.count++] = key.slot_with('/', slots);
    found.slots[found.count++] = key.slot_with('\0', slots);
    return found;
}

}  // namespace fieldcast::server
