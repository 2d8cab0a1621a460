#pragma once
// The rows of a bulk write, gathered one by one and judged alike whatever form they came in.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/bulk.h"
#include "base/result.h"
#include "channels/update.h"

namespace fieldcast::api {

/// A row as it came in; views what it was read from.
struct BulkRow {
    std::optional<std::string_view> created_at = {};
    std::optional<std::string_view> delta_t = {};
    std::string_view timezone = {};
    channels::UpdateDraft values;
};

class BulkRows {
  public:
    explicit BulkRows(const BulkRules& rules) : rules_{rules} {}

    /// Errors: 413 for a row too many; 400 for a row without a time, with a time of the other kind
    /// than the first row's or one that cannot be read, and for a value that is too long or not
    /// UTF-8. A row without any known value is an empty entry: its time is what was measured.
    [[nodiscard]] base::Result<void, BulkError> add(const BulkRow& row);

    /// The error 400 for the row that comes next.
    [[nodiscard]] BulkError error_in_row(std::string_view sentence) const;

    /// The entries, with their times. Errors: 400 for no rows, and for relative times that lead
    /// back to before 1970.
    [[nodiscard]] base::Result<std::vector<BulkEntry>, BulkError> finish() &&;

  private:
    [[nodiscard]] base::Result<base::Timestamp, BulkError> time_of(const BulkRow& row);
    [[nodiscard]] base::Result<void, BulkError> add_delta(std::string_view text);
    [[nodiscard]] base::Result<model::EntryValues, BulkError> values_of(const BulkRow& row) const;

    const BulkRules& rules_;
    std::vector<BulkEntry> entries_;
    std::vector<base::Seconds> deltas_;  ///< one per entry if times are relative, or empty
};

}  // namespace fieldcast::api
