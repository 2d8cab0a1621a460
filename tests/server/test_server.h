#pragma once
// A whole server in the test's process, on a real store in a folder of its own, and clients over
// real sockets.

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

#include "devices/credentials.h"
#include "mqtt/decode.h"
#include "mqtt/encode.h"
#include "net/file_descriptor.h"
#include "server/server.h"
#include "server/stored_directory.h"
#include "storage/embedded/embedded_store.h"

namespace fieldcast::server {

/// One packet that a server sent.
struct Packet {
    mqtt::PacketType type = mqtt::PacketType::connect;
    std::uint8_t flags = 0;
    std::string body;
    mqtt::ProtocolVersion version = mqtt::ProtocolVersion::v3_1_1;

    [[nodiscard]] mqtt::Publish as_publish() const {
        return *mqtt::decode_publish(version, flags, body);
    }
};

/// A client with blocking calls. Waits at most ten seconds for anything.
class TestClient {
  public:
    explicit TestClient(std::uint16_t port)
        : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const timeval patience{.tv_sec = 10, .tv_usec = 0};
        ::setsockopt(socket_.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(
            ::connect(socket_.number(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    }

    void sends(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto sent = ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }

    /// The next packet; nothing when the server has closed the connection.
    [[nodiscard]] std::optional<Packet> receives() {
        for (;;) {
            const auto frame = mqtt::next_frame(received_, version_, 10'000'000);
            if (frame && *frame) {
                Packet packet{(*frame)->type, (*frame)->flags, std::string{(*frame)->body},
                              version_};
                received_.erase(0, (*frame)->size);
                return packet;
            }
            char bytes[4096];
            const auto count = ::recv(socket_.number(), bytes, sizeof bytes, 0);
            if (count <= 0) return std::nullopt;
            received_.append(bytes, static_cast<std::size_t>(count));
        }
    }

    /// True when the server closes before it sends anything else.
    [[nodiscard]] bool is_closed_by_server() { return !receives(); }

    /// CONNACK's return code.
    int connects(const mqtt::Connect& connect) {
        version_ = connect.version;
        base::Bytes bytes;
        mqtt::append_connect(bytes, connect);
        sends(bytes);
        const auto packet = receives();
        if (!packet || packet->type != mqtt::PacketType::connack) return -1;
        return base::byte_at(packet->body, 1);
    }

    /// SUBACK's code.
    int subscribes(std::string_view filter, base::Qos qos = base::Qos::at_most_once) {
        base::Bytes bytes;
        mqtt::append_subscribe(bytes, version_, {.packet_id = 1, .subscriptions = {{filter, qos}}});
        sends(bytes);
        const auto packet = receives();
        if (!packet || packet->type != mqtt::PacketType::suback) return -1;
        return base::byte_at(packet->body, packet->body.size() - 1);
    }

    void publishes(std::string_view topic, std::string_view payload,
                   base::Qos qos = base::Qos::at_most_once, std::uint16_t packet_id = 1) {
        base::Bytes bytes;
        mqtt::append_publish(
            bytes, version_,
            {.qos = qos, .packet_id = packet_id, .topic = topic, .payload = payload});
        sends(bytes);
    }

    void acknowledges(mqtt::PacketType type, std::uint16_t packet_id) {
        base::Bytes bytes;
        mqtt::append_acknowledgement(bytes, version_, type, {packet_id});
        sends(bytes);
    }

    /// Whether the connection lives. Nothing else may be due.
    [[nodiscard]] bool is_answered_to_ping() {
        base::Bytes bytes;
        mqtt::append_pingreq(bytes);
        sends(bytes);
        const auto packet = receives();
        return packet && packet->type == mqtt::PacketType::pingresp;
    }

  private:
    net::FileDescriptor socket_;
    mqtt::ProtocolVersion version_ = mqtt::ProtocolVersion::v3_1_1;
    std::string received_;
};

struct TestDevice {
    model::DeviceId id;
    std::string client_id;
    std::string password;

    [[nodiscard]] mqtt::Connect connect() const {
        return {.keep_alive_s = 60,
                .client_id = client_id,
                .user_name = client_id,
                .password = password};
    }
};

/// The server and its data folder. Directory changes go through the same door as administration.
class TestServer {
  public:
    explicit TestServer(Settings settings) : settings_(std::move(settings)) {
        settings_.bind_address = "127.0.0.1";
        settings_.mqtt_port = free_port();
        settings_.mqtts_port = 0;
        settings_.http_port = settings_.https_port = {};
        char name[] = "/tmp/fieldcast-test-XXXXXX";
        folder_ = ::mkdtemp(name);
        starts();
    }
    ~TestServer() {
        server_.reset();
        std::filesystem::remove_all(folder_);
    }

    void starts() {
        auto store = storage::EmbeddedStore::open(folder_);
        ASSERT_TRUE(store) << store.error().text;
        auto directory = load_directory(**store);
        ASSERT_TRUE(directory) << directory.error().text;
        auto started =
            Server::start(settings_, {.store = std::move(*store),
                                      .directory = std::move(*directory),
                                      .secret = secret_,
                                      .random = devices::system_random(),
                                      .clock = clock_,
                                      .administration =
                                          [this](AdminContext& context, std::string_view request) {
                                              return administer_(context, request);
                                          },
                                      .data_folder = folder_});
        ASSERT_TRUE(started) << started.error();
        server_ = std::move(*started);
    }

    void restarts() {
        server_.reset();
        starts();
    }

    [[nodiscard]] std::uint16_t port() const { return settings_.mqtt_port; }

    /// Runs `action` on the store writer's thread, as a request through the admin socket.
    std::string administers(AdminHandler action);

    [[nodiscard]] model::ChannelId has_channel();
    void changes(model::ChannelId channel, const std::function<void(model::Channel&)>& change);
    void changes(model::DeviceId device, const std::function<void(model::Device&)>& change);
    void clears(model::ChannelId channel);
    [[nodiscard]] TestDevice has_device(std::vector<model::ChannelPermission> permissions);

    /// Values of field1 of all entries, oldest first.
    [[nodiscard]] std::vector<std::string> field1_of(model::ChannelId channel);

    /// The reasons of a device's events, newest first.
    [[nodiscard]] std::vector<std::string> events_of(model::DeviceId device);

  private:
    static std::uint16_t free_port() {
        const net::FileDescriptor socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* generic = reinterpret_cast<sockaddr*>(&address);
        EXPECT_EQ(::bind(socket.number(), generic, size), 0);
        EXPECT_EQ(::getsockname(socket.number(), generic, &size), 0);
        return ntohs(address.sin_port);
    }

    Settings settings_;
    std::string folder_;
    devices::ServerSecret secret_{};
    base::SystemClock clock_;
    AdminHandler administer_;
    std::unique_ptr<Server> server_;
};

}  // namespace fieldcast::server
