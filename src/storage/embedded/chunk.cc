#include "storage/embedded/chunk.h"

#include <algorithm>
#include <array>

#include "base/result.h"
#include "storage/embedded/columns.h"

namespace fieldcast::storage {
namespace {

// Measured: level 1 is no faster for bodies so short, and level 6 saves no more than a hundredth.
constexpr int compression_level = 3;
constexpr std::size_t chunk_bytes_max = 64UL << 20;  // uncompressed; far above what is written

void write_ids(RecordWriter& out, std::span<const model::Entry> entries) {
    std::uint64_t previous = 0;
    for (const auto& entry : entries) {
        out.number(entry.id.value - previous);
        previous = entry.id.value;
    }
}

void write_times(RecordWriter& out, std::span<const model::Entry> entries) {
    base::Timestamp previous;
    for (const auto& entry : entries) {
        out.difference((entry.created_at - previous).count());
        previous = entry.created_at;
    }
}

using TextColumns = std::array<std::vector<std::string_view>, model::value_names>;

TextColumns columns_of(std::span<const model::Entry> entries) {
    TextColumns columns;
    for (const auto& entry : entries) {
        const auto texts = entry.values.texts();
        for (std::size_t name = 0; name < texts.size(); ++name)
            if (texts[name]) columns[name].push_back(*texts[name]);
    }
    return columns;
}

void write_entries(RecordWriter& out, std::span<const model::Entry> entries) {
    out.number(entries.size());
    write_ids(out, entries);
    write_times(out, entries);
    for (const auto& entry : entries) out.number(entry.values.presence());
    for (const auto& column : columns_of(entries))
        if (!column.empty()) write_column(out, column);
}

/// Where entries at the end have been removed, their ids are still the chunk's.
void write_last_id(RecordWriter& out, model::EntryId last, std::span<const model::Entry> entries) {
    if (entries.empty() || entries.back().id != last) out.number(last.value);
}

std::vector<EntryOutline> read_outlines(RecordReader& in) {
    const auto count = in.number();
    if (count > in.left()) in.fail();
    std::vector<EntryOutline> outlines(in.failed() ? 0 : count);
    std::uint64_t id = 0;
    for (auto& outline : outlines) outline.id.value = id += in.number();
    base::Timestamp time;
    for (auto& outline : outlines) outline.created_at = time += base::Milliseconds{in.difference()};
    for (auto& outline : outlines) outline.presence = in.number();
    return outlines;
}

/// The id that the chunk ends with; none at all if it should have entries but has none.
model::EntryId read_last_id(RecordReader& in, std::span<const EntryOutline> outlines) {
    if (in.more()) return {in.number()};
    return outlines.empty() ? model::EntryId{} : outlines.back().id;
}

/// What is read of a chunk's entries.
struct Wanted {
    Marks entries;
    model::ValueSet values;
};

/// The texts of the wanted entries, by name.
using Columns = std::array<std::vector<std::string>, model::value_names>;

Columns read_columns(RecordReader& in, std::span<const EntryOutline> outlines,
                     const Wanted& wanted) {
    EntryOutline any;
    for (const EntryOutline& outline : outlines) any.presence |= outline.presence;
    Columns columns;
    for (std::size_t name = 0; name < columns.size(); ++name) {
        if (!any.has(name)) continue;
        Marks wanted_here;
        wanted_here.reserve(outlines.size());
        for (std::size_t i = 0; i < outlines.size(); ++i)
            if (outlines[i].has(name))
                wanted_here.push_back(wanted.values[name] && wanted.entries[i]);
        columns[name] = read_column(in, wanted_here);
    }
    return columns;
}

std::vector<model::Entry> read_entries(RecordReader& in, std::span<const EntryOutline> outlines,
                                       const Wanted& wanted) {
    const Columns columns = read_columns(in, outlines, wanted);
    std::vector<model::Entry> entries;
    if (in.failed()) return entries;
    entries.reserve(static_cast<std::size_t>(std::ranges::count(wanted.entries, true)));
    std::array<std::size_t, model::value_names> next{};
    for (std::size_t i = 0; i < outlines.size(); ++i) {
        if (!wanted.entries[i]) continue;
        std::array<std::optional<std::string_view>, model::value_names> texts;
        for (std::size_t name = 0; name < texts.size(); ++name)
            if (wanted.values[name] && outlines[i].has(name))
                texts[name] = columns[name][next[name]++];
        entries.push_back({outlines[i].id, outlines[i].created_at, model::EntryValues(texts)});
    }
    return entries;
}

using NumberColumns = std::array<std::vector<double>, model::fields_per_channel>;

/// The numbers of a column that `count` of the entries are in, one for each entry.
std::vector<double> read_spread(RecordReader& in, std::span<const EntryOutline> outlines,
                                std::size_t name, std::size_t count, model::NumberOf number_of) {
    std::vector<double> numbers = read_numbers(in, count, number_of);
    if (count == outlines.size() || in.failed()) return numbers;
    std::vector<double> spread;
    spread.reserve(outlines.size());
    auto next = numbers.begin();
    for (const EntryOutline& outline : outlines)
        spread.push_back(outline.has(name) ? *next++ : model::no_number);
    return spread;
}

/// Of each field that `query` asks for a number of each entry.
NumberColumns read_number_columns(RecordReader& in, std::span<const EntryOutline> outlines,
                                  const model::NumbersQuery& query) {
    NumberColumns columns;
    for (std::size_t name = 0; name < model::value_names; ++name) {
        const bool is_wanted = name < columns.size() && query.fields[name];
        const auto count = static_cast<std::size_t>(std::ranges::count_if(
            outlines, [name](const EntryOutline& outline) { return outline.has(name); }));
        if (count == 0 && is_wanted)
            columns[name].assign(outlines.size(), model::no_number);
        else if (is_wanted)
            columns[name] = read_spread(in, outlines, name, count, query.number_of);
        else if (count > 0)
            skip_column(in, count);
    }
    return columns;
}

bool is_asked_for(const EntryOutline& outline, const model::NumbersQuery& query) {
    return outline.id >= query.first && (!query.start || outline.created_at >= *query.start) &&
           (!query.end || outline.created_at <= *query.end);
}

/// Appends the rows of `columns` that `query` asks for.
void append(model::FeedNumbers& numbers, std::span<const EntryOutline> outlines,
            const NumberColumns& columns, const model::NumbersQuery& query) {
    for (std::size_t i = 0; i < outlines.size(); ++i) {
        if (!is_asked_for(outlines[i], query)) continue;
        numbers.times.push_back(outlines[i].created_at);
        for (std::size_t field = 0; field < columns.size(); ++field)
            if (query.fields[field]) numbers.columns[field].push_back(columns[field][i]);
    }
}

/// That `outlines` are of a chunk for `ids`.
bool are_within(std::span<const EntryOutline> outlines, IdRange ids) {
    if (outlines.empty()) return ids.first <= ids.last;
    return ids.first <= outlines.front().id && outlines.back().id <= ids.last;
}

}  // namespace

ChunkCodec::ChunkCodec() : compression_(ZSTD_createCCtx()), decompression_(ZSTD_createDCtx()) {}

base::Bytes ChunkCodec::encode(model::ChannelId channel, std::uint64_t generation, IdRange ids,
                               std::span<const model::Entry> entries) {
    ASSERT(ids.first <= ids.last);
    RecordWriter plain;
    plain.number(generation);
    write_entries(plain, entries);
    write_last_id(plain, ids.last, entries);
    base::Bytes frame(ZSTD_compressBound(plain.size()), '\0');
    const auto size = ZSTD_compressCCtx(compression_.get(), frame.data(), frame.size(),
                                        plain.bytes().data(), plain.size(), compression_level);
    ASSERT(!ZSTD_isError(size));
    RecordWriter body;
    body.raw(base::BytesView(frame).substr(0, size));
    return base::Bytes(body.close(key_of(channel, ids.first)));
}

template <class ReadEntries>
std::optional<Chunk> ChunkCodec::open(RecordKey key, base::BytesView body,
                                      ReadEntries read_entries) {
    const auto checked = RecordReader::open(key, body);
    if (!checked) return std::nullopt;
    const auto plain = decompress(body.substr(0, body.size() - checksum_bytes));
    if (!plain) return std::nullopt;
    RecordReader in(*plain);
    Chunk chunk;
    chunk.generation = in.number();
    const auto outlines = read_outlines(in);
    read_entries(in, outlines);
    chunk.ids = {{key.second}, read_last_id(in, outlines)};
    if (!in.finished() || !are_within(outlines, chunk.ids)) return std::nullopt;
    return chunk;
}

std::optional<Chunk> ChunkCodec::decode(model::ChannelId channel, model::EntryId first,
                                        base::BytesView body, const Selection& selection) {
    std::vector<model::Entry> entries;
    auto chunk = open(key_of(channel, first), body, [&](RecordReader& in, const auto& outlines) {
        const Wanted wanted{
            selection.entries ? selection.entries(outlines) : Marks(outlines.size(), true),
            selection.values};
        entries = read_entries(in, outlines, wanted);
    });
    if (chunk) chunk->entries = std::move(entries);
    return chunk;
}

std::optional<IdRange> ChunkCodec::decode_numbers(model::EntryId first, base::BytesView body,
                                                  const model::NumbersQuery& query,
                                                  model::FeedNumbers& numbers) {
    std::vector<EntryOutline> outlines;
    NumberColumns columns;
    const auto chunk =
        open(key_of(query.channel, first), body, [&](RecordReader& in, const auto& read) {
            outlines = read;
            columns = read_number_columns(in, outlines, query);
        });
    if (!chunk) return std::nullopt;
    append(numbers, outlines, columns, query);
    return chunk->ids;
}

std::optional<base::Bytes> ChunkCodec::decompress(base::BytesView frame) {
    const auto size = ZSTD_getFrameContentSize(frame.data(), frame.size());
    if (size > chunk_bytes_max) return std::nullopt;  // also zstd's two error values
    base::Bytes plain(size, '\0');
    const auto done = ZSTD_decompressDCtx(decompression_.get(), plain.data(), plain.size(),
                                          frame.data(), frame.size());
    if (done != size) return std::nullopt;
    return plain;
}

}  // namespace fieldcast::storage
