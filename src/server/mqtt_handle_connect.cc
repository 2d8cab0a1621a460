// CONNECT: who comes, where the session lives, whether it may, and what is agreed. MQTT 5.0, 3.1
// and 3.2.

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "mqtt/encode.h"
#include "mqtt/properties.h"
#include "server/mqtt_connection.h"
#include "server/reasons.h"
#include "server/shard.h"

namespace fieldcast::server {

using base::LogLevel;
using model::Refusal;
using mqtt::ProtocolVersion;
using mqtt::ReasonCode;

namespace {

/// The same whatever is wrong, so that nobody learns which users there are.
constexpr std::string_view wrong_credentials =
    "User name and password do not belong together. A device's user name and client ID are both "
    "its client ID, and its password is the one that was shown when it was generated; other users "
    "stand in the server's access file.";

constexpr std::string_view certificate_misfits =
    "The common name of a device's certificate and the client ID in CONNECT must both be the "
    "device's client ID.";

constexpr std::string_view unsupported_version =
    "The client speaks a version of MQTT that is not 3.1, 3.1.1 or 5.0. Choose one of them.";

/// A page of ours is known by its WebSocket; it leaves nothing behind.
bool is_without_name(const mqtt::Connect& connect) {
    return connect.client_id.empty() && !connect.user_name && !connect.password && !connect.will &&
           connect.clean_start && connect.session_expiry_s == 0;
}

}  // namespace

MqttConnection::Handled MqttConnection::handle_connect(const mqtt::Frame& frame,
                                                       base::BytesView from_here) {
    if (frame.type != mqtt::PacketType::connect)
        return std::unexpected(ReasonCode::protocol_error);  // [MQTT-3.1.0-1]
    const auto connect = mqtt::decode_connect(frame.body);
    if (!connect) {
        if (connect.error() != ReasonCode::unsupported_protocol_version)
            return std::unexpected(connect.error());  // [MQTT-3.1.4-1]
        shard().watch().note_failure(peer(), Refusal::malformed_packet, unsupported_version);
        refuse_connect({connect.error()});  // [MQTT-3.1.2-2]
        return {};
    }
    version_ = connect->version;
    wants_reasons_ = connect->request_problem_information;
    std::string client_id{connect->client_id};
    if (client_id.empty()) {
        const bool may_be_empty = version_ == ProtocolVersion::v5 ||
                                  (version_ == ProtocolVersion::v3_1_1 && connect->clean_start);
        if (!may_be_empty) {
            // 3.1.1 [MQTT-3.1.3-8]
            refuse_connect({ReasonCode::client_identifier_not_valid});  // [MQTT-3.1.3-8]
            return {};
        }
        client_id = assign_client_id();  // [MQTT-3.1.3-6] [MQTT-3.1.3-7]
    }
    const ShardIndex home = shard().home_of(client_id);
    if (home != shard().index()) {
        shard().post(home, MoveConnection{release_stream(), peer(), std::string{from_here}});
        return {};
    }
    if (const auto accepted = accept_connect(*connect, client_id); !accepted)
        refuse_connect(accepted.error(),
                       connect->maximum_packet_size.value_or(any_packet_size));  // [MQTT-3.1.4-2]
    return {};
}

void MqttConnection::refuse_connect(const ConnectRefusal& refusal, std::size_t packet_bytes_max) {
    mqtt::Connack connack{.reason = refusal.reason};  // [MQTT-3.2.2-8]
    if (wants_reasons_) connack.reason_string = refusal.remedy;
    base::Bytes packet;
    mqtt::append_connack(packet, version_, connack);
    if (packet.size() > packet_bytes_max) {  // [MQTT-3.2.2-19]
        packet.clear();
        mqtt::append_connack(packet, version_, {.reason = refusal.reason});
    }
    if (packet.size() > packet_bytes_max) return leave();  // [MQTT-3.1.2-24]
    buffer().append(packet);
    close_after_flush();  // [MQTT-3.2.2-7] [MQTT-3.1.4-6] [MQTT-4.13.2-1]
}

std::string MqttConnection::assign_client_id() {
    std::string client_id;
    do {
        client_id = "auto-" + devices::generate_client_id(shard().random());
    } while (shard().home_of(client_id) != shard().index());
    return client_id;
}

MqttConnection::Accepted MqttConnection::accept_connect(const mqtt::Connect& connect,
                                                        const std::string& client_id) {
    Identity identity = TRY(authenticate(connect));
    if (!identity.viewer())
        identity.access =
            shard().access_for({.client_id = client_id,
                                .user_name = connect.user_name.value_or(base::BytesView{}),
                                .is_device = identity.device != nullptr});
    const Client* known = shard().clients().find(client_id);
    TRY(check_terms(connect, known));
    const bool is_a_devices = !identity.device && shard().directory().find_device(client_id);
    const bool is_anothers = known && known->identity.owner() != identity.owner();
    if (is_a_devices || is_anothers) {
        record(identity, Refusal::client_id_in_use, {});
        return std::unexpected(ConnectRefusal{reason_of(Refusal::client_id_in_use),
                                              model::remedy_of(Refusal::client_id_in_use)});
    }
    open_session(connect, client_id, std::move(identity));
    return {};
}

/// `known`: the session that there is already, or null.
MqttConnection::Accepted MqttConnection::check_terms(const mqtt::Connect& connect,
                                                     const Client* known) const {
    const Settings& settings = shard().settings();
    if (connect.authentication_method)
        return std::unexpected(ConnectRefusal{
            ReasonCode::bad_authentication_method,  // [MQTT-4.12.0-1]
            "Enhanced authentication is not offered: send user name and password in CONNECT."});
    // 5.0 has Server Keep Alive for this; before it, clients can only be refused.
    const bool asks_for_too_long =
        settings.keep_alive_max != 0 &&
        (connect.keep_alive_s == 0 || connect.keep_alive_s > settings.keep_alive_max);
    if (asks_for_too_long && version_ != ProtocolVersion::v5)
        return std::unexpected(ConnectRefusal{ReasonCode::client_identifier_not_valid});
    const bool adds_one = connect.session_expiry_s > 0 && !(known && known->session.is_durable());
    const bool is_full =
        adds_one && shard().clients().durable_count() >=
                        std::max<std::size_t>(settings.sessions_max / shard().shard_count(), 1);
    if (is_full)
        return std::unexpected(ConnectRefusal{reason_of(Refusal::too_many_sessions),
                                              model::remedy_of(Refusal::too_many_sessions)});
    return {};
}

// --- who comes ---

base::Result<Identity, MqttConnection::ConnectRefusal> MqttConnection::authenticate(
    const mqtt::Connect& connect) {
    if (viewer() && is_without_name(connect))
        return Identity{.access = std::make_shared<const Access>(Access{.viewer = *viewer()})};
    const std::string certified_name = stream().certified_name();
    if (!certified_name.empty() && !connect.password)
        return authenticate_certified(connect, certified_name);
    if (!connect.user_name && shard().settings().anonymous) return Identity{};
    const bool may_be_user = shard().access() && connect.user_name &&
                             !shard().directory().find_device(*connect.user_name);
    const devices::AccessUser* user =
        may_be_user ? shard().access()->find_user(*connect.user_name) : nullptr;
    if (!user) return authenticate_device(connect);
    if (shard().passwords().verify(*user, connect.password.value_or(base::BytesView{})))
        return Identity{};
    base::log(LogLevel::info, "{}: CONNECT refused, wrong password of user {}", name(),
              *connect.user_name);
    tell_refused(nullptr, Refusal::wrong_password, wrong_credentials);
    return std::unexpected(ConnectRefusal{ReasonCode::not_authorized, wrong_credentials});
}

base::Result<Identity, MqttConnection::ConnectRefusal> MqttConnection::authenticate_device(
    const mqtt::Connect& connect) {
    const devices::Credentials credentials{connect.client_id, connect.user_name, connect.password};
    const auto proved = devices::authenticate(shard().directory(), shard().secret(), credentials,
                                              shard().wall_time());
    if (proved) {
        proved_by_ = proved->password;
        return Identity{.device = proved->device};
    }
    const auto& [known, reason] = proved.error();
    base::log(LogLevel::info, "{}: CONNECT refused, {}", name(), model::name_of(reason));
    const Refusal unknown =
        connect.user_name ? Refusal::unknown_user_name : Refusal::user_name_missing;
    const Refusal told = known ? reason : unknown;
    tell_refused(known, told, model::remedy_of(told));
    return std::unexpected(ConnectRefusal{ReasonCode::not_authorized, wrong_credentials});
}

/// The owner of a device that is known by its name at least is told; the client learns nothing of
/// it.
void MqttConnection::tell_refused(const model::DeviceRecord& device, Refusal reason,
                                  std::string_view remedy) const {
    if (!device) return shard().watch().note_failure(peer(), reason, remedy);
    shard().watch().note_connect(device->id, described(false));
    record(Identity{.device = device}, reason, {});
}

/// The certificate stands for user name and password; a client that sends a password goes by that.
base::Result<Identity, MqttConnection::ConnectRefusal> MqttConnection::authenticate_certified(
    const mqtt::Connect& connect, const std::string& certified_name) const {
    const auto device = shard().directory().find_device(certified_name);
    if (device && connect.client_id == certified_name) return Identity{.device = device};
    base::log(LogLevel::info, "{}: CONNECT refused, its certificate is for {:?}, client ID {:?}",
              name(), certified_name, connect.client_id);
    tell_refused(device, Refusal::client_id_differs, certificate_misfits);
    return std::unexpected(ConnectRefusal{ReasonCode::not_authorized, certificate_misfits});
}

// --- the session ---

/// Null: a new one begins.
Client* MqttConnection::session_to_resume(const mqtt::Connect& connect,
                                          const std::string& client_id) {
    Clients& clients = shard().clients();
    Client* known = clients.find(client_id);  // [MQTT-3.1.3-2]
    if (known && known->connection) {
        known->connection->give_way(peer());  // [MQTT-3.1.4-3]
        known = clients.find(client_id);      // gone if it ended with its connection
    }
    if (known && connect.clean_start) {
        clients.end(*known);  // [MQTT-3.1.2-4] [MQTT-3.1.4-4]
        return nullptr;
    }
    if (known) known->will.reset();  // the client is back in time [MQTT-3.1.3-9]
    return known;                    // [MQTT-3.1.2-5]
}

void MqttConnection::open_session(const mqtt::Connect& connect, const std::string& client_id,
                                  Identity identity) {
    const Client* before = shard().clients().find(client_id);
    const bool was_durable = before && before->session.is_durable();
    const bool takes_over = before && before->connection;
    Client* known = session_to_resume(connect, client_id);
    const std::uint32_t expiry =
        std::min(connect.session_expiry_s, shard().settings().session_expiry_max);
    const auto durability =
        expiry > 0 ? broker::Durability::durable : broker::Durability::transient;
    client_ = known ? known : &shard().clients().make(client_id, durability);  // [MQTT-3.1.2-6]
    client_->connection = this;
    client_->identify(std::move(identity));
    if (client_->identity.viewer()) shard().clients().list_viewer(*client_);
    client_->session_expiry_s = expiry;
    // [MQTT-3.1.2-7]
    if (connect.will) client_->will = std::make_unique<Will>(make_will(*connect.will, client_id));
    shard().clients().come_back(*client_);
    settle_terms(connect);
    if (base::logs(LogLevel::debug)) base::log(LogLevel::debug, "{}: connected", name());
    base::Bytes connack = make_connack(connect, known != nullptr);
    if (connack.size() > session().terms().packet_bytes_max)
        return end(true, std::nullopt);  // [MQTT-3.1.2-24]
    const bool discards_stored = !known && was_durable;
    const bool is_new_to_store = session().is_durable() && !client_->is_stored;
    if (!discards_stored && !is_new_to_store) {
        welcome(connack);
        // The will of the connection before may be in the store: what this one publishes follows.
        if (takes_over && is_connected()) ask(SendInTurn{});
        return;
    }
    awaits_connack_ = true;
    pause_reading(true);
    ask(WelcomeInTurn{.publisher = {}, .packet = std::move(connack)});
}

/// CONNACK, and what the session has waiting.
void MqttConnection::welcome(base::BytesView connack) {
    awaits_connack_ = false;
    buffer().append(connack);  // [MQTT-3.1.4-5] [MQTT-3.2.0-1]
    if (const auto& device = client_->identity.device)
        shard().watch().note_connect(device->id, described(true));
    enforce_permissions();
    session().resume();
}

Will MqttConnection::make_will(const mqtt::Will& will, std::string_view client_id) const {
    Will made{.message = {.topic = std::string{will.topic},
                          .payload = std::string{will.payload},
                          .publisher = model::client_hash(client_id),
                          .qos = will.qos,
                          .retain = will.retain},  // [MQTT-3.1.2-14] [MQTT-3.1.2-15]
              .delay_s = will.delay_s};
    mqtt::append_forwarded_properties(made.message.properties, will.properties);
    // From when it is published; that is not known yet.
    if (will.message_expiry_s) made.expiry_s = will.message_expiry_s;
    return made;
}

void MqttConnection::settle_terms(const mqtt::Connect& connect) {
    // As many aliases as a client may set are enough to remember for it.
    broker::ClientTerms terms{.version = version_,
                              .receive_maximum = connect.receive_maximum,
                              .topic_alias_maximum = std::min(connect.topic_alias_maximum,
                                                              shard().settings().topic_alias_max)};
    if (connect.maximum_packet_size) terms.packet_bytes_max = *connect.maximum_packet_size;
    session().attach(*this, terms);
    keep_alive_s_ = connect.keep_alive_s;  // [MQTT-3.2.2-22]
    const std::uint16_t most = shard().settings().keep_alive_max;
    if (most != 0 && (keep_alive_s_ == 0 || keep_alive_s_ > most)) keep_alive_s_ = most;
    set_deadline(check_deadlines(shard().now()));
}

base::Bytes MqttConnection::make_connack(const mqtt::Connect& connect,
                                         bool is_session_present) const {
    const Settings& settings = shard().settings();
    mqtt::Connack connack{.session_present = is_session_present};  // [MQTT-3.2.2-2] [MQTT-3.2.2-3]
    if (client_->session_expiry_s != connect.session_expiry_s)
        connack.session_expiry_s = client_->session_expiry_s;
    if (settings.receive_maximum != 65'535) connack.receive_maximum = settings.receive_maximum;
    connack.maximum_packet_size = static_cast<std::uint32_t>(settings.packet_bytes_max);
    if (settings.topic_alias_max != 0) connack.topic_alias_maximum = settings.topic_alias_max;
    if (keep_alive_s_ != connect.keep_alive_s)
        connack.server_keep_alive_s = keep_alive_s_;  // [MQTT-3.2.2-21]
    if (connect.client_id.empty())
        connack.assigned_client_id = session().client_id();  // [MQTT-3.2.2-16]
    base::Bytes packet;
    mqtt::append_connack(packet, version_, connack);
    return packet;
}

}  // namespace fieldcast::server
