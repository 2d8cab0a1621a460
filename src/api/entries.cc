// Reading one entry: the last one, a given one, one field of it, its age.
#include <fmt/format.h>

#include <algorithm>

#include "api/answers.h"
#include "api/feed_access.h"
#include "api/resources.h"
#include "channels/aggregate.h"

namespace fieldcast::api {
namespace {

using model::FeedQuery;
using model::ValueName;

/// What last_average and its like look at.
constexpr std::size_t aggregated_entries_max = 100;

constexpr std::string_view no_entry = "The channel has no such entry.";
constexpr std::string_view no_aggregate =
    "Say over how many minutes, as average=10, median=60 or sum=daily.";

FeedQuery last_of(model::ChannelId channel, std::optional<ValueName> with = {}) {
    return {.channel = channel,
            .with_value = with,
            .limit = 1,
            .order = FeedQuery::Order::newest_by_id};
}

FeedQuery only(model::ChannelId channel, model::EntryId entry) {
    return {.channel = channel,
            .first = entry,
            .last = entry,
            .limit = 1,
            .order = FeedQuery::Order::newest_by_id};
}

ValueName value_of_field(unsigned field) {
    return static_cast<ValueName>(field - 1);
}

/// As ThingSpeak does, a single entry that may not be read is a `-1`, like one that is not there.
http::Response entry_refused(const Call& call, const ReadRefusal& refusal) {
    if (refusal.status == 404) return error(call, 404, refusal.details);
    return bare(call, 200, "-1", refusal.details);
}

/// The entry on its own, JSON unless XML or CSV is asked for.
http::Response entry_answer(const Call& call, const model::Entry& entry,
                            const channels::FeedRequest& request,
                            const channels::Columns& columns) {
    using enum channels::FeedFormat;
    const bool is_json = call.format != Format::xml && call.format != Format::csv;
    const auto format = is_json ? json : call.format == Format::xml ? xml : csv;
    std::string text =
        channels::render_entry(entry, {.format = format, .columns = columns, .zone = request.zone});
    return is_json ? json_answer(call, std::move(text)) : answer(call, std::move(text));
}

/// Reads what `query` finds and makes the answer of the newest of it.
template <class MakeAnswer>
AfterTask read_one(const CallRef& call, FeedQuery query, MakeAnswer make_answer) {
    return {ReadFeed{std::move(query)},
            [call, make_answer = std::move(make_answer)](const TaskResult& result,
                                                         const Context& context) -> Reply {
                const auto* read = std::get_if<FeedRead>(&result);
                if (!read) return error(*call, 507, remedy_of(model::Refusal::storage_failed));
                if (read->entries.empty()) return bare(*call, 200, "-1", no_entry);
                return make_answer(read->entries.back(), context);
            }};
}

Reply read_shown(const CallRef& call, FeedQuery query, channels::FeedRequest request,
                 const channels::Columns& columns) {
    return read_one(
        call, std::move(query),
        [call, request = std::move(request), columns](const model::Entry& entry, const Context&) {
            std::vector<model::Entry> entries{entry};
            if (request.round) channels::round_values(entries, *request.round, columns);
            http::Response response = entry_answer(*call, entries.front(), request, columns);
            add_notes(response, request);
            return response;
        });
}

/// One field: its text, or the entry with this field alone.
Reply read_value(const CallRef& call, FeedQuery query, unsigned field,
                 channels::FeedRequest request) {
    const auto columns = channels::field_columns(field, request);
    if (call->format != Format::none && call->format != Format::txt)
        return read_shown(call, std::move(query), std::move(request), columns);
    return read_one(
        call, std::move(query),
        [call, field, request = std::move(request)](const model::Entry& entry, const Context&) {
            const auto value = entry.values.get(value_of_field(field));
            if (!value) return bare(*call, 200, "-1", no_entry);
            http::Response response =
                answer(*call, fmt::format("{}{}{}", request.prepend, *value, request.append));
            // The text is a device's, and no page of this server's.
            response.content_type = content_type_of(Format::txt);
            return response;
        });
}

}  // namespace

Reply read_last_entry(const CallRef& call, const Context& context) {
    const auto channel = readable_channel(*call, context);
    if (!channel) return entry_refused(*call, channel.error());
    auto request = feed_request(*call, **channel, context);
    const auto columns = channels::feed_columns(**channel, request);
    return read_shown(call, last_of((*channel)->id), std::move(request), columns);
}

Reply read_entry(const CallRef& call, const Context& context) {
    const auto channel = readable_channel(*call, context);
    if (!channel) return entry_refused(*call, channel.error());
    const auto id = parse_number(call->captured[1]);
    if (!id) return error(*call, 404, "An entry's number is a whole number.");
    auto request = feed_request(*call, **channel, context);
    const auto columns = channels::feed_columns(**channel, request);
    return read_shown(call, only((*channel)->id, model::EntryId{*id}), std::move(request), columns);
}

Reply read_last_aggregate(const CallRef& call, const Context& context) {
    const auto channel = readable_channel(*call, context);
    if (!channel) return entry_refused(*call, channel.error());
    auto request = feed_request(*call, **channel, context);
    if (!request.aggregation) return bare(*call, 200, "-1", no_aggregate);
    const auto columns = channels::feed_columns(**channel, request);
    const FeedQuery query{.channel = (*channel)->id, .limit = aggregated_entries_max};
    return AfterTask{
        ReadFeed{query},
        [call, columns, request = std::move(request)](TaskResult result, const Context&) -> Reply {
            auto* read = std::get_if<FeedRead>(&result);
            if (!read) return error(*call, 507, remedy_of(model::Refusal::storage_failed));
            const auto slots = channels::shape_entries(std::move(read->entries), request, columns);
            if (slots.empty()) return bare(*call, 200, "-1", no_entry);
            return entry_answer(*call, slots.back(), request, columns);
        }};
}

Reply read_last_value(const CallRef& call, const Context& context) {
    const auto channel = readable_channel(*call, context);
    if (!channel) return entry_refused(*call, channel.error());
    const auto field = field_number(call->captured[1]);
    if (!field) return error(*call, 404, no_such_field);
    return read_value(call, last_of((*channel)->id, value_of_field(*field)), *field,
                      feed_request(*call, **channel, context));
}

Reply read_field_entry(const CallRef& call, const Context& context) {
    const auto channel = readable_channel(*call, context);
    if (!channel) return entry_refused(*call, channel.error());
    const auto field = field_number(call->captured[1]);
    const auto id = parse_number(call->captured[2]);
    if (!field || !id) return error(*call, 404, no_such_field);
    return read_value(call, only((*channel)->id, model::EntryId{*id}), *field,
                      feed_request(*call, **channel, context));
}

Reply read_last_status(const CallRef& call, const Context& context) {
    const auto channel = readable_channel(*call, context);
    if (!channel) return entry_refused(*call, channel.error());
    return read_shown(call, last_of((*channel)->id, ValueName::status),
                      feed_request(*call, **channel, context), channels::status_columns());
}

Reply read_last_data_age(const CallRef& call, const Context& context) {
    const auto channel = readable_channel(*call, context);
    if (!channel) return entry_refused(*call, channel.error());
    FeedQuery query = last_of((*channel)->id);
    if (call->captured.size() > 1) {
        const auto field = field_number(call->captured[1]);
        if (!field) return error(*call, 404, no_such_field);
        query.with_value = value_of_field(*field);
    }
    return read_one(call, std::move(query), [call](const model::Entry& entry, const Context& now) {
        const auto age = std::max(std::chrono::floor<base::Seconds>(now.now - entry.created_at),
                                  base::Seconds{0});
        using enum channels::FeedFormat;
        switch (call->format) {
            case Format::json: return json_answer(*call, channels::render_data_age(age, json));
            case Format::xml: return answer(*call, channels::render_data_age(age, xml));
            case Format::csv: return answer(*call, channels::render_data_age(age, csv));
            default: return answer(*call, fmt::format("{}", age.count()));
        }
    });
}

}  // namespace fieldcast::api
