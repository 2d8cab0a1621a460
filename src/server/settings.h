#pragma once
// Everything about a server that its owner may set. Plain data, read by all threads, changed by
// none. app/options.cc is the table that fills it and documents each one.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"
#include "server/endpoint.h"

namespace fieldcast::server {

struct Settings {
    std::string bind_address = "::";  ///< "::" serves IPv4 too
    std::uint16_t mqtt_port = 1883;   ///< 0: no listener; so with the others
    std::uint16_t mqtts_port = 8883;
    WebPort http_port{80, 8080};
    WebPort https_port{443, 8443};
    std::vector<Endpoint> listen;  ///< besides the ports
    unsigned shards = 0;           ///< 0: one per core

    // Who may come, besides devices.
    std::vector<std::string>
        general_topics;      ///< filters; topics that match are relayed as in any broker
    bool anonymous = false;  ///< clients without user name, for general topics only

    base::Milliseconds sys_interval{10'000};  ///< between reports on `$SYS/broker/…`; 0: none

    // MQTT 5.0's offers and limits.
    std::uint16_t keep_alive_max = 0;               ///< seconds; 0: whatever the client asks for
    std::uint32_t session_expiry_max = 0xFFFFFFFF;  ///< seconds; the default: never
    std::uint16_t receive_maximum = 1'024;          ///< unacknowledged publishes of one client
    std::uint16_t topic_alias_max = 16;             ///< that a client may set on one connection

    // Time.
    base::Milliseconds connect_timeout{5'000};   ///< from accept to the end of CONNECT
    base::Milliseconds idle_timeout{3'600'000};  ///< for clients without keep alive
    base::Milliseconds slow_reader_timeout{30'000};

    base::Milliseconds http_request_timeout{60'000};  ///< from a request's first byte to its last
    base::Milliseconds http_idle_timeout{60'000};     ///< between two requests

    // Sizes.
    std::size_t packet_bytes_max = 256 * 1024;
    std::size_t unauthenticated_bytes_max = 8 * 1024;
    std::size_t channel_payload_bytes_max = 3'000;
    std::size_t value_bytes_max = 255;
    std::size_t topic_bytes_max = 4'096;
    std::size_t topic_levels_max = 64;
    std::size_t filters_per_subscribe_max = 64;
    std::size_t subscriptions_per_client_max = 1'000;
    std::size_t in_flight_max = 256;             ///< unacknowledged messages to one client
    std::size_t queued_messages_max = 1'000;     ///< waiting for one client that is away
    std::size_t queued_bytes_max = 1024 * 1024;  ///< of topics and payloads, for one client
    std::size_t output_bytes_max = 512 * 1024;   ///< unsent bytes of one connection
    std::size_t pending_stores_max = 1'024;      ///< publishes of one connection not yet stored
    std::size_t http_body_bytes_max = 16 * 1024 * 1024;
    std::size_t bulk_entries_max = 100'000;  ///< of one request
    std::size_t retained_messages_max = 1'000'000;
    std::size_t sessions_max = 1'000'000;  ///< that outlive their connections
    std::size_t connections_max = 1'000'000;
};

}  // namespace fieldcast::server
