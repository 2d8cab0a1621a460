// A read as its query string asks for it: the parameters, and with them the shaping and rendering
// of entries whose values come from the same bytes. The input is a query string, and behind a line
// feed a form for each entry.

#include <cstdint>

#include "base/result.h"
#include "base/utf8.h"
#include "channels/aggregate.h"
#include "channels/render.h"
#include "channels/update.h"

namespace {

using namespace fieldcast;

constexpr base::Timestamp now{base::Seconds{1'795'373'563}};
constexpr std::size_t entries_max = 50;

model::Channel sample_channel() {
    model::Channel channel;
    channel.id = {33301};
    channel.field_labels.fill("label");
    return channel;
}

std::vector<model::Entry> entries_of(std::string_view forms) {
    const channels::UpdateRules rules{.short_field_names = true, .cuts_escaped_line_ends = true};
    std::vector<model::Entry> entries;
    while (!forms.empty() && entries.size() < entries_max) {
        const std::string_view form = forms.substr(0, forms.find('\n'));
        forms.remove_prefix(std::min(forms.size(), form.size() + 1));
        auto update = channels::parse_update({{33301}, 0}, form, rules);
        if (!update) continue;
        const base::Seconds later{static_cast<std::int64_t>(1000 * entries.size())};
        entries.push_back({{entries.size() + 1}, now + later, std::move(update->values)});
    }
    return entries;
}

void check_request(const channels::FeedRequest& request) {
    ASSERT(request.query.limit <= channels::results_max);
    for (const std::string& note : request.notes)
        for (const char byte : note) ASSERT(byte >= ' ' && byte <= '~');
    ASSERT(request.callback.find_first_of("()<>;=\"' ") == std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(bytes), size};
    const std::string_view query = text.substr(0, text.find('\n'));
    const model::Channel channel = sample_channel();
    const auto request = channels::parse_feed_request(query, channel, now, {});
    check_request(request);
    check_request(channels::parse_status_request(query, channel, now, {}));
    const auto columns = channels::feed_columns(channel, request);
    const auto shaped =
        channels::shape_entries(entries_of(text.substr(query.size())), request, columns);
    ASSERT(shaped.size() <= channels::slots_max);
    using channels::FeedFormat;
    for (const auto format :
         {FeedFormat::json, FeedFormat::xml, FeedFormat::csv, FeedFormat::export_csv})
        ASSERT(base::is_valid_utf8(
            channels::render_feed({channel, {9}}, shaped, {format, columns, request.zone})));
    return 0;
}
