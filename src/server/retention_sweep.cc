#include "server/retention_sweep.h"

#include "base/result.h"

namespace fieldcast::server {
namespace {

constexpr std::chrono::minutes sweep_every{1};
constexpr int exactly_every = 60;  // sweeps

/// That one step looks at: some milliseconds if a block must be read for each.
constexpr int channels_per_step = 32;

bool has_limit(const model::Channel& channel) {
    return channel.retention_entries > 0 || channel.retention_age.count() > 0;
}

}  // namespace

void RetentionSweep::look_at(model::ChannelId channel) {
    waiting_.push_back({channel, true});
}

storage::Result<bool> RetentionSweep::step(const devices::Directory& directory, Moment now) {
    if (next_sweep_ && now.steady >= *next_sweep_) begin(directory, now.steady);
    for (int looked = 0; looked < channels_per_step && !waiting_.empty(); ++looked) {
        const auto [id, exactly] = waiting_.front();
        const model::ChannelRecord channel = directory.find_channel(id);
        if (channel && has_limit(*channel)) {
            if (!next_sweep_) next_sweep_ = now.steady + sweep_every;
            const auto removed = trim(*channel, exactly, now.wall);
            // There may be more of it.
            if (removed && *removed) return true;
            if (!removed) waiting_.pop_front();
            if (!removed) return removed;
        }
        waiting_.pop_front();
    }
    return false;
}

std::optional<base::Instant> RetentionSweep::due() const {
    return waiting_.empty() ? next_sweep_ : base::Instant::min();
}

void RetentionSweep::begin(const devices::Directory& directory, base::Instant now) {
    const bool exactly = sweeps_++ % exactly_every == 0;
    next_sweep_.reset();
    for (const model::ChannelRecord& channel : directory.channels()) {
        if (!has_limit(*channel)) continue;
        waiting_.push_back({channel->id, exactly});
        next_sweep_ = now + sweep_every;
    }
}

storage::Result<bool> RetentionSweep::trim(const model::Channel& channel, bool exactly,
                                           base::Timestamp now) {
    storage::Retention retention;
    const std::uint64_t last = TRY(feeds_.state(channel.id)).last_entry.value;
    if (channel.retention_entries > 0 && last > channel.retention_entries)
        retention.first.value = last - channel.retention_entries + 1;
    if (channel.retention_age.count() > 0) retention.oldest = now - channel.retention_age;
    return feeds_.trim(channel.id, retention, exactly);
}

}  // namespace fieldcast::server
