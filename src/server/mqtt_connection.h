#pragma once
// An MQTT client's connection, from accept to its end. One function per packet decides the packet's
// fate (mqtt_handle_*.cc). Kind of state: *owned* by a shard.

#include <memory>
#include <optional>
#include <string>

#include "model/refusal.h"
#include "mqtt/decode.h"
#include "server/client.h"
#include "server/connection.h"
#include "server/shard.h"

namespace fieldcast::server {

class MqttConnection : public Connection {
  public:
    using Connection::Connection;

    /// What became of a letter of this connection that wanted an answer.
    void on_outcome(const Outcome& outcome) override;

    /// The same for a QoS 2 message that the client has sent on an earlier connection, and again on
    /// this one.
    void answer_repeated(const Outcome& outcome);

    /// The channel's last entry, for a subscription that asked for it.
    void on_last_entry(const LastEntry& last);

    /// The device's record was replaced, or removed (null): credentials and permissions act now.
    void on_device_changed(const model::DeviceRecord& device);

    /// The password that the client has proved itself by is not its password any more.
    void end_for_credentials();

    /// Ends subscriptions that are not allowed any more.
    void enforce_permissions();

    /// The same for a page, which is disconnected if its user is not signed in any more.
    void enforce_viewer();

    /// Another connection came with the same Client Identifier [MQTT-3.1.4-3].
    void give_way(const net::Address& successor);

    /// What its device has done since this was called before. See DeviceWatch.
    [[nodiscard]] KeptProgress take_progress() { return std::exchange(progress_, nullptr); }

    /// The server stops: says so to clients that understand it.
    void on_server_stop() override;

    // broker::Output
    base::Bytes& publish_buffer() override;
    void note_drop() override;
    void note_done(std::uint16_t packet_id) override;

  protected:
    std::size_t consume(base::BytesView bytes) override;
    [[nodiscard]] bool has_client() const override { return is_connected(); }
    void on_lost() override;
    base::Instant check_deadlines(base::Instant now) override;

  private:
    using Handled = mqtt::Result<void>;
    static constexpr std::uint32_t any_packet_size = 0xFFFFFFFF;

    std::size_t consume_packets(base::BytesView bytes);
    Handled handle(const mqtt::Frame& frame, base::BytesView from_here);
    Handled handle_connect(const mqtt::Frame& frame, base::BytesView from_here);
    Handled handle_publish(const mqtt::Frame& frame);
    Handled handle_acknowledgement(const mqtt::Frame& frame);
    Handled handle_subscribe(const mqtt::Frame& frame, base::BytesView from_here);
    Handled handle_pingreq(const mqtt::Frame& frame);
    Handled handle_disconnect(const mqtt::Frame& frame);

    // CONNECT
    struct ConnectRefusal {
        mqtt::ReasonCode reason = mqtt::ReasonCode::not_authorized;
        std::string_view remedy = {};
    };
    using Accepted = base::Result<void, ConnectRefusal>;
    [[nodiscard]] Accepted accept_connect(const mqtt::Connect& connect,
                                          const std::string& client_id);
    [[nodiscard]] base::Result<Identity, ConnectRefusal> authenticate(const mqtt::Connect& connect);
    [[nodiscard]] base::Result<Identity, ConnectRefusal> authenticate_device(
        const mqtt::Connect& connect);
    [[nodiscard]] base::Result<Identity, ConnectRefusal> authenticate_certified(
        const mqtt::Connect& connect, const std::string& certified_name) const;
    [[nodiscard]] Accepted check_terms(const mqtt::Connect& connect, const Client* known) const;
    void tell_refused(const model::DeviceRecord& device, model::Refusal reason,
                      std::string_view remedy) const;
    void refuse_connect(const ConnectRefusal& refusal,
                        std::size_t packet_bytes_max = any_packet_size);
    [[nodiscard]] std::string assign_client_id();
    void open_session(const mqtt::Connect& connect, const std::string& client_id,
                      Identity identity);
    [[nodiscard]] Client* session_to_resume(const mqtt::Connect& connect,
                                            const std::string& client_id);
    [[nodiscard]] Will make_will(const mqtt::Will& will, std::string_view client_id) const;
    void settle_terms(const mqtt::Connect& connect);
    [[nodiscard]] base::Bytes make_connack(const mqtt::Connect& connect,
                                           bool is_session_present) const;
    void welcome(base::BytesView connack);

