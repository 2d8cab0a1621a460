#include "channels/accept.h"

#include <utility>

namespace fieldcast::channels {
namespace {

using model::Refusal;

/// A bit per field without label, as in EntryValues::presence.
unsigned disabled_fields(const model::Channel& channel) {
    unsigned disabled = 0;
    for (std::size_t i = 0; i < model::fields_per_channel; ++i)
        if (channel.field_labels[i].empty()) disabled |= 1U << i;
    return disabled;
}

}  // namespace

bool is_too_fast(const model::Channel& channel, std::optional<base::Timestamp> last_write_at,
                 base::Timestamp now) {
    if (!last_write_at || *last_write_at > now) return false;
    return now - *last_write_at < channel.interval - interval_tolerance;
}

model::EntryValues without_disabled(model::EntryValues values, const model::Channel& channel) {
    const unsigned disabled = disabled_fields(channel);
    if ((values.presence() & disabled) == 0) return values;
    auto texts = values.texts();
    for (std::size_t i = 0; i < model::fields_per_channel; ++i)
        if (disabled & (1U << i)) texts[i].reset();
    return model::EntryValues{texts};
}

base::Result<AcceptedUpdate, Refusal> accept(const model::Channel& channel, const FeedFacts& facts,
                                             model::FeedUpdate update, base::Timestamp now) {
    if (is_too_fast(channel, facts.last_write_at, now)) return std::unexpected(Refusal::too_fast);
    auto values = without_disabled(std::move(update.values), channel);
    if (values.empty()) return std::unexpected(Refusal::no_usable_value);
    if (update.created_at && facts.created_at_taken)
        return std::unexpected(Refusal::duplicate_created_at);
    return AcceptedUpdate{.created_at = update.created_at.value_or(now),
                          .values = std::move(values)};
}

}  // namespace fieldcast::channels
