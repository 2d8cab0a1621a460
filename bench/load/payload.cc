#include "load/payload.h"

#include <algorithm>
#include <charconv>

namespace fieldcast::load {
namespace {

constexpr std::size_t field_bytes_max = 255;

void append_number(base::Bytes& out, std::uint64_t number) {
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, end);
}

/// Takes decimal digits off the front of `rest`, at least one.
std::optional<std::uint64_t> take_number(base::BytesView& rest) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (error != std::errc()) return std::nullopt;
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    return number;
}

/// Fills with field3 to field8, each as long as a field may be.
void pad_with_fields(base::Bytes& out, std::size_t size) {
    for (char field = '3'; field <= '8' && out.size() + 9 <= size; ++field) {
        out += "&field";
        out += field;
        out += '=';
        out.append(std::min(size - out.size(), field_bytes_max), '7');
    }
}

void append_channel_payload(base::Bytes& out, Mark mark, std::size_t size) {
    out += "field1=";
    append_number(out, mark.sequence);
    out += "&field2=";
    append_number(out, mark.publisher);
    pad_with_fields(out, size);
}

void append_plain_payload(base::Bytes& out, Mark mark, std::size_t size) {
    append_number(out, mark.publisher);
    out += ' ';
    append_number(out, mark.sequence);
    out += ' ';
    if (out.size() < size) out.append(size - out.size(), 'x');
}

std::optional<std::uint64_t> number_behind(base::BytesView payload, base::BytesView key) {
    const std::size_t place = payload.find(key);
    if (place == payload.npos) return std::nullopt;
    payload.remove_prefix(place + key.size());
    return take_number(payload);
}

std::optional<Mark> make_mark(std::optional<std::uint64_t> publisher,
                              std::optional<std::uint64_t> sequence) {
    if (!publisher || !sequence) return std::nullopt;
    return Mark{static_cast<std::uint32_t>(*publisher), *sequence};
}

}  // namespace

void write_payload(base::Bytes& out, PayloadForm form, Mark mark, std::size_t size) {
    out.clear();
    if (form == PayloadForm::channel) return append_channel_payload(out, mark, size);
    append_plain_payload(out, mark, size);
}

std::optional<Mark> read_payload(base::BytesView payload, PayloadForm form) {
    if (form == PayloadForm::channel)
        return make_mark(number_behind(payload, "\"field2\":\""),
                         number_behind(payload, "\"field1\":\""));
    const auto publisher = take_number(payload);
    if (!payload.starts_with(' ')) return std::nullopt;
    payload.remove_prefix(1);
    return make_mark(publisher, take_number(payload));
}

}  // namespace fieldcast::load
