#include "channels/columns.h"

#include <array>

#include "base/result.h"

namespace fieldcast::channels {
namespace {

using model::ValueName;

constexpr std::array<std::string_view, model::value_names> names = {
    "field1", "field2", "field3",   "field4",    "field5",    "field6",
    "field7", "field8", "latitude", "longitude", "elevation", "status"};

void show(Columns& columns, ValueName value) {
    columns.values.set(static_cast<std::size_t>(value));
}

void show_location(Columns& columns) {
    for (const auto value : {ValueName::latitude, ValueName::longitude, ValueName::elevation})
        show(columns, value);
}

void show_enabled_fields(Columns& columns, const model::Channel& channel) {
    for (std::size_t i = 0; i < model::fields_per_channel; ++i)
        columns.values.set(i, !channel.field_labels[i].empty());
}

void show_what_is_asked(Columns& columns, const FeedRequest& request) {
    if (request.location) show_location(columns);
    if (request.status) show(columns, ValueName::status);
    columns.entry_id = !request.aggregation;
}

}  // namespace

Columns feed_columns(const model::Channel& channel, const FeedRequest& request) {
    Columns columns;
    show_enabled_fields(columns, channel);
    show_what_is_asked(columns, request);
    return columns;
}

Columns field_columns(unsigned field, const FeedRequest& request) {
    ASSERT(field >= 1 && field <= model::fields_per_channel);
    Columns columns;
    columns.values.set(field - 1);
    show_what_is_asked(columns, request);
    return columns;
}

Columns status_columns() {
    Columns columns;
    show(columns, ValueName::status);
    return columns;
}

Columns export_columns(const model::Channel& channel) {
    Columns columns;
    show_enabled_fields(columns, channel);
    show_location(columns);
    show(columns, ValueName::status);
    return columns;
}

std::string_view name_of(ValueName value) {
    return names[static_cast<std::size_t>(value)];
}

}  // namespace fieldcast::channels
