// Reading lists of entries: feeds, fields, status, exports.
#include <fmt/format.h>

#include "api/answers.h"
#include "api/feed_access.h"
#include "api/resources.h"
#include "channels/aggregate.h"

namespace fieldcast::api {
namespace {

using channels::FeedWriter;
using model::FeedQuery;

/// Entries in one part of an export: enough for a system call, few enough for everybody's turn.
constexpr std::size_t entries_per_part = 2'000;

/// What a list is made of, besides its entries.
struct List {
    ReadableChannel channel;
    channels::FeedRequest request;
    channels::Columns columns;
    bool is_brief = false;
};

/// JSON where no other format is asked for.
channels::FeedFormat feed_format(const Call& call) {
    if (call.format == Format::xml) return channels::FeedFormat::xml;
    if (call.format == Format::csv) return channels::FeedFormat::csv;
    return channels::FeedFormat::json;
}

http::Response list_answer(const Call& call, std::string text) {
    if (call.format == Format::xml || call.format == Format::csv)
        return answer(call, std::move(text));
    return json_answer(call, std::move(text));
}

Reply read_list(const CallRef& call, List list) {
    FeedQuery query = list.request.query;
    return AfterTask{ReadFeed{std::move(query)},
                     [call, list = std::move(list)](TaskResult result, const Context&) -> Reply {
                         auto* read = std::get_if<FeedRead>(&result);
                         if (!read)
                             return error(*call, 507, remedy_of(model::Refusal::storage_failed));
                         const auto entries = channels::shape_entries(std::move(read->entries),
                                                                      list.request, list.columns);
                         http::Response response = list_answer(
                             *call, channels::render_feed({.channel = *list.channel,
                                                           .last_entry = read->state.last_entry,
                                                           .metadata = list.request.metadata,
                                                           .is_brief = list.is_brief},
                                                          entries,
                                                          {.format = feed_format(*call),
                                                           .columns = list.columns,
                                                           .zone = list.request.zone}));
                         add_notes(response, list.request);
                         return response;
                     }};
}

/// Before everything, so that no list tells whether a channel that may not be read has entries.
http::Response list_refused(const Call& call, const ReadRefusal& refusal) {
    if (refusal.status == 404) return error(call, 404, refusal.details);
    return bare(call, refusal.status, "-1", refusal.details);
}

struct Export {
    ReadableChannel channel;
    FeedWriter writer;
    FeedQuery query;
};
using ExportRef = std::shared_ptr<Export>;

AfterTask next_part(const CallRef& call, const ExportRef& exported);

/// The text of one page; `is_last` is set with the end of the feed.
std::string part_text(Export& exported, const FeedRead& read, bool& is_last) {
    std::string text;
    exported.writer.entries(text, read.entries);
    is_last = read.entries.size() < exported.query.limit;
    if (is_last)
        exported.writer.end(text);
    else
        exported.query.first = model::EntryId{read.entries.back().id.value + 1};
    return text;
}

/// A store that fails in the middle leaves the response without its end, which the client notices.
Reply go_on_exporting(const CallRef& call, const ExportRef& exported, const TaskResult& result) {
    const auto* read = std::get_if<FeedRead>(&result);
    if (!read) return Broken{};
    bool is_last = false;
    std::string text = part_text(*exported, *read, is_last);
    if (is_last) return End{std::move(text)};
    return Part{std::move(text), next_part(call, exported)};
}

AfterTask next_part(const CallRef& call, const ExportRef& exported) {
    return {ReadFeed{exported->query},
            [call, exported](const TaskResult& result, const Context&) -> Reply {
                return go_on_exporting(call, exported, result);
            }};
}

Reply begin_export(const CallRef& call, const ExportRef& exported, const TaskResult& result) {
    const auto* read = std::get_if<FeedRead>(&result);
    if (!read) return error(*call, 507, remedy_of(model::Refusal::storage_failed));
    http::Response response = answer(*call, "");
    const std::string_view extension = call->format == Format::csv ? "csv" : "json";
    response.headers.push_back(
        {"Content-Disposition", fmt::format("attachment; filename=\"channel-{}.{}\"",
                                            exported->channel->id.value, extension)});
    exported->writer.begin(response.body,
                           {.channel = *exported->channel, .last_entry = read->state.last_entry});
    bool is_last = false;
    response.body += part_text(*exported, *read, is_last);
    if (is_last) return response;
    return Beginning{std::move(response), next_part(call, exported)};
}

}  // namespace

Reply read_feed(const CallRef& call, const Context& context) {
    const auto channel = readable_channel(*call, context);
    if (!channel) return list_refused(*call, channel.error());
    auto request = feed_request(*call, **channel, context);
    const auto columns = channels::feed_columns(**channel, request);
    return read_list(call, {*channel, std::move(request), columns});
}

Reply read_field(const CallRef& call, const Context& context) {
    const auto channel = readable_channel(*call, context);
    if (!channel) return list_refused(*call, channel.error());
    const auto field = field_number(call->captured[1]);
    if (!field) return error(*call, 404, no_such_field);
    auto request = feed_request(*call, **channel, context);
    const auto columns = channels::field_columns(*field, request);
    return read_list(call, {*channel, std::move(request), columns});
}

Reply read_status(const CallRef& call, const Context& context) {
    const auto channel = readable_channel(*call, context);
    if (!channel) return list_refused(*call, channel.error());
    auto request = channels::parse_status_request(call->parameters.to_form(), **channel,
                                                  context.now, context.zones);
    return read_list(call, {*channel, std::move(request), channels::status_columns(), true});
}

Reply export_feed(const CallRef& call, const Context& context) {
    const auto channel = readable_channel(*call, context);
    if (!channel) return list_refused(*call, channel.error());
    const auto request = feed_request(*call, **channel, context);
    const bool is_json = call->format == Format::json;
    const bool has_window = call->parameters.find("start") || call->parameters.find("end");
    FeedQuery query{.channel = (*channel)->id,
                    .limit = entries_per_part,
                    .order = FeedQuery::Order::oldest_by_id};
    if (has_window) query.start = request.query.start;
    if (has_window) query.end = request.query.end;
    const auto exported = std::make_shared<Export>(Export{
        *channel,
        FeedWriter{
            {.format = is_json ? channels::FeedFormat::json : channels::FeedFormat::export_csv,
             .columns = channels::export_columns(**channel),
             .zone = request.zone}},
        query});
    return AfterTask{ReadFeed{query},
                     [call, exported](const TaskResult& result, const Context&) -> Reply {
                         return begin_export(call, exported, result);
                     }};
}

}  // namespace fieldcast::api
