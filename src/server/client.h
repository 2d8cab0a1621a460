#pragma once
// The clients whose Client Identifier is at home on this shard. Kind of state: *owned* by a shard.

#include <memory>
#include <string_view>

#include "base/string_map.h"
#include "broker/session.h"

namespace fieldcast::server {

class MqttConnection;

struct Client {
    Client(std::string client_id, const broker::SessionLimits& limits)
        : session(std::move(client_id), limits) {}

    broker::Session session;
    MqttConnection* connection = nullptr;  ///< null while the client is away
};

/// By Client Identifier.
using Clients = base::StringMap<std::unique_ptr<Client>>;

}  // namespace fieldcast::server
