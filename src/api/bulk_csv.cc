#include <array>

#include "api/bulk_rows.h"
#include "channels/form.h"
#include "channels/text.h"

namespace fieldcast::api {
namespace {

/// Behind the time.
constexpr std::array<std::string_view, model::value_names> column_names = {
    "field1", "field2", "field3",   "field4",    "field5",    "field6",
    "field7", "field8", "latitude", "longitude", "elevation", "status"};

/// Takes all up to `separator` off the front of `text`, and the separator.
std::string_view take_until(std::string_view& text, char separator) {
    const std::string_view taken = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(text.size(), taken.size() + 1));
    return taken;
}

base::Result<void, BulkError> add_row(BulkRows& rows, std::string_view text, bool is_relative,
                                      const BulkRules& rules) {
    const std::string_view time = channels::without_blanks(take_until(text, ','));
    BulkRow row{.values = channels::UpdateDraft{rules.update_rules}};
    (is_relative ? row.delta_t : row.created_at) = time;
    for (const std::string_view name : column_names)
        if (const std::string_view cell = take_until(text, ','); !cell.empty())
            row.values.set(name, cell);
    if (!text.empty())
        return std::unexpected(rows.error_in_row(
            "It has more columns than time, field1 to field8, latitude, longitude, elevation and "
            "status."));
    return rows.add(row);
}

/// The names of the form that mean something here.
struct BulkForm {
    std::string_view write_key = {};
    std::string_view time_format = "absolute";
    std::string_view updates = {};
};

BulkForm read_form(channels::FormReader& reader) {
    BulkForm form;
    while (const auto pair = reader.next()) {
        if (pair->name == "write_api_key" || pair->name == "api_key") form.write_key = pair->value;
        if (pair->name == "time_format") form.time_format = pair->value;
        if (pair->name == "updates") form.updates = pair->value;
    }
    return form;
}

}  // namespace

base::Result<BulkUpdate, BulkError> parse_bulk_csv(std::string_view form, const BulkRules& rules) {
    channels::FormReader reader{channels::without_trailing(form, "\r\n")};
    const BulkForm fields = read_form(reader);
    const bool is_relative = fields.time_format == "relative";
    if (!is_relative && fields.time_format != "absolute")
        return std::unexpected(BulkError{.details = "time_format must be absolute or relative."});
    BulkRows rows{rules};
    std::string_view rest = channels::without_trailing(fields.updates, "\r\n");
    while (!rest.empty()) TRY(add_row(rows, take_until(rest, '|'), is_relative, rules));
    auto entries = TRY(std::move(rows).finish());
    return BulkUpdate{.write_key = std::string{fields.write_key}, .entries = std::move(entries)};
}

}  // namespace fieldcast::api
