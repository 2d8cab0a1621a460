#pragma once
// A session with a client at its other end, in the verbs of both.

#include <memory>
#include <string>
#include <utility>

#include "broker/fake_client.h"
#include "broker/session.h"

namespace fieldcast::broker {

using base::Qos;
using mqtt::ProtocolVersion;

inline constexpr Qos qos_0 = Qos::at_most_once;
inline constexpr Qos qos_1 = Qos::at_least_once;
inline constexpr Qos qos_2 = Qos::exactly_once;
inline constexpr ClientTerms v5{.version = ProtocolVersion::v5};

inline model::MessageRef share(model::Message message) {
    return std::make_shared<const model::Message>(std::move(message));
}

inline model::MessageRef message_of(const std::string& payload, Qos qos = Qos::at_least_once) {
    return share({.topic = "a/b", .payload = payload, .qos = qos});
}

class SessionFixture : public testing::Test {
  protected:
    explicit SessionFixture(Durability durability)
        : session(model::SessionId{1}, "client", limits, durability) {}

    /// A new network connection, up to and with resume().
    void connect(const ClientTerms& terms = {}) {
        client.connect(terms.version);
        session.attach(client, terms);
        session.resume();
    }

    void reconnect(const ClientTerms& terms = {}) {
        session.detach();
        connect(terms);
    }

    /// A live message that a subscription has selected.
    void publish(const model::MessageRef& message, const Grant& grant) {
        OutgoingPublish outgoing(message, client.time, packets_);
        session.deliver(outgoing, grant);
    }

    void publish(const std::string& payload, Qos qos) {
        publish(message_of(payload, qos), {.qos = qos});
    }

    Words received() { return client.received(); }

    SessionLimits limits{.in_flight_max = 2, .queued_bytes_max = 100};
    FakeClient client;
    Session session;

  private:
    SharedPackets packets_;
};

}  // namespace fieldcast::broker
