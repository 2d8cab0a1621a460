#include "load/client.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "mqtt/encode.h"

namespace fieldcast::load {
namespace {

constexpr std::size_t packet_bytes_max = 1 << 20;
constexpr auto version = mqtt::ProtocolVersion::v3_1_1;
constexpr std::uint16_t keep_alive_s = 3600;  // longer than a run: nobody pings for it

/// Shared by all clients, since each empties it at once.
std::array<char, 256 * 1024> read_buffer;

void set_option(int socket, int level, int option) {
    const int on = 1;
    const int failed = ::setsockopt(socket, level, option, &on, sizeof on);
    ASSERT(failed == 0);
}

std::string system_error(const char* what) {
    return fmt::format("{}: {}", what, std::strerror(errno));
}

}  // namespace

void Client::connect(const Route& route, mqtt::Qos subscribe_qos) {
    subscribe_qos_ = subscribe_qos;
    const int family = route.to->sa_family;
    socket_ = net::FileDescriptor(
        ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
    if (!socket_.is_open()) return fail(system_error("socket"));
    set_option(socket_.number(), IPPROTO_TCP, TCP_NODELAY);
    if (route.from) {
        // The port is chosen at connect, so that each address has all ports for this peer.
        set_option(socket_.number(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT);
        if (::bind(socket_.number(), route.from, route.from_size) != 0)
            return fail(system_error("bind"));
    }
    if (::connect(socket_.number(), route.to, route.to_size) != 0 && errno != EINPROGRESS)
        return fail(system_error("connect"));
    is_connecting_ = true;
    waits_for_room_ = true;
    world_.poller.add(socket_.number(), *this, true);
}

void Client::send_connect() {
    mqtt::Connect connect{.clean_start = !account_.keeps_session,
                          .keep_alive_s = keep_alive_s,
                          .client_id = account_.client_id};
    if (account_.user_name) connect.user_name = *account_.user_name;
    if (account_.password) connect.password = *account_.password;
    mqtt::append_connect(unsent_, connect);
}

void Client::subscribe() {
    mqtt::append_subscribe(
        unsent_, version,
        {.packet_id = 1, .subscriptions = {{*account_.subscribe_filter, subscribe_qos_}}});
    world_.owner.on_unsent(*this);
}

void Client::publish(const mqtt::Publish& publish) {
    mqtt::append_publish(unsent_, version, publish);
    world_.owner.on_unsent(*this);
}

void Client::ping() {
    mqtt::append_pingreq(unsent_);
    world_.owner.on_unsent(*this);
}

void Client::disconnect() {
    mqtt::append_disconnect(unsent_, version, {});
    flush();
    socket_.close();
}

void Client::flush() {
    if (unsent_.empty() || !socket_.is_open()) return;
    const ssize_t sent =
        ::send(socket_.number(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN) return fail(system_error("send"));
    unsent_.erase(0, sent < 0 ? 0 : static_cast<std::size_t>(sent));
    wait_for_room(!unsent_.empty());
}

void Client::wait_for_room(bool wait) {
    if (wait == waits_for_room_) return;
    waits_for_room_ = wait;
    world_.poller.change(socket_.number(), *this, wait);
}

void Client::on_writable() {
    if (!socket_.is_open()) return;
    if (is_connecting_) {
        is_connecting_ = false;
        send_connect();
    }
    flush();
}

void Client::on_readable() {
    if (!socket_.is_open()) return;
    const ssize_t size = ::recv(socket_.number(), read_buffer.data(), read_buffer.size(), 0);
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) return fail(size == 0 ? "closed by the broker" : system_error("recv"));
    const base::BytesView received(read_buffer.data(), static_cast<std::size_t>(size));
    if (unread_.empty()) return read_packets(received);
    base::Bytes joined = std::move(unread_);
    joined += received;
    unread_.clear();
    read_packets(joined);
}

void Client::read_packets(base::BytesView bytes) {
    while (socket_.is_open()) {
        const auto frame = mqtt::next_frame(bytes, version, packet_bytes_max);
        if (!frame) return fail(fmt::format("broker sent a {}", name_of(frame.error())));
        if (!*frame) break;
        handle(**frame);
        bytes.remove_prefix((*frame)->size);
    }
    unread_ = bytes;
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
        case mqtt::PacketType::pingresp: return world_.traffic.on_pong(*this);
        default: return fail(fmt::format("broker sent {}", name_of(frame.type)));
    }
}

void Client::handle_connack(base::BytesView body) {
    if (body.size() != 2) return fail("broker sent a malformed CONNACK");
    if (body[1] != 0) return fail(fmt::format("refused with return code {}", int{body[1]}));
    if (account_.subscribe_filter) return subscribe();
    world_.owner.on_ready(*this);
}

void Client::handle_suback(base::BytesView body) {
    if (body.size() != 3 || base::byte_at(body, 2) > 2)
        return fail(fmt::format("subscription to {} refused", *account_.subscribe_filter));
    world_.owner.on_ready(*this);
}

void Client::handle_publish(const mqtt::Frame& frame) {
    const auto publish = mqtt::decode_publish(version, frame.flags, frame.body);
    if (!publish) return fail("broker sent a malformed PUBLISH");
    if (publish->qos == mqtt::Qos::at_least_once)
        acknowledge(mqtt::PacketType::puback, publish->packet_id);
    if (publish->qos == mqtt::Qos::exactly_once)
        acknowledge(mqtt::PacketType::pubrec, publish->packet_id);
    world_.traffic.on_message(*this, *publish);
}

void Client::handle_acknowledgement(mqtt::PacketType type, base::BytesView body) {
    const auto received = mqtt::decode_acknowledgement(version, type, body);
    if (!received) return fail("broker sent a malformed acknowledgement");
    const std::uint16_t packet_id = received->packet_id;
    if (type == mqtt::PacketType::pubrec) return acknowledge(mqtt::PacketType::pubrel, packet_id);
    if (type == mqtt::PacketType::pubrel) return acknowledge(mqtt::PacketType::pubcomp, packet_id);
    world_.traffic.on_acknowledged(*this, packet_id);
}

void Client::acknowledge(mqtt::PacketType type, std::uint16_t packet_id) {
    mqtt::append_acknowledgement(unsent_, version, type, {.packet_id = packet_id});
    world_.owner.on_unsent(*this);
}

void Client::fail(std::string reason) {
    socket_.close();
    unsent_.clear();
    world_.owner.on_failed(*this, std::move(reason));
}

}  // namespace fieldcast::load
