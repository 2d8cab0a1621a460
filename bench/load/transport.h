#pragma once
// What carries a client's bytes: TCP, TLS over it, WebSocket over either. Dialling blocks; the
// streams that it gives do not.

#include <memory>
#include <string>

#include "load/options.h"
#include "load/tls_client.h"
#include "net/stream.h"

struct sockaddr;

namespace fieldcast::load {

/// Where to, and from which address if that matters.
struct Route {
    const sockaddr* to = nullptr;
    unsigned to_size = 0;
    const sockaddr* from = nullptr;
    unsigned from_size = 0;
};

using Dialled = base::Result<std::unique_ptr<net::Stream>, std::string>;

class Dialler {
  public:
    /// `options` must outlive it.
    explicit Dialler(const Options& options) : options_(options) {}

    /// A connection with everything below MQTT or HTTP agreed upon. Error: what went wrong. Several
    /// threads may dial at once.
    [[nodiscard]] Dialled dial(const Route& route);

    /// How many connections went on with a TLS session of an earlier one.
    [[nodiscard]] unsigned resumed() const { return tls_.resumed(); }

  private:
    const Options& options_;
    TlsClient tls_{options_.resume, options_.tls_1_2};
};

}  // namespace fieldcast::load
