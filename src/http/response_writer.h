#pragma once
// Responses to bytes. Every response has Content-Length (spelt so, which some devices need), or is
// sent in chunks where its length is not known at its beginning.

#include <string_view>

#include "base/bytes.h"
#include "http/message.h"

namespace fieldcast::http {

/// What the form of a response depends on besides the response.
struct ResponseTerms {
    bool is_head = false;       ///< the request's method is HEAD: no body
    bool keep_alive = true;     ///< the connection stays for the next request
    int minor_version = 1;      ///< the client's; HTTP/1.0 is not sent chunks
    bool accepts_gzip = false;  ///< Accept-Encoding has gzip and does not forbid it
    bool bare = false;          ///< `headers=false`: only what a client cannot do without
};

[[nodiscard]] ResponseTerms terms_of(const Request& request);

/// `Not Found` for 404; empty for a status that nobody has named.
[[nodiscard]] std::string_view reason_phrase(int status);

/// Appends the whole response with its CORS headers. Bodies of some size are compressed if the
/// client accepts that.
void append_response(base::Bytes& out, const Response& response, const ResponseTerms& terms);

/// Appends the head of a response whose body comes in parts, and then its parts. `Response::body`
/// is the first part. A HTTP/1.0 client gets them plain, and the end of the connection as their
/// end.
void append_stream_head(base::Bytes& out, const Response& response, const ResponseTerms& terms);
void append_stream_part(base::Bytes& out, std::string_view part, const ResponseTerms& terms);
void append_stream_end(base::Bytes& out, const ResponseTerms& terms);

}  // namespace fieldcast::http
