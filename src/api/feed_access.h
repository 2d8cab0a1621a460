#pragma once
// What all reads of a feed begin with.

#include <optional>
#include <string>
#include <string_view>

#include "api/access.h"
#include "base/result.h"
#include "channels/feed_request.h"
#include "channels/render.h"

namespace fieldcast::api {

using ReadableChannel = model::ChannelRecord;

struct ReadRefusal {
    int status = 404;
    std::string_view details;
};

/// The channel that the path begins with, if the key opens it. Errors: 404, and 400 as ThingSpeak
/// has it for a key that is missing or wrong.
[[nodiscard]] base::Result<ReadableChannel, ReadRefusal> readable_channel(const Call& call,
                                                                          const Context& context);

[[nodiscard]] channels::FeedRequest feed_request(const Call& call, const model::Channel& channel,
                                                 const Context& context);

/// `1` to `8`, also behind `field`.
[[nodiscard]] std::optional<unsigned> field_number(std::string_view text);

/// Says in X-Error-Detail which parameters were ignored.
void add_notes(http::Response& response, const channels::FeedRequest& request);

inline constexpr std::string_view no_such_field = "Fields are numbered from 1 to 8.";

}  // namespace fieldcast::api
