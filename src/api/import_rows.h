#pragma once
// CSV files for import: what ThingSpeak exports and what it imports, also as spreadsheets save it.

#include <string>
#include <string_view>
#include <vector>

#include "api/bulk.h"
#include "model/directory_records.h"

namespace fieldcast::api {

struct ImportRules {
    const channels::UpdateRules& update_rules;
    const model::Channel& channel;
    std::string_view timezone = {};  ///< of times that name none; empty: UTC
    std::size_t entries_max = 100'000;
};

/// What is wrong with one row, numbered as a spreadsheet does: the header is row 1.
struct RowError {
    std::size_t row = 0;
    std::string details;
};

/// Errors that are told of; the others would only repeat them.
inline constexpr std::size_t row_errors_max = 20;

/// What is wrong with rows whose time is another entry's.
inline constexpr std::string_view created_at_taken =
    "The channel, or a row before, has an entry of this created_at already.";

struct ImportRows {
    std::vector<BulkEntry> entries;
    std::vector<std::size_t> rows;  ///< the number of each entry's row
    std::vector<RowError> errors;   ///< the first ones; if there are any, nothing may be stored
};

/// Reads `text`: a header with the names of columns (created_at, which must be there, entry_id,
/// which is ignored, field1 to field8, latitude, longitude, elevation, status) in any order, then a
/// row for each entry. An empty cell is an absent value, a quoted empty one is empty text. Empty
/// lines are skipped. Values of disabled fields are errors.
[[nodiscard]] ImportRows read_import(std::string_view text, const ImportRules& rules);

}  // namespace fieldcast::api
