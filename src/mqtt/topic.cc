#include "mqtt/topic.h"

#include <algorithm>
#include <cstring>

#include "base/utf8.h"

namespace fieldcast::mqtt {
namespace {

constexpr std::size_t topic_bytes_max = 65'535;  // [MQTT-4.7.3-3]
constexpr std::uint64_t every_byte = 0x0101010101010101ULL;
constexpr std::uint64_t every_high_bit = 0x80 * every_byte;

std::uint64_t eight_bytes(const char* bytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof word);
    return word;
}

/// Not zero if one of the eight is `character`. Never misses one; may report one that is not
/// there only beside one that is.
constexpr std::uint64_t find_among_eight(std::uint64_t word, char character) {
    const std::uint64_t zero_if_equal = word ^ (every_byte * static_cast<unsigned char>(character));
    return (zero_if_equal - every_byte) & ~zero_if_equal & every_high_bit;
}

bool are_plain(std::uint64_t word) {
    return ((word & every_high_bit) | find_among_eight(word, '\0') | find_among_eight(word, '+') |
            find_among_eight(word, '#')) == 0;
}

bool is_plain(char byte) {
    return byte > 0 && byte != '+' && byte != '#';
}

/// True if `text` is ASCII without NUL and wildcards: nearly every Topic Name, and the check that
/// each PUBLISH pays for.
bool is_plain_text(BytesView text) {
    if (text.size() < 8) return std::ranges::all_of(text, [](char byte) { return is_plain(byte); });
    for (std::size_t i = 0; i + 8 < text.size(); i += 8)
        if (!are_plain(eight_bytes(text.data() + i))) return false;
    return are_plain(eight_bytes(text.data() + text.size() - 8));
}

/// What names and filters have in common.
bool is_topic_text(BytesView text) {
    if (text.empty() || text.size() > topic_bytes_max) return false;  // [MQTT-4.7.3-1, -3]
    if (text.find('\0') != text.npos) return false;                   // [MQTT-4.7.3-2]
    return base::is_valid_utf8(text);                                 // [MQTT-1.5.3-1]
}

bool is_wildcard(char character) {
    return character == '+' || character == '#';
}

}  // namespace

bool has_wildcard(BytesView filter) {
    return filter.find_first_of("+#") != filter.npos;
}

bool is_topic_name(BytesView text) {
    if (!text.empty() && text.size() <= topic_bytes_max && is_plain_text(text)) return true;
    return is_topic_text(text) && !has_wildcard(text);  // [MQTT-3.3.2-2]
}

bool is_topic_filter(BytesView text) {
    if (!is_topic_text(text)) return false;
    for (bool more = true; more;) {
        const BytesView level = take_level(text, more);
        if (level == "#") return !more;  // [MQTT-4.7.1-2]
        if (level == "+") continue;
        if (has_wildcard(level)) return false;  // [MQTT-4.7.1-3]
    }
    return true;
}

std::size_t level_count(BytesView topic) {
    return 1 + static_cast<std::size_t>(std::ranges::count(topic, '/'));
}

BytesView take_level(BytesView& rest, bool& more) {
    const std::size_t slash = rest.find('/');
    more = slash != rest.npos;
    const BytesView level = rest.substr(0, slash);
    rest.remove_prefix(more ? slash + 1 : rest.size());
    return level;
}

bool topic_matches(BytesView filter, BytesView name) {
    if (name.starts_with('$') && is_wildcard(filter.front())) return false;  // [MQTT-4.7.2-1]
    bool filter_goes_on = true;
    bool name_goes_on = true;
    while (filter_goes_on && name_goes_on) {
        const BytesView wanted = take_level(filter, filter_goes_on);
        if (wanted == "#") return true;
        const BytesView level = take_level(name, name_goes_on);
        if (wanted != "+" && wanted != level) return false;
    }
    if (filter_goes_on) return filter == "#";  // the parent level too, 4.7.1.2
    return !name_goes_on;
}

}  // namespace fieldcast::mqtt
