#pragma once
// A program that administers this server through the Unix socket: requests as lines, each answered
// by a line (server/administration.h). Kind of state: *owned* by a shard.

#include "server/connection.h"

namespace fieldcast::server {

class AdminConnection final : public Connection {
  public:
    using Connection::Connection;

    void on_admin_reply(std::string_view line) override;

  protected:
    std::size_t consume(base::BytesView bytes) override;
    void on_lost() override {}
    base::Instant check_deadlines(base::Instant now) override;
};

}  // namespace fieldcast::server
