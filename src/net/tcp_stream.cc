#include <sys/socket.h>

#include <cerrno>

#include "net/stream.h"

namespace fieldcast::net {
namespace {

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

    WriteResult write(base::BytesView bytes) override {
        const auto count = ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count >= 0) return {static_cast<std::size_t>(count), StreamState::open};
        if (would_block()) return {};
        return {0, StreamState::closed};
    }

    void finish_writing() override { ::shutdown(socket_.number(), SHUT_WR); }

  private:
    FileDescriptor socket_;
};

}  // namespace

std::unique_ptr<Stream> make_tcp_stream(FileDescriptor socket) {
    return std::make_unique<TcpStream>(std::move(socket));
}

}  // namespace fieldcast::net
