#pragma once
// An MQTT client that obeys the protocol to the letter, except that it is slow, loses its
// connection and comes back whenever somebody says so; and that tells when the server does not.

#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "mqtt/decode.h"
#include "simulation/incoming.h"
#include "simulation/outgoing.h"
#include "simulation/plan.h"
#include "simulation/reception.h"
#include "simulation/subscription.h"
#include "simulation/wire.h"

namespace fieldcast::simulation {

class SimulatedClient {
  public:
    struct Surroundings {
        History& history;
        Messages& messages;
        const base::Clock& clock;
        std::size_t receive_maximum;  ///< the server's
    };

    SimulatedClient(Surroundings around, const ClientPlan& plan, std::size_t number);

    [[nodiscard]] const ClientPlan& plan() const { return plan_; }
    [[nodiscard]] const std::string& name() const { return plan_.client_id; }
    [[nodiscard]] bool is_connected() const { return wire_.is_open(); }
    [[nodiscard]] bool is_welcome() const { return is_welcome_; }
    [[nodiscard]] bool may_publish() const;
    [[nodiscard]] bool has_to_write() const { return !wire_.outbox.empty(); }
    [[nodiscard]] bool has_to_answer() const { return incoming_.has_to_answer(); }

    /// `forgets`: with Clean Start, and again so until the server has agreed.
    void connect(net::FileDescriptor socket, bool forgets);

    /// The connection is gone for this client. The server sees that when the socket, which is
    /// handed over, is closed.
    net::FileDescriptor lose_connection();
    void disconnect();

    /// So many bytes of what waits to be sent, and of what waits to be read.
    void write(std::size_t at_most);
    void read(std::size_t at_most);

    /// So many of the acknowledgements that are due join what waits to be sent.
    void answer(std::size_t at_most);
    void ping();

    void publish(Message message);
    void subscribe(Subscription& subscription);
    void unsubscribe(Subscription& subscription);

    [[nodiscard]] std::vector<Subscription>& subscriptions() { return subscriptions_; }

    /// Of a shared subscription; it has no others.
    [[nodiscard]] bool is_member() const {
        return !subscriptions_.empty() && subscriptions_.front().is_shared();
    }

    [[nodiscard]] bool is_subscribed_to(std::string_view filter) const;

    [[nodiscard]] Reception& reception() { return reception_; }

    /// Whether the session goes on without the connection.
    [[nodiscard]] bool keeps_session() const { return keeps_session_; }

    /// All that it asked for has happened, and nothing is owed by either side.
    [[nodiscard]] bool is_settled() const;

    /// Why it is not settled.
    [[nodiscard]] std::string describe() const;

    /// Whether it has ever lost a session in which it was owed something.
    [[nodiscard]] bool has_lost_session() const { return has_lost_session_; }

  private:
    enum class SessionState : std::uint8_t { absent, perhaps, present };

    template <class... Args>
    void note(fmt::format_string<Args...> format, Args&&... args) {
        history_.note("{}: {}", name(), fmt::format(format, std::forward<Args>(args)...));
    }

    void handle(const mqtt::Frame& frame);
    void on_connack(base::BytesView body);
    void on_publish(const mqtt::Frame& frame);
    void on_acknowledgement(const mqtt::Frame& frame);
    void on_subscription_answer(const mqtt::Frame& frame);
    void on_disconnect(base::BytesView body);
    void resolve_alias(mqtt::Publish& publish);
    [[nodiscard]] bool has_any(bool (Subscription::*says)(const Message&) const,
                               const Message& message) const;
    void end_session();
    [[nodiscard]] std::uint16_t next_request_id();
    [[nodiscard]] bool may_have_expired() const;

    History& history_;
    Messages& messages_;
    const base::Clock& clock_;
    ClientPlan plan_;
    std::size_t number_;
    Wire wire_;
    Incoming incoming_;
    Outgoing outgoing_;
    Reception reception_;
    std::vector<Subscription> subscriptions_;
    std::map<std::uint16_t, std::string> aliases_;  ///< that the server has set here
    SessionState session_ = SessionState::absent;
    base::Instant connected_at_;  ///< when this connection began
    base::Instant alive_at_;      ///< when the last one began that was welcomed
    std::size_t publishes_max_;   ///< that may be unanswered
    std::uint16_t last_request_id_ = 0;
    bool is_welcome_ = false;     ///< CONNACK has come
    bool forgets_ = false;        ///< connects with Clean Start
    bool keeps_session_ = false;  ///< when this connection ends
    bool has_had_session_ = false;
    bool has_lost_session_ = false;
};

}  // namespace fieldcast::simulation
