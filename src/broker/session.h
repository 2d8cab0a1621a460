#pragma once
// A client's session: what the broker remembers of its exchange of messages, MQTT 5.0 section
// 3.1.2.11.2 and 4. Kind of state: *owned* by the home shard of its Client Identifier; of a
// durable session the store has a copy, which the server keeps. Pure: it writes into the Output
// that it is attached to and knows nothing of sockets.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "broker/delivery.h"
#include "broker/delivery_queue.h"
#include "broker/filter_list.h"
#include "broker/outgoing_publish.h"
#include "broker/output.h"
#include "broker/subscriber.h"
#include "broker/topic_aliases.h"
#include "model/ids.h"

namespace fieldcast::broker {

struct SessionLimits {
    std::size_t in_flight_max = 256;
    std::size_t queued_bytes_max = 1024 * 1024;
};

/// What a CONNECT says about what its client can take.
struct ClientTerms {
    mqtt::ProtocolVersion version = mqtt::ProtocolVersion::v3_1_1;
    std::uint16_t receive_maximum = 65'535;
    std::uint32_t packet_bytes_max = 0xFFFFFFFF;
    std::uint16_t topic_alias_maximum = 0;
};

/// Whether a session outlives its connections. Decided when it is made.
enum class Durability : std::uint8_t { transient, durable };

/// What becomes of a PUBLISH by its Packet Identifier.
enum class Receipt : std::uint8_t {
    fresh,             ///< handle it
    duplicate,         ///< its first copy is being stored: say nothing yet
    duplicate_stored,  ///< its first copy was acknowledged: acknowledge again
};

class Session {
  public:
    Session(model::SessionId id, std::string client_id, const SessionLimits& limits,
            Durability durability);

    [[nodiscard]] model::SessionId id() const { return id_; }
    [[nodiscard]] const std::string& client_id() const { return client_id_; }
    [[nodiscard]] bool is_durable() const { return durability_ == Durability::durable; }

    /// model::client_hash() of its client.
    [[nodiscard]] std::uint64_t client_hash() const { return client_hash_; }

    /// Begins a network connection: topic aliases and the client's limits are those of `terms`.
    /// Nothing is sent to a durable session before resume(). A transient one has one connection.
    void attach(Output& output, const ClientTerms& terms);
    /// The network connection is gone. Topic aliases end with it [MQTT-3.3.2-7].
    void detach();
    [[nodiscard]] Output* output() const { return output_; }  ///< null while the client is away
    [[nodiscard]] const ClientTerms& terms() const { return terms_; }

    /// Call after CONNACK: sends what is not acknowledged again, with the identifiers it had
    /// [MQTT-4.4.0-1], first each PUBREL, then each PUBLISH in its order [MQTT-4.6.0-1], and then
    /// what waits, within the Receive Maximum [MQTT-3.3.4-9].
    void resume();

    /// Takes back what the store has kept of a durable session, in order. Before any attach(). An
    /// earlier process may have sent all of it; an expired one is not sent again nevertheless.
    void restore(std::vector<Delivery> deliveries, const std::vector<std::uint16_t>& received);

    /// Its client may not receive everything that its filters select: whoever delivers asks first.
    void set_denied_topics(bool exist) { has_denied_topics_ = exist; }
    [[nodiscard]] bool has_denied_topics() const { return has_denied_topics_; }

    /// What the session is subscribed to; kept in step with Subscriptions by the caller.
    FilterList filters;

    // --- to the client ---

    /// Sends a live message at the lower of its QoS and the grant's [MQTT-3.8.4-8]. At QoS 1 and 2
    /// a session that is not durable queues it behind others that wait for the client; a durable
    /// one is given such messages by the store, through the Delivery below, and must not get them
    /// here. Dropped, and noted at the output: QoS 0 that the connection has no room for, what a
    /// full queue does not take. Dropped silently: what has expired, what is larger than the
    /// client takes [MQTT-3.1.2-25].
    void deliver(OutgoingPublish& publish, const Grant& grant);

    /// The same for a message whose QoS, flag and identifiers somebody has decided already: from
    /// the store writer, from a shared subscription, or retained. Works while the client is away.
    void deliver(Delivery delivery);

