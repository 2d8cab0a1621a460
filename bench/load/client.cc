#include "load/client.h"

#include <fmt/format.h>

#include "mqtt/encode.h"

namespace fieldcast::load {
namespace {

constexpr std::size_t packet_bytes_max = 1 << 20;
constexpr auto version = mqtt::ProtocolVersion::v3_1_1;
constexpr std::uint16_t keep_alive_s = 3600;  // longer than a run: nobody pings for it

}  // namespace

std::string Client::name() const {
    return fmt::format("client {}", account_.client_id);
}

void Client::on_connected() {
    mqtt::Connect connect{.clean_start = !account_.keeps_session,
                          .keep_alive_s = keep_alive_s,
                          .client_id = account_.client_id};
    if (account_.user_name) connect.user_name = *account_.user_name;
    if (account_.password) connect.password = *account_.password;
    mqtt::append_connect(unsent(), connect);
}

void Client::subscribe() {
    mqtt::append_subscribe(
        unsent(), version,
        {.packet_id = 1, .subscriptions = {{*account_.subscribe_filter, subscribe_qos_}}});
}

void Client::publish(const mqtt::Publish& publish) {
    mqtt::append_publish(unsent(), version, publish);
}

void Client::ping() {
    mqtt::append_pingreq(unsent());
}

void Client::disconnect() {
    mqtt::append_disconnect(unsent(), version, {});
    flush();
    close();
}

std::size_t Client::take(base::BytesView bytes) {
    const std::size_t size = bytes.size();
    while (is_open()) {
        const auto frame = mqtt::next_frame(bytes, version, packet_bytes_max);
        if (!frame) fail(fmt::format("broker sent a {}", name_of(frame.error())));
        if (!frame || !*frame) break;
        handle(**frame);
        bytes.remove_prefix((*frame)->size);
    }
    return size - bytes.size();
}

void Client::handle(const mqtt::Frame& frame) {
    switch (frame.type) {
        case mqtt::PacketType::publish: return handle_publish(frame);
        case mqtt::PacketType::puback:
        case mqtt::PacketType::pubrec:
        case mqtt::PacketType::pubrel:
        case mqtt::PacketType::pubcomp: return handle_acknowledgement(frame.type, frame.body);
        case mqtt::PacketType::connack: return handle_connack(frame.body);
        case mqtt::PacketType::suback: return handle_suback(frame.body);
        case mqtt::PacketType::pingresp: return traffic_.on_pong(*this);
        default: return fail(fmt::format("broker sent {}", name_of(frame.type)));
    }
}

void Client::handle_connack(base::BytesView body) {
    if (body.size() != 2) return fail("broker sent a malformed CONNACK");
    if (body[1] != 0) return fail(fmt::format("refused with return code {}", int{body[1]}));
    if (account_.subscribe_filter) return subscribe();
    ready();
}

void Client::handle_suback(base::BytesView body) {
    if (body.size() != 3 || base::byte_at(body, 2) > 2)
        return fail(fmt::format("subscription to {} refused", *account_.subscribe_filter));
    ready();
}

void Client::handle_publish(const mqtt::Frame& frame) {
    const auto publish = mqtt::decode_publish(version, frame.flags, frame.body);
    if (!publish) return fail("broker sent a malformed PUBLISH");
    if (publish->qos == mqtt::Qos::at_least_once)
        acknowledge(mqtt::PacketType::puback, publish->packet_id);
    if (publish->qos == mqtt::Qos::exactly_once)
        acknowledge(mqtt::PacketType::pubrec, publish->packet_id);
    traffic_.on_message(*this, *publish);
}

void Client::handle_acknowledgement(mqtt::PacketType type, base::BytesView body) {
    const auto received = mqtt::decode_acknowledgement(version, type, body);
    if (!received) return fail("broker sent a malformed acknowledgement");
    const std::uint16_t packet_id = received->packet_id;
    if (type == mqtt::PacketType::pubrec) return acknowledge(mqtt::PacketType::pubrel, packet_id);
    if (type == mqtt::PacketType::pubrel) return acknowledge(mqtt::PacketType::pubcomp, packet_id);
    traffic_.on_acknowledged(*this, packet_id);
}

void Client::acknowledge(mqtt::PacketType type, std::uint16_t packet_id) {
    mqtt::append_acknowledgement(unsent(), version, type, {.packet_id = packet_id});
}

}  // namespace fieldcast::load
