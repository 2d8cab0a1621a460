#include "load/websocket_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace fieldcast::load {
namespace {

using net::ReadResult;
using net::StreamState;
using net::WriteResult;

constexpr char final_binary = '\x82';
constexpr unsigned mask_bit = 0x80;
constexpr unsigned length_bits = 0x7f;
/// A mask that changes nothing: the server's work is the same, and the load's is less.
constexpr std::string_view mask("\0\0\0\0", 4);

void append_frame_header(base::Bytes& out, std::size_t payload_bytes) {
    const auto append_number = [&](std::size_t bytes) {
        while (bytes-- > 0) out += static_cast<char>(payload_bytes >> (8 * bytes));
    };
    out += final_binary;
    if (payload_bytes < 126) {
        out += static_cast<char>(mask_bit | payload_bytes);
    } else {
        const bool is_short = payload_bytes <= 0xffff;
        out += static_cast<char>(mask_bit | (is_short ? 126 : 127));
        append_number(is_short ? 2 : 8);
    }
    out += mask;
}

class WebSocketClientStream final : public net::Stream {
  public:
    explicit WebSocketClientStream(std::unique_ptr<net::Stream> carrier)
        : carrier_(std::move(carrier)) {}

    int descriptor() const override { return carrier_->descriptor(); }

    ReadResult read(std::span<char> into) override {
        const ReadResult result = carrier_->read(into);
        const std::size_t payload = unframe(into.first(result.bytes));
        return {payload, is_ended_ ? StreamState::closed : result.state};
    }

    WriteResult write(std::span<const base::BytesView> pieces) override {
        StreamState state = send();
        std::size_t size = 0;
        for (const base::BytesView piece : pieces) size += piece.size();
        if (!unsent_.empty() || size == 0) return {0, state};
        append_frame_header(unsent_, size);
        for (const base::BytesView piece : pieces) unsent_ += piece;
        state = send();
        return {size, state};
    }

    void finish_writing() override { carrier_->finish_writing(); }
    bool has_unread() const override { return carrier_->has_unread(); }
    bool wants_to_write() const override { return !unsent_.empty(); }

  private:
    StreamState send() {
        if (unsent_.empty()) return StreamState::open;
        const WriteResult result = carrier_->write(unsent_);
        unsent_.erase(0, result.bytes);
        return result.state;
    }

    /// Leaves the payload at the front of `bytes`; returns its size.
    std::size_t unframe(std::span<char> bytes) {
        std::size_t payload = 0;
        for (std::size_t at = 0; at < bytes.size() && !is_ended_;) {
            if (payload_left_ == 0) {
                take_header(bytes[at++]);
                continue;
            }
            const auto count = std::min<std::size_t>(payload_left_, bytes.size() - at);
            std::memmove(bytes.data() + payload, bytes.data() + at, count);
            payload += count;
            at += count;
            payload_left_ -= count;
        }
        return payload;
    }

    void take_header(char byte) {
        header_[header_size_++] = byte;
        if (header_size_ < 2) return;
        const unsigned length = static_cast<std::uint8_t>(header_[1]) & length_bits;
        const std::size_t extra = length == 126 ? 2 : length == 127 ? 8 : 0;
        if (header_size_ < 2 + extra) return;
        is_ended_ = header_[0] != final_binary;
        payload_left_ = extra == 0 ? length : 0;
        for (std::size_t i = 0; i < extra; ++i)
            payload_left_ = payload_left_ << 8 | static_cast<std::uint8_t>(header_[2 + i]);
        header_size_ = 0;
    }

    std::unique_ptr<net::Stream> carrier_;
    base::Bytes unsent_;
    std::array<char, 10> header_{};
    std::size_t header_size_ = 0;
    std::uint64_t payload_left_ = 0;
    bool is_ended_ = false;
};

}  // namespace

base::Result<std::unique_ptr<net::Stream>, std::string> open_websocket(
    std::unique_ptr<net::Stream> carrier, std::string_view host) {
    const std::string request = fmt::format(
        "GET /mqtt HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        "Sec-WebSocket-Protocol: mqtt\r\n\r\n",
        host);
    std::array<char, 4096> space;
    if (carrier->write(request).bytes != request.size())
        return std::unexpected("WebSocket handshake: not sent");
    // The server waits for CONNECT, so its answer is all that can come.
    const base::BytesView answer(space.data(), carrier->read(space).bytes);
    if (!answer.starts_with("HTTP/1.1 101 ") || !answer.ends_with("\r\n\r\n"))
        return std::unexpected(
            fmt::format("WebSocket handshake: {}", answer.substr(0, answer.find('\r'))));
    return std::make_unique<WebSocketClientStream>(std::move(carrier));
}

}  // namespace fieldcast::load
