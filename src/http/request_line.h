#pragma once
// The first line of a request (RFC 9112, 3), read more leniently than the standard asks: blanks and
// any bytes but control characters may stand raw in the target, as old firmware sends them.

#include <string_view>

#include "base/result.h"
#include "http/message.h"
#include "http/request_parser.h"

namespace fieldcast::http {

/// Whether `text` has only the characters of names: of methods, of headers (RFC 9110, 5.6.2).
[[nodiscard]] bool is_token(std::string_view text);

/// Those of ASCII.
[[nodiscard]] constexpr bool is_control_character(char character) {
    return (character >= '\0' && character < ' ') || character == 0x7f;
}

/// Whether `first` can begin a request; the error names the other protocol that begins so.
[[nodiscard]] base::Result<void, BadRequest> check_first_byte(char first);

/// Puts method, path, query and version of `line`, which has no line end, into `request`.
[[nodiscard]] base::Result<void, BadRequest> read_request_line(std::string_view line,
                                                               Request& request);

}  // namespace fieldcast::http
