#pragma once
// One HTTP/1.1 client that keeps its connection and sends one request over and over.

#include <optional>

#include "load/connection.h"

namespace fieldcast::load {

class HttpClient;

/// Whoever wants to know what was answered.
class Answered {
  public:
    virtual ~Answered() = default;
    virtual void on_answer(HttpClient& client, int status, std::size_t body_bytes) = 0;
};

class HttpClient final : public Connection {
  public:
    /// `request` is sent as it is; it and `answered` must outlive the client.
    HttpClient(World world, std::uint32_t number, base::BytesView request, Answered& answered)
        : Connection(world, number), request_(request), answered_(answered) {}

    /// Not before the last one is answered.
    void request() { unsent() += request_; }

    [[nodiscard]] std::string name() const override;

  private:
    void on_connected() override { ready(); }
    std::size_t take(base::BytesView bytes) override;
    std::size_t take_head(base::BytesView bytes);

    base::BytesView request_;
    Answered& answered_;
    int status_ = 0;
    std::size_t body_bytes_ = 0;
    std::optional<std::size_t> body_left_;  ///< nothing: the head has not come yet
};

}  // namespace fieldcast::load
