#pragma once
// One MQTT client on one socket: connects, subscribes, answers what the protocol wants answered,
// and tells the rest. Writes gather until flush().

#include <string>

#include "load/account.h"
#include "load/poller.h"
#include "mqtt/decode.h"

struct sockaddr;

namespace fieldcast::load {

class Client;

/// Whoever keeps the clients.
class ClientOwner {
  public:
    virtual ~ClientOwner() = default;
    /// Connected, and subscribed if the account says so.
    virtual void on_ready(Client& client) = 0;
    /// Something waits for flush().
    virtual void on_unsent(Client& client) = 0;
    /// Refused, closed or broken; told once, the client is of no more use.
    virtual void on_failed(Client& client, std::string reason) = 0;
};

/// Whoever wants to know what arrives. By itself it lets everything pass.
class Traffic {
  public:
    virtual ~Traffic() = default;
    /// PUBACK or PUBCOMP.
    virtual void on_acknowledged(Client& /*client*/, std::uint16_t /*packet_id*/) {}
    virtual void on_pong(Client& /*client*/) {}
    virtual void on_message(Client& /*client*/, const mqtt::Publish& /*publish*/) {}
};

/// Where to, and from which address if that matters.
struct Route {
    const sockaddr* to = nullptr;
    unsigned to_size = 0;
    const sockaddr* from = nullptr;
    unsigned from_size = 0;
};

class Client final : public SocketWatcher {
  public:
    /// What it knows the world by; all must outlive it.
    struct World {
        Poller& poller;
        ClientOwner& owner;
        Traffic& traffic;
    };

    Client(World world, const Account& account, std::uint32_t number)
        : world_(world), account_(account), number_(number) {}

    void connect(const Route& route, mqtt::Qos subscribe_qos);
    void publish(const mqtt::Publish& publish);
    void ping();
    void disconnect();
    void flush();

    [[nodiscard]] const Account& account() const { return account_; }
    [[nodiscard]] std::uint32_t number() const { return number_; }

    void on_readable() override;
    void on_writable() override;

  private:
    void send_connect();
    void subscribe();
    void read_packets(base::BytesView bytes);
    void handle(const mqtt::Frame& frame);
    void handle_connack(base::BytesView body);
    void handle_suback(base::BytesView body);
    void handle_publish(const mqtt::Frame& frame);
    void handle_acknowledgement(mqtt::PacketType type, base::BytesView body);
    void acknowledge(mqtt::PacketType type, std::uint16_t packet_id);
    void wait_for_room(bool wait);
    void fail(std::string reason);

    World world_;
    const Account& account_;
    std::uint32_t number_;
    mqtt::Qos subscribe_qos_ = mqtt::Qos::at_most_once;
    bool is_connecting_ = false;
    bool waits_for_room_ = false;
    net::FileDescriptor socket_;
    base::Bytes unread_;  ///< the beginning of a packet whose end has not come
    base::Bytes unsent_;
};

}  // namespace fieldcast::load