    /// Drops what was not sent on this connection, where `is_forbidden` holds of its topic. Between
    /// attach() and resume() that is everything but what the client has taken already.
    void drop_queued(const std::function<bool(const std::string& topic)>& is_forbidden);

    /// The packet that the client must answer a message by that is in flight on this connection:
    /// PUBACK, PUBREC or, when PUBREL was sent, PUBCOMP. Nothing if none has this identifier.
    [[nodiscard]] std::optional<mqtt::PacketType> answer_due(std::uint16_t packet_id);

    /// PUBACK. Ends the exchange whatever its reason code. False if there is no such exchange.
    bool on_puback(std::uint16_t packet_id);

    enum class PubrecAnswer : std::uint8_t {
        release,    ///< a PUBREL is due: call release(), for a durable session once that is stored
        ended,      ///< the client refused the message; nothing is due
        not_found,  ///< nothing is known of it: PUBREL with reason 0x92, or a plain one before 5.0
    };
    [[nodiscard]] PubrecAnswer on_pubrec(std::uint16_t packet_id, bool is_refused);

    /// Sends PUBREL, or lets resume() do so if the client is away. The message is forgotten
    /// [MQTT-4.3.3-6].
    void release(std::uint16_t packet_id);

    bool on_pubcomp(std::uint16_t packet_id);

    /// Messages of shared subscriptions that the client has not acknowledged; for another member
    /// when the session ends. Takes them out. At QoS 2 only those that were certainly not sent
    /// yet: the others end with the session [MQTT-4.8.2-5].
    [[nodiscard]] std::vector<Delivery> take_shared();

    // --- from the client ---

    /// Call for each PUBLISH of QoS 2 before handling it (4.3.3).
    [[nodiscard]] Receipt receive_exactly_once(std::uint16_t packet_id);

    /// The message of QoS 2 is stored: PUBREC may go out and duplicates are acknowledged.
    void mark_acknowledged(std::uint16_t packet_id);

    /// A duplicate of it came before it was acknowledged.
    [[nodiscard]] bool was_repeated(std::uint16_t packet_id);

    /// PUBREL has come, or the message could not be stored or was refused: the identifier is free.
    /// False if it was not taken.
    bool forget_received(std::uint16_t packet_id);

    /// Messages of QoS 2 between PUBLISH and PUBREL.
    [[nodiscard]] std::size_t received_count() const;

  private:
    struct Received {
        std::uint16_t packet_id;
        bool is_acknowledged = false;
        bool is_repeated = false;
    };

    [[nodiscard]] bool may_send() const { return output_ && is_resumed_; }
    [[nodiscard]] bool has_window() const;
    [[nodiscard]] std::uint16_t next_packet_id();
    [[nodiscard]] std::size_t fit(OutgoingPublish& publish, PublishForm& form) const;
    void write(OutgoingPublish& publish, const PublishForm& form, std::uint16_t packet_id);
    void write_pubrel(std::uint16_t packet_id);
    void send_at_most_once(OutgoingPublish& publish, PublishForm form);
    void send_now(OutgoingPublish& publish, PublishForm form);
    void enqueue(Delivery delivery);
    void send_waiting();
    void send_next();
    void give_up_next();
    void finish(Delivery& delivery);
    void end(Delivery& delivery);
    void forget_dropped();
    [[nodiscard]] bool is_kept_while_in_flight(const Delivery& delivery) const;
    [[nodiscard]] Received* find_received(std::uint16_t packet_id);

    model::SessionId id_;
    std::string client_id_;
    std::uint64_t client_hash_;
    const SessionLimits& limits_;
    Output* output_ = nullptr;
    ClientTerms terms_;
    std::uint16_t last_packet_id_ = 0;  ///< that a transient session has chosen
    std::uint8_t free_packet_ids_ = 0;  ///< so many behind it are known not to be in use
    Durability durability_ : 1;
    bool is_resumed_ : 1 = false;
    bool has_denied_topics_ : 1 = false;
    DeliveryQueue owed_;
    std::size_t waiting_bytes_ = 0;             ///< of a transient session's messages not yet sent
    std::unique_ptr<OutgoingAliases> aliases_;  ///< null if the client takes none
    std::unique_ptr<std::vector<Received>> received_;  ///< QoS 2, from PUBLISH to PUBREL
};

}  // namespace fieldcast::broker
