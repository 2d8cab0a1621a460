#pragma once
// All clients of a run: connects them, a few at a time, and sends what they have to send.

#include <sys/socket.h>

#include <deque>

#include "load/client.h"

namespace fieldcast::load {

class Fleet final : public ClientOwner {
  public:
    /// All three must outlive the fleet.
    Fleet(const Options& options, const std::vector<Account>& accounts, Traffic& traffic);

    /// Returns when every client is ready or one has failed.
    void connect_all();
    /// Waits until something arrives, at most `timeout`, and lets it be handled.
    void wait(nanoseconds timeout) { poller_.wait(timeout); }
    /// Sends what has gathered.
    void flush();
    void disconnect_all();

    [[nodiscard]] std::deque<Client>& clients() { return clients_; }
    /// Why the first client failed; empty if none did.
    [[nodiscard]] const std::string& failure() const { return failure_; }

    void on_ready(Client& client) override;
    void on_unsent(Client& client) override;
    void on_failed(Client& client, std::string reason) override;

  private:
    void resolve();
    void connect_next();

    const Options& options_;
    Poller poller_;
    std::deque<Client> clients_;
    std::size_t started_ = 0;
    std::size_t ready_ = 0;
    std::vector<Client*> unsent_;
    std::vector<bool> is_unsent_;  ///< by client number: whether it is in unsent_
    std::string failure_;
    sockaddr_storage address_{};
    unsigned address_size_ = 0;
};

}  // namespace fieldcast::load
