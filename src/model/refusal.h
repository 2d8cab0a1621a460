#pragma once
// Why something was refused, or what else the owner of a device should know. "Never silent"
// stands on this list: each reason says what happened and what to do about it.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"
#include "model/ids.h"

namespace fieldcast::model {

/// Stored as numbers once released: add new ones at the end.
enum class Refusal : std::uint8_t {
    // connecting
    wrong_password,
    client_id_differs,
    // publishing to a channel
    unknown_channel,
    publish_not_allowed,
    topic_not_publishable,
    no_usable_value,
    payload_too_large,
    value_too_long,
    invalid_utf8,
    too_fast,
    duplicate_created_at,
    storage_failed,
    // subscribing
    subscribe_not_allowed,
    topic_not_subscribable,
    too_many_subscriptions,
    // while connected
    taken_over,
    permission_withdrawn,
    credentials_changed,
    malformed_packet,
    keep_alive_expired,
    idle_too_long,
    slow_reader,
    // in the general broker, and for sessions that outlive their connections
    general_publish_not_allowed,
    general_subscribe_not_allowed,
    queue_full,
    client_id_in_use,
    too_many_sessions,
    // of connections
    device_shared,
    unknown_user_name,
    user_name_missing,
    tls_to_plain_port,
    http_to_mqtt_port,
    tls_failed,
    connect_missing,
    tls_to_http_port,
    mqtt_to_http_port,
};
inline constexpr std::size_t refusals = 36;

/// The stable name that commands, REST and logs show: `publish_not_allowed`.
[[nodiscard]] std::string_view name_of(Refusal refusal);

/// One sentence for the owner: what happened and the remedy.
[[nodiscard]] std::string_view remedy_of(Refusal refusal);

/// One line of a device's activity. Equal ones in a row are counted, not repeated.
struct DeviceEvent {
    DeviceId device;
    Refusal reason = Refusal::wrong_password;
    std::string address;  ///< of the peer, `192.0.2.7:51234`
    std::string topic;    ///< empty where none was involved
    base::Timestamp first_at;
    base::Timestamp last_at;
    std::uint64_t count = 1;
    friend bool operator==(const DeviceEvent&, const DeviceEvent&) = default;
};

}  // namespace fieldcast::model
