#pragma once
// The web page over HTTP: its files, and its document at the paths that the page itself reads.

#include <optional>

#include "http/message.h"

namespace fieldcast::api {

/// Nothing: the request is not for the page. What ThingSpeak's interface has at the same path is
/// meant by everybody but browsers, which accept HTML.
[[nodiscard]] std::optional<http::Response> page_response(const http::Request& request);

/// For a path that nothing has: a browser gets the page, which says so. Nothing: it is no browser.
[[nodiscard]] std::optional<http::Response> not_found_page(const http::Request& request);

}  // namespace fieldcast::api
