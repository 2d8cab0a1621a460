#include "storage/embedded/feed_table.h"

#include "base/log.h"
#include "storage/embedded/record.h"

namespace fieldcast::storage {
namespace {

RecordKey key_of(model::ChannelId channel) {
    return {RecordKind::feed, channel.value, 0};
}

RecordWriter encode(const SealedFeed& feed) {
    RecordWriter record;
    record.number(feed.generation);
    record.number(feed.state.last_entry.value);
    record.optional_time(feed.state.newest_created_at);
    record.optional_time(feed.state.last_write_at);
    record.number(feed.newest_chunk_entries);
    if (feed.first_entry.value > 1) record.number(feed.first_entry.value);
    return record;
}

std::optional<SealedFeed> decode(model::ChannelId channel, base::BytesView body) {
    auto in = RecordReader::open(key_of(channel), body);
    if (!in) return std::nullopt;
    SealedFeed feed;
    feed.generation = in->number();
    feed.state.last_entry.value = in->number();
    feed.state.newest_created_at = in->optional_time();
    feed.state.last_write_at = in->optional_time();
    feed.newest_chunk_entries = static_cast<std::size_t>(in->number());
    if (in->more()) feed.first_entry.value = in->number();
    return in->finished() ? std::optional(feed) : std::nullopt;
}

}  // namespace

Result<SealedFeed> FeedTable::load(model::ChannelId channel) {
    if (const auto feed = TRY(find(channel))) return *feed;
    const auto rebuilt = TRY(chunks_.find_end(channel));
    if (!rebuilt) return SealedFeed{};
    base::log(base::LogLevel::error, "The feed row of channel {} was rebuilt from its chunks.",
              channel.value);
    return *rebuilt;
}

Result<void> FeedTable::save(model::ChannelId channel, const SealedFeed& feed) {
    RecordWriter record = encode(feed);
    return upsert_.execute(channel.value, record.close(key_of(channel)));
}

Result<std::optional<SealedFeed>> FeedTable::find(model::ChannelId channel) {
    Rows rows = select_.run(channel.value);
    if (!TRY(rows.next())) return std::nullopt;
    const auto feed = decode(channel, rows.bytes(0));
    if (!feed) TRY(quarantine_.keep({"feed", key_of(channel), rows.bytes(0)}));
    return feed;
}

}  // namespace fieldcast::storage
