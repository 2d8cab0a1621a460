#pragma once
// One client's connection, whatever it speaks: writes gather until flush(), and what arrives is
// given on message by message.

#include <memory>
#include <string>

#include "load/poller.h"
#include "load/transport.h"

namespace fieldcast::load {

class Connection;

/// Whoever keeps the connections.
class ConnectionOwner {
  public:
    virtual ~ConnectionOwner() = default;
    /// The client can do now what it is for.
    virtual void on_ready(Connection& connection) = 0;
    /// Something waits for flush().
    virtual void on_unsent(Connection& connection) = 0;
    /// Refused, closed or broken; told once, the connection is of no more use.
    virtual void on_failed(Connection& connection, std::string reason) = 0;
};

class Connection : public SocketWatcher {
  public:
    /// What it knows the world by; both must outlive it.
    struct World {
        Poller& poller;
        ConnectionOwner& owner;
    };

    Connection(World world, std::uint32_t number) : world_(world), number_(number) {}

    /// Begins with what dialling has given.
    void begin(Dialled dialled);
    void flush();
    virtual void disconnect() { close(); }

    [[nodiscard]] std::uint32_t number() const { return number_; }
    [[nodiscard]] virtual std::string name() const = 0;

    void on_readable() final;
    void on_writable() final { flush(); }

  protected:
    virtual void on_connected() = 0;
    /// Takes whole messages off the front of `bytes`; returns how many bytes that were.
    virtual std::size_t take(base::BytesView bytes) = 0;

    void ready() { world_.owner.on_ready(*this); }
    /// To append to.
    base::Bytes& unsent();
    void fail(std::string reason);
    void close() { stream_.reset(); }
    [[nodiscard]] bool is_open() const { return stream_ != nullptr; }

  private:
    void take_received(base::BytesView received);
    void wait_for_room(bool wait);

    World world_;
    std::uint32_t number_;
    bool waits_for_room_ = false;
    std::unique_ptr<net::Stream> stream_;
    base::Bytes unread_;  ///< the beginning of a message whose end has not come
    base::Bytes unsent_;
};

}  // namespace fieldcast::load
