#include "api/import_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/utf8.h"
#include "channels/columns.h"
#include "channels/csv.h"
#include "channels/text.h"

namespace fieldcast::api {
namespace {

using channels::CsvCell;
using model::ValueName;

constexpr std::string_view columns_there_are =
    "There are created_at, entry_id, field1 to field8, latitude, longitude, elevation and status.";

constexpr std::size_t quoted_bytes_max = 40;

/// What a column of the file is.
struct Column {
    enum class Kind : std::uint8_t { created_at, ignored, value };
    Kind kind = Kind::ignored;
    ValueName value = ValueName::field1;
    friend bool operator==(const Column&, const Column&) = default;
};

std::string lower_case(std::string_view text) {
    std::string lower{channels::without_blanks(text)};
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return lower;
}

std::optional<Column> find_column(std::string_view name) {
    const std::string lower = lower_case(name);
    if (lower == "created_at") return Column{.kind = Column::Kind::created_at};
    if (lower == "entry_id") return Column{};
    for (std::size_t i = 0; i < model::value_names; ++i)
        if (const auto value = static_cast<ValueName>(i); lower == channels::name_of(value))
            return Column{Column::Kind::value, value};
    return std::nullopt;
}

/// `text` as an error may repeat it.
std::string quotable(std::string_view text) {
    if (!base::is_valid_utf8(text)) return "it";
    std::string_view part = text.substr(0, quoted_bytes_max);
    while (!base::is_valid_utf8(part)) part.remove_suffix(1);
    return fmt::format("\"{}{}\"", part, part.size() < text.size() ? "…" : "");
}

class ImportReader {
  public:
    ImportReader(std::string_view text, const ImportRules& rules) : csv_(text), rules_(rules) {}

    ImportRows read() {
        if (!csv_.next() || !read_header()) return take();
        while (result_.errors.size() < row_errors_max && csv_.next()) {
            if (is_blank()) continue;
            if (result_.entries.size() == rules_.entries_max) {
                fail(fmt::format("One request may have {} rows; send the others in another.",
                                 rules_.entries_max));
                break;
            }
            read_row();
        }
        return take();
    }

  private:
    ImportRows take() {
        if (result_.errors.empty() && result_.entries.empty())
            result_.errors.push_back({1,
                                      "There are no rows to import; a file begins with a header "
                                      "such as created_at,field1."});
        return std::move(result_);
    }

    void fail(std::string details) { result_.errors.push_back({csv_.row(), std::move(details)}); }

    [[nodiscard]] bool is_blank() const {
        return std::ranges::all_of(csv_.cells(), [](const CsvCell& cell) {
            return !cell.is_quoted && channels::without_blanks(cell.text).empty();
        });
    }

    bool read_header() {
        for (const CsvCell& cell : csv_.cells()) {
            const auto column = find_column(cell.text);
            if (!column)
                fail(fmt::format("{} is no column. {}", quotable(cell.text), columns_there_are));
            else if (*column != Column{} && has(*column))
                fail(fmt::format("{} is there twice.", quotable(cell.text)));
            columns_.push_back(column.value_or(Column{}));
        }
        if (result_.errors.empty() && !has({.kind = Column::Kind::created_at}))
            fail("The column created_at is missing, which says when each row was measured.");
        return result_.errors.empty();
    }

    void read_row() {
        const auto& cells = csv_.cells();
        if (csv_.is_malformed())
            return fail("A quote is not closed, or has text behind it; write \"\" for a quote.");
        if (cells.size() > columns_.size())
            return fail(
                fmt::format("It has {} cells; the header has {}.", cells.size(), columns_.size()));
        const std::size_t errors = result_.errors.size();
        channels::UpdateDraft draft{rules_.update_rules};
        std::optional<base::Timestamp> created_at;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const Column& column = columns_[i];
            if (column.kind == Column::Kind::created_at)
                created_at = read_time(cells[i]);
            else if (column.kind == Column::Kind::value && has_value(cells[i]))
                read_value(column.value, cells[i].text, draft);
        }
        auto update = draft.finish(rules_.channel.id);
        if (!update && update.error() != model::Refusal::no_usable_value) tell(update.error());
        if (result_.errors.size() > errors) return;
        if (!created_at) return fail("created_at is missing.");
        result_.entries.push_back(
            {*created_at, update ? std::move(update->values) : model::EntryValues{}});
        result_.rows.push_back(csv_.row());
    }

    std::optional<base::Timestamp> read_time(const CsvCell& cell) {
        const std::string_view text = channels::without_blanks(cell.text);
        const auto time =
            channels::parse_time(text, rules_.timezone, rules_.update_rules.offset_of);
        if (!time && !text.empty())
            fail(
                fmt::format("created_at is not a time: {}; write it as 2026-11-22 18:52:43 UTC, "
                            "2026-11-22T18:52:43+01:00 or 1795373563.",
                            quotable(text)));
        return time;
    }

    [[nodiscard]] bool has(const Column& column) const {
        return std::ranges::find(columns_, column) != columns_.end();
    }

    static bool is_position(ValueName value) {
        return value >= ValueName::latitude && value <= ValueName::elevation;
    }

    /// Whether an update would keep the position; others are left out there without a word.
    [[nodiscard]] bool is_taken(std::string_view name, std::string_view text) const {
        channels::UpdateDraft draft{rules_.update_rules};
        draft.set(name, text);
        return draft.finish(rules_.channel.id).has_value();
    }

    static bool has_value(const CsvCell& cell) { return cell.is_quoted || !cell.text.empty(); }

    void read_value(ValueName value, std::string_view text, channels::UpdateDraft& draft) {
        const std::string_view name = channels::name_of(value);
        const auto index = static_cast<std::size_t>(value);
        if (index < model::fields_per_channel && rules_.channel.field_labels[index].empty())
            return fail(
                fmt::format("{} is not enabled in this channel; enable it, or leave the "
                            "column out.",
                            name));
        if (text.size() > rules_.update_rules.value_bytes_max)
            return fail(fmt::format("{} has {} bytes; {} are the most.", name, text.size(),
                                    rules_.update_rules.value_bytes_max));
        if (is_position(value) && !is_taken(name, text))
            return fail(fmt::format("{} is not a number in its range: {}.", name, quotable(text)));
        draft.set(name, text);
    }

    void tell(model::Refusal refusal) {
        if (refusal == model::Refusal::invalid_utf8)
            fail("It has bytes that are no UTF-8 text; save the file as UTF-8.");
        else
            fail(std::string{remedy_of(refusal)});
    }

    channels::CsvReader csv_;
    const ImportRules& rules_;
    std::vector<Column> columns_;
    ImportRows result_;
};

}  // namespace

ImportRows read_import(std::string_view text, const ImportRules& rules) {
    return ImportReader(text, rules).read();
}

}  // namespace fieldcast::api
