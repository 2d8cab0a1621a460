#pragma once
// What a parser makes of bytes, as text: for comparisons, in tests and fuzzers.

#include <fmt/format.h>

#include <initializer_list>
#include <string>

#include "http/request_parser.h"

namespace fieldcast::http {

struct Reading {
    std::size_t used = 0;
    std::string text;  ///< the request, `400 why`, or `unfinished`
    friend bool operator==(const Reading&, const Reading&) = default;
};

inline std::string to_text(const Request& request) {
    std::string text =
        fmt::format("{} {} ? {} HTTP/1.{}{}{}\n", request.method, request.path, request.query,
                    request.minor_version, request.keep_alive ? "" : " close",
                    request.is_upgrade ? " upgrade" : "");
    for (const Header& header : request.headers)
        text += fmt::format("[{}]: [{}]\n", header.name, header.value);
    return text + request.body;
}

/// Gives `parts` to one parser, one after the other, until it is done.
inline Reading read_parts(std::initializer_list<base::BytesView> parts, const Limits& limits = {}) {
    RequestParser parser{limits};
    Reading reading{.text = "unfinished"};
    for (const base::BytesView part : parts) {
        const auto parsed = parser.parse(part);
        if (!parsed)
            return {0, fmt::format("{} {}", parsed.error().status, parsed.error().details)};
        reading.used += parsed->used;
        if (parsed->request) return {reading.used, to_text(*parsed->request)};
    }
    return reading;
}

}  // namespace fieldcast::http
