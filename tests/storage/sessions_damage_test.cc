// Bits of a closed database with sessions are flipped: nothing is loaded that was not stored.

#include <algorithm>
#include <fstream>
#include <random>

#include "stored_sessions.h"

namespace fieldcast::storage {
namespace {

constexpr std::uint64_t sessions = 200;

class DamagedSessions : public SessionsTest, public testing::WithParamInterface<unsigned> {
  protected:
    DamagedSessions() {
        bounds_.packet_block_bytes = 200;
        bounds_.message_block_bytes = 1'000;
        reopen_and_load();
        for (std::uint64_t id = 1; id <= sessions; ++id) store_session(id);
        commit();
        reopen_and_load();
        stored_ = loaded_;
        store_.reset();
        sound_ = read_file();
    }

    void store_session(std::uint64_t id) {
        put_session(id);
        auto& store = store_->sessions();
        const auto topic = fmt::format("topic/{}", id);
        EXPECT_TRUE(store.put_subscription({id}, {topic, {.identifier = 7}}));
        EXPECT_TRUE(store.add_received({id}, static_cast<std::uint16_t>(id)));
        EXPECT_TRUE(store_->retained().put(message(topic, std::string(id, 'r'))));
        for (MessageNumber i = 0; i < 3; ++i) {
            add_message(3 * id + i);
            owe(id, static_cast<std::uint16_t>(1 + i), 3 * id + i);
        }
    }

