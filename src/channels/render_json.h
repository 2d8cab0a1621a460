#pragma once
// The JSON of render.h.

#include <string>

#include "channels/render.h"

namespace fieldcast::channels {

/// Appends all before the first entry, and between and behind the entries what JSON wants there.
void append_json_head(std::string& out, const FeedHead& head, const Zone& zone);
inline constexpr std::string_view json_separator = ",";
inline constexpr std::string_view json_tail = "]}";

void append_json_entry(std::string& out, const model::Entry& entry, const EntryStyle& style);

}  // namespace fieldcast::channels
