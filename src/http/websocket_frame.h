#pragma once
// Frames of WebSocket (RFC 6455, 5) as a server reads and writes them. Pure.

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/bytes.h"

namespace fieldcast::http {

enum class Opcode : std::uint8_t {
    continuation = 0,
    text = 1,
    binary = 2,
    close = 8,
    ping = 9,
    pong = 10,
};

/// Status codes of a close frame (RFC 6455, 7.4.1), those that are sent here.
enum class CloseCode : std::uint16_t {
    normal = 1000,
    protocol_error = 1002,
    unsupported_data = 1003,
    invalid_text = 1007,
};

/// Why a stream of frames ends before its client wanted.
struct Violation {
    CloseCode code;
    std::string_view reason;  ///< a sentence, for the close frame and the log
};

constexpr std::size_t control_payload_bytes_max = 125;
constexpr std::size_t sent_header_bytes_max = 10;

/// Writes the header of a final frame that is not masked to the front of `out`; returns its size.
std::size_t write_frame_header(std::span<char, sent_header_bytes_max> out, Opcode opcode,
                               std::uint64_t payload_bytes);

/// Appends a whole control frame.
void append_control_frame(base::Bytes& out, Opcode opcode, base::BytesView payload);
void append_close_frame(base::Bytes& out, CloseCode code, std::string_view reason);

/// Takes a client's bytes, in whatever pieces, and gives the payloads of its binary frames, as one
/// sequence of bytes. Kind of state: *owned* by one stream.
class FrameReader {
  public:
    enum class Event : std::uint8_t {
        none,
        ping,       ///< control_payload() is to be sent back
        close,      ///< control_payload() is its code and reason; nothing more is to be read
        violation,  ///< of the protocol; nothing more is to be read
    };
    struct Step {
        std::size_t taken = 0;    ///< of the bytes given
        std::size_t payload = 0;  ///< bytes written to `out`
        Event event = Event::none;
    };

    /// Takes bytes of `in` until an event, or all of them. The payload in them goes to `out`, which
    /// may be the same memory or begin before `in` in it, and is never longer than what was taken.
    [[nodiscard]] Step take(std::span<const char> in, char* out);

    [[nodiscard]] base::BytesView control_payload() const;
    [[nodiscard]] const Violation* violation() const { return violation_; }

  private:
    static constexpr std::size_t header_bytes_max = 14;

    [[nodiscard]] std::size_t header_bytes_needed() const;
    [[nodiscard]] Event take_header(char byte);
    [[nodiscard]] Event check_start();
    [[nodiscard]] Event begin_payload();
    [[nodiscard]] Event end_frame();
    [[nodiscard]] Event end_close();
    [[nodiscard]] Event violate(const Violation& violation);
    [[nodiscard]] std::size_t take_payload(std::span<const char> in, char* out);
    [[nodiscard]] bool is_control() const;

    const Violation* violation_ = nullptr;
    std::unique_ptr<base::Bytes> control_;  ///< payload of a control frame, if it has some
    std::uint64_t payload_left_ = 0;
    std::array<char, header_bytes_max> header_{};
    std::uint8_t header_size_ = 0;
    Opcode opcode_ = Opcode::continuation;
    std::array<char, 4> mask_{};  ///< turned so that its first byte is for the next one
    bool in_payload_ = false;
    bool in_message_ = false;  ///< a frame said that its message goes on in the next
};

}  // namespace fieldcast::http
