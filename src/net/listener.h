#pragma once
// Sockets that wait for clients.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/address.h"
#include "net/file_descriptor.h"

namespace fieldcast::net {

/// Error: a sentence for people that names address and port and says what to do.
template <class Value>
using Result = base::Result<Value, std::string>;

/// Listens on `address` ("::" serves IPv4 too and falls back to 0.0.0.0 where there is no IPv6).
/// Several sockets may listen on the same port; the kernel shares the connections out among them
/// (SO_REUSEPORT). Accepted sockets have TCP_NODELAY, since packets are gathered by us.
[[nodiscard]] Result<FileDescriptor> listen_tcp(const std::string& address, std::uint16_t port);

/// Whether another process already listens on `port`, which SO_REUSEPORT would hide from us.
[[nodiscard]] Result<void> ensure_port_is_free(const std::string& address, std::uint16_t port);

/// Listens on a Unix socket of this name in `folder`, however long its path is; only the owner of
/// the process may connect. A socket file left by an earlier process is replaced.
[[nodiscard]] Result<FileDescriptor> listen_unix(const std::string& folder, std::string_view name);

struct Accepted {
    FileDescriptor socket;  ///< non-blocking
    Address peer;
};

/// The next waiting client, or nothing. `out_of_descriptors` is set when the process has no
/// descriptor left for it.
[[nodiscard]] std::optional<Accepted> accept_client(const FileDescriptor& listener,
                                                    bool& out_of_descriptors);

}  // namespace fieldcast::net
