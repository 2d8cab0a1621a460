// /api/v1/channels/ID/series: a feed as a chart shows it, however long it is.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <ranges>

#include "api/feed_access.h"
#include "api/resources.h"
#include "api/v1.h"
#include "channels/number.h"
#include "channels/series.h"
#include "channels/time.h"

namespace fieldcast::api {
namespace {

using base::Timestamp;

constexpr std::size_t points_by_default = 800;
constexpr std::uint64_t points_max = 8'000;

/// Entries that the store reads at once: a few milliseconds.
constexpr std::size_t entries_per_page = 32'000;

/// What is asked for.
struct SeriesRequest {
    model::ChannelRecord channel;
    std::vector<unsigned> fields;
    std::optional<Timestamp> start;
    std::optional<Timestamp> end;
    std::size_t points = points_by_default;
};

using Failure = base::Result<void, std::string>;

Failure read_fields(SeriesRequest& request, std::string_view text) {
    for (const auto part : std::views::split(text, ',')) {
        const auto field = field_number({part.begin(), part.end()});
        if (!field) return std::unexpected("fields are numbers from 1 to 8, such as fields=1,2.");
        if (std::ranges::find(request.fields, *field) == request.fields.end())
            request.fields.push_back(*field);
    }
    return {};
}

void take_enabled_fields(SeriesRequest& request) {
    for (unsigned field = 1; field <= model::fields_per_channel; ++field)
        if (!request.channel->field_labels[field - 1].empty()) request.fields.push_back(field);
}

Failure read_time(std::optional<Timestamp>& time, const Parameters& parameters,
                  std::string_view name) {
    const auto text = parameters.find(name);
    if (!text) return {};
    time = channels::parse_time(*text);
    if (time) return {};
    return std::unexpected(
        fmt::format("{} is not a time; write it as 2026-11-22T18:52:43Z.", name));
}

base::Result<SeriesRequest, std::string> read_request(const Parameters& parameters,
                                                      const model::ChannelRecord& channel) {
    SeriesRequest request{.channel = channel, .fields = {}, .start = {}, .end = {}};
    if (const auto fields = parameters.find("fields"))
        TRY(read_fields(request, *fields));
    else
        take_enabled_fields(request);
    TRY(read_time(request.start, parameters, "start"));
    TRY(read_time(request.end, parameters, "end"));
    if (const auto text = parameters.find("points")) {
        const auto points = parse_number(*text);
        if (!points || *points < 1 || *points > points_max)
            return std::unexpected(
                fmt::format("points must be a whole number from 1 to {}.", points_max));
        request.points = static_cast<std::size_t>(*points);
    }
    return request;
}

// --- the answer ---

void append_number(std::string& out, double number) {
    fmt::format_to(std::back_inserter(out), "{}", number);
}

/// `,"min":[1.5,null]`: what `number` tells of one field, point by point.
template <class Number>
void append_list(std::string& out, std::string_view name, const channels::Series& series,
                 std::size_t field, std::size_t fields, Number number) {
    fmt::format_to(std::back_inserter(out), "{}\"{}\":[", out.back() == '{' ? "" : ",", name);
    for (std::size_t i = field; i < series.summaries.size(); i += fields) {
        if (i != field) out += ',';
        if (series.summaries[i].count == 0)
            out += "null";
        else
            append_number(out, number(series.summaries[i]));
    }
    out += ']';
}

std::string series_json(const SeriesRequest& request, const channels::TimeWindow& window,
                        const channels::Series& series, model::EntryId last_entry) {
    std::string out =
        fmt::format(R"({{"channel":{},"start_ms":{},"end_ms":{},"bucket_ms":{},"last_entry_id":{},)"
                    R"("t":[)",
                    request.channel->id.value, window.start.time_since_epoch().count(),
                    window.end.time_since_epoch().count(), series.bucket.count(), last_entry.value);
    for (const Timestamp time : series.times)
        fmt::format_to(std::back_inserter(out), "{}{}", out.back() == '[' ? "" : ",",
                       time.time_since_epoch().count());
    out += ']';
    const std::size_t fields = request.fields.size();
    for (std::size_t i = 0; i < fields; ++i) {
        fmt::format_to(std::back_inserter(out), ",\"{}\":{{", request.fields[i]);
        using channels::Summary;
        const auto append = [&](std::string_view name, auto number) {
            append_list(out, name, series, i, fields, number);
        };
        append("min", [](const Summary& summary) { return summary.min; });
        append("max", [](const Summary& summary) { return summary.max; });
        append("avg", [](const Summary& summary) { return summary.average(); });
        append("last", [](const Summary& summary) { return summary.last; });
        out += '}';
    }
    return out + '}';
}

// --- page by page ---

struct Reading {
    SeriesRequest request;
    channels::TimeWindow window;
    channels::SeriesBuilder builder;
    model::NumbersQuery query;
};
using ReadingRef = std::shared_ptr<Reading>;

AfterTask next_page(const ReadingRef& reading) {
    return {ReadNumbers{reading->query}, [reading](TaskResult result, const Context&) -> Reply {
                auto* read = std::get_if<NumbersRead>(&result);
                if (!read) return storage_failed();
                if (read->numbers.next) {
                    reading->query.first = *read->numbers.next;
                    AfterTask next = next_page(reading);
                    // The store reads the next page while this one is gathered.
                    next.meanwhile = [reading, numbers = std::move(read->numbers)] {
                        reading->builder.add(numbers);
                    };
                    return next;
                }
                reading->builder.add(read->numbers);
                return answer(Format::json, series_json(reading->request, reading->window,
                                                        std::move(reading->builder).finish(),
                                                        read->state.last_entry));
            }};
}

AfterTask read_series(SeriesRequest request, channels::TimeWindow window) {
    model::NumbersQuery query{.channel = request.channel->id,
                              .start = request.start,
                              .end = request.end,
                              .number_of = channels::number_of,
                              .entries = entries_per_page};
    for (const unsigned field : request.fields) query.fields.set(field - 1);
    channels::SeriesBuilder builder(request.fields, window, request.points);
    return next_page(
        std::make_shared<Reading>(Reading{std::move(request), window, std::move(builder), query}));
}

/// First from when to when the feed reaches, where that is not said.
AfterTask measure(SeriesRequest request, storage::FeedExtent so_far) {
    MeasureFeed task{.channel = request.channel->id,
                     .first = so_far.next.value_or(model::EntryId{1})};
    return {std::move(task),
            [request = std::move(request), so_far = std::move(so_far)](
                const TaskResult& result, const Context& context) -> Reply {
                const auto* measured = std::get_if<FeedMeasured>(&result);
                if (!measured) return storage_failed();
                storage::FeedExtent extent = so_far;
                extent.add(measured->extent);
                if (extent.next) return measure(request, std::move(extent));
                return read_series(
                    request, {.start = request.start.value_or(extent.oldest.value_or(context.now)),
                              .end = request.end.value_or(extent.newest.value_or(context.now))});
            }};
}

}  // namespace

Reply v1_read_series(const CallRef& call, const Context& context) {
    const auto channel = readable(*call, context);
    if (!channel) return channel.error();
    auto request = read_request(call->parameters, *channel);
    if (!request) return json_error(400, request.error());
    if (request->start && request->end) {
        const channels::TimeWindow window{*request->start, *request->end};
        return read_series(std::move(*request), window);
    }
    return measure(std::move(*request), {});
}

}  // namespace fieldcast::api
