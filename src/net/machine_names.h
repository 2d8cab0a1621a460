#pragma once
// What this machine is called, and whether a name is an address.

#include <string>
#include <vector>

namespace fieldcast::net {

/// IPv4 or IPv6, as numbers.
[[nodiscard]] bool is_ip_address(const std::string& text);

/// `localhost` if it has none.
[[nodiscard]] std::string host_name();

/// What others may call this machine: localhost, its host name (with `.local` too, as the local
/// network knows it) and the addresses of its interfaces, each once.
[[nodiscard]] std::vector<std::string> names_of_this_machine();

}  // namespace fieldcast::net
