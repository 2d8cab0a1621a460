#pragma once
// The packets that a server meets, decoded. All text, payload and properties view the bytes they
// came from. Members that only MQTT 5.0 has keep their defaults for older versions.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "mqtt/protocol.h"

namespace fieldcast::mqtt {

struct Will {
    BytesView topic;
    BytesView payload;
    Qos qos = Qos::at_most_once;
    bool retain = false;
    std::uint32_t delay_s = 0;
    std::optional<std::uint32_t> message_expiry_s;
    /// The whole property section as it was sent, without its length. The two members above are
    /// read from it; the encoder writes this alone.
    BytesView properties;
    friend bool operator==(const Will&, const Will&) = default;
};

/// MQTT 5.0, 3.1; MQTT 3.1.1, 3.1.
struct Connect {
    ProtocolVersion version = ProtocolVersion::v3_1_1;
    bool clean_start = true;  ///< older versions: Clean Session
    std::uint16_t keep_alive_s = 0;
    BytesView client_id;
    std::optional<Will> will;
    std::optional<BytesView> user_name;
    std::optional<BytesView> password;
    /// Older versions: 0 with Clean Session, else never_expires.
    std::uint32_t session_expiry_s = 0;
    std::uint16_t receive_maximum = 65'535;
    std::optional<std::uint32_t> maximum_packet_size;
    std::uint16_t topic_alias_maximum = 0;
    bool request_response_information = false;
    bool request_problem_information = true;
    std::optional<BytesView> authentication_method;
    std::optional<BytesView> authentication_data;
    friend bool operator==(const Connect&, const Connect&) = default;
};

/// What the server answers to CONNECT. Members that are absent are not sent.
struct Connack {
    bool session_present = false;
    ReasonCode reason = ReasonCode::success;
    std::optional<std::uint32_t> session_expiry_s;
    std::optional<std::uint16_t> receive_maximum;
    std::optional<std::uint32_t> maximum_packet_size;
    std::optional<std::uint16_t> topic_alias_maximum;
    std::optional<std::uint16_t> server_keep_alive_s;
    std::string_view assigned_client_id;
    std::string_view response_information;
    std::string_view reason_string;
};

/// MQTT 5.0, 3.3. `packet_id` is 0 at QoS 0.
struct Publish {
    bool dup = false;
    Qos qos = Qos::at_most_once;
    bool retain = false;
    std::uint16_t packet_id = 0;
    std::uint16_t topic_alias = 0;  ///< 0: none. The topic is then not empty
    std::optional<std::uint32_t> message_expiry_s;
    BytesView topic;  ///< empty: the one that the alias stands for
    /// The whole property section as it was sent, without its length. The alias and the expiry
    /// are read from it; the encoder writes this alone.
    BytesView properties;
    BytesView payload;
    friend bool operator==(const Publish&, const Publish&) = default;
};

/// PUBACK, PUBREC, PUBREL or PUBCOMP.
struct Acknowledgement {
    std::uint16_t packet_id = 0;
    ReasonCode reason = ReasonCode::success;
    std::string_view reason_string = {};  ///< to encode; decoders check it and drop it
    friend bool operator==(const Acknowledgement&, const Acknowledgement&) = default;
};

/// MQTT 5.0, 3.8.3.1.
enum class RetainHandling : std::uint8_t { send = 0, send_if_new = 1, do_not_send = 2 };

struct RequestedSubscription {
    BytesView filter;
    Qos qos = Qos::at_most_once;
    bool no_local = false;
    bool retain_as_published = false;
    RetainHandling retain_handling = RetainHandling::send;
    friend bool operator==(const RequestedSubscription&, const RequestedSubscription&) = default;
};

/// MQTT 5.0, 3.8.
struct Subscribe {
    std::uint16_t packet_id = 0;
    std::uint32_t subscription_identifier = 0;  ///< 0: none
    std::vector<RequestedSubscription> subscriptions;
    friend bool operator==(const Subscribe&, const Subscribe&) = default;
};

/// MQTT 5.0, 3.10.
struct Unsubscribe {
    std::uint16_t packet_id = 0;
    std::vector<BytesView> filters;
    friend bool operator==(const Unsubscribe&, const Unsubscribe&) = default;
};

/// SUBACK or UNSUBACK.
struct SubscriptionAnswer {
    std::uint16_t packet_id = 0;
    std::vector<ReasonCode> reasons;  ///< one per filter, in the order of the request
    std::string_view reason_string = {};
};

/// MQTT 5.0, 3.14. Older versions: neither reason nor properties.
struct Disconnect {
    ReasonCode reason = ReasonCode::success;
    std::optional<std::uint32_t> session_expiry_s;
    std::string_view reason_string = {};  ///< to encode; decoders check it and drop it
    friend bool operator==(const Disconnect&, const Disconnect&) = default;
};

}  // namespace fieldcast::mqtt
