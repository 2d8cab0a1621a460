#include "load/transport.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <cstring>

#include "load/websocket_client.h"

namespace fieldcast::load {
namespace {

constexpr timeval handshake_time_max{.tv_sec = 10};

template <class Value>
void set_option(int socket, int level, int option, const Value& value) {
    const int failed = ::setsockopt(socket, level, option, &value, sizeof value);
    ASSERT(failed == 0);
}

base::Result<net::FileDescriptor, std::string> connect_tcp(const Route& route) {
    const auto error = [](const char* what) {
        return std::unexpected(fmt::format("{}: {}", what, std::strerror(errno)));
    };
    net::FileDescriptor socket(
        ::socket(route.to->sa_family, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP));
    if (!socket.is_open()) return error("socket");
    set_option(socket.number(), IPPROTO_TCP, TCP_NODELAY, 1);
    set_option(socket.number(), SOL_SOCKET, SO_RCVTIMEO, handshake_time_max);
    if (route.from) {
        // The port is chosen at connect, so that each address has all ports for this peer.
        set_option(socket.number(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
        if (::bind(socket.number(), route.from, route.from_size) != 0) return error("bind");
    }
    if (::connect(socket.number(), route.to, route.to_size) != 0) return error("connect");
    return socket;
}

bool is_over_tls(Transport transport) {
    return transport == Transport::tls || transport == Transport::wss;
}

bool is_websocket(Transport transport) {
    return transport == Transport::ws || transport == Transport::wss;
}

}  // namespace

Dialled Dialler::dial(const Route& route) {
    net::FileDescriptor socket = TRY(connect_tcp(route));
    const int number = socket.number();
    std::unique_ptr<net::Stream> stream = is_over_tls(options_.transport)
                                              ? TRY(tls_.connect(std::move(socket)))
                                              : net::make_tcp_stream(std::move(socket));
    if (is_websocket(options_.transport))
        stream = TRY(open_websocket(std::move(stream), options_.host));
    ::fcntl(number, F_SETFL, O_NONBLOCK);
    return stream;
}

}  // namespace fieldcast::load
