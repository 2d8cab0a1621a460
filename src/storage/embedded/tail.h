#pragma once
// The tail of a feed: its newest entries, which the journal keeps but no chunk does yet. Packed, as
// there may be a million tails in memory. Stored state's copy in memory; no locks, one thread.

#include <cstdint>
#include <optional>
#include <vector>

#include "model/entry.h"
#include "model/feed_numbers.h"
#include "storage/embedded/selection.h"
#include "storage/store.h"

namespace fieldcast::storage {

class Tail {
  public:
    /// Where a tail ended, to cut it back to.
    struct End {
        std::size_t bytes = 0;
        std::size_t entries = 0;
        model::EntryId last;
        base::Timestamp last_created_at;
    };

    /// `id` must be greater than all ids in the tail; presence and packed are those of the
    /// entry's values.
    void append(model::EntryId id, base::Timestamp created_at, std::uint16_t presence,
                base::BytesView packed);

    [[nodiscard]] End end() const { return end_; }
    void cut_back(const End& end);

    [[nodiscard]] bool empty() const { return end_.entries == 0; }
    [[nodiscard]] std::size_t entries() const { return end_.entries; }
    [[nodiscard]] std::size_t bytes() const { return end_.bytes; }
    /// Bytes taken from the heap.
    [[nodiscard]] std::size_t heap_bytes() const { return packed_.capacity(); }

    [[nodiscard]] bool has_entry_at(base::Timestamp created_at) const;

    /// The latest created_at; nothing if the tail is empty.
    [[nodiscard]] std::optional<base::Timestamp> newest_created_at() const;

    /// All entries, in ascending order of id.
    [[nodiscard]] std::vector<model::Entry> all() const;

    /// Those that `query` asks for, in ascending order of id.
    [[nodiscard]] std::vector<model::Entry> read(const model::FeedQuery& query) const;

    /// Appends what `query` asks for.
    void add_numbers(const model::NumbersQuery& query, model::FeedNumbers& numbers) const;

    [[nodiscard]] FeedExtent measure(std::span<const base::Timestamp> since) const;

  private:
    [[nodiscard]] std::vector<EntryOutline> outlines() const;

    base::Bytes packed_;
    End end_;
};

}  // namespace fieldcast::storage
