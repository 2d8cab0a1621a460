#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "http/websocket.h"
#include "http/websocket_frame.h"

namespace fieldcast::http {
namespace {

using net::ReadResult;
using net::StreamState;
using net::WriteResult;

/// In one call to the carrier, besides a header; the rest is offered again.
constexpr std::size_t pieces_max = 7;

/// Control frames that wait for a peer that pings and does not read; then its pings stay without
/// an answer.
constexpr std::size_t control_bytes_max = 1024;

std::size_t size_of(std::span<const base::BytesView> pieces) {
    std::size_t size = 0;
    for (const base::BytesView piece : pieces) size += piece.size();
    return size;
}

class WebSocketStream final : public net::Stream {
  public:
    WebSocketStream(std::unique_ptr<net::Stream> carrier, base::BytesView received)
        : carrier_(std::move(carrier)) {
        if (!received.empty()) received_ = std::make_unique<base::Bytes>(received);
    }

    int descriptor() const override { return carrier_->descriptor(); }
    ReadResult read(std::span<char> into) override;
    WriteResult write(std::span<const base::BytesView> pieces) override;
    void finish_writing() override;
    bool has_unread() const override;
    bool wants_to_write() const override;
    std::string_view failure() const override;
    net::Transport transport() const override {
        return carrier_->transport() == net::Transport::tls ? net::Transport::wss
                                                            : net::Transport::ws;
    }
    bool is_encrypted() const override { return carrier_->is_encrypted(); }
    std::string certified_name() const override { return carrier_->certified_name(); }

  private:
    [[nodiscard]] ReadResult read_frames(std::span<char> into);
    [[nodiscard]] std::size_t take_frames(std::span<char> bytes);
    void on_event(FrameReader::Event event);
    void close(CloseCode code, std::string_view reason);
    base::Bytes& control();

    [[nodiscard]] bool is_in_frame() const { return header_left_ > 0 || payload_left_ > 0; }
    [[nodiscard]] StreamState send_control();
    void begin_frame(std::uint64_t payload_bytes);
    [[nodiscard]] WriteResult send_frame(std::span<const base::BytesView> pieces,
                                         std::size_t skipped);

