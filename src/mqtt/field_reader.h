#pragma once
// Reads the fields of one packet's body in order. Private to the decoders. State: *owned*, for the
// length of one decode call. The first field that is cut off or broken makes the reader fail for
// good: it then has nothing left and gives zeros, and a decoder asks once, at its end.

#include "base/utf8.h"
#include "mqtt/protocol.h"

namespace fieldcast::mqtt {

inline std::unexpected<DecodeError> malformed_packet() {
    return std::unexpected(DecodeError::malformed_packet);
}

class FieldReader {
  public:
    explicit FieldReader(BytesView body) : rest_(body) {}

    std::uint8_t take_u8() {
        require(!rest_.empty());
        return has_failed_ ? std::uint8_t{0} : base::byte_at(take(1), 0);
    }

    /// Two bytes, network order (1.5.2).
    std::uint16_t take_u16() {
        require(rest_.size() >= 2);
        return has_failed_ ? std::uint16_t{0} : base::read_u16(take(2));
    }

    std::uint16_t take_packet_id() {
        const std::uint16_t id = take_u16();
        require(id != 0);  // [MQTT-2.3.1-1]
        return id;
    }

    /// Two bytes of length and as many bytes of anything.
    BytesView take_binary() {
        const std::size_t size = take_u16();
        require(size <= rest_.size());
        return has_failed_ ? BytesView() : take(size);
    }

    /// The same, holding text (1.5.3).
    BytesView take_text() {
        const BytesView text = take_binary();
        require(base::is_valid_utf8(text));     // [MQTT-1.5.3-1]
        require(text.find('\0') == text.npos);  // [MQTT-1.5.3-2]
        return text;
    }

    /// Makes the reader fail unless `condition` holds.
    void require(bool condition) {
        if (condition) [[likely]]
            return;
        has_failed_ = true;
        rest_ = {};
    }

    [[nodiscard]] BytesView rest() const { return rest_; }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] bool has_failed() const { return has_failed_; }

  private:
    BytesView take(std::size_t size) {
        const BytesView taken = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return taken;
    }

    BytesView rest_;
    bool has_failed_ = false;
};

}  // namespace fieldcast::mqtt
