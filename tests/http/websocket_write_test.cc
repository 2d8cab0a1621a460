// What a WebSocket stream writes, over carriers that take it in whatever pieces.

#include <gtest/gtest.h>

#include "http/client_frames.h"
#include "http/fake_carrier.h"
#include "http/websocket.h"

namespace fieldcast::http {
namespace {

using net::StreamState;

struct Server {
    /// Offers what was not taken again until all is written.
    void write_all(std::vector<base::BytesView> pieces) {
        while (!pieces.empty()) {
            net::WriteResult result = stream->write(pieces);
            ASSERT_EQ(result.state, StreamState::open);
            while (!pieces.empty() && result.bytes >= pieces.front().size()) {
                result.bytes -= pieces.front().size();
                pieces.erase(pieces.begin());
            }
            if (!pieces.empty()) pieces.front().remove_prefix(result.bytes);
        }
    }

    /// Gives the stream `bytes` of its client.
    void receive(base::BytesView bytes) {
        wire.incoming += bytes;
        base::Bytes buffer(4096, '\0');
        static_cast<void>(stream->read(buffer));
    }

    void send_what_waits() {
        while (stream->wants_to_write())
            ASSERT_EQ(stream->write(base::BytesView{}).state, StreamState::open);
    }

    /// Every whole frame that went out, as `opcode payload`.
    std::vector<std::string> sent() const {
        std::vector<std::string> frames;
        base::BytesView bytes = wire.outgoing;
        while (const auto frame = take_server_frame(bytes)) {
            EXPECT_EQ(frame->first_byte & ~0x0fU, fin);
            frames.push_back(std::to_string(frame->first_byte & 0x0f) + " " + frame->payload);
        }
        EXPECT_EQ(bytes, "");
        return frames;
    }

