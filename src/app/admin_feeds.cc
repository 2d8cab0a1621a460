// Administration of feeds: importing and exporting them in parts.
#include <fmt/format.h>

#include <array>

#include "api/import_rows.h"
#include "app/admin_request.h"
#include "app/time_zones.h"
#include "channels/render.h"
#include "server/store_entries.h"

namespace fieldcast::app {
namespace {

using server::AdminContext;

constexpr std::size_t entries_per_part = 4'000;

Json refused(const std::vector<api::RowError>& errors) {
    Json rows = Json::array();
    for (const api::RowError& error : errors)
        rows.push_back({{"row", error.row}, {"details", error.details}});
    return {{"refused", rows}};
}

/// One part, with its header. What is wrong with its rows is no failure of the command but its
/// answer, so that whoever has the other parts can tell the rows' numbers in all of them.
Answer<Json> import_part(AdminContext& context, const AdminRequest& request) {
    const model::ChannelRecord channel = TRY(channel_of(context, request));
    const channels::TimeZones zones = system_time_zones();
    const std::string timezone = request.find("timezone").value_or("");
    if (!timezone.empty() && !channels::Zone::find(timezone, zones))
        return std::unexpected(
            fmt::format("{} is not a name of the tz database, such as Europe/Berlin.", timezone));
    const std::string text = request.find("text").value_or("");
    const channels::UpdateRules rules{.offset_of = zones.offset_of};
    api::ImportRows import =
        api::read_import(text, {.update_rules = rules, .channel = *channel, .timezone = timezone});
    if (!import.errors.empty()) return refused(import.errors);
    const auto stored = server::store_entries(context.store.feeds(), *channel,
                                              {.channel = channel->id,
                                               .entries = std::move(import.entries),
                                               .keeps_interval = false,
                                               .only_checks = request.has("check")},
                                              context.now);
    if (stored) return Json{{"rows", import.rows.size()}};
    if (stored.error().entries.empty())
        return std::unexpected(std::string{remedy_of(stored.error().reason)});
    std::vector<api::RowError> errors;
    for (const std::size_t entry : stored.error().entries)
        errors.push_back({import.rows[entry], std::string{api::created_at_taken}});
    return refused(errors);
}

/// The part from entry `first` on, with a header if that is the first one. `next` is where the next
/// part begins; 0: this was the last.
Answer<Json> export_part(AdminContext& context, const AdminRequest& request) {
    const model::ChannelRecord channel = TRY(channel_of(context, request));
    const std::uint64_t first = TRY(number(request, "first"));
    const auto entries =
        TRY(told(context.store.feeds().read({.channel = channel->id,
                                             .first = {first},
                                             .limit = entries_per_part,
                                             .order = model::FeedQuery::Order::oldest_by_id})));
    channels::FeedWriter writer{{.format = channels::FeedFormat::export_csv,
                                 .columns = channels::export_columns(*channel)}};
    std::string text;
    if (first == 1) writer.begin(text, {.channel = *channel});
    writer.entries(text, entries);
    const bool is_last = entries.size() < entries_per_part;
    return Json{{"text", text}, {"next", is_last ? 0 : entries.back().id.value + 1}};
}

constexpr std::array feed_commands = {
    AdminCommand{"channel import", import_part, true},
    AdminCommand{"channel export", export_part},
};

}  // namespace

std::span<const AdminCommand> feed_administration() {
    return feed_commands;
}

}  // namespace fieldcast::app
