#pragma once
// The grammar of channel topics. All begin with `channels/<id>/`, id a decimal number without
// leading zeros; a field is `field1` to `field8`; matching is case-sensitive.
//
//   publish      channels/<id>/publish
//                channels/<id>/publish/fields/field<n>
//   subscribe    channels/<id>/subscribe             the feed, one JSON object per entry
//                channels/<id>/subscribe/json        the same
//                channels/<id>/subscribe/fields/field<n>
//                channels/<id>/subscribe/fields/+
//                channels/<id>/subscribe/#           the feed and all fields

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/ids.h"

namespace fieldcast::channels {

/// Whether a topic or filter belongs to the channels' part of the topic space: its first level
/// is `channels`. Such a topic never means anything else, also in a general broker.
[[nodiscard]] bool is_channel_topic(std::string_view topic);

struct PublishTopic {
    model::ChannelId channel;
    std::uint8_t field = 0;  ///< 1 to 8, or 0 for the whole feed
    friend bool operator==(const PublishTopic&, const PublishTopic&) = default;
};

[[nodiscard]] std::optional<PublishTopic> parse_publish_topic(std::string_view topic);

/// The channel that a subscription filter speaks of; nothing for a filter outside the grammar.
[[nodiscard]] std::optional<model::ChannelId> parse_subscribe_filter(std::string_view filter);

/// `channels/<id>/subscribe`
[[nodiscard]] std::string feed_topic(model::ChannelId channel);
/// `channels/<id>/subscribe/json`
[[nodiscard]] std::string json_topic(model::ChannelId channel);
/// `channels/<id>/subscribe/fields/field<field>`, field 1 to 8
[[nodiscard]] std::string field_topic(model::ChannelId channel, unsigned field);

}  // namespace fieldcast::channels
