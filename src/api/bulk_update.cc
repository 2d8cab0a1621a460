// Writing many entries at once: /channels/<id>/bulk_update.
#include <fmt/format.h>

#include "api/access.h"
#include "api/answers.h"
#include "api/bulk.h"
#include "api/resources.h"

namespace fieldcast::api {
namespace {

http::Response refused(const Call& call, const TaskRefused& refusal) {
    std::string details{remedy_of(refusal.reason)};
    if (refusal.reason == model::Refusal::duplicate_created_at)
        details = fmt::format("Row {}: {} Nothing of this request was stored.",
                              refusal.entries.front() + 1, details);
    return error(call, status_of(refusal.reason), details);
}

}  // namespace

Reply bulk_update(const CallRef& call, const Context& context) {
    const auto channel = find_channel(context, call->captured.front());
    if (!channel) return error(*call, 404, no_such_channel);
    // A key outside the body decides before the body, which may be long, is read.
    if (!call->key.empty() && call->key != channel->write_key)
        return error(*call, 401, write_key_required);
    const BulkRules rules{.update_rules = context.update_rules,
                          .channel = channel->id,
                          .now = context.now,
                          .entries_max = context.bulk_entries_max};
    const bool is_json = call->format == Format::json;
    auto bulk = is_json ? parse_bulk_json(call->request.body, rules)
                        : parse_bulk_csv(call->request.body, rules);
    if (!bulk) return error(*call, bulk.error().status, bulk.error().details);
    if (call->key.empty() && bulk->write_key != channel->write_key)
        return error(*call, 401, write_key_required);
    return AfterTask{StoreEntries{channel->id, std::move(bulk->entries)},
                     [call](TaskResult result, const Context&) -> Reply {
                         if (const auto* refusal = std::get_if<TaskRefused>(&result))
                             return refused(*call, *refusal);
                         http::Response response = answer(Format::json, R"({"success":true})");
                         response.status = 202;
                         return response;
                     }};
}

}  // namespace fieldcast::api
