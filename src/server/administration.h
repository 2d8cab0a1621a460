#pragma once
// Administration on a running server. Requests arrive as lines of JSON on the Unix socket
// `fieldcast.sock` in the data folder, one line in, one line out, and run on the store writer's
// thread, which owns all that they change. What they mean is app's (app/admin_commands.h).

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/time.h"
#include "devices/directory.h"
#include "server/activity_ledger.h"
#include "server/server_status.h"
#include "storage/store.h"

namespace fieldcast::server {

/// What one request may use. `changes` and `cleared`, which were committed, go to all shards when
/// it returns.
struct AdminContext {
    storage::Store& store;
    const devices::Directory& directory;
    const devices::ServerSecret& secret;
    const base::RandomSource& random;
    base::Timestamp now;
    const ActivityLedger* activity = nullptr;  ///< null where no server runs
    const ServerStatus* status = nullptr;      ///< likewise
    std::vector<devices::DirectoryChange> changes;
    std::vector<model::ChannelId> cleared = {};

    /// Removes all entries of a channel and what is retained of them, as part of the open group.
    [[nodiscard]] storage::Result<void> clear(model::ChannelId channel);
};

/// Carries out one request and returns the answer, without line end. Called with no group open;
/// commits what it changes itself and leaves `changes` and `cleared` empty if that fails.
using AdminHandler = std::function<std::string(AdminContext&, std::string_view request)>;

inline constexpr std::string_view admin_socket_name = "fieldcast.sock";
inline constexpr std::size_t admin_request_bytes_max = 1024 * 1024;

}  // namespace fieldcast::server
