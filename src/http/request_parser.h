#pragma once
// Bytes to requests, HTTP/1.0 and 1.1 (RFC 9112), over the parser of a library. Lenient where
// devices need it: raw blanks and UTF-8 in a query string. Kind of state: *owned* by a connection,
// while a request is coming.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "http/message.h"

namespace fieldcast::http {

struct Limits {
    std::size_t head_bytes_max = 8 * 1024;  ///< request line and headers
    std::size_t body_bytes_max = 16 * 1024 * 1024;
};

/// What a client speaks, by its first byte.
enum class Protocol : std::uint8_t { http, tls, mqtt };

/// Bytes that are no request: what to answer before the connection ends.
struct BadRequest {
    int status = 400;     ///< or 413, 414, 431, 501, 505
    std::string details;  ///< a sentence: what is wrong and what to do
    Protocol spoken = Protocol::http;
};

class RequestParser {
  public:
    explicit RequestParser(const Limits& limits);
    ~RequestParser();

    struct Parsed {
        std::size_t used = 0;  ///< bytes taken; all of them while no request is whole
        std::optional<Request>
            request;  ///< set when it is whole; the next bytes are the next one's
    };

    /// Takes the next bytes of a request. After a whole request or an error the parser is done.
    [[nodiscard]] base::Result<Parsed, BadRequest> parse(base::BytesView bytes);

    /// The client waits for `100 Continue` before it sends the body; true once.
    [[nodiscard]] bool wants_continue();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace fieldcast::http
