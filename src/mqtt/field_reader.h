#pragma once
// Reads the fields of one packet's body in order. Private to the decoders. State: *owned*, for the
// length of one decode call. The first field that is cut off, broken or against a rule makes the
// reader fail for good: it then has nothing left and gives zeros, and a decoder asks once, at its
// end.

#include "base/utf8.h"
#include "mqtt/protocol.h"

namespace fieldcast::mqtt {

class FieldReader {
  public:
    explicit FieldReader(BytesView body) : rest_(body) {}

    std::uint8_t take_u8() {
        require(!rest_.empty());
        return has_failed() ? std::uint8_t{0} : base::byte_at(take(1), 0);
    }

    /// Two bytes, network order (1.5.2).
    std::uint16_t take_u16() {
        require(rest_.size() >= 2);
        return has_failed() ? std::uint16_t{0} : base::read_u16(take(2));
    }

    /// Four bytes, network order (1.5.3).
    std::uint32_t take_u32() {
        const std::uint32_t high = take_u16();
        return high << 16 | take_u16();
    }

    /// One to four bytes (1.5.5).
    std::uint32_t take_variable_byte_integer();

    std::uint16_t take_packet_id() {
        const std::uint16_t id = take_u16();
        require(id != 0, ReasonCode::protocol_error);  // [MQTT-2.2.1-3] [MQTT-2.2.1-5]
        return id;
    }

    /// Two bytes of length and as many bytes of anything (1.5.6).
    BytesView take_binary() {
        const std::size_t size = take_u16();
        require(size <= rest_.size());
        return has_failed() ? BytesView() : take(size);
    }

    /// The same, holding text (1.5.4).
    BytesView take_text() {
        const BytesView text = take_binary();
        require(base::is_valid_utf8(text));     // [MQTT-1.5.4-1]
        require(text.find('\0') == text.npos);  // [MQTT-1.5.4-2]
        return text;
    }

    /// Text that identifies somebody: without the characters that 1.5.4 advises against.
    BytesView take_printable_text() {
        const BytesView text = take_binary();
        require(base::is_printable_utf8(text));  // [MQTT-1.5.4-1] [MQTT-1.5.4-2]
        return text;
    }

    /// The properties of MQTT 5.0, without their length (2.2.2.1).
    BytesView take_property_section() {
        const std::size_t size = take_variable_byte_integer();
        require(size <= rest_.size());
        return has_failed() ? BytesView() : take(size);
    }

    /// Makes the reader fail with `error` unless `condition` holds.
    void require(bool condition, ReasonCode error = ReasonCode::malformed_packet) {
        if (!condition) [[unlikely]]
            fail(error);
    }

    /// Makes the reader fail as `part` has, which read some of the same packet.
    void require(const FieldReader& part) { require(!part.has_failed(), part.error_); }

    [[nodiscard]] BytesView rest() const { return rest_; }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] bool has_failed() const { return error_ != ReasonCode::success; }
    [[nodiscard]] std::unexpected<ReasonCode> error() const { return std::unexpected(error_); }

  private:
    BytesView take(std::size_t size) {
        const BytesView taken = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return taken;
    }

    /// The first error stays.
    void fail(ReasonCode error) {
        if (!has_failed()) error_ = error;
        rest_ = {};
    }

    BytesView rest_;
    ReasonCode error_ = ReasonCode::success;
};

}  // namespace fieldcast::mqtt
