#include "net/listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

namespace fieldcast::net {
namespace {

constexpr int backlog = 4096;

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = 0;
    [[nodiscard]] const sockaddr* get() const {
        return reinterpret_cast<const sockaddr*>(&storage);
    }
};

Result<SocketAddress> parse_address(const std::string& text, std::uint16_t port) {
    SocketAddress result;
    sockaddr_in6 ipv6{};
    sockaddr_in ipv4{};
    if (::inet_pton(AF_INET6, text.c_str(), &ipv6.sin6_addr) == 1) {
        ipv6.sin6_family = AF_INET6;
        ipv6.sin6_port = htons(port);
        std::memcpy(&result.storage, &ipv6, sizeof ipv6);
        result.size = sizeof ipv6;
    } else if (::inet_pton(AF_INET, text.c_str(), &ipv4.sin_addr) == 1) {
        ipv4.sin_family = AF_INET;
        ipv4.sin_port = htons(port);
        std::memcpy(&result.storage, &ipv4, sizeof ipv4);
        result.size = sizeof ipv4;
    } else {
        return std::unexpected(fmt::format(
            "'{}' is no address to listen on: give an IPv4 or IPv6 address, for example 127.0.0.1 "
            "for this machine only or :: for everybody",
            text));
    }
    return result;
}

std::string bind_error(const std::string& address, std::uint16_t port, int error) {
    const char* remedy = "";
    if (error == EADDRINUSE)
        remedy = ": another program listens there; stop it or choose another port";
    if (error == EACCES)
        remedy = ": ports below 1024 need root or CAP_NET_BIND_SERVICE; choose a higher one";
    if (error == EADDRNOTAVAIL) remedy = ": no interface of this machine has that address";
    return fmt::format("cannot listen on {} port {} ({}){}", address, port, std::strerror(error),
                       remedy);
}

void set_option(const FileDescriptor& socket, int level, int option, int value) {
    // An option that the system lacks makes things slower, not wrong.
    [[maybe_unused]] const int ignored =
        ::setsockopt(socket.number(), level, option, &value, sizeof value);
}

Result<FileDescriptor> open_and_bind(const std::string& text, std::uint16_t port, bool share) {
    const SocketAddress address = TRY(parse_address(text, port));
    const int family = address.storage.ss_family;
    FileDescriptor socket{::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (!socket.is_open()) {
        if (text == "::" && errno == EAFNOSUPPORT) return open_and_bind("0.0.0.0", port, share);
        return std::unexpected(bind_error(text, port, errno));
    }
    set_option(socket, SOL_SOCKET, SO_REUSEADDR, 1);
    if (share) set_option(socket, SOL_SOCKET, SO_REUSEPORT, 1);
    if (family == AF_INET6) set_option(socket, IPPROTO_IPV6, IPV6_V6ONLY, 0);
    set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
    if (::bind(socket.number(), address.get(), address.size) != 0) {
        if (text == "::" && errno == EADDRNOTAVAIL) return open_and_bind("0.0.0.0", port, share);
        return std::unexpected(bind_error(text, port, errno));
    }
    return socket;
}

}  // namespace

Result<FileDescriptor> listen_tcp(const std::string& address, std::uint16_t port) {
    FileDescriptor socket = TRY(open_and_bind(address, port, true));
    if (::listen(socket.number(), backlog) != 0)
        return std::unexpected(bind_error(address, port, errno));
    return socket;
}

Result<void> ensure_port_is_free(const std::string& address, std::uint16_t port) {
    const FileDescriptor probe = TRY(open_and_bind(address, port, false));
    return {};
}

Result<FileDescriptor> listen_unix(const std::string& folder, std::string_view name) {
    const auto failed = [&](const char* what) {
        return std::unexpected(
            fmt::format("cannot {} {}/{} ({})", what, folder, name, std::strerror(errno)));
    };
    // A socket's path may have 107 bytes; through the folder's descriptor it always fits.
    const FileDescriptor directory{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!directory.is_open()) return failed("open the folder of");
    const std::string path = fmt::format("/proc/self/fd/{}/{}", directory.number(), name);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return failed("name");
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    ::unlink(path.c_str());
    FileDescriptor socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (!socket.is_open()) return failed("open");
    const auto* generic = reinterpret_cast<const sockaddr*>(&address);
    if (::bind(socket.number(), generic, sizeof address) != 0) return failed("bind");
    if (::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0) return failed("protect");
    if (::listen(socket.number(), backlog) != 0) return failed("listen on");
    return socket;
}

std::optional<Accepted> accept_client(const FileDescriptor& listener, bool& out_of_descriptors) {
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    FileDescriptor socket{::accept4(listener.number(), reinterpret_cast<sockaddr*>(&peer), &size,
                                    SOCK_NONBLOCK | SOCK_CLOEXEC)};
    out_of_descriptors = !socket.is_open() && (errno == EMFILE || errno == ENFILE);
    if (!socket.is_open()) return std::nullopt;
    return Accepted{std::move(socket), Address::from(peer)};
}

}  // namespace fieldcast::net
