// What a shard tells of a connection's end, and when.

#include "server/connection.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "devices/credentials.h"
#include "mqtt/encode.h"
#include "server/shard.h"
#include "simulation/simulated_clock.h"

namespace fieldcast::server {
namespace {

/// A socket that has the store writer's mail looked through when it is closed.
class WatchedStream final : public net::Stream {
  public:
    WatchedStream(net::FileDescriptor socket, PostOffice& post, bool& was_told_before)
        : stream_(net::make_tcp_stream(std::move(socket))),
          post_(post),
          was_told_before_(was_told_before) {}
    WatchedStream(const WatchedStream&) = delete;
    WatchedStream& operator=(const WatchedStream&) = delete;
    ~WatchedStream() override {
        was_told_before_ = std::ranges::any_of(post_.writer.take(), [](const auto& letter) {
            return std::holds_alternative<RecordEvent>(letter);
        });
    }

    int descriptor() const override { return stream_->descriptor(); }
    net::ReadResult read(std::span<char> into) override { return stream_->read(into); }
    net::WriteResult write(std::span<const base::BytesView> pieces) override {
        return stream_->write(pieces);
    }
    void finish_writing() override { stream_->finish_writing(); }

  private:
    std::unique_ptr<net::Stream> stream_;
    PostOffice& post_;
    bool& was_told_before_;
};

/// One shard without threads, and a device that has connected to it.
class ConnectionTest : public testing::Test {
  protected:
    ConnectionTest() {
        std::array<int, 2> sockets{};
        EXPECT_EQ(
            ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, sockets.data()),
            0);
        client_ = net::FileDescriptor{sockets[0]};
        shard_.take_mqtt_stream(
            std::make_unique<WatchedStream>(net::FileDescriptor{sockets[1]}, post_, was_told_),
            net::Address{.family = net::Address::Family::unix_socket}, std::nullopt);
        send_connect();
        take_turn();
        static_cast<void>(post_.writer.take());
    }

    void send_connect() const {
        base::Bytes bytes;
        mqtt::append_connect(bytes, {.keep_alive_s = keep_alive_s,
                                     .client_id = "sensor",
                                     .user_name = "sensor",
                                     .password = password});
        EXPECT_EQ(::send(client_.number(), bytes.data(), bytes.size(), 0),
                  static_cast<ssize_t>(bytes.size()));
    }

    void take_turn() { shard_.take_turn(base::Milliseconds::zero()); }

    devices::Directory directory() const {
        const model::Device device{
            .id = {1},
            .client_id = "sensor",
            .password_hash = devices::hash_device_password(secret_, password)};
        devices::Directory directory;
        directory.apply(std::make_shared<const model::Device>(device));
        return directory;
    }

    static constexpr std::uint16_t keep_alive_s = 10;
    static constexpr std::string_view password = "correct horse";

    const Settings settings_;
    const devices::ServerSecret secret_{};
    const api::ServerFacts facts_;
    simulation::SimulatedClock clock_;
    PostOffice post_{1};
    bool was_told_ = false;
    net::FileDescriptor client_;
    Shard shard_{{.settings = settings_,
                  .clock = clock_,
                  .random = devices::system_random(),
                  .update_rules = {},
                  .directory = directory(),
                  .secret = secret_,
                  .facts = facts_,
                  .access = nullptr,
                  .doors = {},
                  .tls = nullptr,
                  .admin_listener = {}},
                 post_};
};

TEST_F(ConnectionTest, IsClosedWhenTheOwnerKnowsThatATimerHasEndedIt) {
    ASSERT_EQ(shard_.traffic().clients_connected, 1U);
    clock_.advance(base::Seconds{2 * keep_alive_s});
    take_turn();
    EXPECT_EQ(shard_.traffic().clients_connected, 0U);
    EXPECT_TRUE(was_told_);
}

TEST_F(ConnectionTest, IsClosedWhenTheOwnerKnowsThatItsPacketsMakeNoSense) {
    ASSERT_EQ(shard_.traffic().clients_connected, 1U);
    send_connect();  // again [MQTT-3.1.0-2]
    take_turn();
    EXPECT_EQ(shard_.traffic().clients_connected, 0U);
    EXPECT_TRUE(was_told_);
}

}  // namespace
}  // namespace fieldcast::server
