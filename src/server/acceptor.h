#pragma once
// Takes clients from a listener. When the process has no descriptor left it rests a moment instead
// of being told again and again. Kind of state: *owned* by a shard.

#include <functional>

#include "base/timer_wheel.h"
#include "net/event_loop.h"
#include "net/listener.h"

namespace fieldcast::server {

class Shard;

class Acceptor final : public net::EventHandler, private base::Timer {
  public:
    using OnAccepted = std::function<void(net::Accepted)>;

    Acceptor(Shard& shard, net::FileDescriptor listener, OnAccepted on_accepted);
    ~Acceptor() override;

    /// Takes the clients that the last turn has found waiting.
    void take_waiting();

    void on_readable() override { has_waiting_ = true; }
    void on_writable() override {}
    void on_hangup() override {}

  private:
    void on_timer(base::Instant now) override;

    Shard& shard_;
    net::FileDescriptor listener_;
    OnAccepted on_accepted_;
    bool has_waiting_ = false;
};

}  // namespace fieldcast::server
