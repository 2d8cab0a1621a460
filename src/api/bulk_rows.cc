#include "api/bulk_rows.h"

#include <fmt/format.h>

#include <utility>

#include "channels/number.h"

namespace fieldcast::api {
namespace {

using model::Refusal;

/// 136 years; more leads back to before 1970 in any case.
constexpr unsigned long delta_seconds_max = 0xffff'ffff;

}  // namespace

BulkError BulkRows::error_in_row(std::string_view sentence) const {
    return {.status = 400, .details = fmt::format("Row {}: {}", entries_.size() + 1, sentence)};
}

base::Result<void, BulkError> BulkRows::add(const BulkRow& row) {
    if (entries_.size() == rules_.entries_max)
        return std::unexpected(BulkError{
            .status = 413,
            .details = fmt::format("One request may have {} rows; send the others in another.",
                                   rules_.entries_max)});
    auto values = TRY(values_of(row));
    const base::Timestamp created_at = TRY(time_of(row));
    entries_.push_back({.created_at = created_at, .values = std::move(values)});
    return {};
}

base::Result<model::EntryValues, BulkError> BulkRows::values_of(const BulkRow& row) const {
    auto update = row.values.finish(rules_.channel);
    if (update) return std::move(update->values);
    if (update.error() == Refusal::no_usable_value) return model::EntryValues{};
    if (update.error() == Refusal::value_too_long)
        return std::unexpected(
            error_in_row(fmt::format("A value may have {} bytes; shorten the one that has more.",
                                     rules_.update_rules.value_bytes_max)));
    return std::unexpected(error_in_row("Send text as UTF-8, without NUL."));
}

base::Result<base::Timestamp, BulkError> BulkRows::time_of(const BulkRow& row) {
    const bool is_relative = !row.created_at;
    if (is_relative && !row.delta_t)
        return std::unexpected(error_in_row(
            "It has neither created_at nor delta_t; say when it was measured by one of them."));
    if (!entries_.empty() && is_relative == deltas_.empty())
        return std::unexpected(
            error_in_row("Use either created_at in all rows of a request or delta_t in all."));
    if (is_relative) {
        TRY(add_delta(*row.delta_t));
        return rules_.now;  // until finish
    }
    const auto time =
        channels::parse_time(*row.created_at, row.timezone, rules_.update_rules.offset_of);
    if (!time)
        return std::unexpected(
            error_in_row("Its time cannot be read; write it as 2026-11-22 18:52:43 -0500, "
                         "2026-11-22T18:52:43Z or 1795373563."));
    return *time;
}

base::Result<void, BulkError> BulkRows::add_delta(std::string_view text) {
    const auto seconds = channels::parse_count(text, delta_seconds_max);
    if (!seconds)
        return std::unexpected(error_in_row(
            "The time since the row before must be whole seconds, 0 or more, such as 15."));
    if (*seconds == 0 && !entries_.empty())
        return std::unexpected(error_in_row(
            "No time has passed since the row before; only the first row may have 0."));
    deltas_.emplace_back(*seconds);
    return {};
}

base::Result<std::vector<BulkEntry>, BulkError> BulkRows::finish() && {
    if (entries_.empty())
        return std::unexpected(BulkError{.details = "There are no updates; send one at least."});
    base::Timestamp time = rules_.now;
    for (std::size_t i = deltas_.size(); i-- > 0; time -= deltas_[i]) {
        if (time < base::Timestamp{})
            return std::unexpected(BulkError{
                .details = fmt::format("Row {}: The times behind it lead back to before 1970; "
                                       "give them in seconds.",
                                       i + 1)});
        entries_[i].created_at = time;
    }
    return std::move(entries_);
}

}  // namespace fieldcast::api
