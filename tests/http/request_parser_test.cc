#include "http/request_parser.h"

#include <gmock/gmock.h>

#include "http/request_cases.h"
#include "http/request_reading.h"

namespace fieldcast::http {
namespace {

using testing::StartsWith;

bool is_refused(const RequestCase& one) {
    return one.reading.size() > 3 && one.reading[0] >= '4' && one.reading[0] <= '5';
}

TEST(RequestParser, ReadsEachRequestOfTheTableAndNotMore) {
    for (const RequestCase& one : request_cases()) {
        SCOPED_TRACE(one.name);
        const Reading reading = read_parts({one.bytes});
        if (is_refused(one)) {
            EXPECT_THAT(reading.text, StartsWith(one.reading));
        } else {
            EXPECT_EQ(reading.text, one.reading);
            EXPECT_EQ(one.bytes.substr(reading.used), one.rest);
        }
    }
}

TEST(RequestParser, ReadsTheSameFromTwoParts) {
    for (const RequestCase& one : request_cases()) {
        const Reading whole = read_parts({one.bytes});
        const base::BytesView bytes = one.bytes;
        for (std::size_t split = 0; split <= bytes.size(); ++split) {
            SCOPED_TRACE(fmt::format("{}, cut at {}", one.name, split));
            EXPECT_EQ(read_parts({bytes.substr(0, split), bytes.substr(split)}), whole);
        }
    }
}

TEST(RequestParser, ReadsTheSameByteByByte) {
    for (const RequestCase& one : request_cases()) {
        SCOPED_TRACE(one.name);
        RequestParser parser{Limits{}};
        std::string text = "unfinished";
        std::size_t used = 0;
        while (text == "unfinished" && used < one.bytes.size()) {
            const auto parsed = parser.parse(base::BytesView{one.bytes}.substr(used, 1));
            if (!parsed) text = fmt::format("{} ", parsed.error().status);
            if (!parsed) break;
            used += parsed->used;
            if (parsed->request) text = to_text(*parsed->request);
        }
        EXPECT_THAT(one.reading, StartsWith(text));
        if (is_refused(one)) continue;
        EXPECT_EQ(one.bytes.substr(used), one.rest);
    }
}

// --- limits ---

constexpr Limits small_limits{.head_bytes_max = 64, .body_bytes_max = 10};

std::string head_of_size(std::size_t size) {
    std::string head = "GET / HTTP/1.1\r\nA: ";
    head.append(size - head.size() - 4, 'x');
    return head + "\r\n\r\n";
}

TEST(RequestParser, TakesAHeadOfExactlyTheLimit) {
    EXPECT_THAT(read_parts({head_of_size(64)}, small_limits).text, StartsWith("GET"));
    EXPECT_THAT(read_parts({head_of_size(65)}, small_limits).text,
                StartsWith("431 The headers have more than 64 bytes."));
}

TEST(RequestParser, RefusesALongHeadAsSoonAsItIsTooLong) {
    const std::string head = head_of_size(1000);
    const base::BytesView bytes = head;
    EXPECT_EQ(read_parts({bytes.substr(0, 64)}, small_limits).text, "unfinished");
    EXPECT_THAT(read_parts({bytes.substr(0, 65)}, small_limits).text, StartsWith("431"));
    EXPECT_THAT(read_parts({bytes.substr(0, 30), bytes.substr(30, 35)}, small_limits).text,
                StartsWith("431"));
}

TEST(RequestParser, NamesTheFirstLineIfThatIsWhatIsTooLong) {
    const std::string line = "GET /" + std::string(100, 'x') + " HTTP/1.1\r\n\r\n";
    const base::BytesView bytes = line;
    EXPECT_THAT(read_parts({bytes}, small_limits).text,
                StartsWith("414 The first line has more than 64 bytes."));
    EXPECT_EQ(read_parts({bytes.substr(0, 64)}, small_limits).text, "unfinished");
    EXPECT_THAT(read_parts({bytes.substr(0, 65)}, small_limits).text, StartsWith("414"));
    EXPECT_THAT(read_parts({bytes.substr(0, 64), bytes.substr(64, 1)}, small_limits).text,
                StartsWith("414"));
}

TEST(RequestParser, TakesABodyOfExactlyTheLimit) {
    const auto with_length = [](std::string_view length) {
        return fmt::format("POST / HTTP/1.1\r\nContent-Length: {}\r\n\r\n", length);
    };
    EXPECT_THAT(read_parts({with_length("10"), "0123456789"}, small_limits).text,
                StartsWith("POST"));
    EXPECT_THAT(read_parts({with_length("11")}, small_limits).text, StartsWith("413"));
    EXPECT_THAT(read_parts({with_length("1844674407370955160")}, small_limits).text,
                StartsWith("413"));
}

TEST(RequestParser, CountsTheChunksOfABody) {
    constexpr std::string_view head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    EXPECT_THAT(read_parts({head, "5\r\n01234\r\n5\r\n", "01234\r\n0\r\n\r\n"}, small_limits).text,
                StartsWith("POST"));
    EXPECT_THAT(read_parts({head, "5\r\n01234\r\n6\r\n"}, small_limits).text, StartsWith("413"));
}

// --- 100 Continue ---

constexpr std::string_view expecting_head =
    "POST / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n";

TEST(RequestParser, TellsOnceThatTheClientWaitsToBeToldToContinue) {
    RequestParser parser{Limits{}};
    EXPECT_FALSE(parser.wants_continue());
    ASSERT_TRUE(parser.parse(expecting_head).has_value());
    EXPECT_TRUE(parser.wants_continue());
    EXPECT_FALSE(parser.wants_continue());
    EXPECT_TRUE(parser.parse("ab")->request.has_value());
}

TEST(RequestParser, TellsNothingToContinueIfTheBodyIsThere) {
    RequestParser parser{Limits{}};
    EXPECT_TRUE(parser.parse(std::string(expecting_head) + "ab")->request.has_value());
    EXPECT_FALSE(parser.wants_continue());
}

TEST(RequestParser, TellsToContinueWithChunksToo) {
    RequestParser parser{Limits{}};
    ASSERT_TRUE(
        parser.parse("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n"
                     "Expect: 100-continue\r\n\r\n"));
    EXPECT_TRUE(parser.wants_continue());
}

TEST(RequestParser, TellsNothingToContinueToAClientOfHttp10) {
    RequestParser parser{Limits{}};
    ASSERT_TRUE(
        parser.parse("POST / HTTP/1.0\r\nContent-Length: 2\r\n"
                     "Expect: 100-continue\r\n\r\n"));
    EXPECT_FALSE(parser.wants_continue());
}

TEST(Request, FindsAHeaderInWhateverCase) {
    const Request request{.headers = {{"X-THINGSPEAKAPIKEY", "K"}, {"x-thingspeakapikey", "L"}}};
    EXPECT_EQ(request.header("x-ThingSpeakApiKey"), "K");
    EXPECT_EQ(request.header("X-THINGSPEAKAPIKE"), "");
}

}  // namespace
}  // namespace fieldcast::http
