#include "http/response_writer.h"

#include <fmt/format.h>
#include <http_parser.h>
#define ZLIB_CONST  // its input pointers are to const
#include <zlib.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>

#include "base/result.h"
#include "http/header_list.h"

namespace fieldcast::http {
namespace {

/// Smaller bodies fit into a packet or two either way.
constexpr std::size_t gzip_bytes_min = 1024;

/// What browsers need to let a page of another site use the interface, for any response
/// (ThingSpeak sends the same).
constexpr std::string_view cors_headers =
    "Access-Control-Allow-Origin: *\r\n"
    "Access-Control-Allow-Methods: GET, POST, PUT, OPTIONS, DELETE, PATCH\r\n"
    "Access-Control-Allow-Headers: origin, content-type, X-Requested-With\r\n"
    "Access-Control-Max-Age: 1800\r\n";

// --- what the client can take ---

/// `gzip;q=0` forbids, by RFC 9110, 12.4.2.
bool is_gzip_accepted(std::string_view accept_encoding) {
    const auto names_gzip = [](std::string_view element) {
        const std::string_view coding = trimmed(element.substr(0, element.find(';')));
        return is_same_word(coding, "gzip") || is_same_word(coding, "x-gzip");
    };
    const std::string_view gzip = find_element(accept_encoding, names_gzip);
    if (gzip.empty()) return false;
    const std::size_t weight = gzip.find("q=");
    return weight == gzip.npos || gzip.find_first_not_of("0.", weight + 2) != gzip.npos;
}

bool has_parameter(std::string_view form, std::string_view parameter) {
    for (std::size_t at = form.find(parameter); at != form.npos;
         at = form.find(parameter, at + 1)) {
        const std::string_view behind = form.substr(at + parameter.size());
        if ((at == 0 || form[at - 1] == '&') && (behind.empty() || behind.front() == '&'))
            return true;
    }
    return false;
}

bool asks_for_few_headers(const Request& request) {
    constexpr std::string_view parameter = "headers=false";
    if (has_parameter(request.query, parameter)) return true;
    const bool is_form =
        request.header("Content-Type").starts_with("application/x-www-form-urlencoded");
    return is_form && has_parameter(request.body, parameter);
}

// --- gzip ---

bool has_header(const Response& response, std::string_view name) {
    return std::ranges::any_of(
        response.headers, [&](const Header& header) { return is_same_word(header.name, name); });
}

/// Whether a client that accepts gzip gets `response` so.
bool is_worth_gzip(const Response& response) {
    constexpr std::string_view types[] = {"text/", "application/json", "application/javascript",
                                          "application/xml", "image/svg+xml"};
    return response.body.size() >= gzip_bytes_min && !has_header(response, "Content-Encoding") &&
           std::ranges::any_of(types, [&](std::string_view type) {
               return response.content_type.starts_with(type);
           });
}

/// Nothing if it is not smaller so.
std::optional<base::Bytes> compress(std::string_view text) {
    constexpr int gzip_window_bits = 16 + 15;
    constexpr int memory_level = 8;
    if (text.size() > std::numeric_limits<uInt>::max()) return std::nullopt;
    z_stream stream{};
    const int begun = deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, gzip_window_bits,
                                   memory_level, Z_DEFAULT_STRATEGY);
    if (begun != Z_OK) return std::nullopt;
    base::Bytes out(text.size(), '\0');
    stream.next_in = reinterpret_cast<const Bytef*>(text.data());
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int ended = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    if (ended != Z_STREAM_END) return std::nullopt;
    return out;
}

/// Of a body that we have compressed ourselves.
base::Bytes decompress(std::string_view gzip) {
    constexpr int gzip_window_bits = 16 + 15;
    z_stream stream{};
    ASSERT(inflateInit2(&stream, gzip_window_bits) == Z_OK);
    stream.next_in = reinterpret_cast<const Bytef*>(gzip.data());
    stream.avail_in = static_cast<uInt>(gzip.size());
    base::Bytes out;
    int state = Z_OK;
    while (state == Z_OK) {
        char piece[16 * 1024];
        stream.next_out = reinterpret_cast<Bytef*>(piece);
        stream.avail_out = sizeof piece;
        state = inflate(&stream, Z_NO_FLUSH);
        out.append(piece, sizeof piece - stream.avail_out);
    }
    inflateEnd(&stream);
    ASSERT(state == Z_STREAM_END);
    return out;
}

// --- the head ---

void append_number(base::Bytes& out, std::size_t number) {
    const fmt::format_int digits{number};
    out.append(digits.data(), digits.size());
}

void append_status_line(base::Bytes& out, int status) {
    out.append("HTTP/1.1 ");
    append_number(out, static_cast<std::size_t>(status));
    out.append(" ").append(reason_phrase(status)).append("\r\n");
}

/// A line end in the value would begin another header.
void append_header(base::Bytes& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ");
    const std::size_t begin = out.size();
    out.append(value);
    std::replace_if(
        out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(),
        [](char character) { return character == '\r' || character == '\n' || character == '\0'; },
        ' ');
    out.append("\r\n");
}

/// Said where it is not what the version means by itself (RFC 9112, 9.3).
void append_connection(base::Bytes& out, bool keep_alive, int minor_version) {
    if (!keep_alive) append_header(out, "Connection", "close");
    if (keep_alive && minor_version == 0) append_header(out, "Connection", "keep-alive");
}

/// Everything but how long the body is.
void append_head(base::Bytes& out, const Response& response, const ResponseTerms& terms) {
    append_status_line(out, response.status);
    if (!response.content_type.empty()) append_header(out, "Content-Type", response.content_type);
    if (!terms.bare) out.append(cors_headers);
    for (const Header& header : response.headers) append_header(out, header.name, header.value);
}

/// RFC 9110, 8.6: neither body nor Content-Length.
bool has_no_body(int status) {
    return status < 200 || status == 204 || status == 304;
}

bool is_chunked(const ResponseTerms& terms) {
    return terms.minor_version > 0;
}

/// The body in the form that the client takes, where that is another one; says so in the head.
std::optional<base::Bytes> recode(base::Bytes& out, const Response& response,
                                  const ResponseTerms& terms) {
    const bool is_compressible = response.is_gzip || is_worth_gzip(response);
    if (is_compressible) append_header(out, "Vary", "Accept-Encoding");
    std::optional<base::Bytes> recoded;
    if (response.is_gzip && !terms.accepts_gzip) recoded = decompress(response.body);
    if (!response.is_gzip && is_compressible && terms.accepts_gzip)
        recoded = compress(response.body);
    const bool is_sent_compressed = response.is_gzip ? !recoded : recoded.has_value();
    if (is_sent_compressed) append_header(out, "Content-Encoding", "gzip");
    return recoded;
}

}  // namespace

