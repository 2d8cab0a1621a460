#include "broker/outgoing_publish.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "mqtt/encode.h"
#include "mqtt/field_writer.h"
#include "mqtt/properties.h"

namespace fieldcast::broker {

using base::Bytes;
using base::Qos;
using mqtt::ProtocolVersion;

namespace {

bool is_v5(const PublishForm& form) {
    return form.version == ProtocolVersion::v5;
}

bool has_identifiers(const PublishForm& form) {
    return form.identifiers && !form.identifiers->empty();
}

/// Whether others get the same bytes.
bool is_shared(const PublishForm& form) {
    return !is_v5(form) || (form.topic_alias == 0 && !has_identifiers(form));
}

std::size_t id_size(const PublishForm& form) {
    return form.qos == Qos::at_most_once ? 0 : 2;  // [MQTT-2.2.1-2]
}

/// Among the shared packets.
unsigned index_of(const PublishForm& form) {
    return static_cast<unsigned>(form.qos) + (is_v5(form) ? 3U : 0U);
}

/// Puts `index` into the set `bits`; whether it was there already.
bool put(std::uint8_t& bits, unsigned index) {
    const auto before = std::exchange(bits, static_cast<std::uint8_t>(bits | 1U << index));
    return before == bits;
}

/// RETAIN and DUP in the first byte of a PUBLISH, 3.3.1.
unsigned flags(const PublishForm& form) {
    return (form.retain ? 1U : 0U) | (form.dup ? 8U : 0U);
}

}  // namespace

std::size_t OutgoingPublish::size(const PublishForm& form) const {
    const unsigned index = index_of(form);
    const bool is_encoded = shared_ && (shared_->encoded_ & 1U << index) != 0;
    if (is_encoded && is_shared(form)) return shared_->packets_[index].bytes.size();
    const std::size_t properties_size =
        is_v5(form) ? mqtt::property_section_size(properties(form)) : 0;
    const std::size_t remaining_length =
        mqtt::string_size(form.is_topic_known ? std::string_view{} : message_->topic) +
        id_size(form) + properties_size + message_->payload.size();
    return 1 + mqtt::variable_byte_integer_size(remaining_length) + remaining_length;
}

void OutgoingPublish::append_to(Bytes& out, const PublishForm& form, std::uint16_t packet_id) {
    const unsigned index = index_of(form);
    if (!shared_ || !is_shared(form) || !put(shared_->sent_, index))
        return append_own(out, form, packet_id);
    SharedPackets::Packet& packet = shared_->packets_[index];
    if (!put(shared_->encoded_, index)) encode(packet, form);
    const std::size_t start = out.size();
    out.append(packet.bytes);
    if (const unsigned set = flags(form))
        out[start] = static_cast<char>(base::byte_at(packet.bytes, 0) | set);
    if (form.qos == Qos::at_most_once) return;
    out[start + packet.id_at] = static_cast<char>(packet_id >> 8);
    out[start + packet.id_at + 1] = static_cast<char>(packet_id & 0xff);
}

void OutgoingPublish::encode(SharedPackets::Packet& packet, const PublishForm& form) const {
    packet.bytes.clear();
    append_own(packet.bytes, {.version = form.version, .qos = form.qos}, 0);
    std::size_t after_id = message_->payload.size();
    if (is_v5(form)) after_id += mqtt::property_section_size(properties({}));
    packet.id_at = packet.bytes.size() - after_id - id_size(form);
}

void OutgoingPublish::append_own(Bytes& out, const PublishForm& form,
                                 std::uint16_t packet_id) const {
    const Bytes own_properties = is_v5(form) ? properties(form) : Bytes{};
    mqtt::append_publish(out, form.version,
                         {.dup = form.dup,
                          .qos = form.qos,
                          .retain = form.retain,
                          .packet_id = packet_id,
                          .topic = form.is_topic_known ? std::string_view{} : message_->topic,
                          .properties = own_properties,
                          .payload = message_->payload});
}

Bytes OutgoingPublish::properties(const PublishForm& form) const {
    Bytes out;
    if (form.topic_alias != 0) mqtt::append_topic_alias(out, form.topic_alias);
    if (message_->expires_at) mqtt::append_message_expiry(out, seconds_left());
    if (has_identifiers(form))  // [MQTT-3.3.4-3] [MQTT-3.3.4-4]
        for (const std::uint32_t identifier : *form.identifiers)
            mqtt::append_subscription_identifier(out, identifier);
    // As they came, in their order [MQTT-3.3.2-4] [MQTT-3.3.2-17] [MQTT-3.3.2-18].
    out.append(message_->properties);
    return out;
}

std::uint32_t OutgoingPublish::seconds_left() const {
    // Rounded up: at least 1 while the message is of use; 0 where it is not, but must be sent
    // again.
    const auto left = std::chrono::ceil<base::Seconds>(*message_->expires_at - now_).count();
    constexpr std::int64_t seconds_max = std::numeric_limits<std::uint32_t>::max();
    return static_cast<std::uint32_t>(
        std::clamp<std::int64_t>(left, 0, seconds_max));  // [MQTT-3.3.2-6]
}

}  // namespace fieldcast::broker
