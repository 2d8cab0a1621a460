// A client's frames, whole and in pieces, over carriers that take all and little: the same payload
// must come out, and the same frames go out.

#include "base/result.h"
#include "http/client_frames.h"
#include "http/fake_carrier.h"
#include "http/websocket.h"

using namespace fieldcast;

namespace {

struct Outcome {
    base::Bytes payload;
    base::Bytes sent;
    std::string failure;
    bool is_closed = false;
    friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// Reads all of `stream`; the first `received` bytes came with the handshake.
Outcome run(base::BytesView stream, std::size_t received, std::size_t piece_size) {
    http::Wire wire{.incoming = base::Bytes(stream.substr(received)), .read_bytes_max = piece_size};
    const auto socket = http::make_websocket_stream(std::make_unique<http::FakeCarrier>(wire),
                                                    stream.substr(0, received));
    Outcome outcome;
    base::Bytes buffer(256, '\0');
    while (!outcome.is_closed && (!wire.incoming.empty() || socket->has_unread())) {
        const net::ReadResult result = socket->read(buffer);
        ASSERT(result.bytes <= buffer.size());
        outcome.payload.append(buffer, 0, result.bytes);
        outcome.is_closed = result.state == net::StreamState::closed;
    }
    ASSERT(outcome.payload.size() <= stream.size());
    outcome.sent = wire.outgoing;
    outcome.failure = socket->failure();
    return outcome;
}

/// What is sent are whole frames; one that closes is the last.
void check_sent(base::BytesView sent) {
    while (const auto frame = http::take_server_frame(sent)) {
        const bool is_close = (frame->first_byte & 0x0f) == http::close_opcode;
        ASSERT(frame->payload.size() <= 125 && (!is_close || sent.empty()));
    }
    ASSERT(sent.empty());
}

/// `payload` arrives whole at a client whose carrier takes `write_bytes_max` at a time.
void check_writing(base::BytesView payload, std::size_t write_bytes_max) {
    http::Wire wire{.write_bytes_max = write_bytes_max};
    const auto socket = http::make_websocket_stream(std::make_unique<http::FakeCarrier>(wire), {});
    for (base::BytesView rest = payload; !rest.empty();)
        rest.remove_prefix(socket->write(rest).bytes);
    base::BytesView sent = wire.outgoing;
    const auto frame = http::take_server_frame(sent);
    ASSERT(payload.empty() || (frame && frame->payload == payload));
    ASSERT(sent.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size < 2) return 0;
    const base::BytesView stream(reinterpret_cast<const char*>(data) + 2, size - 2);
    const Outcome whole = run(stream, 0, stream.size());
    ASSERT(run(stream, data[0] % (stream.size() + 1), 1U + data[1] % 64) == whole);
    check_sent(whole.sent);
    check_writing(stream, 1U + data[1]);
    return 0;
}
