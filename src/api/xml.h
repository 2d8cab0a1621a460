#pragma once
// JSON values as the XML that ThingSpeak's server makes of them.

#include <string>
#include <string_view>

#include "api/administer.h"

namespace fieldcast::api {

/// One document: names with dashes in place of underscores; `nil="true"` and the type where they
/// apply: `integer`, `boolean`, `array`, and by name `decimal` and `dateTime`. An array's items are
/// named by its name without the `s` at its end.
[[nodiscard]] std::string to_xml(std::string_view root, const Json& json);

}  // namespace fieldcast::api
