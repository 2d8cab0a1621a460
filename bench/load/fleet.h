#pragma once
// All connections of a run: makes them, a few at a time, and sends what they have to send.

#include <sys/socket.h>

#include <vector>

#include "load/connection.h"

namespace fieldcast::load {

class Fleet final : public ConnectionOwner {
  public:
    /// `options` must outlive the fleet.
    explicit Fleet(const Options& options);

    [[nodiscard]] Connection::World world() { return {poller_, *this}; }
    /// `connection` has the number size(), and outlives the use of the fleet.
    void add(Connection& connection);
    [[nodiscard]] std::uint32_t size() const {
        return static_cast<std::uint32_t>(connections_.size());
    }

    /// Returns when every connection is ready or one has failed.
    void connect_all();
    /// Waits until something arrives, at most `timeout`, and lets it be handled.
    void wait(nanoseconds timeout) { poller_.wait(timeout); }
    /// Sends what has gathered.
    void flush();
    void disconnect_all();

    [[nodiscard]] unsigned resumed() const { return dialler_.resumed(); }
    /// Why the first connection failed; empty if none did.
    [[nodiscard]] const std::string& failure() const { return failure_; }

    void on_ready(Connection& connection) override;
    void on_unsent(Connection& connection) override;
    void on_failed(Connection& connection, std::string reason) override;

  private:
    void resolve();
    void connect_next(std::size_t count);
    [[nodiscard]] Dialled dial(std::size_t connection);

    const Options& options_;
    Poller poller_;
    Dialler dialler_;
    std::vector<Connection*> connections_;
    std::size_t started_ = 0;
    std::size_t ready_ = 0;
    std::vector<Connection*> unsent_;
    std::vector<bool> is_unsent_;  ///< by number: whether it is in unsent_
    std::string failure_;
    sockaddr_storage address_{};
    unsigned address_size_ = 0;
};

}  // namespace fieldcast::load
