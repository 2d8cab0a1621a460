#pragma once
// A client's side of the messages of QoS 1 and 2 that the server sends it, MQTT 5.0 section 4.3:
// what it must remember of them, what it has to answer, and whether the server keeps the rules.

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>

#include "mqtt/packets.h"
#include "simulation/history.h"

namespace fieldcast::simulation {

class Incoming {
  public:
    Incoming(History& history, std::string name) : history_(history), name_(std::move(name)) {}

    /// A network connection begins on which so many may be unacknowledged.
    void begin_connection(std::size_t receive_maximum);

    /// Unsent answers go with the connection, what is remembered stays.
    void end_connection();

    /// With the session all goes.
    void end_session();

    /// Takes a PUBLISH of QoS 1 or 2. False: the client has that message already, by its Packet
    /// Identifier.
    [[nodiscard]] bool take(const mqtt::Publish& publish);
    void take_pubrel(std::uint16_t packet_id);

    [[nodiscard]] bool has_to_answer() const { return !due_.empty(); }

    /// Appends the oldest answer that is due. False if none is.
    [[nodiscard]] bool answer(base::Bytes& out, mqtt::ProtocolVersion version);

    /// Nothing is owed by either side.
    [[nodiscard]] bool is_settled() const { return due_.empty() && open_.empty(); }

  private:
    struct Exchange {
        mqtt::Qos qos;
        std::string payload;
        bool is_released = false;  ///< PUBREL has come
    };
    struct Answer {
        mqtt::PacketType type;
        std::uint16_t packet_id;
    };

    void check(const mqtt::Publish& publish, const Exchange* known);

    History& history_;
    std::string name_;
    std::map<std::uint16_t, Exchange> open_;  ///< until our last answer
    std::set<std::uint16_t> here_;            ///< of those, what came on this connection
    std::deque<Answer> due_;
    std::size_t receive_maximum_ = 0;
};

}  // namespace fieldcast::simulation
