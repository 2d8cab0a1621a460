#include "api/feed_access.h"

#include "api/answers.h"

namespace fieldcast::api {

base::Result<ReadableChannel, ReadRefusal> readable_channel(const Call& call,
                                                            const Context& context) {
    const auto channel = find_channel(context, call.captured.front());
    if (!channel) return std::unexpected(ReadRefusal{404, no_such_channel});
    if (!may_read(call, context, *channel)) return std::unexpected(ReadRefusal{400, key_required});
    return channel;
}

channels::FeedRequest feed_request(const Call& call, const model::Channel& channel,
                                   const Context& context) {
    return channels::parse_feed_request(call.parameters.to_form(), channel, context.now,
                                        context.zones);
}

std::optional<unsigned> field_number(std::string_view text) {
    constexpr std::string_view prefix = "field";
    if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
    const auto number = parse_number(text);
    if (!number || *number < 1 || *number > model::fields_per_channel) return std::nullopt;
    return static_cast<unsigned>(*number);
}

void add_notes(http::Response& response, const channels::FeedRequest& request) {
    std::string notes;
    for (const std::string& note : request.notes) notes += (notes.empty() ? "" : " ") + note;
    if (!notes.empty()) response.headers.push_back({"X-Error-Detail", header_text(notes)});
}

}  // namespace fieldcast::api
