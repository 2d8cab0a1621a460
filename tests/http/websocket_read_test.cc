// What a WebSocket stream makes of a client's frames.

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "http/client_frames.h"
#include "http/fake_carrier.h"
#include "http/websocket.h"

namespace fieldcast::http {
namespace {

using net::StreamState;
using testing::HasSubstr;
using testing::StartsWith;

/// A stream over a wire, with the reader's loop around it.
struct Client {
    explicit Client(base::BytesView received = {})
        : stream(make_websocket_stream(std::make_unique<FakeCarrier>(wire), received)) {}

    /// Reads until there is nothing; returns the payload.
    base::Bytes read_all(std::size_t buffer_size = 4096) {
        base::Bytes payload;
        base::Bytes buffer(buffer_size, '\0');
        do {
            const net::ReadResult result = stream->read(buffer);
            payload.append(buffer, 0, result.bytes);
            state = result.state;
        } while (state == StreamState::open && (!wire.incoming.empty() || stream->has_unread()));
        return payload;
    }

    base::Bytes receive(base::BytesView bytes) {
        wire.incoming += bytes;
        return read_all();
    }

    Wire wire;
    StreamState state = StreamState::open;
    std::unique_ptr<net::Stream> stream;
};

base::Bytes server_frame(unsigned opcode, base::BytesView payload) {
    base::Bytes frame;
    base::append_u8(frame, fin | opcode);
    base::append_u8(frame, static_cast<unsigned>(payload.size()));
    return frame + base::Bytes(payload);
}

base::Bytes payload_of_size(std::size_t size) {
    base::Bytes payload;
    for (std::size_t i = 0; i < size; ++i) payload.push_back(static_cast<char>(i * 7 + i / 256));
    return payload;
}

TEST(WebSocketStream, ReadsTheExampleOfTheStandard) {
    Client client;
    EXPECT_EQ(client.receive("\x82\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"), "Hello");
    EXPECT_EQ(client.state, StreamState::open);
    EXPECT_EQ(client.wire.outgoing, "");
}

TEST(WebSocketStream, ReadsLengthsOfEveryForm) {
    for (const std::size_t size : {0, 1, 3, 4, 7, 8, 9, 125, 126, 127, 65535, 65536, 70000}) {
        Client client;
        const base::Bytes payload = payload_of_size(size);
        EXPECT_EQ(client.receive(binary(payload) + binary("next")), payload + "next") << size;
    }
}

TEST(WebSocketStream, ReadsWhateverTheMask) {
    const base::Bytes payload = payload_of_size(100);
    for (const std::string_view mask : {std::string_view{"\0\0\0\0", 4},
                                        {"\xff\xff\xff\xff", 4},
                                        {"\0\1\2\3", 4},
                                        {"\x80\0\x7f\xfe", 4}}) {
        Client client;
        EXPECT_EQ(client.receive(client_frame(fin | binary_opcode, payload, mask)), payload);
    }
}

/// A session with all that may come: what is read is its payload, what is written the answers.
struct Sequence {
    std::string_view name;
    base::Bytes frames;
    base::Bytes payload;
    base::Bytes answers = {};
    bool is_closed = false;
};

std::vector<Sequence> sequences() {
    return {
        {"one packet in one frame", binary("\x10\x02"), "\x10\x02"},
        {"a packet over three frames, and one frame with two",
         binary("a") + binary("bc") + binary("") + binary("defgh"), "abcdefgh"},
        {"fragments",
         client_frame(binary_opcode, "frag") + client_frame(continuation_opcode, "") +
             client_frame(continuation_opcode, "ment") + client_frame(fin, "ed") + binary("."),
         "fragmented."},
        {"ping between fragments",
         client_frame(binary_opcode, "ab") + client_frame(fin | ping_opcode, "how is it?") +
             client_frame(fin, "cd"),
         "abcd", server_frame(pong_opcode, "how is it?")},
        {"pings, empty and long",
         client_frame(fin | ping_opcode, "") +
             client_frame(fin | ping_opcode, std::string(125, 'p')),
         "", server_frame(pong_opcode, "") + server_frame(pong_opcode, std::string(125, 'p'))},
        {"pongs nobody asked for",
         client_frame(fin | pong_opcode, "x") + binary("a") + client_frame(fin | pong_opcode, ""),
         "a"},
        {"a long frame", binary(payload_of_size(300)), payload_of_size(300)},
        {"close",
         binary("\xe0") + client_frame(fin | close_opcode, close_payload(1001, "bye")) +
             binary("not read"),
         "\xe0", server_frame(close_opcode, close_payload(1001)), true},
        {"close without a code", client_frame(fin | close_opcode, ""), "",
         server_frame(close_opcode, ""), true},
    };
}

TEST(WebSocketStream, ReadsEachSequenceCutAnywhere) {
    for (const Sequence& one : sequences()) {
        for (std::size_t split = 0; split <= one.frames.size(); ++split) {
            SCOPED_TRACE(fmt::format("{}, cut at {}", one.name, split));
            Client client;
            const base::BytesView frames = one.frames;
            base::Bytes payload = client.receive(frames.substr(0, split));
            if (client.state == StreamState::open) payload += client.receive(frames.substr(split));
            EXPECT_EQ(payload, one.payload);
            EXPECT_EQ(client.wire.outgoing, one.answers);
            EXPECT_EQ(client.state == StreamState::closed, one.is_closed);
            EXPECT_EQ(client.stream->failure(), "");
        }
    }
}

TEST(WebSocketStream, ReadsEachSequenceInPiecesOfEverySize) {
    for (const Sequence& one : sequences()) {
        for (std::size_t size = 1; size <= one.frames.size(); ++size) {
            SCOPED_TRACE(fmt::format("{}, {} bytes at a time", one.name, size));
            Client client;
            client.wire.incoming = one.frames;
            client.wire.read_bytes_max = size;
            EXPECT_EQ(client.read_all(), one.payload);
            EXPECT_EQ(client.wire.outgoing, one.answers);
        }
    }
}

TEST(WebSocketStream, ReadsWhatCameWithTheHandshakeFirst) {
    for (const Sequence& one : sequences()) {
        for (std::size_t split = 0; split <= one.frames.size(); ++split) {
            SCOPED_TRACE(fmt::format("{}, cut at {}", one.name, split));
            const base::BytesView frames = one.frames;
            Client client{frames.substr(0, split)};
            EXPECT_EQ(client.stream->has_unread(), split > 0);
            client.wire.incoming = frames.substr(split);
            EXPECT_EQ(client.read_all(3), one.payload);
            EXPECT_EQ(client.wire.outgoing, one.answers);
        }
    }
}

// --- what ends a stream ---

struct Violation {
    std::string_view name;
    base::Bytes frames;
    unsigned code = 1002;
};

std::vector<Violation> violations() {
    const base::Bytes length_2_63 = [] {
        base::Bytes frame = "\x82\xff";
        append_number(frame, std::uint64_t{1} << 63, 8);
        return frame + "mask";
    }();
    std::vector<Violation> all = {
        {"text", client_frame(fin | text_opcode, "{}"), 1003},
        {"beginning of a text", client_frame(text_opcode, "{"), 1003},
        {"no mask", "\x82\x01x"},
        {"ping without mask", base::Bytes("\x89\x00", 2)},
        {"continuation of nothing", client_frame(fin, "a")},
        {"continuation after the end",
         client_frame(binary_opcode, "a") + client_frame(fin, "b") + client_frame(fin, "c")},
        {"message inside another", client_frame(binary_opcode, "a") + binary("b")},
        {"ping in fragments", client_frame(ping_opcode, "a")},
        {"close in fragments", client_frame(close_opcode, "")},
        {"long ping", client_frame(fin | ping_opcode, std::string(126, 'x'))},
        {"long close", client_frame(fin | close_opcode, std::string(126, 'x'))},
        {"short length in 16 bits",
         client_frame(fin | binary_opcode, std::string(125, 'x'), "mask", 2)},
        {"short length in 64 bits",
         client_frame(fin | binary_opcode, std::string(65535, 'x'), "mask", 8)},
        {"length of 2^63", length_2_63},
        {"close with half a code", client_frame(fin | close_opcode, "\x03")},
        {"close with a bad reason", client_frame(fin | close_opcode, close_payload(1000, "\xff")),
         1007},
    };
    for (const unsigned bit : {0x40U, 0x20U, 0x10U})
        all.push_back({"reserved bit", client_frame(fin | bit | binary_opcode, "a")});
    for (const unsigned opcode : {3U, 4U, 5U, 6U, 7U, 11U, 12U, 13U, 14U, 15U})
        all.push_back({"reserved opcode", client_frame(fin | opcode, "a")});
    for (const unsigned code : {0U, 999U, 1004U, 1005U, 1006U, 1015U, 2999U, 5000U, 65535U})
        all.push_back({"close code", client_frame(fin | close_opcode, close_payload(code))});
    return all;
}

TEST(WebSocketStream, EndsAtEachViolationWithItsStatusCodeAndAReason) {
    for (const Violation& one : violations()) {
        SCOPED_TRACE(one.name);
        Client client;
        client.receive(one.frames + binary("not read"));
        EXPECT_EQ(client.state, StreamState::closed);
        base::BytesView sent = client.wire.outgoing;
        const auto frame = take_server_frame(sent);
        ASSERT_TRUE(frame.has_value());
        EXPECT_EQ(frame->first_byte, fin | close_opcode);
        EXPECT_EQ(base::read_u16(frame->payload), one.code);
        EXPECT_EQ(frame->payload.substr(2), client.stream->failure());
        EXPECT_LE(frame->payload.size(), 125U);
        EXPECT_NE(client.stream->failure(), "");
        EXPECT_EQ(sent, "");
    }
}

TEST(WebSocketStream, EndsAtEachViolationCutAnywhere) {
    for (const Violation& one : violations()) {
        const base::BytesView frames = one.frames;
        Client whole;
        whole.receive(frames);
        for (std::size_t split = 0; split <= std::min<std::size_t>(frames.size(), 300); ++split) {
            SCOPED_TRACE(fmt::format("{}, cut at {}", one.name, split));
            Client client;
            client.receive(frames.substr(0, split));
            if (client.state == StreamState::open) client.receive(frames.substr(split));
            EXPECT_EQ(client.state, StreamState::closed);
            EXPECT_EQ(client.wire.outgoing, whole.wire.outgoing);
        }
    }
}

TEST(WebSocketStream, AcceptsTheCloseCodesThatClientsMaySend) {
    for (const unsigned code : {1000U, 1001U, 1003U, 1007U, 1011U, 1014U, 3000U, 4999U}) {
        Client client;
        client.receive(client_frame(fin | close_opcode, close_payload(code)));
        EXPECT_EQ(client.wire.outgoing, server_frame(close_opcode, close_payload(code)));
        EXPECT_EQ(client.stream->failure(), "");
    }
}

TEST(WebSocketStream, GivesThePayloadBeforeTheEndFirst) {
    Client client;
    client.wire.incoming = binary("last words") + client_frame(fin | text_opcode, "");
    base::Bytes buffer(100, '\0');
    const net::ReadResult first = client.stream->read(buffer);
    EXPECT_EQ(buffer.substr(0, first.bytes), "last words");
    EXPECT_EQ(first.state, StreamState::open);
    EXPECT_TRUE(client.stream->has_unread());
    EXPECT_EQ(client.stream->read(buffer).state, StreamState::closed);
}

TEST(WebSocketStream, ClosesWithItsCarrier) {
    Client client;
    client.wire.failure = "The certificate has expired.";
    client.wire.ends_behind_incoming = true;
    EXPECT_EQ(client.receive(binary("a") + "\x82"), "a");
    base::Bytes buffer(100, '\0');
    EXPECT_EQ(client.stream->read(buffer).state, StreamState::closed);
    EXPECT_EQ(client.stream->failure(), "The certificate has expired.");
}

TEST(WebSocketStream, IsItsCarriersOtherwise) {
    Client client;
    EXPECT_EQ(client.stream->descriptor(), 42);
    EXPECT_EQ(client.stream->certified_name(), "pump-7");
    EXPECT_FALSE(client.stream->has_unread());
    client.wire.has_unread = true;
    EXPECT_TRUE(client.stream->has_unread());
}

}  // namespace
}  // namespace fieldcast::http
