#pragma once
// The CSV of render.h.

#include <string>

#include "channels/render.h"

namespace fieldcast::channels {

void append_csv_header(std::string& out, const Columns& columns);

void append_csv_row(std::string& out, const model::Entry& entry, const EntryStyle& style);

}  // namespace fieldcast::channels
