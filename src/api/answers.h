#pragma once
// Responses that many resources give: values in the format asked for, refusals with their reason.

#include <string>
#include <string_view>

#include "api/call.h"
#include "http/message.h"
#include "model/refusal.h"

namespace fieldcast::api {

[[nodiscard]] std::string_view content_type_of(Format format);

/// 200 with `body`, whose format is that of the call unless given.
[[nodiscard]] http::Response answer(const Call& call, std::string body);
[[nodiscard]] http::Response answer(Format format, std::string body);

/// JSON wrapped as `callback(…)` where the call asks for that and the name is harmless.
[[nodiscard]] http::Response json_answer(const Call& call, std::string json);

/// ThingSpeak's error object in the format asked for, its code as text otherwise. `details` is for
/// people: what is wrong and what to do. It is in the header X-Error-Detail too.
[[nodiscard]] http::Response error(const Call& call, int status, std::string_view details);

/// The same as JSON whatever was asked for.
[[nodiscard]] http::Response json_error(int status, std::string_view details);

/// A bare `0` or `-1`, as old clients expect it, with the reason in X-Error-Detail.
[[nodiscard]] http::Response bare(const Call& call, int status, std::string_view body,
                                  std::string_view details);

/// `text` as the value of a header may be: ASCII without control characters.
[[nodiscard]] std::string header_text(std::string_view text);

/// The status that fits a refusal: 507 for a store that fails, 429 for too fast.
[[nodiscard]] int status_of(model::Refusal refusal);

// What is said in several places.
inline constexpr std::string_view no_such_channel = "There is no such channel. Check its number.";
inline constexpr std::string_view key_required =
    "This needs a key: send an API key of the channel, or make the channel public.";
inline constexpr std::string_view write_key_required =
    "This needs the channel's write API key, as api_key or in the header X-THINGSPEAKAPIKEY.";
inline constexpr std::string_view user_key_required =
    "This needs the user API key of the owner, as api_key: fieldcast user key NAME shows it. A "
    "channel's key will not do.";

}  // namespace fieldcast::api
