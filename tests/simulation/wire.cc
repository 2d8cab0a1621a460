#include "simulation/wire.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/result.h"

namespace fieldcast::simulation {

std::size_t Wire::write(std::size_t at_most) {
    const std::size_t size = std::min(at_most, outbox.size());
    const auto sent = ::send(socket_.number(), outbox.data(), size, MSG_NOSIGNAL);
    if (sent <= 0) return 0;  // reading tells why
    outbox.erase(0, static_cast<std::size_t>(sent));
    return static_cast<std::size_t>(sent);
}

std::size_t Wire::read(std::size_t at_most, bool& is_closed) {
    std::array<char, 4'096> bytes;
    const auto count = ::recv(socket_.number(), bytes.data(), std::min(at_most, bytes.size()), 0);
    is_closed = count == 0 || (count < 0 && errno != EAGAIN);
    if (count <= 0) return 0;
    inbox.append(bytes.data(), static_cast<std::size_t>(count));
    return static_cast<std::size_t>(count);
}

net::FileDescriptor Wire::cut() {
    outbox.clear();
    inbox.clear();
    return std::move(socket_);
}

SocketPair make_socket_pair() {
    int ends[2];
    ASSERT(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0);
    for (const int end : ends) {
        const int smallest = 1;  // the system makes it a few kilobytes
        ::setsockopt(end, SOL_SOCKET, SO_SNDBUF, &smallest, sizeof smallest);
    }
    return {net::FileDescriptor{ends[0]}, net::FileDescriptor{ends[1]}};
}

}  // namespace fieldcast::simulation
