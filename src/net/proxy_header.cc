#include "net/proxy_header.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <ranges>
#include <string_view>
#include <vector>

namespace fieldcast::net {
namespace {

constexpr std::string_view text_start = "PROXY ";
constexpr std::string_view text_end = "\r\n";
constexpr std::size_t text_size_max = 107;

constexpr std::string_view binary_start{"\r\n\r\n\0\r\nQUIT\n", 12};
constexpr std::size_t binary_fixed_size = 16;
/// Addresses and the additions that are known; far more than any proxy sends.
constexpr std::size_t binary_size_max = 4'096;

/// The two start differently, so the first byte decides.
bool is_text(std::string_view header) {
    return header.front() == text_start.front();
}

bool fits_start(std::string_view header) {
    const std::string_view start = is_text(header) ? text_start : binary_start;
    const std::size_t size = std::min(header.size(), start.size());
    return header.substr(0, size) == start.substr(0, size);
}

std::size_t binary_size(std::string_view header) {
    return binary_fixed_size + base::read_u16(header, 14);
}

std::optional<Address> address_from(int family, std::string_view ip, std::uint16_t port) {
    sockaddr_storage storage{};
    storage.ss_family = static_cast<sa_family_t>(family);
    if (family == AF_INET) {
        sockaddr_in ipv4{.sin_family = AF_INET, .sin_port = htons(port)};
        std::memcpy(&ipv4.sin_addr, ip.data(), sizeof ipv4.sin_addr);
        std::memcpy(&storage, &ipv4, sizeof ipv4);
    } else {
        sockaddr_in6 ipv6{.sin6_family = AF_INET6, .sin6_port = htons(port)};
        std::memcpy(&ipv6.sin6_addr, ip.data(), sizeof ipv6.sin6_addr);
        std::memcpy(&storage, &ipv6, sizeof ipv6);
    }
    return Address::from(storage);
}

/// An address and a port as text, both whole.
std::optional<Address> address_from_text(int family, std::string_view ip, std::string_view port) {
    std::array<char, sizeof(in6_addr)> bytes{};
    std::uint16_t number = 0;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (error != std::errc{} || end != port.data() + port.size()) return std::nullopt;
    if (::inet_pton(family, std::string{ip}.c_str(), bytes.data()) != 1) return std::nullopt;
    return address_from(family, {bytes.data(), bytes.size()}, number);
}

}  // namespace

std::size_t ProxyHeaderParser::consume(base::BytesView bytes) {
    std::size_t used = 0;
    while (state_ == State::incomplete && used < bytes.size()) {
        const std::size_t wanted = header_.empty() ? 1 : sure_size() - header_.size();
        const base::BytesView part = bytes.substr(used, wanted);
        take(part);
        used += part.size();
    }
    return used;
}

/// Of the text, whose end shows only when it is there, one byte after the other.
std::size_t ProxyHeaderParser::sure_size() const {
    if (is_text(header_)) return std::max(header_.size() + 1, text_start.size());
    if (header_.size() < binary_fixed_size) return binary_fixed_size;
    return binary_size(header_);
}

void ProxyHeaderParser::take(base::BytesView bytes) {
    header_.append(bytes);
    if (!fits_start(header_)) {
        state_ = State::malformed;
    } else if (is_text(header_)) {
        if (header_.ends_with(text_end))
            parse_text();
        else if (header_.size() >= text_size_max)
            state_ = State::malformed;
    } else if (header_.size() >= binary_fixed_size) {
        if (binary_size(header_) > binary_size_max)
            state_ = State::malformed;
        else if (header_.size() == binary_size(header_))
            parse_binary();
    }
}

/// `PROXY TCP4 192.0.2.7 198.51.100.1 51234 1883`, or `PROXY UNKNOWN` and whatever follows.
void ProxyHeaderParser::parse_text() {
    const std::string_view line =
        std::string_view{header_}.substr(0, header_.size() - text_end.size());
    std::vector<std::string_view> words;
    for (const auto word : line | std::views::split(' '))
        words.emplace_back(word.begin(), word.end());
    state_ = State::malformed;
    if (words.size() >= 2 && words[1] == "UNKNOWN") {
        state_ = State::whole;
        return;
    }
    if (words.size() != 6 || (words[1] != "TCP4" && words[1] != "TCP6")) return;
    const int family = words[1] == "TCP4" ? AF_INET : AF_INET6;
    client_ = address_from_text(family, words[2], words[4]);
    if (client_ && address_from_text(family, words[3], words[5])) state_ = State::whole;
}

void ProxyHeaderParser::parse_binary() {
    constexpr unsigned local = 0x20;
    constexpr unsigned proxied = 0x21;
    constexpr unsigned tcp_over_ipv4 = 0x11;
    constexpr unsigned tcp_over_ipv6 = 0x21;
    constexpr std::size_t ipv4_size = 12;
    constexpr std::size_t ipv6_size = 36;
    const std::string_view header = header_;
    const std::string_view addresses = header.substr(binary_fixed_size);
    const unsigned command = base::byte_at(header, 12);
    const unsigned family = base::byte_at(header, 13);
    state_ = State::malformed;
    if (command == proxied && family == tcp_over_ipv4) {
        if (addresses.size() < ipv4_size) return;
        client_ = address_from(AF_INET, addresses, base::read_u16(addresses, 8));
    } else if (command == proxied && family == tcp_over_ipv6) {
        if (addresses.size() < ipv6_size) return;
        client_ = address_from(AF_INET6, addresses, base::read_u16(addresses, 32));
    } else if (command != local && command != proxied) {
        return;
    }
    state_ = State::whole;
}

ReadResult ProxyHeaderStream::read(std::span<char> into) {
    const auto seen = ::recv(socket_.number(), into.data(), into.size(), MSG_PEEK);
    if (seen < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return {};
    if (seen <= 0) return {0, StreamState::closed};
    const std::size_t used = parser_.consume({into.data(), static_cast<std::size_t>(seen)});
    // Nobody else reads this socket, so what was seen is there.
    const auto taken = ::recv(socket_.number(), into.data(), used, 0);
    if (taken < 0 || parser_.state() == ProxyHeaderParser::State::malformed)
        return {0, StreamState::closed};
    return {used, StreamState::open};
}

}  // namespace fieldcast::net
