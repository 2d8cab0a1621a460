#include "channels/render.h"

#include <fmt/format.h>

#include "channels/render_csv.h"
#include "channels/render_json.h"
#include "channels/render_xml.h"

namespace fieldcast::channels {
namespace {

/// About what `entries` become: what stands around the values of an entry, and those.
std::size_t bytes_of(std::span<const model::Entry> entries, const Columns& columns) {
    constexpr std::size_t frame_bytes = 64;
    constexpr std::size_t bytes_per_value = 16;
    std::size_t bytes = entries.size() * (frame_bytes + columns.values.count() * bytes_per_value);
    for (const model::Entry& entry : entries) bytes += entry.values.packed().size();
    return bytes;
}

void append_entry(std::string& out, const model::Entry& entry, const EntryStyle& style) {
    switch (style.format) {
        case FeedFormat::json: return append_json_entry(out, entry, style);
        case FeedFormat::xml: return append_xml_entry(out, entry, style);
        case FeedFormat::csv:
        case FeedFormat::export_csv: return append_csv_row(out, entry, style);
    }
}

}  // namespace

void FeedWriter::begin(std::string& out, const FeedHead& head) {
    switch (style_.format) {
        case FeedFormat::json: return append_json_head(out, head, style_.zone);
        case FeedFormat::xml: return append_xml_head(out, head, style_.zone);
        case FeedFormat::csv:
        case FeedFormat::export_csv: return append_csv_header(out, style_.columns);
    }
}

void FeedWriter::entries(std::string& out, std::span<const model::Entry> entries) {
    out.reserve(out.size() + bytes_of(entries, style_.columns));
    for (const model::Entry& entry : entries) {
        if (has_entries_ && style_.format == FeedFormat::json) out += json_separator;
        append_entry(out, entry, style_);
        has_entries_ = true;
    }
}

void FeedWriter::end(std::string& out) {
    if (style_.format == FeedFormat::json) out += json_tail;
    if (style_.format == FeedFormat::xml) out += xml_tail;
}

std::string render_feed(const FeedHead& head, std::span<const model::Entry> entries,
                        const EntryStyle& style) {
    std::string out;
    FeedWriter writer{style};
    writer.begin(out, head);
    writer.entries(out, entries);
    writer.end(out);
    return out;
}

std::string render_entry(const model::Entry& entry, const EntryStyle& style) {
    std::string out;
    if (style.format == FeedFormat::xml) out += xml_declaration;
    if (style.format == FeedFormat::csv || style.format == FeedFormat::export_csv)
        append_csv_header(out, style.columns);
    append_entry(out, entry, style);
    return out;
}

std::string render_data_age(base::Seconds age, FeedFormat format) {
    switch (format) {
        case FeedFormat::json:
            return fmt::format(R"({{"last_data_age":"{}","last_data_age_units":"s"}})",
                               age.count());
        case FeedFormat::xml:
            return fmt::format(
                "{}<hash><last-data-age>{}</last-data-age>"
                "<last-data-age-units>s</last-data-age-units></hash>",
                xml_declaration, age.count());
        case FeedFormat::csv:
        case FeedFormat::export_csv: break;
    }
    return fmt::format("last_data_age,last_data_age_units\n{},s\n", age.count());
}

}  // namespace fieldcast::channels
