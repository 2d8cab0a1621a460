#include "server/mqtt_connection.h"

#include <fmt/format.h>

#include "base/log.h"
#include "mqtt/encode.h"
#include "server/reasons.h"
#include "server/shard.h"

namespace fieldcast::server {

using base::Instant;
using base::LogLevel;
using base::Milliseconds;
using base::Qos;
using model::Refusal;
using mqtt::PacketType;
using mqtt::ProtocolVersion;
using mqtt::ReasonCode;

namespace {

/// What a client that has not begun with a good CONNECT may have meant.
Refusal refusal_of_first_byte(unsigned char first, net::Transport transport) {
    constexpr unsigned char tls_handshake = 0x16;
    const bool is_websocket = transport == net::Transport::ws || transport == net::Transport::wss;
    if (first == tls_handshake && transport == net::Transport::tcp)
        return Refusal::tls_to_plain_port;
    if (first >= 'A' && first <= 'Z' && !is_websocket) return Refusal::http_to_mqtt_port;
    return Refusal::malformed_packet;
}

}  // namespace

std::size_t MqttConnection::consume(base::BytesView bytes) {
    const std::size_t used = consume_packets(bytes);
    if (is_connected()) shard().watch().note_packet(client_->identity, progress_, shard().now());
    return used;
}

std::size_t MqttConnection::consume_packets(base::BytesView bytes) {
    const Settings& settings = shard().settings();
    std::size_t used = 0;
    while (is_open()) {
        if (awaits_connack_) return used;
        const std::size_t largest =
            is_connected() ? settings.packet_bytes_max : settings.unauthenticated_bytes_max;
        const auto frame = mqtt::next_frame(bytes.substr(used), version_, largest);
        if (!frame) {
            reject_packet(frame.error(), bytes.substr(used));
            break;
        }
        if (!*frame) return used;
        ++shard().count().packets_received;
        if (const auto handled = handle(**frame, bytes.substr(used)); !handled)
            reject_packet(handled.error(), bytes.substr(used));
        used += (*frame)->size;
    }
    return bytes.size();
}

MqttConnection::Handled MqttConnection::handle(const mqtt::Frame& frame,
                                               base::BytesView from_here) {
    // The first packet is CONNECT, and only the first [MQTT-3.1.0-1] [MQTT-3.1.0-2] [MQTT-3.2.0-2].
    if (!is_connected()) return handle_connect(frame, from_here);
    switch (frame.type) {
        case PacketType::publish: return handle_publish(frame);
        case PacketType::puback:
        case PacketType::pubrec:
        case PacketType::pubrel:
        case PacketType::pubcomp: return handle_acknowledgement(frame);
        case PacketType::subscribe:
        case PacketType::unsubscribe: return handle_subscribe(frame, from_here);
        case PacketType::pingreq: return handle_pingreq(frame);
        case PacketType::disconnect: return handle_disconnect(frame);
        // CONNECT again, a packet that only servers send, or AUTH without a method agreed upon
        // [MQTT-4.12.0-7].
        default: return std::unexpected(ReasonCode::protocol_error);
    }
}

// --- acknowledgements of the client ---

MqttConnection::Handled MqttConnection::handle_acknowledgement(const mqtt::Frame& frame) {
    const auto packet = TRY(mqtt::decode_acknowledgement(version_, frame.type, frame.body));
    if (const auto due = answer_due_instead(frame.type, packet.packet_id)) {
        reject(ReasonCode::protocol_error,
               fmt::format("{} {} came where {} was due. Answer QoS 1 by PUBACK, QoS 2 by PUBREC "
                           "and its PUBREL by PUBCOMP.",
                           mqtt::name_of(frame.type), packet.packet_id, mqtt::name_of(*due)));
        return {};
    }
    switch (frame.type) {
        case PacketType::puback: session().on_puback(packet.packet_id); break;  // [MQTT-4.4.0-2]
        case PacketType::pubrec: on_pubrec(packet); break;
        case PacketType::pubrel: on_pubrel(packet); break;
        default: session().on_pubcomp(packet.packet_id); break;
    }
    return {};
}

/// What an acknowledgement should have been if it is of a wrong type; it would never end the
/// exchange that it names. One that names no exchange is none: the client may answer what we have
/// forgotten.
std::optional<PacketType> MqttConnection::answer_due_instead(PacketType type,
                                                             std::uint16_t packet_id) const {
    if (type == PacketType::pubrel) return std::nullopt;  // names a message of the client
    const auto due = session().answer_due(packet_id);
    const bool is_repeated = type == PacketType::pubrec && due == PacketType::pubcomp;
    return due == type || is_repeated ? std::nullopt : due;
}

void MqttConnection::on_pubrec(const mqtt::Acknowledgement& pubrec) {
    const bool is_refused = mqtt::is_error(pubrec.reason);
    switch (session().on_pubrec(pubrec.packet_id, is_refused)) {
        case broker::Session::PubrecAnswer::ended: return;
        case broker::Session::PubrecAnswer::not_found:
            if (is_refused) return;
            return append_acknowledgement(
                buffer(), PacketType::pubrel,
                {pubrec.packet_id, ReasonCode::packet_identifier_not_found});
        case broker::Session::PubrecAnswer::release: break;
    }
    // A message that the client has taken must not be sent again after a restart: PUBREL goes out
    // when that is stored.
    if (session().is_durable())
        ask(ReleaseDelivery{{.packet_id = pubrec.packet_id, .session = session().id()}});
    else
        session().release(pubrec.packet_id);
}

void MqttConnection::on_pubrel(const mqtt::Acknowledgement& pubrel) {
    const bool was_known = session().forget_received(pubrel.packet_id);
    if (unacknowledged_ > 0) --unacknowledged_;
    mqtt::Acknowledgement pubcomp{pubrel.packet_id};  // [MQTT-4.3.3-11]
    if (!was_known) pubcomp.reason = ReasonCode::packet_identifier_not_found;
    if (!session().is_durable())
        return append_acknowledgement(buffer(), PacketType::pubcomp, pubcomp);
    // The identifier may mean another message as soon as the client has PUBCOMP. Also if it is not
    // known here any more: the store may not have heard of the PUBREL that came before.
    FinishReceived finished{.publisher = {.packet_id = pubrel.packet_id, .session = session().id()},
                            .packet = {}};
    append_acknowledgement(finished.packet, PacketType::pubcomp, pubcomp);
    ask(std::move(finished));
}

void MqttConnection::append_acknowledgement(base::Bytes& out, PacketType type,
                                            mqtt::Acknowledgement acknowledgement) const {
    // [MQTT-3.4.2-2] [MQTT-3.5.2-2]
    if (!may_explain(acknowledgement.reason_string.size())) acknowledgement.reason_string = {};
    mqtt::append_acknowledgement(out, version_, type, acknowledgement);
}

// --- PINGREQ, DISCONNECT ---

MqttConnection::Handled MqttConnection::handle_pingreq(const mqtt::Frame& frame) {
    TRY(mqtt::decode_empty(frame.body));
    mqtt::append_pingresp(buffer());  // [MQTT-3.12.4-1]
    return {};
}

MqttConnection::Handled MqttConnection::handle_disconnect(const mqtt::Frame& frame) {
    const auto packet = TRY(mqtt::decode_disconnect(version_, frame.body));
    if (packet.session_expiry_s) {
        const bool revives = client_->session_expiry_s == 0 && *packet.session_expiry_s != 0;
        if (revives) return std::unexpected(ReasonCode::protocol_error);  // 3.14.2.2.2
        client_->session_expiry_s =
            std::min(*packet.session_expiry_s, shard().settings().session_expiry_max);
    }
    end(packet.reason == ReasonCode::success, std::nullopt);  // [MQTT-3.14.4-3]
    return {};
}

// --- answers of the store ---

void MqttConnection::on_outcome(const Outcome& outcome) {
    ASSERT(pending_ > 0);
    --pending_;
    if (!is_connected()) return shard().clients().settle(outcome);
    if (outcome.refusal && outcome.kind == Outcome::Kind::refused)
        record(*outcome.refusal, fmt::format("channels/{}/publish", outcome.channel.value));
    switch (outcome.kind) {
        case Outcome::Kind::entry_stored:
            shard().watch().note_stored(client_->identity, progress_, shard().now());
            acknowledge(outcome.publisher, outcome.refusal);
            break;
        case Outcome::Kind::message_stored:
        case Outcome::Kind::refused:
        case Outcome::Kind::acknowledge: acknowledge(outcome.publisher, outcome.refusal); break;
        case Outcome::Kind::send: buffer().append(outcome.packet); break;
        case Outcome::Kind::handle: handle_deferred(outcome.packet); break;
        case Outcome::Kind::welcome:
            client_->is_stored = true;
            welcome(outcome.packet);
            take_up_again();
            break;
        case Outcome::Kind::release: session().release(outcome.publisher.packet_id); break;
        case Outcome::Kind::storage_failed: on_storage_failed(outcome); break;
    }
    if (is_connected() && pending_ <= shard().settings().pending_stores_max / 2)
        pause_reading(false);
}

void MqttConnection::answer_repeated(const Outcome& outcome) {
    if (outcome.kind == Outcome::Kind::storage_failed) return on_storage_failed(outcome);
    acknowledge(outcome.publisher, outcome.refusal);
}

/// A SUBSCRIBE or UNSUBSCRIBE whose turn has come.
void MqttConnection::handle_deferred(base::BytesView packet) {
    const auto frame = mqtt::next_frame(packet, version_, packet.size());
    ASSERT(frame && *frame);
    const auto handled =
        (*frame)->type == PacketType::subscribe ? subscribe_now(**frame) : unsubscribe_now(**frame);
    if (!handled) reject(handled.error());
}

void MqttConnection::on_storage_failed(const Outcome& outcome) {
    record(Refusal::storage_failed, outcome.channel.value != 0
                                        ? fmt::format("channels/{}/publish", outcome.channel.value)
                                        : std::string{});
    if (awaits_connack_) {
        shard().clients().leave(*std::exchange(client_, nullptr), true);
        return refuse_connect({ReasonCode::server_unavailable});
    }
    const bool is_publish = outcome.publisher.qos != Qos::at_most_once;
    if (version_ == ProtocolVersion::v5 && outcome.publisher.qos == Qos::at_least_once)
        return acknowledge(outcome.publisher, Refusal::storage_failed);
    // Never acknowledged; only a new connection makes a client of 3.1.1 send it again. At QoS 2 nor
    // one of 5.0: a PUBREC with an error would free the identifier, and a group whose sync has
    // failed may still be on disk after a kill, with this identifier as received.
    if (outcome.publisher.qos == Qos::exactly_once)
        static_cast<void>(session().forget_received(outcome.publisher.packet_id));
    const bool was_answer_due = is_publish || outcome.channel.value == 0;
    if (was_answer_due)  // 3.1.1 [MQTT-4.8.0-2]
        end(true, reason_of(Refusal::storage_failed), model::remedy_of(Refusal::storage_failed));
}

void MqttConnection::acknowledge(const Publisher& publisher, std::optional<Refusal> refusal) {
    if (publisher.qos == Qos::at_most_once) return;  // [MQTT-3.3.4-1]
    mqtt::Acknowledgement answer{publisher.packet_id};
    // 3.1.1 [MQTT-3.3.5-2]
    if (refusal && version_ == ProtocolVersion::v5) {  // older versions cannot say no
        answer.reason = reason_of(*refusal);
        answer.reason_string = model::remedy_of(*refusal);
    }
    const bool is_settled = publisher.qos == Qos::at_least_once || mqtt::is_error(answer.reason);
    if (is_settled && unacknowledged_ > 0) --unacknowledged_;
    if (publisher.qos == Qos::at_least_once)
        return append_acknowledgement(buffer(), PacketType::puback, answer);  // [MQTT-4.3.2-4]
    if (mqtt::is_error(answer.reason))
        static_cast<void>(session().forget_received(publisher.packet_id));  // [MQTT-4.3.3-9]
    else
        session().mark_acknowledged(publisher.packet_id);
    append_acknowledgement(buffer(), PacketType::pubrec, answer);  // [MQTT-4.3.3-8]
}

// --- what others do to this client ---

void MqttConnection::on_device_changed(const model::DeviceRecord& device) {
    Identity& who = client_->identity;
    const auto password = device ? devices::password_after_change(*who.device, proved_by_, *device,
                                                                  shard().wall_time())
                                 : std::nullopt;
    if (!password) {
        if (device) record(Refusal::credentials_changed);
        return end_for_credentials();
    }
    who.device = device;
    proved_by_ = *password;
    const Instant due = check_deadlines(shard().now());
    if (!is_connected()) return;
    set_deadline(due);
    enforce_permissions();
}

void MqttConnection::end_for_credentials() {
    base::log(LogLevel::info, "{}: credentials changed, connection closed", name());
    end(true, reason_of(Refusal::credentials_changed),
        model::remedy_of(Refusal::credentials_changed));
}

void MqttConnection::enforce_permissions() {
    for (std::string& filter : shard().clients().enforce_permissions(*client_))
        record(Refusal::permission_withdrawn, std::move(filter));
}

void MqttConnection::enforce_viewer() {
    if (!is_valid(*client_->identity.viewer(), shard().directory())) return end_for_credentials();
    enforce_permissions();
}

base::Bytes& MqttConnection::publish_buffer() {
    ++shard().count().publishes_sent;
    return buffer();
}

void MqttConnection::note_drop() {
    if (shard().losses().is_to_be_told(session().id(), shard().now())) record(Refusal::slow_reader);
}

void MqttConnection::note_done(std::uint16_t packet_id) {
    shard().post(FinishDelivery{session().id(), packet_id});
}

void MqttConnection::give_way(const net::Address& successor) {
    base::log(LogLevel::info, "{}: taken over by a connection from {}", name(),
              successor.to_string());
    record(Refusal::taken_over);
    end(false, ReasonCode::session_taken_over, model::remedy_of(Refusal::taken_over));
}

void MqttConnection::on_server_stop() {
    if (is_connected() && version_ == ProtocolVersion::v5)
        mqtt::append_disconnect(buffer(), version_, {.reason = ReasonCode::server_shutting_down});
}

// --- ending ---

/// `bytes` begin with the packet.
void MqttConnection::reject_packet(ReasonCode reason, base::BytesView bytes) {
    if (is_connected()) return reject(reason);
    const Refusal refusal = refusal_of_first_byte(base::byte_at(bytes, 0), stream().transport());
    reject(reason, model::remedy_of(refusal), refusal);
}

void MqttConnection::reject(ReasonCode reason, std::string_view remedy, Refusal refusal) {
    base::log(LogLevel::info, "{}: {}, connection closed{}{}", name(), mqtt::name_of(reason),
              remedy.empty() ? "" : ": ", remedy);
    record(refusal);
    end(false, reason, remedy);  // [MQTT-4.13.1-1]
}

void MqttConnection::on_lost() {
    end(false, std::nullopt);
}

void MqttConnection::end_because(Refusal refusal) {
    record(refusal);
    base::log(LogLevel::info, "{}: {}, connection closed", name(), model::name_of(refusal));
    end(false, reason_of(refusal), model::remedy_of(refusal));
}

void MqttConnection::end(bool is_normal, std::optional<ReasonCode> told, std::string_view remedy) {
    if (!is_connected()) return leave();  // [MQTT-3.14.0-1]
    const bool tells = told && version_ == ProtocolVersion::v5 && !awaits_connack_;
    if (tells)
        mqtt::append_disconnect(
            buffer(), version_,
            // [MQTT-3.14.2-3]
            {.reason = *told, .reason_string = may_explain(remedy.size()) ? remedy : ""});
    shard().watch().note_left(client_->identity, take_progress());
    shard().clients().leave(*std::exchange(client_, nullptr), is_normal);  // [MQTT-3.14.4-1]
    if (tells)
        close_after_flush();  // [MQTT-3.14.4-2] [MQTT-4.13.2-1]
    else
        leave();
}

/// Whether a packet with `bytes` of explanation may be sent [MQTT-3.1.2-29] [MQTT-3.4.2-2].
bool MqttConnection::may_explain(std::size_t bytes) const {
    constexpr std::size_t room_for_the_rest = 32;
    if (!wants_reasons_ || !is_connected()) return false;
    return bytes + room_for_the_rest <= session().terms().packet_bytes_max;
}

// --- deadlines ---

Milliseconds MqttConnection::silence_allowed() const {
    // One and a half times the Keep Alive [MQTT-3.1.2-22].
    return keep_alive_s_ * Milliseconds{1500};
}

Instant MqttConnection::check_deadlines(Instant now) {
    const Settings& settings = shard().settings();
    Milliseconds allowed = settings.connect_timeout;
    auto reason = Refusal::connect_missing;
    if (is_connected()) {
        allowed = silence_allowed();
        reason = Refusal::keep_alive_expired;
        if (allowed == Milliseconds::zero()) {
            allowed = settings.idle_timeout;
            reason = Refusal::idle_too_long;
        }
    }
    Instant due = (is_connected() ? last_read_at() : started_at()) + allowed;
    if (blocked_since() && *blocked_since() + settings.slow_reader_timeout < due) {
        due = *blocked_since() + settings.slow_reader_timeout;
        reason = Refusal::slow_reader;
    }
    if (const auto ends = credentials_end(); ends && *ends < due) {
        due = *ends;
        reason = Refusal::credentials_changed;
    }
    if (due <= now) end_because(reason);
    return due;
}

/// When what the client has proved itself by ends: a device's password before, a page's sign-in.
std::optional<Instant> MqttConnection::credentials_end() const {
    if (!is_connected()) return std::nullopt;
    const Identity& who = client_->identity;
    if (proved_by_ == devices::PasswordOf::before)
        return shard().moment().to_steady(who.device->previous_password_until);
    const auto sign_in = who.viewer() ? shard().directory().find_sign_in(who.viewer()->sign_in)
                                      : model::SignInRecord{};
    if (!sign_in) return std::nullopt;
    return shard().moment().to_steady(sign_in->ends_at);
}

// --- telling people ---

void MqttConnection::record(Refusal reason, std::string topic) {
    record(client_ ? client_->identity : Identity{}, reason, std::move(topic));
}

void MqttConnection::record(const Identity& who, Refusal reason, std::string topic) const {
    if (who.device)
        return shard().record(
            who, {.reason = reason, .address = peer().to_string(), .topic = std::move(topic)});
    base::log(LogLevel::info, "{}: {} {:.200}", name(), model::name_of(reason), topic);
    if (!client_) shard().watch().note_failure(peer(), reason, model::remedy_of(reason));
}

/// As the device's owner sees this connection, whose CONNECT was accepted or not.
DeviceConnection MqttConnection::described(bool is_accepted) const {
    const Moment now = shard().moment();
    DeviceConnection described{.transport = stream().transport(),
                               .version = version_,
                               .address = peer().to_string(),
                               .tcp_at = now.to_wall(started_at())};
    if (stream().is_encrypted()) described.tls_at = now.wall;
    if (is_accepted) described.connect_at = now.wall;
    return described;
}

std::string MqttConnection::name() const {
    if (!client_) return fmt::format("connection from {}", peer().to_string());
    if (client_->identity.device)
        return fmt::format("device {} ({})", client_->identity.device->id.value,
                           peer().to_string());
    return fmt::format("client {} ({})", client_->session.client_id(), peer().to_string());
}

}  // namespace fieldcast::server
