#pragma once
// One message, encoded at most twice per version and QoS, however many subscribers get the same
// bytes: only flags and the two bytes of the Packet Identifier differ between them. The first one's
// are written where they go, since most messages have one subscriber; from the second on they are
// copied from SharedPackets. Subscribers with subscription identifiers or topic aliases get bytes
// of their own.

#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "base/qos.h"
#include "model/message.h"
#include "model/subscription.h"
#include "mqtt/protocol.h"

namespace fieldcast::broker {

/// How one client gets the message.
struct PublishForm {
    mqtt::ProtocolVersion version = mqtt::ProtocolVersion::v3_1_1;
    base::Qos qos = base::Qos::at_most_once;
    bool retain = false;
    bool dup = false;
    bool is_topic_known = false;                                  ///< by the alias: leave it out
    std::uint16_t topic_alias = 0;                                ///< 0: none
    const model::SubscriptionIdentifiers* identifiers = nullptr;  ///< null or empty: none
};

/// Where the bytes are that several subscribers of a message get. One object serves one message
/// after the other and keeps its memory.
class SharedPackets {
  public:
    /// Forgets the message before.
    void begin_message() { sent_ = encoded_ = 0; }

  private:
    friend class OutgoingPublish;
    struct Packet {
        base::Bytes bytes;      ///< without flags and Packet Identifier
        std::size_t id_at = 0;  ///< of the Packet Identifier, at QoS 1 and 2
    };

    // MQTT 3 by QoS, then MQTT 5 by QoS; of the sets a bit each.
    std::array<Packet, 6> packets_;
    std::uint8_t sent_ = 0;     ///< to one subscriber at least
    std::uint8_t encoded_ = 0;  ///< packets_ has the bytes
};

class OutgoingPublish {
  public:
    /// For one subscriber. `now`: to tell the time that is left until the message expires
    /// [MQTT-3.3.2-6]. `message` must outlive this object.
    OutgoingPublish(const model::MessageRef& message, base::Instant now)
        : message_(message), now_(now) {}

    /// For any number of subscribers; nobody else may use `shared` meanwhile.
    OutgoingPublish(const model::MessageRef& message, base::Instant now, SharedPackets& shared)
        : message_(message), now_(now), shared_(&shared) {
        shared.begin_message();
    }

    [[nodiscard]] const model::MessageRef& message() const { return message_; }

    /// Of no use any more: do not send it [MQTT-3.3.2-5].
    [[nodiscard]] bool is_expired() const {
        return message_->expires_at && *message_->expires_at <= now_;
    }

    /// Bytes of the packet.
    [[nodiscard]] std::size_t size(const PublishForm& form) const;

    /// Appends the whole packet. `packet_id` counts at QoS 1 and 2 only.
    void append_to(base::Bytes& out, const PublishForm& form, std::uint16_t packet_id);

  private:
    void encode(SharedPackets::Packet& packet, const PublishForm& form) const;
    void append_own(base::Bytes& out, const PublishForm& form, std::uint16_t packet_id) const;
    [[nodiscard]] base::Bytes properties(const PublishForm& form) const;
    [[nodiscard]] std::uint32_t seconds_left() const;

    const model::MessageRef& message_;
    base::Instant now_;
    SharedPackets* shared_ = nullptr;  ///< null: there is one subscriber
};

}  // namespace fieldcast::broker
