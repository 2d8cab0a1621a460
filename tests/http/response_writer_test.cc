#include "http/response_writer.h"

#include <gmock/gmock.h>
#include <zlib.h>

namespace fieldcast::http {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view cors =
    "Access-Control-Allow-Origin: *\r\n"
    "Access-Control-Allow-Methods: GET, POST, PUT, OPTIONS, DELETE, PATCH\r\n"
    "Access-Control-Allow-Headers: origin, content-type, X-Requested-With\r\n"
    "Access-Control-Max-Age: 1800\r\n";

base::Bytes written(const Response& response, const ResponseTerms& terms = {}) {
    base::Bytes out;
    append_response(out, response, terms);
    return out;
}

Response entry_id() {
    return {.content_type = "text/html; charset=utf-8", .body = "18"};
}

/// A response whose body is in `type`, and long enough to be compressed.
Response long_response(std::string type, std::size_t size = 5000) {
    return {.content_type = std::move(type), .body = std::string(size, 'x')};
}

std::string body_of(const base::Bytes& response) {
    return response.substr(response.find("\r\n\r\n") + 4);
}

std::string unzip(std::string compressed) {
    z_stream stream{};
    std::string out(100'000, '\0');
    EXPECT_EQ(inflateInit2(&stream, 16 + 15), Z_OK);
    stream.next_in = reinterpret_cast<Bytef*>(compressed.data());
    stream.avail_in = static_cast<uInt>(compressed.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
    out.resize(stream.total_out);
    inflateEnd(&stream);
    return out;
}

TEST(ResponseWriter, WritesTheHeadersThatLibrariesOfDevicesLookFor) {
    EXPECT_EQ(written(entry_id()),
              "HTTP/1.1 200 OK\r\n"
              "Content-Type: text/html; charset=utf-8\r\n" +
                  std::string(cors) +
                  "Content-Length: 2\r\n"
                  "\r\n"
                  "18");
}

TEST(ResponseWriter, AppendsToWhatIsThere) {
    base::Bytes out = "before";
    append_response(out, entry_id(), {});
    EXPECT_EQ(out, "before" + written(entry_id()));
}

TEST(ResponseWriter, AnswersOptionsWithoutABody) {
    EXPECT_EQ(written({}), "HTTP/1.1 200 OK\r\n" + std::string(cors) + "Content-Length: 0\r\n\r\n");
}

TEST(ResponseWriter, LeavesOutTheHeadersForPagesIfAskedForFew) {
    EXPECT_EQ(written(entry_id(), {.keep_alive = false, .bare = true}),
              "HTTP/1.1 200 OK\r\n"
              "Content-Type: text/html; charset=utf-8\r\n"
              "Connection: close\r\n"
              "Content-Length: 2\r\n"
              "\r\n"
              "18");
}

TEST(ResponseWriter, SaysWhetherTheConnectionStaysWhereTheVersionDoesNot) {
    const auto connection = [](bool keep_alive, int minor_version) {
        const ResponseTerms terms{
            .keep_alive = keep_alive, .minor_version = minor_version, .bare = true};
        const base::Bytes response = written({.status = 204}, terms);
        return response.substr(sizeof "HTTP/1.1 204 No Content\r");
    };
    EXPECT_EQ(connection(true, 1), "\r\n");
    EXPECT_EQ(connection(false, 1), "Connection: close\r\n\r\n");
    EXPECT_EQ(connection(true, 0), "Connection: keep-alive\r\n\r\n");
    EXPECT_EQ(connection(false, 0), "Connection: close\r\n\r\n");
}

TEST(ResponseWriter, GivesHeadTheLengthWithoutTheBody) {
    const base::Bytes response = written(entry_id(), {.is_head = true});
    EXPECT_THAT(response, HasSubstr("Content-Length: 2\r\n"));
    EXPECT_EQ(body_of(response), "");
}

TEST(ResponseWriter, GivesNoLengthWhereNoBodyCanBe) {
    for (const int status : {204, 304}) {
        const base::Bytes response = written({.status = status, .body = "x"}, {.bare = true});
        EXPECT_THAT(response, Not(HasSubstr("Content-Length")));
        EXPECT_EQ(body_of(response), "");
    }
}

TEST(ResponseWriter, WritesTheHeadersOfTheResponseEachInOneLine) {
    Response response = entry_id();
    response.headers = {{"ETag", "W/\"1\""}, {"X-Name", "a\r\nSet-Cookie: b"}};
    EXPECT_THAT(written(response),
                HasSubstr("\r\nETag: W/\"1\"\r\nX-Name: a  Set-Cookie: b\r\nContent-Length"));
}

TEST(ResponseWriter, KnowsTheReasonsOfTheStatusesThatHaveOne) {
    EXPECT_EQ(reason_phrase(200), "OK");
    EXPECT_EQ(reason_phrase(404), "Not Found");
    EXPECT_EQ(reason_phrase(429), "Too Many Requests");
    EXPECT_EQ(reason_phrase(299), "");
    EXPECT_THAT(written({.status = 299}), StartsWith("HTTP/1.1 299 \r\n"));
}

// --- gzip ---

TEST(ResponseWriter, CompressesLongTextForThoseWhoAcceptIt) {
    for (const char* type : {"text/csv", "application/json; charset=utf-8", "text/html"}) {
        const Response response = long_response(type);
        const base::Bytes out = written(response, {.accepts_gzip = true});
        EXPECT_THAT(out, HasSubstr("\r\nVary: Accept-Encoding\r\nContent-Encoding: gzip\r\n"));
        const std::string body = body_of(out);
        EXPECT_LT(body.size(), 100U);
        EXPECT_THAT(out, HasSubstr("\r\nContent-Length: " + std::to_string(body.size()) + "\r\n"));
        EXPECT_EQ(unzip(body), response.body);
    }
}

TEST(ResponseWriter, LeavesShortBodiesAndThoseOfOtherTypesAsTheyAre) {
    Response zipped = long_response("text/html");
    zipped.headers = {{"content-encoding", "br"}};
    const Response whole[] = {long_response("text/html", 1023), long_response("image/png"), zipped};
    for (const Response& response : whole) {
        const base::Bytes out = written(response, {.accepts_gzip = true});
        EXPECT_THAT(out, Not(HasSubstr("gzip")));
        EXPECT_EQ(body_of(out), response.body);
    }
}

TEST(ResponseWriter, LeavesABodyThatGzipMakesNoSmaller) {
    Response response{.content_type = "text/plain"};
    for (unsigned i = 0, state = 1; i < 1024; ++i, state = state * 1664525 + 1013904223)
        response.body.push_back(static_cast<char>(state >> 24));
    EXPECT_EQ(body_of(written(response, {.accepts_gzip = true})), response.body);
}

TEST(ResponseWriter, TellsCachesThatTheAnswerDependsOnWhatIsAccepted) {
    const base::Bytes out = written(long_response("text/csv"));
    EXPECT_THAT(out, HasSubstr("\r\nVary: Accept-Encoding\r\n"));
    EXPECT_THAT(out, Not(HasSubstr("Content-Encoding")));
}

// --- streams ---

base::Bytes streamed(const ResponseTerms& terms) {
    base::Bytes out;
    append_stream_head(out, {.content_type = "text/csv", .body = "created_at,entry_id\n"}, terms);
    append_stream_part(out, "", terms);
    append_stream_part(out, "2026-11-24,1\n", terms);
    append_stream_end(out, terms);
    return out;
}

TEST(ResponseWriter, StreamsInChunks) {
    EXPECT_EQ(streamed({.bare = true}),
              "HTTP/1.1 200 OK\r\n"
              "Content-Type: text/csv\r\n"
              "Transfer-Encoding: chunked\r\n"
              "\r\n"
              "14\r\ncreated_at,entry_id\n\r\n"
              "d\r\n2026-11-24,1\n\r\n"
              "0\r\n\r\n");
    EXPECT_THAT(streamed({}), HasSubstr(cors));
}

TEST(ResponseWriter, StreamsToHttp10UntilTheConnectionEnds) {
    EXPECT_EQ(streamed({.keep_alive = true, .minor_version = 0, .bare = true}),
              "HTTP/1.1 200 OK\r\n"
              "Content-Type: text/csv\r\n"
              "Connection: close\r\n"
              "\r\n"
              "created_at,entry_id\n"
              "2026-11-24,1\n");
}

TEST(ResponseWriter, StreamsNothingButTheHeadToHead) {
    EXPECT_EQ(streamed({.is_head = true, .bare = true}),
              "HTTP/1.1 200 OK\r\n"
              "Content-Type: text/csv\r\n"
              "Transfer-Encoding: chunked\r\n"
              "\r\n");
}

// --- terms ---

bool accepts_gzip(std::string accept_encoding) {
    return terms_of({.headers = {{"accept-encoding", std::move(accept_encoding)}}}).accepts_gzip;
}

TEST(TermsOfARequest, AcceptGzipIfItIsNamedAndNotForbidden) {
    for (const char* yes : {"gzip", "deflate, gzip;q=1.0, br", "GZip", "x-gzip", "gzip; q=0.01"})
        EXPECT_TRUE(accepts_gzip(yes)) << yes;
    for (const char* no : {"", "br", "gzip;q=0", "gzip; q=0.000", "gzippy", "identity, , deflate"})
        EXPECT_FALSE(accepts_gzip(no)) << no;
}

TEST(TermsOfARequest, AreTheRequests) {
    const ResponseTerms terms =
        terms_of({.method = "HEAD", .minor_version = 0, .keep_alive = false});
    EXPECT_TRUE(terms.is_head);
    EXPECT_EQ(terms.minor_version, 0);
    EXPECT_FALSE(terms.keep_alive);
    EXPECT_FALSE(terms.bare);
    EXPECT_FALSE(terms.accepts_gzip);
}

TEST(TermsOfARequest, AreFewHeadersIfQueryOrFormSaySo) {
    EXPECT_TRUE(terms_of({.query = "headers=false"}).bare);
    EXPECT_TRUE(terms_of({.query = "a=b&headers=false&c=d"}).bare);
    EXPECT_FALSE(terms_of({.query = "xheaders=false&headers=falsely"}).bare);
    Request request{.headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                    .body = "field1=5&headers=false"};
    EXPECT_TRUE(terms_of(request).bare);
    request.headers.clear();
    EXPECT_FALSE(terms_of(request).bare);
}

}  // namespace
}  // namespace fieldcast::http