    Wire wire;
    std::unique_ptr<net::Stream> stream =
        make_websocket_stream(std::make_unique<FakeCarrier>(wire), {});
};

using Frames = std::vector<std::string>;

const base::Bytes ping = client_frame(fin | ping_opcode, "?");

TEST(WebSocketStream, WritesOneFrameForAllPiecesOfAWrite) {
    Server server;
    server.write_all({"\x30\x05", "", "topic"});
    EXPECT_EQ(server.wire.outgoing, "\x82\x07\x30\x05topic");
}

TEST(WebSocketStream, WritesNoFrameForNothing) {
    Server server;
    EXPECT_EQ(server.stream->write(base::BytesView{}).state, StreamState::open);
    const base::BytesView empty[] = {"", ""};
    EXPECT_EQ(server.stream->write(empty).bytes, 0U);
    EXPECT_EQ(server.wire.outgoing, "");
}

TEST(WebSocketStream, WritesTheShortestLength) {
    for (const std::size_t size : {1, 125, 126, 65535, 65536}) {
        Server server;
        const base::Bytes payload(size, 'x');
        server.write_all({payload});
        const std::size_t length_bytes = size < 126 ? 0 : size < 65536 ? 2 : 8;
        EXPECT_EQ(server.wire.outgoing.size(), 2 + length_bytes + size);
        EXPECT_EQ(server.sent(), Frames{"2 " + payload});
    }
}

TEST(WebSocketStream, FinishesTheFrameItHasAnnouncedHoweverLittleIsTaken) {
    const base::Bytes first(150, 'a');
    const base::Bytes second(20, 'b');
    for (std::size_t taken = 1; taken <= 180; ++taken) {
        Server server;
        server.wire.write_bytes_max = taken;
        server.write_all({first, second});
        server.write_all({"next"});
        EXPECT_EQ(server.sent(), (Frames{"2 " + first + second, "2 next"})) << taken;
    }
}

TEST(WebSocketStream, PutsWhatIsOfferedBehindTheRestIntoTheNextFrame) {
    for (std::size_t taken = 0; taken <= 12; ++taken) {
        Server server;
        server.wire.write_bytes_max = taken;
        const net::WriteResult result = server.stream->write("0123456789");
        ASSERT_EQ(result.bytes, taken < 2 ? 0 : taken - 2);
        server.wire.write_bytes_max = 1000;
        const auto rest = base::BytesView{"0123456789more"}.substr(result.bytes);
        EXPECT_EQ(server.stream->write(rest).bytes, rest.size());
        EXPECT_EQ(server.sent(), (Frames{"2 0123456789", "2 more"})) << taken;
    }
}

TEST(WebSocketStream, WritesMorePiecesThanOneCallToTheCarrierTakes) {
    Server server;
    server.write_all(std::vector<base::BytesView>(20, "abc"));
    base::Bytes all;
    for (int i = 0; i < 20; ++i) all += "abc";
    EXPECT_EQ(server.sent(), Frames{"2 " + all});
}

// --- control frames ---

TEST(WebSocketStream, AnswersAPingAtOnce) {
    Server server;
    server.receive(ping);
    EXPECT_EQ(server.sent(), Frames{"10 ?"});
    EXPECT_FALSE(server.stream->wants_to_write());
}

TEST(WebSocketStream, KeepsAnAnswerThatIsNotTaken) {
    for (std::size_t taken = 0; taken < 3; ++taken) {
        Server server;
        server.wire.write_bytes_max = taken;
        server.receive(ping);
        EXPECT_TRUE(server.stream->wants_to_write());
        server.wire.write_bytes_max = 1;
        server.send_what_waits();
        EXPECT_EQ(server.sent(), Frames{"10 ?"});
    }
}

TEST(WebSocketStream, SendsAnAnswerThatWaitsBeforeTheNextFrame) {
    Server server;
    server.wire.write_bytes_max = 1;
    server.receive(ping);
    server.write_all({"data"});
    EXPECT_EQ(server.sent(), (Frames{"10 ?", "2 data"}));
}

TEST(WebSocketStream, SendsNoAnswerInsideAFrame) {
    const base::BytesView payload = "0123456789";
    for (std::size_t taken = 0; taken < 12; ++taken) {
        Server server;
        server.wire.write_bytes_max = taken;
        const std::size_t written = server.stream->write(payload).bytes;
        server.wire.write_bytes_max = 1000;
        server.receive(ping);
        EXPECT_EQ(server.wire.outgoing.size(), taken);
        EXPECT_TRUE(server.stream->wants_to_write());
        EXPECT_EQ(server.stream->write(base::BytesView{}).bytes, 0U);
        EXPECT_EQ(server.wire.outgoing.size(), taken);
        server.write_all({payload.substr(written), "more"});
        EXPECT_EQ(server.sent(), (Frames{"2 0123456789", "10 ?", "2 more"})) << taken;
        EXPECT_FALSE(server.stream->wants_to_write());
    }
}

TEST(WebSocketStream, KeepsOnlySoManyAnswersForAPeerThatDoesNotRead) {
    Server server;
    server.wire.write_bytes_max = 0;
    for (int i = 0; i < 10'000; ++i) server.receive(ping);
    server.wire.write_bytes_max = 10'000;
    server.send_what_waits();
    EXPECT_LT(server.wire.outgoing.size(), 2000U);
    EXPECT_GT(server.sent().size(), 0U);
}

TEST(WebSocketStream, SendsACloseFrameAtItsEnd) {
    Server server;
    server.write_all({"\xe0"});
    server.stream->finish_writing();
    EXPECT_EQ(server.sent(), (Frames{"2 \xe0", "8 \x03\xe8"}));
    EXPECT_TRUE(server.wire.is_finished);
    EXPECT_FALSE(server.stream->wants_to_write());
}

TEST(WebSocketStream, SendsOneCloseFrameOnly) {
    const base::Bytes close = client_frame(fin | close_opcode, close_payload(1000));
    Server first_to_close;
    first_to_close.stream->finish_writing();
    first_to_close.receive(ping + close);
    EXPECT_EQ(first_to_close.sent(), Frames{"8 \x03\xe8"});
    Server second_to_close;
    second_to_close.receive(close);
    second_to_close.stream->finish_writing();
    EXPECT_EQ(second_to_close.sent(), Frames{"8 \x03\xe8"});
    EXPECT_TRUE(second_to_close.wire.is_finished);
}

TEST(WebSocketStream, WritesNothingBehindACloseFrame) {
    Server server;
    server.receive(client_frame(fin | close_opcode, ""));
    EXPECT_EQ(server.stream->write("late").state, StreamState::closed);
    EXPECT_EQ(server.sent(), Frames{"8 "});
}

TEST(WebSocketStream, SendsNoCloseFrameInsideAFrame) {
    Server server;
    server.wire.write_bytes_max = 5;
    ASSERT_EQ(server.stream->write("0123456789").bytes, 3U);
    server.stream->finish_writing();
    EXPECT_EQ(server.wire.outgoing,
              "\x82\x0a"
              "012");
    EXPECT_TRUE(server.wire.is_finished);
}

TEST(WebSocketStream, IsClosedToWritersWhenItsCarrierIs) {
    Server with_data;
    with_data.wire.is_broken = true;
    EXPECT_EQ(with_data.stream->write("a").state, StreamState::closed);
    Server with_answer;
    with_answer.wire.is_broken = true;
    with_answer.receive(ping);
    EXPECT_EQ(with_answer.stream->write(base::BytesView{}).state, StreamState::closed);
}

}  // namespace
}  // namespace fieldcast::http
