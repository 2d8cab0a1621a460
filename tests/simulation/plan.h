#pragma once
// What kind of world a seed makes: the server's settings and its clients.

#include <string>
#include <vector>

#include "mqtt/packets.h"
#include "server/settings.h"
#include "simulation/dice.h"

namespace fieldcast::simulation {

struct ClientPlan {
    std::string client_id;
    mqtt::ProtocolVersion version = mqtt::ProtocolVersion::v5;
    bool is_persistent = true;
    std::uint32_t expiry_s = mqtt::never_expires;  ///< where the client speaks 5.0
    std::uint16_t keep_alive_s = 0;
    std::uint16_t receive_maximum = 65'535;
    std::uint16_t topic_alias_maximum = 0;
    std::vector<std::string> topics;          ///< that it publishes to
    std::size_t messages = 0;                 ///< how many
    std::vector<std::string> filters;         ///< that it subscribes to
    base::Qos qos = base::Qos::exactly_once;  ///< of its subscriptions
    bool is_steady = true;                    ///< never ends its session or a subscription
};

/// In a few words, for people.
[[nodiscard]] std::string describe(const ClientPlan& plan);

struct Plan {
    server::Settings settings;
    std::vector<ClientPlan> clients;
    bool has_tight_queues = false;  ///< messages for clients that are away may be lost
    std::size_t steps = 0;
};

[[nodiscard]] Plan make_plan(Dice& dice);

/// Every client of every plan is one of so many devices, called `client_id_of(number)`.
inline constexpr std::size_t devices_max = 12;
inline constexpr std::uint64_t channels_max = 2;
[[nodiscard]] std::string client_id_of(std::size_t number);

/// Of all devices.
inline constexpr std::string_view password = "simulation";

}  // namespace fieldcast::simulation
