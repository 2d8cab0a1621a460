// What a shard writes to a connection in a turn, what it tells of its end, and when.

#include "server/connection.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "devices/credentials.h"
#include "mqtt/decode.h"
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
        server_side_ = sockets[1];
        shard_.take_mqtt_stream(
            std::make_unique<WatchedStream>(net::FileDescriptor{sockets[1]}, post_, was_told_),
            net::Address{.family = net::Address::Family::unix_socket}, std::nullopt);
        send_connect();
        take_turn();
        static_cast<void>(post_.writer.take());
    }

    void send(base::BytesView bytes) const {
        EXPECT_EQ(::send(client_.number(), bytes.data(), bytes.size(), 0),
                  static_cast<ssize_t>(bytes.size()));
    }

    void send_connect() const {
        base::Bytes bytes;
        mqtt::append_connect(bytes, {.keep_alive_s = keep_alive_s,
                                     .client_id = "sensor",
                                     .user_name = "sensor",
                                     .password = password});
        send(bytes);
    }

    /// The device has subscribed to what it publishes.
    void subscribe_to_own() {
        base::Bytes bytes;
        mqtt::append_subscribe(bytes, mqtt::ProtocolVersion::v3_1_1,
                               {.packet_id = 1, .subscriptions = {{"own"}}});
        send(bytes);
        take_turn();
        static_cast<void>(read_all());
    }

    /// `count` messages that come back, in one turn.
    void publish_to_itself(std::size_t count, std::size_t payload_bytes = 100) {
        base::Bytes bytes;
        for (std::size_t i = 0; i < count; ++i)
            mqtt::append_publish(
                bytes, mqtt::ProtocolVersion::v3_1_1,
                {.topic = "own", .payload = fmt::format("{:0{}}", i, payload_bytes)});
        ASSERT_LT(bytes.size(), Shard::read_size);
        send(bytes);
        take_turn();
    }

    /// From now on it takes little at once: what the system allows at least.
    void shrink_socket() const {
        const int bytes = 1;
        EXPECT_EQ(::setsockopt(server_side_, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes), 0);
    }

    bool is_told_of_slow_reader() {
        return std::ranges::any_of(post_.writer.take(), [](const auto& letter) {
            const auto* record = std::get_if<RecordEvent>(&letter);
            return record && record->event.reason == model::Refusal::slow_reader;
        });
    }

    /// All that the shard has written until now.
    std::string read_all() const {
        std::string all;
        std::array<char, 4096> bytes{};
        for (;;) {
            const auto count = ::recv(client_.number(), bytes.data(), bytes.size(), 0);
            if (count <= 0) return all;
            all.append(bytes.data(), static_cast<std::size_t>(count));
        }
    }

    /// The numbers of the messages that have come back.
    std::vector<std::size_t> read_numbers() const {
        std::vector<std::size_t> numbers;
        const std::string all = read_all();
        base::BytesView rest = all;
        while (const auto frame = *mqtt::next_frame(rest, mqtt::ProtocolVersion::v3_1_1, 100'000)) {
            const auto publish =
                *mqtt::decode_publish(mqtt::ProtocolVersion::v3_1_1, frame->flags, frame->body);
            numbers.push_back(std::stoul(std::string{publish.payload}));
            rest.remove_prefix(frame->size);
        }
        return numbers;
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

    static Settings settings() {
        Settings settings;
        settings.general_topics = {"#"};
        settings.output_bytes_max = output_bytes_max;
        return settings;
    }

    static constexpr std::size_t output_bytes_max = 4'096;
    const Settings settings_ = settings();
    const devices::ServerSecret secret_{};
    const api::ServerFacts facts_;
    simulation::SimulatedClock clock_;
    PostOffice post_{1};
    bool was_told_ = false;
    net::FileDescriptor client_;
    int server_side_ = -1;
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

TEST_F(ConnectionTest, LosesNothingThatItsSocketTakesHoweverMuchATurnBrings) {
    subscribe_to_own();
    publish_to_itself(300);
    const auto numbers = read_numbers();
    ASSERT_EQ(numbers.size(), 300U);
    EXPECT_TRUE(std::ranges::is_sorted(numbers));
    EXPECT_FALSE(is_told_of_slow_reader());
}

TEST_F(ConnectionTest, LosesNoMessageThatIsLargerThanItsBuffer) {
    subscribe_to_own();
    publish_to_itself(3, 2 * output_bytes_max);
    EXPECT_EQ(read_numbers(), (std::vector<std::size_t>{0, 1, 2}));
    EXPECT_FALSE(is_told_of_slow_reader());
}

TEST_F(ConnectionTest, DropsWhatNeitherItsSocketNorItsBufferTakesAndTellsTheOwner) {
    subscribe_to_own();
    shrink_socket();
    publish_to_itself(500);
    const auto numbers = read_numbers();
    EXPECT_LT(numbers.size(), 500U);
    EXPECT_GE(numbers.size(), output_bytes_max / 110);
    EXPECT_TRUE(std::ranges::is_sorted(numbers));
    EXPECT_TRUE(is_told_of_slow_reader());
}

}  // namespace
}  // namespace fieldcast::server
