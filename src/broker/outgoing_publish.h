#pragma once
// One message, encoded at most once per QoS and shared by all subscribers that get the same bytes:
// only the two bytes of the Packet Identifier differ between them.

#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "base/qos.h"
#include "model/message.h"

namespace fieldcast::broker {

class OutgoingPublish {
  public:
    /// `retain` is the RETAIN flag that subscribers see: set only for a retained message that a
    /// new subscription gets [MQTT-3.3.1-8, 3.3.1-9].
    OutgoingPublish(model::MessageRef message, bool retain)
        : message_(std::move(message)), retain_(retain) {}

    [[nodiscard]] const model::MessageRef& message() const { return message_; }
    [[nodiscard]] bool retain() const { return retain_; }

    /// Bytes of the packet at `qos`.
    [[nodiscard]] std::size_t size(base::Qos qos) { return packet(qos).size(); }

    /// Appends the whole packet. `packet_id` counts at QoS 1 and 2 only.
    void append_to(base::Bytes& out, base::Qos qos, std::uint16_t packet_id);

  private:
    [[nodiscard]] const base::Bytes& packet(base::Qos qos);

    model::MessageRef message_;
    bool retain_;
    std::array<base::Bytes, 3> packets_;  ///< by QoS; empty until somebody needs it
};

}  // namespace fieldcast::broker
