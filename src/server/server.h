#pragma once
// The server as a whole: its shards and the store writer, started and stopped together.

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "channels/time_zones.h"
#include "devices/access_list.h"
#include "devices/directory.h"
#include "net/tls_context.h"
#include "server/administration.h"
#include "server/endpoint.h"
#include "server/settings.h"

namespace fieldcast::server {

/// What a server stands on; app brings it.
struct Parts {
    std::unique_ptr<storage::Store> store;
    devices::Directory directory;  ///< the store's
    devices::ServerSecret secret;
    base::RandomSource random;
    const base::Clock& clock;
    channels::TimeZones time_zones = {};  ///< called by all shards; without it all zones are UTC
    AdminHandler administration;
    std::string data_folder;
    std::string_view version = {};                           ///< of the program
    std::string host_name = {};                              ///< of this machine, for URLs
    std::shared_ptr<const devices::AccessList> access = {};  ///< null: no access file
    std::shared_ptr<const net::TlsContext> tls = {};         ///< needed where an endpoint wants it
};

class Server {
  public:
    /// Binds all listeners and starts the threads. The error is a sentence
    /// for people: which port or file, why, and what to do.
    [[nodiscard]] static base::Result<std::unique_ptr<Server>, std::string> start(Settings settings,
                                                                                  Parts parts);
    /// stop() and wait.
    ~Server();

    /// Goes by another access file from now on, a moment later on each shard.
    void set_access(const std::shared_ptr<const devices::AccessList>& access);

    /// Goes by other certificates from now on; connections that are there keep theirs.
    void set_tls(const std::shared_ptr<const net::TlsContext>& tls);

    /// Where it listens.
    [[nodiscard]] const std::vector<Endpoint>& endpoints() const;

    /// Ends all shards: no new connections, everything received is stored and answered, then
    /// connections are closed. Returns when the threads have ended.
    void stop();

  private:
    class Threads;
    explicit Server(std::unique_ptr<Threads> threads);
    std::unique_ptr<Threads> threads_;
};

}  // namespace fieldcast::server
