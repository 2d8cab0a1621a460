#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "net/stream.h"

namespace fieldcast::net {
namespace {

/// In one call to the system; the rest is offered again.
constexpr std::size_t pieces_max = 4;

bool would_block() {
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

class TcpStream final : public Stream {
  public:
    explicit TcpStream(FileDescriptor socket) : socket_(std::move(socket)) {}

    int descriptor() const override { return socket_.number(); }

    ReadResult read(std::span<char> into) override {
        const auto count = ::recv(socket_.number(), into.data(), into.size(), 0);
        if (count > 0) return {static_cast<std::size_t>(count), StreamState::open};
        if (count < 0 && would_block()) return {};
        return {0, StreamState::closed};
    }

    WriteResult write(std::span<const base::BytesView> pieces) override {
        const auto count = pieces.size() == 1 ? send(pieces.front()) : send_all(pieces);
        if (count >= 0) return {static_cast<std::size_t>(count), StreamState::open};
        if (would_block()) return {};
        return {0, StreamState::closed};
    }

    void finish_writing() override { ::shutdown(socket_.number(), SHUT_WR); }

  private:
    /// Nearly always; the system takes a twentieth less for it than for a list of one.
    [[nodiscard]] ssize_t send(base::BytesView bytes) const {
        return ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }

    [[nodiscard]] ssize_t send_all(std::span<const base::BytesView> pieces) const {
        std::array<iovec, pieces_max> vectors{};
        const std::size_t count_of_pieces = std::min(pieces.size(), pieces_max);
        for (std::size_t i = 0; i < count_of_pieces; ++i)
            vectors[i] = {const_cast<char*>(pieces[i].data()), pieces[i].size()};
        const msghdr message{.msg_iov = vectors.data(), .msg_iovlen = count_of_pieces};
        return ::sendmsg(socket_.number(), &message, MSG_NOSIGNAL);
    }

    FileDescriptor socket_;
};

}  // namespace

std::string_view name_of(Transport transport) {
    constexpr std::array<std::string_view, 4> names = {"tcp", "tls", "ws", "wss"};
    return names[static_cast<std::size_t>(transport)];
}

std::unique_ptr<Stream> make_tcp_stream(FileDescriptor socket) {
    return std::make_unique<TcpStream>(std::move(socket));
}

}  // namespace fieldcast::net
