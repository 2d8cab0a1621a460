#pragma once
// An MQTT client's connection, from accept to its end. One function per packet decides the packet's
// fate (mqtt_handle_*.cc). Kind of state: *owned* by a shard.

#include <optional>
#include <string>

#include "model/refusal.h"
#include "mqtt/decode.h"
#include "server/client.h"
#include "server/connection.h"

namespace fieldcast::server {

class MqttConnection final : public Connection {
  public:
    using Connection::Connection;

    /// What the store made of a publish of this connection.
    void on_outcome(const Outcome& outcome);

    /// The channel's last entry, for a subscription that asked for it.
    void on_last_entry(const LastEntry& last);

    /// The device's record was replaced, or removed (null): credentials and permissions act now.
    void on_device_changed(const model::DeviceRecord& device);

    /// Ends subscriptions to channels that the device may no longer read.
    void enforce_permissions();

    /// Another connection came with the same Client Identifier [MQTT-3.1.4-2].
    void give_way(const net::Address& successor);

    // broker::Output
    void note_drop() override;

  protected:
    std::size_t consume(base::BytesView bytes) override;
    void on_lost() override { end(Ending::abnormal); }
    base::Instant check_deadlines(base::Instant now) override;

  private:
    enum class Ending : std::uint8_t { normal, abnormal };  ///< abnormal: the will is published

    void handle(const mqtt::Frame& frame, base::BytesView from_here);
    bool handle_connect(const mqtt::Frame& frame, base::BytesView from_here);
    bool handle_publish(const mqtt::Frame& frame);
    bool handle_acknowledgement(const mqtt::Frame& frame);
    bool handle_subscribe(const mqtt::Frame& frame);
    bool handle_unsubscribe(const mqtt::Frame& frame);
    bool handle_pingreq(const mqtt::Frame& frame);
    bool handle_disconnect(const mqtt::Frame& frame);

    // CONNECT
    void refuse_connect(mqtt::ConnectReturnCode code);
    [[nodiscard]] bool authenticate(const mqtt::Connect& connect);
    [[nodiscard]] std::string assign_client_id();
    void open_session(const mqtt::Connect& connect, std::string client_id);

    // PUBLISH
    void publish(const mqtt::Publish& publish);
    void publish_to_channel(const mqtt::Publish& publish);
    [[nodiscard]] base::Result<model::FeedUpdate, model::Refusal> parse_channel_publish(
        std::string_view topic, std::string_view payload);
    void publish_general(const mqtt::Publish& publish);
    [[nodiscard]] bool may_publish_general(std::string_view topic) const;
    [[nodiscard]] bool is_within_limits(std::string_view topic) const;
    void send_to_store(PublishToChannel letter, const mqtt::Publish& publish);
    void acknowledge_in_order(const mqtt::Publish& publish);
    void publish_will();

    // SUBSCRIBE, UNSUBSCRIBE
    /// SUBACK's code.
    [[nodiscard]] std::uint8_t subscribe(const mqtt::RequestedSubscription& request);
    std::uint8_t refuse_subscription(model::Refusal reason, std::string_view filter);
    [[nodiscard]] std::optional<model::Refusal> refusal_of(std::string_view filter) const;
    void unsubscribe(std::string_view filter);
    void ask_for_last_entry(model::ChannelId channel, std::string_view filter);

    // ending
    void reject(mqtt::DecodeError error);
    void end(Ending ending);
    void close_session();

    // deadlines
    [[nodiscard]] base::Milliseconds silence_allowed() const;

    // events
    [[nodiscard]] model::DeviceEvent make_event(model::Refusal reason, std::string topic);
    void record(model::Refusal reason, std::string topic = {});
    [[nodiscard]] std::string name() const;

    [[nodiscard]] broker::Session& session() { return client_->session; }
    [[nodiscard]] bool is_connected() const { return client_ != nullptr; }

    Client* client_ = nullptr;     ///< from CONNECT to the end
    model::DeviceRecord device_;   ///< null for an anonymous client
    base::Instant drops_told_at_;  ///< when the owner was last told of dropped messages
    std::uint32_t pending_stores_ = 0;
    std::uint16_t keep_alive_s_ = 0;
};

}  // namespace fieldcast::server
