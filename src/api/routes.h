#pragma once
// The table of paths. Kind of state: constant.

#include <span>
#include <string_view>

#include "api/resources.h"

namespace fieldcast::api {

struct Route {
    std::string_view methods;  ///< `GET POST`
    /// Segments: `feeds|feed` is either, `:` is any and is captured.
    std::string_view pattern;
    Reply (*handle)(const CallRef&, const Context&);
    std::string_view summary;  ///< for the OpenAPI document
};

[[nodiscard]] std::span<const Route> routes();

/// Whether `route` has the path of `call`; fills in what the pattern captures.
[[nodiscard]] bool fits(const Route& route, Call& call);

}  // namespace fieldcast::api
