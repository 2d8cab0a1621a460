#pragma once
// A client's side of the messages that it publishes at QoS 1 and 2, MQTT 5.0 section 4.3: what is
// on its way, what is sent again on the next connection, and whether the server keeps the order.

#include <cstdint>
#include <deque>
#include <string>

#include "mqtt/packets.h"
#include "simulation/messages.h"

namespace fieldcast::simulation {

class Outgoing {
  public:
    Outgoing(History& history, Messages& messages, std::string name)
        : history_(history), messages_(messages), name_(std::move(name)) {}

    [[nodiscard]] std::size_t size() const { return exchanges_.size(); }

    /// Appends the first PUBLISH of a message, at any QoS.
    void publish(MessageNumber number, base::Bytes& out, mqtt::ProtocolVersion version);

    /// On a new connection: what is unfinished once more, in its order [MQTT-4.4.0-1].
    void repeat(base::Bytes& out, mqtt::ProtocolVersion version);

    /// PUBACK, PUBREC or PUBCOMP. What it calls for is appended.
    void take(mqtt::PacketType type, const mqtt::Acknowledgement& answer, base::Bytes& out,
              mqtt::ProtocolVersion version);

    /// The session is gone: nobody will know what became of the rest.
    void end_session() { exchanges_.clear(); }

  private:
    struct Exchange {
        std::uint16_t packet_id;
        MessageNumber message;
        bool is_released = false;  ///< PUBREC has come
    };
    using Place = std::deque<Exchange>::iterator;

    [[nodiscard]] std::uint16_t next_packet_id();
    void append(const Exchange& exchange, bool dup, base::Bytes& out,
                mqtt::ProtocolVersion version) const;
    [[nodiscard]] Place find(mqtt::PacketType type, std::uint16_t packet_id);
    void check_turn(Place place);
    void settle(MessageNumber number, mqtt::ReasonCode reason);

    History& history_;
    Messages& messages_;
    std::string name_;
    std::deque<Exchange> exchanges_;  ///< oldest first
    std::uint16_t last_packet_id_ = 0;
};

}  // namespace fieldcast::simulation
