#include "api/channel_object.h"

#include <algorithm>
#include <ranges>

namespace fieldcast::api {
namespace {

Json text_or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

/// ThingSpeak numbers its tags over all channels; here a tag is a text, numbered by its place.
Json tags_of(const model::Channel& channel) {
    Json tags = Json::array();
    for (const auto part : std::views::split(std::string_view{channel.tags}, ',')) {
        std::string_view tag{part.begin(), part.end()};
        while (tag.starts_with(' ')) tag.remove_prefix(1);
        while (tag.ends_with(' ')) tag.remove_suffix(1);
        if (!tag.empty()) tags.push_back({{"id", tags.size() + 1}, {"name", tag}});
    }
    return tags;
}

Json keys_of(const model::Channel& channel) {
    Json keys = Json::array();
    keys.push_back({{"api_key", channel.write_key}, {"write_flag", true}});
    for (const model::ReadKey& read : channel.read_keys)
        keys.push_back({{"api_key", read.key}, {"write_flag", false}});
    return keys;
}

}  // namespace

bool has_tag(const model::Channel& channel, std::string_view wanted) {
    return std::ranges::any_of(tags_of(channel),
                               [&](const Json& tag) { return tag["name"] == wanted; });
}

int ranking_of(const model::Channel& channel) {
    const bool has_position = !channel.latitude.empty() && !channel.longitude.empty();
    return (channel.name.empty() ? 0 : 15) + (channel.description.empty() ? 0 : 20) +
           (has_position ? 15 : 0) + (channel.url.empty() ? 0 : 15) +
           (tags_of(channel).empty() ? 0 : 20);
}

Json channel_object(const model::Channel& channel, model::EntryId last_entry, ChannelForm form) {
    const bool is_owner = form == ChannelForm::for_owner;
    Json json{{"id", channel.id.value},
              {"name", channel.name},
              {"description", text_or_null(channel.description)},
              {"latitude", text_or_null(channel.latitude)},
              {"longitude", text_or_null(channel.longitude)},
              {"created_at", base::to_iso8601(channel.created_at)},
              {"elevation", text_or_null(channel.elevation)},
              {"last_entry_id", last_entry.value == 0 ? Json(nullptr) : Json(last_entry.value)},
              {"public_flag", channel.is_public},
              {"url", text_or_null(channel.url)},
              {"ranking", ranking_of(channel)}};
    if (is_owner) {
        json["metadata"] = text_or_null(channel.metadata);
        json["license_id"] = 0;
    }
    json["github_url"] = text_or_null(channel.github_url);
    json["tags"] = tags_of(channel);
    if (is_owner) json["api_keys"] = keys_of(channel);
    return json;
}

}  // namespace fieldcast::api
