#include "mqtt/topic.h"

#include <algorithm>
#include <cstring>

#include "base/utf8.h"

namespace fieldcast::mqtt {
namespace {

constexpr std::size_t topic_bytes_max = 65'535;  // [MQTT-4.7.3-3]
constexpr BytesView shared_prefix = "$share/";
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

/// Zero if all eight are printable ASCII: subtracting 0x20 borrows into the high bit below a blank,
/// and adding 1 carries into it above a tilde.
constexpr std::uint64_t find_unprintable(std::uint64_t word) {
    return (word | (word - 0x20 * every_byte) | (word + every_byte)) & every_high_bit;
}

bool are_plain(std::uint64_t word) {
    return (find_unprintable(word) | find_among_eight(word, '+') | find_among_eight(word, '#')) ==
           0;
}

bool is_plain(char byte) {
    return byte >= ' ' && byte <= '~' && byte != '+' && byte != '#';
}

/// True if `text` is printable ASCII without wildcards: nearly every Topic Name, and the check that
/// each PUBLISH pays for.
bool is_plain_text(BytesView text) {
    if (text.size() < 8) return std::ranges::all_of(text, [](char byte) { return is_plain(byte); });
    for (std::size_t i = 0; i + 8 < text.size(); i += 8)
        if (!are_plain(eight_bytes(text.data() + i))) return false;
    return are_plain(eight_bytes(text.data() + text.size() - 8));
}

/// What names and filters have in common.
bool is_topic_text(BytesView text) {
    if (text.empty()) return false;                   // [MQTT-4.7.3-1]
    if (text.size() > topic_bytes_max) return false;  // [MQTT-4.7.3-3]
    return base::is_printable_utf8(text);             // [MQTT-1.5.4-1] [MQTT-4.7.3-2]
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
    return is_topic_text(text) && !has_wildcard(text);  // [MQTT-4.7.0-1]
}

bool is_topic_filter(BytesView text) {
    if (!is_topic_text(text)) return false;
    for (bool more = true; more;) {
        const BytesView level = take_level(text, more);
        if (level == "#") return !more;  // [MQTT-4.7.1-1]
        if (level == "+") continue;
        if (has_wildcard(level)) return false;  // [MQTT-4.7.1-2]
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

bool is_shared_filter(BytesView filter) {
    return filter.starts_with(shared_prefix);
}

std::optional<SharedFilter> parse_shared(BytesView filter) {
    filter.remove_prefix(shared_prefix.size());
    bool more = false;
    const BytesView share_name = take_level(filter, more);
    if (share_name.empty()) return std::nullopt;                          // [MQTT-4.8.2-1]
    if (has_wildcard(share_name) || filter.empty()) return std::nullopt;  // [MQTT-4.8.2-2]
    return SharedFilter{share_name, filter};
}

bool topic_matches(BytesView filter, BytesView name) {
    if (name.starts_with('$') && is_wildcard(filter.front())) return false;  // [MQTT-4.7.2-1]
    if (filter == "#") return true;
    bool filter_goes_on = true;
    bool name_goes_on = true;
    while (filter_goes_on && name_goes_on) {
        const BytesView wanted = take_level(filter, filter_goes_on);
        if (wanted == "#") return true;
        const BytesView level = take_level(name, name_goes_on);
        if (wanted != "+" && wanted != level) return false;  // [MQTT-4.7.3-4]
    }
    if (filter_goes_on) return filter == "#";  // the parent level too, 4.7.1.2
    return !name_goes_on;
}

}  // namespace fieldcast::mqtt
