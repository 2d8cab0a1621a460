// What clients and sessions see of a disk that fails, and that nothing of it stays when the disk
// works again.

#include <gtest/gtest.h>

#include "server/store_writer.h"
#include "server/test_server.h"
#include "storage/failing_disk.h"

namespace fieldcast::server {
namespace {

using base::Qos;
using mqtt::PacketType;
using mqtt::ProtocolVersion;
using mqtt::ReasonCode;
using storage::FailingDisk;

class StorageFailureTest : public testing::Test {
  protected:
    static Settings settings() {
        Settings settings;
        settings.shards = 2;
        settings.general_topics = {"#"};
        settings.anonymous = true;
        return settings;
    }

    TestClient connected(ProtocolVersion version) {
        TestClient client(server.port());
        EXPECT_EQ(client.connects({.version = version, .client_id = "publisher"}), 0);
        return client;
    }

    /// A retained message, which must be stored before it is acknowledged.
    static void publishes(TestClient& client, ProtocolVersion version, Qos qos) {
        base::Bytes bytes;
        mqtt::append_publish(
            bytes, version,
            {.qos = qos, .retain = true, .packet_id = 7, .topic = "kept", .payload = "1"});
        client.sends(bytes);
    }

    // On the store writer's thread, which alone touches the disk.
    void disk_fails() {
        server.administers([](AdminContext&, std::string_view) {
            FailingDisk::fail_after(0, SQLITE_IOERR_WRITE);
            return std::string{};
        });
    }
    void disk_works() {
        server.administers([](AdminContext&, std::string_view) {
            FailingDisk::work_again();
            return std::string{};
        });
    }

    FailingDisk disk;
    TestServer server{settings()};
};

TEST_F(StorageFailureTest, ClosesAConnectionThatCannotBeToldAndServesItAgainLater) {
    for (const Qos qos : {Qos::at_least_once, Qos::exactly_once}) {
        TestClient client = connected(ProtocolVersion::v3_1_1);
        disk_fails();
        publishes(client, ProtocolVersion::v3_1_1, qos);
        EXPECT_TRUE(client.is_closed_by_server());  // 3.1.1 [MQTT-4.8.0-2]
        disk_works();
        TestClient again = connected(ProtocolVersion::v3_1_1);
        publishes(again, ProtocolVersion::v3_1_1, qos);
        const auto answer = again.receives();
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->type,
                  qos == Qos::at_least_once ? PacketType::puback : PacketType::pubrec);
    }
}

TEST_F(StorageFailureTest, TellsAClientOf5AtQos1) {
    TestClient client = connected(ProtocolVersion::v5);
    disk_fails();
    publishes(client, ProtocolVersion::v5, Qos::at_least_once);
    const auto answer = client.receives();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->type, PacketType::puback);
    EXPECT_EQ(static_cast<ReasonCode>(base::byte_at(answer->body, 2)), ReasonCode::quota_exceeded);
    disk_works();
}

/// A PUBREC with an error would free an identifier that may be on disk all the same.
TEST_F(StorageFailureTest, DisconnectsAClientOf5AtQos2) {
    TestClient client = connected(ProtocolVersion::v5);
    disk_fails();
    publishes(client, ProtocolVersion::v5, Qos::exactly_once);
    const auto answer = client.receives();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->type, PacketType::disconnect);
    EXPECT_EQ(static_cast<ReasonCode>(base::byte_at(answer->body, 0)), ReasonCode::quota_exceeded);
    disk_works();
}

class HandSetClock final : public base::Clock {
  public:
    [[nodiscard]] base::Instant now() const override { return base::Instant{time}; }
    [[nodiscard]] base::Timestamp wall_time() const override { return base::Timestamp{time}; }
    base::Milliseconds time{1'000'000};
};

KeepSession session_of(std::uint64_t id, std::string client_id) {
    return {.session = {.id = model::SessionId{id}, .client_id = std::move(client_id)}, .shard = 0};
}

TEST(StoreWriterOnAFailingDisk, RepeatsTheChangesOfEveryGroupThatFailedInOneTurn) {
    const FailingDisk disk;
    char name[] = "/tmp/fieldcast-test-XXXXXX";
    const std::string folder = ::mkdtemp(name);
    {
        HandSetClock clock;
        const api::ServerFacts facts;
        PostOffice post(1);
        auto store = storage::EmbeddedStore::open(folder);
        ASSERT_TRUE(store);
        StoreWriter writer({.store = std::move(*store),
                            .directory = {},
                            .secret = {},
                            .random = devices::system_random(),
                            .clock = clock,
                            .administration = {},
                            .queue_limits = {},
                            .retained_messages_max = 10,
                            .facts = facts},
                           post);
        ASSERT_TRUE(writer.restore([](std::string_view) { return ShardIndex{0}; }));
        FailingDisk::fail_after(0, SQLITE_IOERR_WRITE);
        post.writer.post(session_of(1, "first"));
        post.writer.post(ReadLastEntry{});  // commits what came before it
        post.writer.post(session_of(2, "second"));
        writer.take_turn(base::Milliseconds::zero());
        FailingDisk::work_again();
        clock.time += base::Milliseconds{1'000};
        writer.take_turn(base::Milliseconds::zero());
    }
    {
        auto store = storage::EmbeddedStore::open(folder);
        ASSERT_TRUE(store);
        const auto kept = (*store)->sessions().load();
        ASSERT_TRUE(kept);
        EXPECT_EQ(kept->sessions.size(), 2U);
    }
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace fieldcast::server