    std::string read_file() {
        std::ifstream file(folder_.database(), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    void write_file(const std::string& bytes) {
        for (const auto& old : std::filesystem::directory_iterator(folder_.path()))
            std::filesystem::remove(old);
        std::ofstream(folder_.database(), std::ios::binary) << bytes;
    }

    /// Loads; damage that SQLite meets only now is rescued by the next start.
    bool try_to_load() {
        store_.reset();
        auto opened = EmbeddedStore::open(folder_.path(), bounds_);
        EXPECT_TRUE(opened) << opened.error().text;
        if (!opened) return false;
        store_ = *std::move(opened);
        const auto all = store_->sessions().load();
        const auto retained = all ? store_->retained().load() : std::unexpected(all.error());
        if (!retained) return false;
        loaded_ = plain(*all, *retained);
        return true;
    }

    void expect_only_what_was_stored() {
        ASSERT_TRUE(try_to_load() || try_to_load());
        for (const auto& [topic, message] : loaded_.retained)
            ASSERT_EQ(message, stored_.retained.at(topic));
        for (const auto& [number, message] : loaded_.messages)
            ASSERT_EQ(message, stored_.messages.at(number));
        for (const auto& [id, session] : loaded_.sessions)
            ASSERT_NO_FATAL_FAILURE(expect_part_of(session, stored_.sessions.at(id)));
        kept_ += loaded_.sessions.size();
    }

    void expect_part_of(const PlainSessions::Session& part, const PlainSessions::Session& whole) {
        ASSERT_EQ(part.session, whole.session);
        for (const auto& [filter, subscription] : part.subscriptions)
            ASSERT_EQ(subscription, whole.subscriptions.at(filter));
        for (const auto packet_id : part.received) ASSERT_EQ(packet_id, whole.received.front());
        for (const auto& delivery : part.deliveries) {
            ASSERT_NE(std::ranges::find(whole.deliveries, delivery), whole.deliveries.end());
            ASSERT_TRUE(loaded_.messages.contains(delivery.message));
        }
    }

    /// After at most one more start, messages are taken again and found.
    void expect_it_goes_on() {
        for (int start = 0; start < 2; ++start) {
            const bool is_stored = store_->sessions().put({.id = {1'000}}) &&
                                   store_->sessions().add_message(10'000, message("t", "new")) &&
                                   store_->sessions().add_delivery({1'000}, {.message = 10'000}) &&
                                   store_->commit();
            ASSERT_TRUE(try_to_load() || try_to_load());
            if (!is_stored) continue;
            EXPECT_EQ(owed(1'000), "0=new");
            return;
        }
        ADD_FAILURE() << "no message can be stored";
    }

    void damage(const std::string& sql) {
        write_file(sound_);
        execute(sql);
        expect_only_what_was_stored();
    }

    std::int64_t quarantined(RecordKind kind) {
        store_.reset();
        return integer(
            fmt::format("SELECT count(*) FROM quarantine WHERE kind = {}", static_cast<int>(kind)));
    }

    Quiet quiet_;
    PlainSessions stored_;
    std::string sound_;
    std::size_t kept_ = 0;
};

TEST_P(DamagedSessions, GiveNothingThatWasNotStored) {
    std::mt19937 random(GetParam());
    constexpr std::size_t rounds = 60;
    for (std::size_t round = 0; round < rounds; ++round) {
        std::string bytes = sound_;
        const auto byte = random() % bytes.size();
        bytes[byte] = static_cast<char>(bytes[byte] ^ (1 << random() % 8));
        write_file(bytes);
        ASSERT_NO_FATAL_FAILURE(expect_only_what_was_stored()) << "byte " << byte;
        ASSERT_NO_FATAL_FAILURE(expect_it_goes_on()) << "byte " << byte;
    }
    EXPECT_GT(kept_, rounds * sessions * 9 / 10);
}
INSTANTIATE_TEST_SUITE_P(Seeds, DamagedSessions, testing::Range(0U, 6U));

TEST_F(DamagedSessions, LoseOnlyADamagedSession) {
    damage("UPDATE session SET body = x'00' || body WHERE id = 5");
    EXPECT_EQ(loaded_.sessions.size(), sessions - 1);
    EXPECT_EQ(quarantined(RecordKind::session), 1);
    EXPECT_EQ(integer("SELECT count(*) FROM subscription WHERE session = 5"), 0);
}

TEST_F(DamagedSessions, LoseOnlyADamagedSubscription) {
    damage("UPDATE subscription SET filter = x'23' WHERE session = 5");
    EXPECT_EQ(loaded_.sessions.size(), sessions);
    EXPECT_TRUE(loaded_.sessions[5].subscriptions.empty());
    EXPECT_EQ(quarantined(RecordKind::subscription), 1);
    EXPECT_EQ(integer("SELECT count(*) FROM subscription"), sessions - 1);
}

TEST_F(DamagedSessions, LoseTheDeliveriesOfADamagedBlock) {
    damage("UPDATE delivery SET body = zeroblob(length(body)) WHERE number = 2");
    EXPECT_LT(loaded_.messages.size(), 3 * sessions);
    EXPECT_EQ(quarantined(RecordKind::delivery), 1);
}

TEST_F(DamagedSessions, LoseTheDeliveriesOfADamagedMessage) {
    damage(
        "UPDATE message SET number = number + 1 WHERE number = (SELECT max(number) FROM message)");
    EXPECT_TRUE(loaded_.sessions[sessions].deliveries.empty());
    EXPECT_EQ(quarantined(RecordKind::message), 1);
    ASSERT_TRUE(try_to_load());
    EXPECT_EQ(quarantined(RecordKind::message), 1);
}

TEST_F(DamagedSessions, LoseTheIdentifiersOfADamagedBlock) {
    damage("UPDATE received SET body = x'' WHERE number = 1");
    EXPECT_TRUE(loaded_.sessions[1].received.empty());
    EXPECT_EQ(quarantined(RecordKind::received), 1);
}

TEST_F(DamagedSessions, LoseOnlyADamagedRetainedMessage) {
    damage("UPDATE retained SET topic = x'23' WHERE topic = CAST('topic/5' AS BLOB)");
    EXPECT_EQ(loaded_.retained.size(), sessions - 1);
    EXPECT_EQ(quarantined(RecordKind::retained), 1);
    EXPECT_EQ(integer("SELECT count(*) FROM retained"), sessions - 1);
}

}  // namespace
}  // namespace fieldcast::storage
