#pragma once
// Where a peer is. Plain data, small enough to keep one per connection.

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <string>

namespace fieldcast::net {

/// An IPv6 address and port, IPv4 in its mapped form; or a peer on a Unix socket.
struct Address {
    enum class Family : std::uint8_t { ip, unix_socket };

    std::array<unsigned char, 16> ip{};
    std::uint16_t port = 0;
    Family family = Family::ip;

    /// From what accept() filled in.
    [[nodiscard]] static Address from(const sockaddr_storage& socket_address);

    /// `192.0.2.7`, `2001:db8::1` or `local`.
    [[nodiscard]] std::string host() const;

    /// `192.0.2.7:51234`, `[2001:db8::1]:51234` or `local`.
    [[nodiscard]] std::string to_string() const;

  private:
    [[nodiscard]] bool is_ipv4() const;
};

}  // namespace fieldcast::net
