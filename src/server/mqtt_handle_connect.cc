// CONNECT: who comes, where the session lives, whether it may. MQTT 3.1.1, 3.1 and 3.2.

#include <fmt/format.h>

#include "base/log.h"
#include "mqtt/encode.h"
#include "server/mqtt_connection.h"
#include "server/shard.h"

namespace fieldcast::server {

using base::LogLevel;
using mqtt::ConnectReturnCode;

bool MqttConnection::handle_connect(const mqtt::Frame& frame, base::BytesView from_here) {
    if (frame.type != mqtt::PacketType::connect) return false;
    const auto connect = mqtt::decode_connect(frame.body);
    if (!connect) {
        if (connect.error() != mqtt::DecodeError::unacceptable_protocol_version) return false;
        refuse_connect(ConnectReturnCode::unacceptable_protocol_version);  // [MQTT-3.1.2-2]
        return true;
    }
    std::string client_id{connect->client_id};
    if (client_id.empty()) {
        const bool may_be_empty =
            connect->version == mqtt::ProtocolVersion::v3_1_1 && connect->clean_session;
        if (!may_be_empty) {
            refuse_connect(ConnectReturnCode::identifier_rejected);  // [MQTT-3.1.3-8]
            return true;
        }
        client_id = assign_client_id();  // [MQTT-3.1.3-6]
    }
    const ShardIndex home = shard().home_of(client_id);
    if (home != shard().index()) {
        shard().post(home, MoveConnection{release_stream(), peer(), std::string{from_here}});
        return true;
    }
    if (!authenticate(*connect)) {
        refuse_connect(ConnectReturnCode::not_authorized);
        return true;
    }
    open_session(*connect, std::move(client_id));
    return true;
}

void MqttConnection::refuse_connect(ConnectReturnCode code) {
    mqtt::append_connack(buffer(), false, code);
    close_after_flush();  // [MQTT-3.2.2-5]
}

std::string MqttConnection::assign_client_id() {
    std::string client_id;
    do {
        client_id = devices::generate_client_id(shard().random());
    } while (shard().home_of(client_id) != shard().index());
    return client_id;
}

bool MqttConnection::authenticate(const mqtt::Connect& connect) {
    if (!connect.user_name && shard().settings().anonymous) return true;
    const devices::Credentials credentials{connect.client_id, connect.user_name, connect.password};
    const auto device = devices::authenticate(shard().directory(), shard().secret(), credentials);
    if (device) {
        device_ = *device;
        return true;
    }
    device_ = device.error().device;  // known by user name at least: its owner is told
    base::log(LogLevel::info, "{}: CONNECT refused, {}", name(),
              model::name_of(device.error().reason));
    if (device_) record(device.error().reason);
    return false;
}

void MqttConnection::open_session(const mqtt::Connect& connect, std::string client_id) {
    Clients& clients = shard().clients();
    if (const auto known = clients.find(client_id); known != clients.end())
        known->second->connection->give_way(peer());
    auto client = std::make_unique<Client>(client_id, shard().session_limits());
    client_ = client.get();
    client_->connection = this;
    clients.emplace(std::move(client_id), std::move(client));
    session().attach(this);
    if (connect.will)
        session().will = model::Message{.topic = std::string{connect.will->topic},
                                        .payload = std::string{connect.will->payload},
                                        .qos = connect.will->qos,
                                        .retain = connect.will->retain};
    keep_alive_s_ = connect.keep_alive_s;
    set_deadline(check_deadlines(shard().now()));
    mqtt::append_connack(buffer(), false, ConnectReturnCode::accepted);
    base::log(LogLevel::debug, "{}: connected", name());
}

}  // namespace fieldcast::server
