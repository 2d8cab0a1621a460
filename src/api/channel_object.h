#pragma once
// A channel as ThingSpeak's channel administration shows it.

#include "api/administer.h"
#include "model/directory_records.h"

namespace fieldcast::api {

enum class ChannelForm : std::uint8_t {
    for_owner,   ///< with metadata and keys
    for_public,  ///< without
};

/// Members in ThingSpeak's order. `last_entry` 0: there is none.
[[nodiscard]] Json channel_object(const model::Channel& channel, model::EntryId last_entry,
                                  ChannelForm form);

[[nodiscard]] bool has_tag(const model::Channel& channel, std::string_view wanted);

/// How complete the settings are, in percent, as ThingSpeak counts it.
[[nodiscard]] int ranking_of(const model::Channel& channel);

}  // namespace fieldcast::api
