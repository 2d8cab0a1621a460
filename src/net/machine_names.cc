#include "net/machine_names.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>

#include "net/certificates.h"

namespace fieldcast::net {
namespace {

/// More would make the handshake long; a machine with so many has a certificate of its own.
constexpr std::size_t addresses_max = 64;

/// Empty: not of IP, or link-local, which means something on one link alone.
std::string address_text(const sockaddr* address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (address && address->sa_family == AF_INET) {
        const auto* ipv4 = reinterpret_cast<const sockaddr_in*>(address);
        ::inet_ntop(AF_INET, &ipv4->sin_addr, text.data(), text.size());
    } else if (address && address->sa_family == AF_INET6) {
        const auto* ipv6 = reinterpret_cast<const sockaddr_in6*>(address);
        if (!IN6_IS_ADDR_LINKLOCAL(&ipv6->sin6_addr))
            ::inet_ntop(AF_INET6, &ipv6->sin6_addr, text.data(), text.size());
    }
    return text.data();
}

void add_addresses(std::vector<std::string>& names) {
    ifaddrs* first = nullptr;
    if (::getifaddrs(&first) != 0) return;
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner{first, &::freeifaddrs};
    for (const ifaddrs* one = first; one && names.size() < addresses_max; one = one->ifa_next)
        if (std::string text = address_text(one->ifa_addr); !text.empty())
            names.push_back(std::move(text));
}

}  // namespace

bool is_ip_address(const std::string& text) {
    std::array<unsigned char, sizeof(in6_addr)> address{};
    return ::inet_pton(AF_INET, text.c_str(), address.data()) == 1 ||
           ::inet_pton(AF_INET6, text.c_str(), address.data()) == 1;
}

std::string host_name() {
    std::array<char, 256> name{};
    const bool is_known = ::gethostname(name.data(), name.size() - 1) == 0;
    return is_known && is_certifiable_name(name.data()) ? name.data() : "localhost";
}

std::vector<std::string> names_of_this_machine() {
    const std::string host = host_name();
    std::vector<std::string> names = {"localhost", host, "127.0.0.1", "::1"};
    if (host != "localhost" && host.find('.') == std::string::npos)
        names.push_back(host + ".local");
    add_addresses(names);
    std::ranges::sort(names);
    const auto repeated = std::ranges::unique(names);
    names.erase(repeated.begin(), repeated.end());
    return names;
}

}  // namespace fieldcast::net
