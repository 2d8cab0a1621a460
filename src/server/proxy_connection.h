#pragma once
// A connection whose PROXY header has not come whole; then it becomes the one that its client
// wants. Kind of state: *owned* by a shard.

#include "net/proxy_header.h"
#include "server/connection.h"
#include "server/endpoint.h"

namespace fieldcast::server {

class ProxyConnection final : public Connection {
  public:
    /// `stream` is a net::ProxyHeaderStream; `endpoint` is where it came in, and outlives it.
    ProxyConnection(Shard& shard, ConnectionId id, std::unique_ptr<net::Stream> stream,
                    const net::Address& peer, const Endpoint& endpoint)
        : Connection(shard, id, std::move(stream), peer), endpoint_(endpoint) {}

  protected:
    std::size_t consume(base::BytesView bytes) override;
    void on_lost() override;
    base::Instant check_deadlines(base::Instant now) override;

  private:
    void log_missing() const;

    const Endpoint& endpoint_;
};

}  // namespace fieldcast::server
