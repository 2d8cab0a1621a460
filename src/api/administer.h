#pragma once
// Commands of administration from HTTP: the same that the command line sends.

#include <functional>
#include <nlohmann/json.hpp>
#include <string_view>

#include "api/api.h"

namespace fieldcast::api {

using Json = nlohmann::ordered_json;

/// What goes on with the answer of a command that was carried out.
using OnAdministered = std::function<Reply(const Json& answer, const Context&)>;
/// How a command's error is told; `sentence` is for people.
using OnFailed = std::function<Reply(std::string_view sentence)>;

/// The command `words`, `channel set`, with its texts by name. Who may do it has been asked.
[[nodiscard]] AfterTask administer(std::string_view words, Json values, OnAdministered go_on,
                                   OnFailed on_failed);

}  // namespace fieldcast::api
