#pragma once
// Waits for many sockets, to the nanosecond, since an open loop sends by the clock. (net/EventLoop
// counts in milliseconds.)

#include <chrono>

#include "net/file_descriptor.h"

namespace fieldcast::load {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using std::chrono::nanoseconds;

class SocketWatcher {
  public:
    virtual ~SocketWatcher() = default;
    virtual void on_readable() = 0;  ///< also when the peer has gone: reading tells
    virtual void on_writable() = 0;
};

class Poller {
  public:
    Poller();

    /// Watches `socket` for bytes. `watcher` must outlive the socket.
    void add(int socket, SocketWatcher& watcher);
    /// Watches it for room, too, or no longer.
    void wait_for_room(int socket, SocketWatcher& watcher, bool wait);

    /// Calls the watchers of all sockets that have something; waits for one until `timeout`.
    void wait(nanoseconds timeout);

  private:
    net::FileDescriptor epoll_;
};

}  // namespace fieldcast::load