ResponseTerms terms_of(const Request& request) {
    return {.is_head = request.method == "HEAD",
            .keep_alive = request.keep_alive,
            .minor_version = request.minor_version,
            .accepts_gzip = is_gzip_accepted(request.header("Accept-Encoding")),
            .bare = asks_for_few_headers(request)};
}

std::string_view reason_phrase(int status) {
    const std::string_view phrase = http_status_str(static_cast<http_status>(status));
    return phrase.starts_with('<') ? std::string_view{} : phrase;
}

void append_response(base::Bytes& out, const Response& response, const ResponseTerms& terms) {
    append_head(out, response, terms);
    append_connection(out, terms.keep_alive, terms.minor_version);
    const std::optional<base::Bytes> recoded = recode(out, response, terms);
    const std::string_view body = recoded ? *recoded : response.body;
    if (!has_no_body(response.status)) {
        out.append("Content-Length: ");
        append_number(out, body.size());
        out.append("\r\n");
    }
    out.append("\r\n");
    if (!terms.is_head && !has_no_body(response.status)) out.append(body);
}

void append_stream_head(base::Bytes& out, const Response& response, const ResponseTerms& terms) {
    append_head(out, response, terms);
    append_connection(out, terms.keep_alive && is_chunked(terms), terms.minor_version);
    if (is_chunked(terms)) append_header(out, "Transfer-Encoding", "chunked");
    out.append("\r\n");
    append_stream_part(out, response.body, terms);
}

void append_stream_part(base::Bytes& out, std::string_view part, const ResponseTerms& terms) {
    if (terms.is_head || part.empty()) return;  // an empty chunk would be the last
    if (!is_chunked(terms)) {
        out.append(part);
        return;
    }
    fmt::format_to(std::back_inserter(out), "{:x}\r\n", part.size());
    out.append(part).append("\r\n");
}

void append_stream_end(base::Bytes& out, const ResponseTerms& terms) {
    if (!terms.is_head && is_chunked(terms)) out.append("0\r\n\r\n");
}

}  // namespace fieldcast::http
