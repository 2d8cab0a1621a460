#include "channels/form.h"

#include <algorithm>

namespace fieldcast::channels {
namespace {

/// The value of a hexadecimal digit, or -1.
int hex_value(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

/// The byte that `%XY` at the start of `text` stands for; nothing if it is no such sequence.
std::optional<char> percent_byte(std::string_view text) {
    if (text.size() < 3 || text[0] != '%') return std::nullopt;
    const int high = hex_value(text[1]);
    const int low = hex_value(text[2]);
    if (high < 0 || low < 0) return std::nullopt;
    return static_cast<char>(high * 16 + low);
}

}  // namespace

std::optional<FormPair> FormReader::next() {
    while (position_ < decoded_.size()) {
        const std::size_t begin = position_;
        const std::size_t end = std::min(decoded_.find('&', begin), decoded_.size());
        position_ = end + 1;
        const std::size_t equals = std::string_view{decoded_}.substr(begin, end - begin).find('=');
        if (equals == std::string_view::npos) continue;
        return FormPair{.name = decode(begin, begin + equals),
                        .value = decode(begin + equals + 1, end)};
    }
    return std::nullopt;
}

std::string_view FormReader::decode(std::size_t begin, std::size_t end) {
    const std::string_view coded = std::string_view{decoded_}.substr(begin, end - begin);
    // Numbers and names have nothing to decode, and most is that.
    std::size_t written = begin + std::min({coded.find('%'), coded.find('+'), coded.size()});
    for (std::size_t read = written; read < end; ++read) {
        char byte = decoded_[read];
        if (byte == '+') {
            byte = ' ';
        } else if (const auto decoded = percent_byte(coded.substr(read - begin))) {
            byte = *decoded;
            read += 2;
        }
        decoded_[written++] = byte;
    }
    return std::string_view{decoded_}.substr(begin, written - begin);
}

}  // namespace fieldcast::channels
