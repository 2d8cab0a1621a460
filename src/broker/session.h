#pragma once
// A client's session: what the broker remembers of its exchange of messages, MQTT 3.1.1 section
// 3.1.2.4 and 4.4. Kind of state: *owned* by the home shard of its Client Identifier. Pure: it
// writes into the Output that it is attached to and knows nothing of sockets and time.

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/string_map.h"
#include "broker/outgoing_publish.h"
#include "broker/output.h"

namespace fieldcast::broker {

struct SessionLimits {
    std::size_t in_flight_max = 64;
    std::size_t queued_bytes_max = 1024 * 1024;
};

/// What becomes of a PUBLISH by its Packet Identifier.
enum class Receipt : std::uint8_t {
    fresh,             ///< handle it
    duplicate,         ///< its first copy is being stored: say nothing yet
    duplicate_stored,  ///< its first copy was acknowledged: acknowledge again
};

class Session {
  public:
    Session(std::string client_id, const SessionLimits& limits)
        : client_id_(std::move(client_id)), limits_(limits) {}

    [[nodiscard]] const std::string& client_id() const { return client_id_; }

    /// Attaches the session to its client's connection; null when the client is away.
    void attach(Output* output) { output_ = output; }
    [[nodiscard]] Output* output() const { return output_; }

    std::optional<model::Message> will;

    /// Filters that the session is subscribed to; kept in step with Subscriptions by the caller.
    base::StringMap<base::Qos> filters;

    // --- to the client ---

    /// Sends `publish` at the lower of its QoS and `granted` [MQTT-3.8.4-6], or queues it behind
    /// others that wait for the client's acknowledgements. Drops it, and notes that at the output,
    /// if it is QoS 0 that the connection has no room for, or the queue is full.
    void deliver(OutgoingPublish& publish, base::Qos granted);

    void on_puback(std::uint16_t packet_id);
    /// Answers PUBREL, also to an identifier that is unknown: 3.1.1 has no way to say so.
    void on_pubrec(std::uint16_t packet_id);
    void on_pubcomp(std::uint16_t packet_id);

    // --- from the client ---

    /// Call for each PUBLISH of QoS 2 before handling it (4.3.3).
    [[nodiscard]] Receipt receive_exactly_once(std::uint16_t packet_id);

    /// The message of QoS 1 or 2 is stored (or finally refused): PUBACK or PUBREC.
    void acknowledge(std::uint16_t packet_id, base::Qos qos);

    /// The message of QoS 2 could not be stored: its identifier is free again, nothing is sent.
    void forget_received(std::uint16_t packet_id);

    /// Ends the exchange of a QoS 2 message: PUBCOMP.
    void on_pubrel(std::uint16_t packet_id);

  private:
    enum class Awaits : std::uint8_t { puback, pubrec, pubcomp };

    struct InFlight {
        model::MessageRef message;  ///< gone once only PUBCOMP is awaited [MQTT-4.3.3-1]
        std::uint16_t packet_id;
        Awaits awaits;
        bool retain;
    };

    struct Queued {
        model::MessageRef message;
        base::Qos qos;
        bool retain;
    };

    struct Received {
        std::uint16_t packet_id;
        bool acknowledged;
    };

    [[nodiscard]] std::vector<InFlight>::iterator find_in_flight(std::uint16_t packet_id);
    [[nodiscard]] std::vector<Received>::iterator find_received(std::uint16_t packet_id);
    [[nodiscard]] std::uint16_t next_packet_id();
    bool send_at_most_once(OutgoingPublish& publish);
    bool send_or_enqueue(OutgoingPublish& publish, base::Qos qos);
    void send(OutgoingPublish& publish, base::Qos qos);
    bool enqueue(const OutgoingPublish& publish, base::Qos qos);
    void finish(std::vector<InFlight>::iterator done);
    void send_queued();

    std::string client_id_;
    const SessionLimits& limits_;
    Output* output_ = nullptr;
    std::vector<InFlight> in_flight_;            ///< in the order of sending [MQTT-4.6.0-6]
    std::unique_ptr<std::deque<Queued>> queue_;  ///< most sessions never have one
    std::size_t queued_bytes_ = 0;
    std::vector<Received> received_;  ///< QoS 2, from PUBLISH to PUBREL
    std::uint16_t last_packet_id_ = 0;
};

}  // namespace fieldcast::broker
