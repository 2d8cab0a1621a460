#include "net/proxy_header.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>

namespace fieldcast::net {
namespace {

using State = ProxyHeaderParser::State;

/// A header of version 2: command and family, then what follows them.
std::string binary(unsigned command, unsigned family, std::string_view rest) {
    std::string header{"\r\n\r\n\0\r\nQUIT\n", 12};
    base::append_u8(header, command);
    base::append_u8(header, family);
    base::append_u16(header, static_cast<std::uint16_t>(rest.size()));
    return header.append(rest);
}

const std::string ipv4_addresses{"\xC0\x00\x02\x07\xC6\x33\x64\x01\xC8\x22\x07\x5B", 12};
const std::string ipv6_addresses = std::string{"\x20\x01\x0d\xb8", 4} + std::string(11, '\0') +
                                   '\x07' + std::string{"\x20\x01\x0d\xb8", 4} +
                                   std::string(11, '\0') + '\x01' + "\xC8\x22\x07\x5B";

struct Case {
    std::string header;
    std::string client;  ///< empty: none is told
};

const std::vector<Case> good = {
    {"PROXY TCP4 192.0.2.7 198.51.100.1 51234 1883\r\n", "192.0.2.7:51234"},
    {"PROXY TCP6 2001:db8::7 2001:db8::1 51234 1883\r\n", "[2001:db8::7]:51234"},
    {"PROXY UNKNOWN\r\n", ""},
    {"PROXY UNKNOWN ffff::1 ffff::2 65535 65535\r\n", ""},
    {binary(0x21, 0x11, ipv4_addresses), "192.0.2.7:51234"},
    {binary(0x21, 0x11, ipv4_addresses + "\x04\x00\x01x"), "192.0.2.7:51234"},
    {binary(0x21, 0x21, ipv6_addresses), "[2001:db8::7]:51234"},
    {binary(0x20, 0x11, ipv4_addresses), ""},
    {binary(0x20, 0x00, ""), ""},
    {binary(0x21, 0x00, ""), ""},
    {binary(0x21, 0x31, std::string(216, 'p')), ""},
};

std::string client_of(const ProxyHeaderParser& parser) {
    return parser.client() ? parser.client()->to_string() : "";
}

TEST(ProxyHeader, TellsTheClientAtEverySplitPointAndTakesNothingBehindIt) {
    for (const Case& one : good) {
        const std::string bytes = one.header + "\x10\x0cMQTT";
        for (std::size_t split = 0; split <= one.header.size(); ++split) {
            ProxyHeaderParser parser;
            EXPECT_EQ(parser.consume(bytes.substr(0, split)), split);
            EXPECT_EQ(parser.state() == State::whole, split == one.header.size());
            const std::size_t rest = parser.consume(bytes.substr(split));
            EXPECT_EQ(split + rest, one.header.size());
            EXPECT_EQ(parser.state(), State::whole);
            EXPECT_EQ(client_of(parser), one.client);
        }
    }
}

TEST(ProxyHeader, TakesOneByteAfterTheOther) {
    for (const Case& one : good) {
        ProxyHeaderParser parser;
        for (const char byte : one.header) EXPECT_EQ(parser.consume({&byte, 1}), 1U);
        EXPECT_EQ(parser.state(), State::whole);
        EXPECT_EQ(client_of(parser), one.client);
    }
}

TEST(ProxyHeader, RefusesEverythingElse) {
    const std::vector<std::string> bad = {
        "\x10",
        "\x16\x03\x01",
        "GET / HTTP/1.1\r\n",
        "PROXX ",
        "PROXY TCP4 192.0.2.7 198.51.100.1 51234\r\n",
        "PROXY TCP4 192.0.2.7 198.51.100.1 51234 70000\r\n",
        "PROXY TCP4 192.0.2.7 198.51.100.1 51234 18x3\r\n",
        "PROXY TCP4 2001:db8::7 2001:db8::1 51234 1883\r\n",
        "PROXY TCP4 192.0.2.7  198.51.100.1 51234 1883\r\n",
        "PROXY UDP4 192.0.2.7 198.51.100.1 51234 1883\r\n",
        "PROXY \r\n",
        "PROXY UNKNOWN " + std::string(100, 'x'),
        "\r\n\r\n\r",
        binary(0x11, 0x11, ipv4_addresses),
        binary(0x22, 0x11, ipv4_addresses),
        binary(0x21, 0x11, ipv4_addresses.substr(1)),
        binary(0x21, 0x21, ipv4_addresses),
        binary(0x21, 0x11, std::string(5'000, 'x')),
    };
    for (const std::string& header : bad) {
        ProxyHeaderParser parser;
        parser.consume(header);
        EXPECT_EQ(parser.state(), State::malformed) << header;
    }
}

class ProxyHeaderStreamTest : public testing::Test {
  protected:
    ProxyHeaderStreamTest() {
        int ends[2];
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
        stream_ = std::make_unique<ProxyHeaderStream>(FileDescriptor{ends[0]});
        proxy_ = FileDescriptor{ends[1]};
    }

    void sends(std::string_view bytes) const {
        ASSERT_EQ(::send(proxy_.number(), bytes.data(), bytes.size(), 0), std::ssize(bytes));
    }

    std::array<char, 1'024> space_{};
    std::unique_ptr<ProxyHeaderStream> stream_;
    FileDescriptor proxy_;
};

TEST_F(ProxyHeaderStreamTest, LeavesWhatIsBehindTheHeaderInTheSocket) {
    sends("PROXY TCP4 192.0.2.7 198.51.100.1 51234 1883\r\nbehind");
    EXPECT_GT(stream_->read(space_).bytes, 0U);
    ASSERT_EQ(stream_->parser().state(), State::whole);
    const FileDescriptor socket = stream_->take_socket();
    const auto count = ::recv(socket.number(), space_.data(), space_.size(), 0);
    EXPECT_EQ(std::string_view(space_.data(), static_cast<std::size_t>(count)), "behind");
}

TEST_F(ProxyHeaderStreamTest, LeavesNothingOfAnUnfinishedHeaderThatWouldBeToldAgain) {
    sends("PROXY TCP4 192.0");
    EXPECT_EQ(stream_->read(space_).bytes, 16U);
    EXPECT_EQ(stream_->read(space_).bytes, 0U);
    EXPECT_EQ(stream_->read(space_).state, StreamState::open);
}

TEST_F(ProxyHeaderStreamTest, ClosesWhereNoHeaderComes) {
    sends("\x10\x0cMQTT");
    EXPECT_EQ(stream_->read(space_).state, StreamState::closed);
}

TEST_F(ProxyHeaderStreamTest, ClosesWithTheProxy) {
    proxy_.close();
    EXPECT_EQ(stream_->read(space_).state, StreamState::closed);
}

}  // namespace
}  // namespace fieldcast::net
