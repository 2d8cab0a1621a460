#include "http/websocket_frame.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/utf8.h"

namespace fieldcast::http {
namespace {

constexpr unsigned final_bit = 0x80;
constexpr unsigned reserved_bits = 0x70;
constexpr unsigned opcode_bits = 0x0f;
constexpr unsigned control_bit = 0x08;
constexpr unsigned mask_bit = 0x80;
constexpr unsigned length_bits = 0x7f;
constexpr unsigned length_in_16_bits = 126;
constexpr unsigned length_in_64_bits = 127;
constexpr std::size_t mask_bytes = 4;

constexpr Violation reserved_bit_set{
    CloseCode::protocol_error, "A frame had a reserved bit set, but no extension was agreed upon."};
constexpr Violation not_masked{CloseCode::protocol_error,
                               "A frame was not masked. A client must mask all its frames."};
constexpr Violation bad_control_frame{CloseCode::protocol_error,
                                      "A control frame came in parts or had more than 125 bytes."};
constexpr Violation nothing_to_continue{CloseCode::protocol_error,
                                        "A message began with a continuation frame."};
constexpr Violation message_not_ended{CloseCode::protocol_error,
                                      "A message began before the last one had ended."};
constexpr Violation text_frame{CloseCode::unsupported_data,
                               "The client sent a text frame. MQTT is sent in binary frames."};
constexpr Violation reserved_opcode{CloseCode::protocol_error, "A frame had a reserved opcode."};
constexpr Violation bad_length{
    CloseCode::protocol_error,
    "The length of a frame was not in its shortest form, or above 2^63."};
constexpr Violation bad_close_code{CloseCode::protocol_error,
                                   "A close frame had a status code that no client may send."};
constexpr Violation bad_close_reason{CloseCode::invalid_text,
                                     "A close frame's reason was not UTF-8."};

std::uint64_t read_number(std::span<const char> bytes) {
    std::uint64_t number = 0;
    for (const char byte : bytes) number = (number << 8) | static_cast<std::uint8_t>(byte);
    return number;
}

void write_number(std::span<char> bytes, std::uint64_t number) {
    for (std::size_t i = bytes.size(); i > 0; --i, number >>= 8)
        bytes[i - 1] = static_cast<char>(number & 0xff);
}

/// Bytes that the length takes behind the first two of a header.
std::size_t extra_length_bytes(unsigned short_length) {
    if (short_length == length_in_16_bits) return 2;
    return short_length == length_in_64_bits ? 8 : 0;
}

/// `out` may overlap `in` from its left: each word is read before it is written.
void unmask(std::span<const char> in, char* out, std::array<char, mask_bytes> mask) {
    std::array<char, 8> twice{};
    std::ranges::copy(mask, twice.begin());
    std::ranges::copy(mask, twice.begin() + mask_bytes);
    const auto mask_word = std::bit_cast<std::uint64_t>(twice);
    std::size_t i = 0;
    for (; i + sizeof mask_word <= in.size(); i += sizeof mask_word) {
        std::uint64_t word;
        std::memcpy(&word, in.data() + i, sizeof word);
        word ^= mask_word;
        std::memcpy(out + i, &word, sizeof word);
    }
    for (; i < in.size(); ++i) out[i] = static_cast<char>(in[i] ^ mask[i % mask_bytes]);
}

/// Whether a client may send it: codes that are defined, registered or private (RFC 6455, 7.4).
bool is_valid_close_code(unsigned code) {
    if (code >= 1000 && code <= 1014) return code < 1004 || code > 1006;
    return code >= 3000 && code <= 4999;
}

}  // namespace

// --- writing ---

std::size_t write_frame_header(std::span<char, sent_header_bytes_max> out, Opcode opcode,
                               std::uint64_t payload_bytes) {
    out[0] = static_cast<char>(final_bit | static_cast<unsigned>(opcode));
    if (payload_bytes < length_in_16_bits) {
        out[1] = static_cast<char>(payload_bytes);
        return 2;
    }
    const bool is_long = payload_bytes > 0xffff;
    out[1] = static_cast<char>(is_long ? length_in_64_bits : length_in_16_bits);
    const std::size_t length_bytes = is_long ? 8 : 2;
    write_number(out.subspan(2, length_bytes), payload_bytes);
    return 2 + length_bytes;
}

void append_control_frame(base::Bytes& out, Opcode opcode, base::BytesView payload) {
    base::append_u8(out, final_bit | static_cast<unsigned>(opcode));
    base::append_u8(out, static_cast<unsigned>(payload.size()));
    out.append(payload);
}

void append_close_frame(base::Bytes& out, CloseCode code, std::string_view reason) {
    base::Bytes payload;
    base::append_u16(payload, static_cast<std::uint16_t>(code));
    payload.append(reason.substr(0, control_payload_bytes_max - 2));
    append_control_frame(out, Opcode::close, payload);
}

// --- reading ---

FrameReader::Step FrameReader::take(std::span<const char> in, char* out) {
    Step step;
    while (step.taken < in.size() && step.event == Event::none) {
        if (!in_payload_) {
            step.event = take_header(in[step.taken++]);
            continue;
        }
        const auto part =
            in.subspan(step.taken, std::min<std::uint64_t>(payload_left_, in.size() - step.taken));
        step.taken += part.size();
        step.payload += take_payload(part, out + step.payload);
        if (payload_left_ == 0) step.event = end_frame();
    }
    return step;
}

base::BytesView FrameReader::control_payload() const {
    return control_ ? base::BytesView{*control_} : base::BytesView{};
}

bool FrameReader::is_control() const {
    return (static_cast<unsigned>(opcode_) & control_bit) != 0;
}

FrameReader::Event FrameReader::violate(const Violation& violation) {
    violation_ = &violation;
    return Event::violation;
}

std::size_t FrameReader::header_bytes_needed() const {
    if (header_size_ < 2) return 2;
    const unsigned short_length = static_cast<std::uint8_t>(header_[1]) & length_bits;
    return 2 + extra_length_bytes(short_length) + mask_bytes;
}

FrameReader::Event FrameReader::take_header(char byte) {
    header_[header_size_++] = byte;
    if (header_size_ == 2) return check_start();
    return header_size_ == header_bytes_needed() ? begin_payload() : Event::none;
}

/// Judges the first two bytes, before the others are waited for.
FrameReader::Event FrameReader::check_start() {
    const unsigned first = static_cast<std::uint8_t>(header_[0]);
    const unsigned second = static_cast<std::uint8_t>(header_[1]);
    const bool is_final = (first & final_bit) != 0;
    opcode_ = static_cast<Opcode>(first & opcode_bits);
    if ((first & reserved_bits) != 0) return violate(reserved_bit_set);
    if ((second & mask_bit) == 0) return violate(not_masked);
    if (is_control() && (!is_final || (second & length_bits) > control_payload_bytes_max))
        return violate(bad_control_frame);
    switch (opcode_) {
        case Opcode::continuation:
            if (!in_message_) return violate(nothing_to_continue);
            break;
        case Opcode::binary:
            if (in_message_) return violate(message_not_ended);
            break;
        case Opcode::text: return violate(text_frame);  // [MQTT-6.0.0-1]
        case Opcode::close:
        case Opcode::ping:
        case Opcode::pong: return Event::none;
        default: return violate(reserved_opcode);
    }
    in_message_ = !is_final;
    return Event::none;
}

FrameReader::Event FrameReader::begin_payload() {
    const unsigned short_length = static_cast<std::uint8_t>(header_[1]) & length_bits;
    const std::size_t extra = extra_length_bytes(short_length);
    payload_left_ = extra == 0 ? short_length : read_number(std::span{header_}.subspan(2, extra));
    const bool is_shortest = (extra != 2 || payload_left_ >= length_in_16_bits) &&
                             (extra != 8 || payload_left_ > 0xffff);
    if (!is_shortest || (payload_left_ >> 63) != 0) return violate(bad_length);
    std::copy_n(header_.begin() + static_cast<std::ptrdiff_t>(2 + extra), mask_bytes,
                mask_.begin());
    header_size_ = 0;
    in_payload_ = true;
    control_.reset();
    return payload_left_ == 0 ? end_frame() : Event::none;
}

/// Returns the bytes that are for the reader: none of a control frame's.
std::size_t FrameReader::take_payload(std::span<const char> in, char* out) {
    if (is_control()) {
        if (!control_) control_ = std::make_unique<base::Bytes>();
        const std::size_t known = control_->size();
        control_->resize(known + in.size());
        out = control_->data() + known;
    }
    unmask(in, out, mask_);
    std::ranges::rotate(mask_, mask_.begin() + static_cast<std::ptrdiff_t>(in.size() % mask_bytes));
    payload_left_ -= in.size();
    return is_control() ? 0 : in.size();
}

FrameReader::Event FrameReader::end_frame() {
    in_payload_ = false;
    if (opcode_ == Opcode::ping) return Event::ping;
    return opcode_ == Opcode::close ? end_close() : Event::none;
}

FrameReader::Event FrameReader::end_close() {
    const base::BytesView payload = control_payload();
    if (payload.empty()) return Event::close;
    if (payload.size() == 1 || !is_valid_close_code(base::read_u16(payload)))
        return violate(bad_close_code);
    if (!base::is_valid_utf8(payload.substr(2))) return violate(bad_close_reason);
    return Event::close;
}

}  // namespace fieldcast::http
