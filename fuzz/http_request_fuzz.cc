// Requests on one connection. The first two bytes choose where the stream is cut: both parts must
// give what the whole gives, and the rest begins the next request.

#include "http/request_reading.h"

#include "base/result.h"
#include "http/response_writer.h"

using namespace fieldcast;

namespace {

// Small, so that inputs reach them.
constexpr http::Limits limits{.head_bytes_max = 1024, .body_bytes_max = 2048};

/// Whatever is asked, the answer is a head with one empty line at its end.
void check_response(const http::Request& request) {
    base::Bytes out;
    http::append_response(out, {.headers = {{"X-Path", request.path}}}, http::terms_of(request));
    ASSERT(out.find("\r\n\r\n") == out.size() - 4);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size < 2) return 0;
    const std::size_t choice = static_cast<std::size_t>(data[0]) << 8 | data[1];
    base::BytesView stream(reinterpret_cast<const char*>(data) + 2, size - 2);
    while (!stream.empty()) {
        const http::Reading whole = http::read_parts({stream}, limits);
        ASSERT(whole.used <= stream.size());
        const std::size_t split = choice % (stream.size() + 1);
        ASSERT(http::read_parts({stream.substr(0, split), stream.substr(split)}, limits) == whole);

        http::RequestParser parser{limits};
        const auto parsed = parser.parse(stream);
        if (!parsed || !parsed->request) return 0;
        ASSERT(parsed->request->body.size() <= limits.body_bytes_max);
        check_response(*parsed->request);
        stream.remove_prefix(parsed->used);
    }
    return 0;
}
