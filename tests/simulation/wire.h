#pragma once
// A client's end of a connection. Bytes go through it as few at a time as somebody wishes, so that
// it can be cut at any of them.

#include <string>

#include "base/bytes.h"
#include "net/file_descriptor.h"

namespace fieldcast::simulation {

class Wire {
  public:
    void attach(net::FileDescriptor socket) { socket_ = std::move(socket); }
    [[nodiscard]] bool is_open() const { return socket_.is_open(); }

    base::Bytes outbox;  ///< to be written
    base::Bytes inbox;   ///< read, and not yet taken

    /// Writes the front of the outbox; returns how many bytes have gone.
    std::size_t write(std::size_t at_most);

    /// Reads to the end of the inbox; returns how many bytes. `is_closed` is set when the server
    /// has closed and everything was read.
    std::size_t read(std::size_t at_most, bool& is_closed);

    /// Drops the connection with all that is in it; its socket is for whoever wants to keep it
    /// open unread.
    net::FileDescriptor cut();

  private:
    net::FileDescriptor socket_;
};

/// The two ends of a connection with so little room that either side has to wait.
struct SocketPair {
    net::FileDescriptor ours;
    net::FileDescriptor servers;
};
[[nodiscard]] SocketPair make_socket_pair();

}  // namespace fieldcast::simulation