    std::unique_ptr<net::Stream> carrier_;
    std::unique_ptr<base::Bytes> received_;  ///< with the handshake, frames not read yet
    std::unique_ptr<base::Bytes> control_;   ///< frames of our own that wait to be sent
    std::uint64_t payload_left_ = 0;  ///< of the frame that is being written: bytes still to come
    FrameReader reader_;
    std::array<char, sent_header_bytes_max> header_{};  ///< of that frame
    std::uint8_t header_size_ = 0;
    std::uint8_t header_left_ = 0;  ///< bytes of it that the carrier did not take yet
    bool is_closed_ = false;        ///< nothing more is read
    bool is_close_sent_ = false;    ///< or waits to be
};

// One waits in memory for each idle client.
static_assert(sizeof(WebSocketStream) <= 104);

// --- reading ---

ReadResult WebSocketStream::read(std::span<char> into) {
    if (is_closed_) return {0, StreamState::closed};
    if (!received_) return read_frames(into);
    const std::size_t count = received_->copy(into.data(), into.size());
    received_->erase(0, count);
    if (received_->empty()) received_.reset();
    return {take_frames(into.first(count)), StreamState::open};
}

ReadResult WebSocketStream::read_frames(std::span<char> into) {
    // Packets begin and end anywhere in frames; only their bytes go on [MQTT-6.0.0-2].
    const ReadResult result = carrier_->read(into);
    return {take_frames(into.first(result.bytes)), result.state};
}

/// Leaves their payload at the front of `bytes`; returns its size.
std::size_t WebSocketStream::take_frames(std::span<char> bytes) {
    std::size_t taken = 0;
    std::size_t payload = 0;
    while (taken < bytes.size() && !is_closed_) {
        const FrameReader::Step step = reader_.take(bytes.subspan(taken), bytes.data() + payload);
        taken += step.taken;
        payload += step.payload;
        on_event(step.event);
    }
    if (!is_in_frame()) static_cast<void>(send_control());
    return payload;
}

void WebSocketStream::on_event(FrameReader::Event event) {
    const base::BytesView received = reader_.control_payload();
    switch (event) {
        case FrameReader::Event::none: return;
        case FrameReader::Event::ping:
            if (!is_close_sent_ && (!control_ || control_->size() < control_bytes_max))
                append_control_frame(control(), Opcode::pong, received);
            return;
        case FrameReader::Event::close:
            is_closed_ = true;
            if (!std::exchange(is_close_sent_, true))
                append_control_frame(control(), Opcode::close, received.substr(0, 2));
            return;
        case FrameReader::Event::violation:
            is_closed_ = true;
            close(reader_.violation()->code, reader_.violation()->reason);
            return;
    }
}

void WebSocketStream::close(CloseCode code, std::string_view reason) {
    if (!std::exchange(is_close_sent_, true)) append_close_frame(control(), code, reason);
}

base::Bytes& WebSocketStream::control() {
    if (!control_) control_ = std::make_unique<base::Bytes>();
    return *control_;
}

bool WebSocketStream::has_unread() const {
    return received_ || is_closed_ || carrier_->has_unread();
}

std::string_view WebSocketStream::failure() const {
    const Violation* violation = reader_.violation();
    return violation ? violation->reason : carrier_->failure();
}

// --- writing ---

/// Frames are not interrupted: what is offered first belongs to the one that was begun, then come
/// our control frames, then all the rest is one frame.
WriteResult WebSocketStream::write(std::span<const base::BytesView> pieces) {
    const std::size_t offered = size_of(pieces);
    // A carrier that has begun to send something wants no less of it at the next call.
    if (offered == 0 && is_in_frame()) return {};
    std::size_t written = 0;
    for (;;) {
        if (!is_in_frame()) {
            const StreamState state = send_control();
            if (state == StreamState::closed) return {written, state};
            if (control_ || written == offered) return {written, StreamState::open};
            if (is_close_sent_) return {written, StreamState::closed};  // RFC 6455, 5.5.1
            begin_frame(offered - written);
        }
        const WriteResult result = send_frame(pieces, written);
        written += result.bytes;
        if (is_in_frame() || result.state == StreamState::closed) return {written, result.state};
    }
}

/// Sends what waits in control_; afterwards it is empty, or the carrier takes no more.
StreamState WebSocketStream::send_control() {
    if (!control_) return StreamState::open;
    const WriteResult result = carrier_->write(*control_);
    control_->erase(0, result.bytes);
    if (control_->empty()) control_.reset();
    return result.state;
}

void WebSocketStream::begin_frame(std::uint64_t payload_bytes) {
    header_size_ =
        static_cast<std::uint8_t>(write_frame_header(header_, Opcode::binary, payload_bytes));
    header_left_ = header_size_;
    payload_left_ = payload_bytes;
}

/// Sends more of the frame that was begun, its payload from `pieces` without their first `skipped`
/// bytes. The bytes of the result are payload.
WriteResult WebSocketStream::send_frame(std::span<const base::BytesView> pieces,
                                        std::size_t skipped) {
    std::array<base::BytesView, 1 + pieces_max> parts;
    std::size_t count = 0;
    if (header_left_ > 0)
        parts[count++] = {header_.data() + header_size_ - header_left_, header_left_};
    std::uint64_t room = payload_left_;
    for (base::BytesView piece : pieces) {
        if (count == parts.size() || room == 0) break;
        const std::size_t left_out = std::min(skipped, piece.size());
        skipped -= left_out;
        piece = piece.substr(left_out, room);
        room -= piece.size();
        if (!piece.empty()) parts[count++] = piece;
    }
    const WriteResult result = carrier_->write(std::span{parts}.first(count));
    const auto of_header = std::min<std::size_t>(result.bytes, header_left_);
    header_left_ = static_cast<std::uint8_t>(header_left_ - of_header);
    payload_left_ -= result.bytes - of_header;
    return {result.bytes - of_header, result.state};
}

bool WebSocketStream::wants_to_write() const {
    return control_ || carrier_->wants_to_write();
}

void WebSocketStream::finish_writing() {
    close(CloseCode::normal, {});
    if (!is_in_frame()) static_cast<void>(send_control());
    control_.reset();  // who does not take it now is not waited for
    carrier_->finish_writing();
}

}  // namespace

std::unique_ptr<net::Stream> make_websocket_stream(std::unique_ptr<net::Stream> carrier,
                                                   base::BytesView received) {
    return std::make_unique<WebSocketStream>(std::move(carrier), received);
}

}  // namespace fieldcast::http
