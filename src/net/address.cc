#include "net/address.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>

namespace fieldcast::net {
namespace {

constexpr std::array<unsigned char, 12> mapped_prefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

Address from_ipv4(const sockaddr_in& socket_address) {
    Address address;
    std::copy(mapped_prefix.begin(), mapped_prefix.end(), address.ip.begin());
    std::memcpy(&address.ip[mapped_prefix.size()], &socket_address.sin_addr, 4);
    address.port = ntohs(socket_address.sin_port);
    return address;
}

Address from_ipv6(const sockaddr_in6& socket_address) {
    Address address;
    std::memcpy(address.ip.data(), &socket_address.sin6_addr, address.ip.size());
    address.port = ntohs(socket_address.sin6_port);
    return address;
}

}  // namespace

Address Address::from(const sockaddr_storage& socket_address) {
    if (socket_address.ss_family == AF_INET) {
        sockaddr_in ipv4;
        std::memcpy(&ipv4, &socket_address, sizeof ipv4);
        return from_ipv4(ipv4);
    }
    if (socket_address.ss_family == AF_INET6) {
        sockaddr_in6 ipv6;
        std::memcpy(&ipv6, &socket_address, sizeof ipv6);
        return from_ipv6(ipv6);
    }
    Address local;
    local.family = Family::unix_socket;
    return local;
}

bool Address::is_ipv4() const {
    return family == Family::ip &&
           std::equal(mapped_prefix.begin(), mapped_prefix.end(), ip.begin());
}

std::string Address::host() const {
    if (family == Family::unix_socket) return "local";
    // Once per HTTP request; inet_ntop() takes several times as long.
    if (is_ipv4()) return fmt::format("{}.{}.{}.{}", ip[12], ip[13], ip[14], ip[15]);
    char text[INET6_ADDRSTRLEN] = "";
    ::inet_ntop(AF_INET6, ip.data(), text, sizeof text);
    return text;
}

std::string Address::to_string() const {
    if (family == Family::unix_socket) return host();
    return is_ipv4() ? fmt::format("{}:{}", host(), port) : fmt::format("[{}]:{}", host(), port);
}

}  // namespace fieldcast::net
