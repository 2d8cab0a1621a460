// /api/v1/channels/ID/import: entries from a CSV file, all of them or none.
#include <algorithm>

#include "api/import_rows.h"
#include "api/resources.h"
#include "api/v1.h"

namespace fieldcast::api {
namespace {

/// An error object that also says what is wrong row by row.
http::Response refuse(const std::vector<RowError>& errors) {
    http::Response response =
        json_error(422, "Nothing was imported, as some rows are wrong. Mend them and try again.");
    Json json = Json::parse(response.body);
    json["rows"] = Json::array();
    for (const RowError& error : errors)
        json["rows"].push_back({{"row", error.row}, {"details", error.details}});
    response.body = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    return response;
}

http::Response refuse(const TaskRefused& refusal, const std::vector<std::size_t>& rows) {
    if (refusal.reason != model::Refusal::duplicate_created_at)
        return json_error(status_of(refusal.reason), remedy_of(refusal.reason));
    std::vector<RowError> errors;
    for (const std::size_t entry : refusal.entries)
        errors.push_back({rows[entry], std::string{created_at_taken}});
    return refuse(errors);
}

}  // namespace

Reply v1_import_feed(const CallRef& call, const Context& context) {
    const auto channel =
        own(*call, context, find_channel(context, call->captured.front()), no_such_channel);
    if (!channel) return channel.error();
    const std::string_view timezone = call->parameters.text("timezone");
    if (!timezone.empty() && !channels::Zone::find(timezone, context.zones))
        return json_error(400, "timezone is not a name of the tz database, such as Europe/Berlin.");
    ImportRows import = read_import(call->request.body, {.update_rules = context.update_rules,
                                                         .channel = **channel,
                                                         .timezone = timezone,
                                                         .entries_max = context.bulk_entries_max});
    if (!import.errors.empty()) return refuse(import.errors);
    const bool only_checks = call->parameters.text("check") == "true";
    return AfterTask{StoreEntries{.channel = (*channel)->id,
                                  .entries = std::move(import.entries),
                                  .keeps_interval = false,
                                  .only_checks = only_checks},
                     [rows = std::move(import.rows), only_checks](const TaskResult& result,
                                                                  const Context&) -> Reply {
                         if (const auto* refusal = std::get_if<TaskRefused>(&result))
                             return refuse(*refusal, rows);
                         return json_with_status(
                             200,
                             {{"rows", rows.size()}, {"imported", only_checks ? 0 : rows.size()}});
                     }};
}

}  // namespace fieldcast::api
