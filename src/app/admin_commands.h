#pragma once
// What administration requests mean. A request is one line of JSON, `{"command":"device show",
// "id":"1"}`: the words of a command and its arguments and options as texts, arrays of texts or
// true. The answer is one line of JSON too; a failure is `{"error":"a sentence"}`.

#include <string>
#include <string_view>

#include "server/administration.h"

namespace fieldcast::app {

/// A server::AdminHandler.
[[nodiscard]] std::string handle_admin_request(server::AdminContext& context,
                                               std::string_view request);

}  // namespace fieldcast::app
