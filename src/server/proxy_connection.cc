#include "server/proxy_connection.h"

#include "base/log.h"
#include "server/shard.h"

namespace fieldcast::server {

std::size_t ProxyConnection::consume(base::BytesView bytes) {
    const auto& header = static_cast<const net::ProxyHeaderStream&>(stream()).parser();
    if (header.state() != net::ProxyHeaderParser::State::whole) return bytes.size();
    const net::Address client = header.client().value_or(peer());
    const std::unique_ptr<net::Stream> read = release_stream();
    shard().welcome(endpoint_, {static_cast<net::ProxyHeaderStream&>(*read).take_socket(), client});
    return bytes.size();
}

void ProxyConnection::on_lost() {
    log_missing();
}

void ProxyConnection::log_missing() const {
    base::log(base::LogLevel::warning,
              "connection from {} closed: {} expects a header of the PROXY protocol, and none or a "
              "malformed one came. Have the proxy send it, or leave ?proxy-protocol out.",
              peer().to_string(), endpoint_.url());
}

base::Instant ProxyConnection::check_deadlines(base::Instant now) {
    const base::Instant due = started_at() + shard().settings().connect_timeout;
    if (due <= now) {
        log_missing();
        leave();
    }
    return due;
}

}  // namespace fieldcast::server
