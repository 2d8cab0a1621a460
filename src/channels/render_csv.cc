#include "channels/render_csv.h"

#include <fmt/format.h>

#include <iterator>
#include <optional>

namespace fieldcast::channels {
namespace {

/// Appends a cell and the comma before it. Empty text is `""`, so that it stays apart from an
/// absent value.
void append_cell(std::string& out, const std::optional<std::string_view>& text) {
    out += ',';
    if (!text) return;
    if (!text->empty() && text->find_first_of(",\"\r\n") == std::string_view::npos) {
        out += *text;
        return;
    }
    out += '"';
    for (const char byte : *text) {
        if (byte == '"') out += '"';
        out += byte;
    }
    out += '"';
}

}  // namespace

void append_csv_header(std::string& out, const Columns& columns) {
    out += "created_at";
    if (columns.entry_id) out += ",entry_id";
    for (std::size_t i = 0; i < model::value_names; ++i)
        if (columns.values[i]) append_cell(out, name_of(static_cast<model::ValueName>(i)));
    out += '\n';
}

void append_csv_row(std::string& out, const model::Entry& entry, const EntryStyle& style) {
    const bool is_export = style.format == FeedFormat::export_csv;
    append_time(out, entry.created_at, style.zone, is_export ? TimeForm::offset : TimeForm::csv);
    if (style.columns.entry_id) fmt::format_to(std::back_inserter(out), ",{}", entry.id.value);
    const auto texts = entry.values.texts();
    for (std::size_t i = 0; i < texts.size(); ++i)
        if (style.columns.values[i]) append_cell(out, texts[i]);
    out += '\n';
}

}  // namespace fieldcast::channels
