#pragma once
// Waits for sockets, over epoll, level-triggered. Kind of state: *owned* by one thread.

#include <sys/epoll.h>

#include <cstdint>
#include <vector>

#include "base/time.h"
#include "net/file_descriptor.h"

namespace fieldcast::net {

/// What a descriptor is watched for, besides errors and hang-up, which are always told.
enum class Interest : std::uint8_t { nothing, readable, writable, both };

/// Somebody who watches a descriptor.
class EventHandler {
  public:
    virtual ~EventHandler() = default;
    /// There are bytes to read, or the peer has closed or reset: reading tells.
    virtual void on_readable() = 0;
    virtual void on_writable() = 0;
    /// The peer is gone and nothing is read, or nothing that is read could tell.
    virtual void on_hangup() = 0;
};

class EventLoop {
  public:
    EventLoop();

    /// `handler` must outlive its place in the loop and the turn in which it is removed.
    void add(int descriptor, EventHandler& handler, Interest interest);
    void change(int descriptor, EventHandler& handler, Interest interest);
    void remove(int descriptor);

    /// Waits until something happens, at most `timeout` (negative: without end).
    void wait(base::Milliseconds timeout);

    /// Calls the handlers of everything that wait() has seen.
    void dispatch();

  private:
    FileDescriptor epoll_;
    std::vector<epoll_event> events_;
    std::size_t happened_ = 0;  ///< events_ that the last wait() has filled in
};

}  // namespace fieldcast::net
