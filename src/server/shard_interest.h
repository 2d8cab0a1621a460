#pragma once
// Which shards have subscribers that a message of a general topic could be for, so that it goes to
// no others. Kind of state: *published*: a shard sets its bits before it answers SUBSCRIBE, all
// read them. One of the few places with atomics; a letter would not do, as with StoreInterest.
//
// A filter leaves its bit under a key: all of it, or what it says before its first wildcard. A
// topic is looked up under the keys of every filter that could select it, some five, however many
// shards and subscriptions there are. Keys share slots by chance, so that a shard may get a message
// that none of its subscribers wants; never the other way round.

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "server/letters.h"

namespace fieldcast::server {

class ShardInterest {
  public:
    explicit ShardInterest(unsigned shard_count);

    /// `shard` has one more subscription to `filter`. A shard is spoken for by its own thread.
    void add(ShardIndex shard, std::string_view filter);

    /// One less, of those that were added.
    void remove(ShardIndex shard, std::string_view filter);

    /// Calls `visit` with each shard that may have a subscriber for `topic`.
    template <class Visitor>
    void for_each_interested(std::string_view topic, Visitor&& visit) const;

  private:
    using Slot = std::size_t;
    using Word = std::uint64_t;  ///< a bit per shard

    static constexpr std::size_t slots = 16 * 1024;
    static constexpr std::size_t shards_per_word = 64;
    /// A filter with more levels before its first wildcard counts by the first of them.
    static constexpr std::size_t levels_max = 3;

    /// Where filters that select a topic can have left their bits: under its first levels, none
    /// of them included, and under all of it.
    struct Slots {
        std::array<Slot, levels_max + 2> slots;
        std::size_t count = 0;
    };

    [[nodiscard]] static Slot slot_of_filter(std::string_view filter);
    [[nodiscard]] static Slots slots_of_topic(std::string_view topic);

    [[nodiscard]] std::atomic<Word>& word(Slot slot, ShardIndex shard) {
        return bits_[slot * words_per_slot_ + shard / shards_per_word];
    }

    std::size_t words_per_slot_;
    std::vector<std::atomic<Word>> bits_;
    /// By shard and slot; each shard touches only its own.
    std::vector<std::vector<std::uint32_t>> subscriptions_;
};

template <class Visitor>
void ShardInterest::for_each_interested(std::string_view topic, Visitor&& visit) const {
    const Slots found = slots_of_topic(topic);
    for (std::size_t i = 0; i < words_per_slot_; ++i) {
        Word interested = 0;
        for (std::size_t slot = 0; slot < found.count; ++slot)
            interested |=
                bits_[found.slots[slot] * words_per_slot_ + i].load(std::memory_order_acquire);
        for (; interested != 0; interested &= interested - 1)
            visit(static_cast<ShardIndex>(i * shards_per_word +
                                          static_cast<std::size_t>(std::countr_zero(interested))));
    }
}

}  // namespace fieldcast::server
