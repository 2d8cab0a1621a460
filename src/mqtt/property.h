#pragma once
// The properties of MQTT 5.0, one by one (2.2.2.2). Private to the codec; no state.

#include <optional>

#include "mqtt/field_reader.h"

namespace fieldcast::mqtt {

/// Table 2-4.
enum class PropertyId : std::uint8_t {
    payload_format_indicator = 0x01,
    message_expiry_interval = 0x02,
    content_type = 0x03,
    response_topic = 0x08,
    correlation_data = 0x09,
    subscription_identifier = 0x0B,
    session_expiry_interval = 0x11,
    assigned_client_identifier = 0x12,
    server_keep_alive = 0x13,
    authentication_method = 0x15,
    authentication_data = 0x16,
    request_problem_information = 0x17,
    will_delay_interval = 0x18,
    request_response_information = 0x19,
    response_information = 0x1A,
    server_reference = 0x1C,
    reason_string = 0x1F,
    receive_maximum = 0x21,
    topic_alias_maximum = 0x22,
    topic_alias = 0x23,
    maximum_qos = 0x24,
    retain_available = 0x25,
    user_property = 0x26,
    maximum_packet_size = 0x27,
    wildcard_subscription_available = 0x28,
    subscription_identifier_available = 0x29,
    shared_subscription_available = 0x2A,
};

struct Property {
    PropertyId id{};
    std::uint32_t number = 0;  ///< of those that are numbers
    BytesView text;            ///< of the others, but for user properties
    BytesView encoded;         ///< all of it, as it was sent
};

/// Takes one property off `fields`, which fails if it is unknown or broken.
[[nodiscard]] Property take_property(FieldReader& fields);

/// Some of the properties, such as those that one packet may carry.
class PropertySet {
  public:
    constexpr PropertySet() = default;
    constexpr PropertySet(std::initializer_list<PropertyId> ids) {
        for (const PropertyId id : ids) insert(id);
    }
    constexpr void insert(PropertyId id) { bits_ |= bit(id); }
    [[nodiscard]] constexpr bool contains(PropertyId id) const { return (bits_ & bit(id)) != 0; }

  private:
    static constexpr std::uint64_t bit(PropertyId id) {
        return std::uint64_t{1} << (static_cast<unsigned>(id) & 63);
    }
    std::uint64_t bits_ = 0;
};

/// Reads the property section of a packet. The packet's reader fails at the first property that is
/// unknown, broken, not one of `allowed`, there twice or of a value that the standard rules out.
class PropertyReader {
  public:
    /// Takes the section off `packet`, which must outlive the reader.
    PropertyReader(FieldReader& packet, PropertySet allowed)
        : packet_(packet), all_(packet.take_property_section()), rest_(all_), allowed_(allowed) {}

    /// Nothing: that was the last, or the packet has failed.
    [[nodiscard]] std::optional<Property> next();

    /// The section, without its length.
    [[nodiscard]] BytesView all() const { return all_; }

  private:
    void check(const Property& property);

    FieldReader& packet_;
    BytesView all_;
    FieldReader rest_;
    PropertySet allowed_;
    PropertySet seen_;
};

}  // namespace fieldcast::mqtt
