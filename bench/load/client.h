#pragma once
// One MQTT client: connects, subscribes, answers what the protocol wants answered, and tells the
// rest.

#include <string>

#include "load/account.h"
#include "load/connection.h"
#include "mqtt/decode.h"

namespace fieldcast::load {

class Client;

/// Whoever wants to know what arrives. By itself it lets everything pass.
class Traffic {
  public:
    virtual ~Traffic() = default;
    /// PUBACK or PUBCOMP.
    virtual void on_acknowledged(Client& /*client*/, std::uint16_t /*packet_id*/) {}
    virtual void on_pong(Client& /*client*/) {}
    virtual void on_message(Client& /*client*/, const mqtt::Publish& /*publish*/) {}
};

class Client final : public Connection {
  public:
    /// Both, and the world, must outlive it. It subscribes if the account says so.
    Client(World world, std::uint32_t number, const Account& account, mqtt::Qos subscribe_qos,
           Traffic& traffic)
        : Connection(world, number),
          account_(account),
          subscribe_qos_(subscribe_qos),
          traffic_(traffic) {}

    void publish(const mqtt::Publish& publish);
    void ping();
    void disconnect() override;

    [[nodiscard]] const Account& account() const { return account_; }
    [[nodiscard]] std::string name() const override;

  private:
    void on_connected() override;
    std::size_t take(base::BytesView bytes) override;
    void subscribe();
    void handle(const mqtt::Frame& frame);
    void handle_connack(base::BytesView body);
    void handle_suback(base::BytesView body);
    void handle_publish(const mqtt::Frame& frame);
    void handle_acknowledgement(mqtt::PacketType type, base::BytesView body);
    void acknowledge(mqtt::PacketType type, std::uint16_t packet_id);

    const Account& account_;
    mqtt::Qos subscribe_qos_;
    Traffic& traffic_;
};

}  // namespace fieldcast::load
