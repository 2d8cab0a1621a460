#pragma once
// The XML of render.h: on one line, for programs. The empty `id` element that Rails puts into each
// feed is left out.

#include <string>

#include "channels/render.h"

namespace fieldcast::channels {

inline constexpr std::string_view xml_declaration = R"(<?xml version="1.0" encoding="UTF-8"?>)";

/// Appends all before the first entry; behind the last comes xml_tail.
void append_xml_head(std::string& out, const FeedHead& head, const Zone& zone);
inline constexpr std::string_view xml_tail = "</feeds></channel>";

void append_xml_entry(std::string& out, const model::Entry& entry, const EntryStyle& style);

}  // namespace fieldcast::channels