    // PUBLISH
    [[nodiscard]] Handled resolve_alias(mqtt::Publish& publish);
    [[nodiscard]] Handled count_unacknowledged(const mqtt::Publish& publish);
    void publish_to_channel(const mqtt::Publish& publish);
    void publish_general(const mqtt::Publish& publish);
    [[nodiscard]] model::MessageRef make_message(const mqtt::Publish& publish) const;
    [[nodiscard]] Publisher publisher_of(const mqtt::Publish& publish) const;
    [[nodiscard]] Handled refuse_of_viewer(const mqtt::Publish& publish);
    void refuse(const mqtt::Publish& publish, model::Refusal refusal);
    void acknowledge_in_turn(const mqtt::Publish& publish, std::optional<model::Refusal> refusal);
    void acknowledge(const Publisher& publisher, std::optional<model::Refusal> refusal);
    void on_storage_failed(const Outcome& outcome);
    /// Posts a letter to the store writer whose outcome comes to on_outcome(), in order. Beyond a
    /// limit the client is not read until some are answered.
    template <class Letter>
    void ask(Letter letter);

    // PUBACK, PUBREC, PUBREL, PUBCOMP
    [[nodiscard]] std::optional<mqtt::PacketType> answer_due_instead(mqtt::PacketType type,
                                                                     std::uint16_t packet_id) const;
    void on_pubrec(const mqtt::Acknowledgement& pubrec);
    void on_pubrel(const mqtt::Acknowledgement& pubrel);
    void append_acknowledgement(base::Bytes& out, mqtt::PacketType type,
                                mqtt::Acknowledgement acknowledgement) const;

    // SUBSCRIBE, UNSUBSCRIBE
    [[nodiscard]] Handled subscribe_now(const mqtt::Frame& frame);
    [[nodiscard]] Handled unsubscribe_now(const mqtt::Frame& frame);
    void handle_deferred(base::BytesView packet);
    void subscribe(const mqtt::RequestedSubscription& request, base::Qos granted,
                   std::uint32_t identifier, std::vector<model::Subscription>& with_retained);
    [[nodiscard]] std::optional<model::Refusal> refusal_of(std::string_view filter) const;
    void answer_in_turn(std::string packet, bool waits_for_store);
    void ask_for_last_entry(model::ChannelId channel, const model::Subscription& subscription);
    [[nodiscard]] bool is_stored(std::string_view filter) const;

    // ending
    /// `remedy` as for end().
    void reject(mqtt::ReasonCode reason, std::string_view remedy = {},
                model::Refusal refusal = model::Refusal::malformed_packet);
    void reject_packet(mqtt::ReasonCode reason, base::BytesView bytes);
    /// `told`: why, for clients that can be told.
    void end(bool is_normal, std::optional<mqtt::ReasonCode> told, std::string_view remedy = {});
    void end_because(model::Refusal refusal);

    // deadlines
    [[nodiscard]] base::Milliseconds silence_allowed() const;
    [[nodiscard]] std::optional<base::Instant> credentials_end() const;

    // what clients are told in words
    [[nodiscard]] bool may_explain(std::size_t bytes) const;

    void record(model::Refusal reason, std::string topic = {});
    void record(const Identity& who, model::Refusal reason, std::string topic) const;
    [[nodiscard]] DeviceConnection described(bool is_accepted) const;
    [[nodiscard]] std::string name() const;

    [[nodiscard]] broker::Session& session() const { return client_->session; }
    [[nodiscard]] bool is_connected() const { return client_ != nullptr; }

    /// Who it is if it brings no name; null: somebody without one.
    [[nodiscard]] virtual const Viewer* viewer() const { return nullptr; }

    Client* client_ = nullptr;  ///< from CONNECT to the end
    KeptProgress progress_;
    std::unique_ptr<broker::IncomingAliases> aliases_;
    std::uint32_t pending_ = 0;         ///< letters to the store that are not answered yet
    std::uint32_t unacknowledged_ = 0;  ///< publishes of QoS 1 and 2 that came and are not settled
    std::uint16_t keep_alive_s_ = 0;
    devices::PasswordOf proved_by_ = devices::PasswordOf::now;  ///< of the device's two
    mqtt::ProtocolVersion version_ = mqtt::ProtocolVersion::v3_1_1;
    /// CONNACK waits for the store; until it is sent, nothing that follows CONNECT is looked at.
    bool awaits_connack_ = false;
    bool wants_reasons_ = true;  ///< MQTT 5.0, 3.1.2.11.7
};

/// Of a page. A class of its own, so that others have no room for what only pages have.
class ViewerConnection final : public MqttConnection {
  public:
    ViewerConnection(Shard& shard, ConnectionId id, std::unique_ptr<net::Stream> stream,
                     const net::Address& peer, const Viewer& viewer)
        : MqttConnection(shard, id, std::move(stream), peer), viewer_(viewer) {}

  private:
    [[nodiscard]] const Viewer* viewer() const override { return &viewer_; }

    Viewer viewer_;
};

template <class Letter>
void MqttConnection::ask(Letter letter) {
    letter.publisher.connection = id();
    shard().ask(std::move(letter));
    if (++pending_ >= shard().settings().pending_stores_max) pause_reading(true);
}

}  // namespace fieldcast::server
