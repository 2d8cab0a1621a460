#pragma once
// Chunks: entries of one feed in a row, written by columns and compressed with zstd. Pure, except
// that a codec keeps zstd's working memory between calls.

#include <zstd.h>

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "model/entry.h"
#include "model/feed_numbers.h"
#include "storage/embedded/record.h"
#include "storage/embedded/selection.h"

namespace fieldcast::storage {

[[nodiscard]] constexpr RecordKey key_of(model::ChannelId channel, model::EntryId first) {
    return {RecordKind::chunk, channel.value, first.value};
}

/// Ids from `first` to `last`, both included.
struct IdRange {
    model::EntryId first;
    model::EntryId last;
    friend bool operator==(const IdRange&, const IdRange&) = default;
};

/// What the body of a chunk holds.
struct Chunk {
    std::uint64_t generation = 0;  ///< how often the feed had been cleared
    IdRange ids;                   ///< which of them are missing in `entries` have been removed
    std::vector<model::Entry> entries;
};

/// What of a chunk is wanted.
struct Selection {
    /// Of its entries; nothing: all.
    std::function<Marks(std::span<const EntryOutline>)> entries = {};
    model::ValueSet values = model::all_values;  ///< of each of them
};

class ChunkCodec {
  public:
    ChunkCodec();

    /// The body of a chunk for `ids` with `entries`, which are in ascending order of id.
    [[nodiscard]] base::Bytes encode(model::ChannelId channel, std::uint64_t generation,
                                     IdRange ids, std::span<const model::Entry> entries);

    /// The chunk with what `selection` wants. Nothing if the body is damaged, or is not that of the
    /// chunk of `channel` from `first` on.
    [[nodiscard]] std::optional<Chunk> decode(model::ChannelId channel, model::EntryId first,
                                              base::BytesView body,
                                              const Selection& selection = {});

    /// Appends to `numbers` what `query` asks for of the chunk; gives the ids that the chunk is
    /// for. Nothing, and nothing appended, if the body is damaged or another chunk's.
    [[nodiscard]] std::optional<IdRange> decode_numbers(model::EntryId first, base::BytesView body,
                                                        const model::NumbersQuery& query,
                                                        model::FeedNumbers& numbers);

  private:
    struct Free {
        void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
        void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
    };

    /// A chunk without its entries, which `read_entries` reads; nothing if the body is damaged.
    template <class ReadEntries>
    [[nodiscard]] std::optional<Chunk> open(RecordKey key, base::BytesView body,
                                            ReadEntries read_entries);
    [[nodiscard]] std::optional<base::Bytes> decompress(base::BytesView frame);

    std::unique_ptr<ZSTD_CCtx, Free> compression_;
    std::unique_ptr<ZSTD_DCtx, Free> decompression_;
};

}  // namespace fieldcast::storage
