// A folder of an older format opens, with everything that it holds.

#include <fstream>

#include "data_folder.h"
#include "storage/embedded/schema.h"

namespace fieldcast::storage {
namespace {

/// The schema of format 1 as it was; nothing here may change.
constexpr auto format_1 = R"(
    CREATE TABLE journal(position INTEGER PRIMARY KEY, record BLOB NOT NULL);
    CREATE TABLE chunk(
        channel INTEGER, first_entry INTEGER, entries INTEGER NOT NULL,
        first_time INTEGER NOT NULL, last_time INTEGER NOT NULL, body BLOB NOT NULL,
        PRIMARY KEY(channel, first_entry)) WITHOUT ROWID;
    CREATE INDEX chunk_by_time ON chunk(channel, last_time, first_time);
    CREATE TABLE feed(channel INTEGER PRIMARY KEY, body BLOB NOT NULL);
    CREATE TABLE directory(
        kind INTEGER, id INTEGER, body BLOB NOT NULL, PRIMARY KEY(kind, id)) WITHOUT ROWID;
    CREATE TABLE counter(kind INTEGER PRIMARY KEY, body BLOB NOT NULL);
    CREATE TABLE device_event(
        device INTEGER, number INTEGER, body BLOB NOT NULL,
        PRIMARY KEY(device, number)) WITHOUT ROWID;
    CREATE TABLE quarantine(
        id INTEGER PRIMARY KEY, kind INTEGER, first INTEGER, second INTEGER,
        body BLOB);)";

/// What format 2 has in addition.
constexpr auto since_format_2 = R"(
    CREATE TABLE session(id INTEGER PRIMARY KEY, body BLOB NOT NULL);
    CREATE TABLE subscription(
        session INTEGER, filter BLOB, body BLOB NOT NULL,
        PRIMARY KEY(session, filter)) WITHOUT ROWID;
    CREATE TABLE received(number INTEGER PRIMARY KEY, body BLOB NOT NULL);
    CREATE TABLE message(number INTEGER PRIMARY KEY, body BLOB NOT NULL);
    CREATE TABLE delivery(number INTEGER PRIMARY KEY, body BLOB NOT NULL);
    CREATE TABLE retained(topic BLOB PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;)";

/// The parameter is the older format.
class OlderFormat : public StoreTest, public testing::WithParamInterface<int> {
  protected:
    OlderFormat() {
        model::Channel channel;
        channel.id = *store_->directory().next_channel_id();
        channel.name = "kept";
        EXPECT_TRUE(store_->directory().put(channel));
        append_numbers(channel_1, 1, 500);
        maintain_all();
        append_numbers(channel_1, 501, 503);
        store_.reset();
        turn_into_older_format();
    }

    /// Moves all rows to a database with the old schema.
    void turn_into_older_format() {
        const std::string newer = folder_.path() + "/newer";
        std::filesystem::rename(folder_.database(), newer);
        RecordWriter number;
        number.number(static_cast<std::uint64_t>(GetParam()));
        const auto record = number.close({RecordKind::counter, 0});
        std::string hex;
        for (const char byte : record) hex += fmt::format("{:02x}", base::byte_at({&byte, 1}, 0));
        execute(
            fmt::format("PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; {}{}"
                        "PRAGMA user_version = {}; ATTACH '{}' AS newer;"
                        "INSERT INTO counter VALUES(0, x'{}');{}",
                        format_1, GetParam() > 1 ? since_format_2 : "", GetParam(), newer, hex,
                        copies_from_newer()));
        std::filesystem::remove(newer);
    }

    static std::string copies_from_newer() {
        std::string sql;
        for (const auto* table : {"journal", "chunk", "feed", "directory", "counter"})
            sql += fmt::format("INSERT OR IGNORE INTO {0} SELECT * FROM newer.{0};", table);
        return sql;
    }

    void expect_all_there() {
        reopen();
        EXPECT_EQ(newest(channel_1), numbers(1, 503));
        EXPECT_EQ(store_->directory().load()->channels.front()->name, "kept");
        EXPECT_EQ(store_->directory().next_channel_id()->value, 2U);
        store_->roll_back();
    }

    void expect_sessions_work() {
        ASSERT_TRUE(store_->sessions().load());
        ASSERT_TRUE(store_->sessions().put({.id = {1}, .client_id = "new"}));
        commit();
        reopen();
        const auto all = store_->sessions().load();
        ASSERT_TRUE(all);
        EXPECT_EQ(all->sessions.size(), 1U);
    }

    void flip_bit(std::size_t byte, char bit) {
        std::fstream file(folder_.database(), std::ios::binary | std::ios::in | std::ios::out);
        file.seekg(static_cast<std::streamoff>(byte));
        const auto flipped = static_cast<char>(file.get() ^ bit);
        file.seekp(static_cast<std::streamoff>(byte)).put(flipped);
    }

    std::size_t damaged_files() {
        std::size_t files = 0;
        for (const auto& file : std::filesystem::directory_iterator(folder_.path()))
            files += file.path().string().find(".damaged-") != std::string::npos ? 1 : 0;
        return files;
    }

    Quiet quiet_;
};

TEST_P(OlderFormat, IsRenewedWithAllThatItHolds) {
    expect_all_there();
    expect_sessions_work();
    store_.reset();
    EXPECT_EQ(integer("PRAGMA user_version"), format_number);
    EXPECT_EQ(damaged_files(), 0U);
}

TEST_P(OlderFormat, LosesAnEntryThatIsRemovedAfterIt) {
    expect_all_there();
    EXPECT_TRUE(remove(channel_1, 503));
    EXPECT_TRUE(remove(channel_1, 1));
    commit();
    reopen();
    EXPECT_EQ(newest(channel_1), numbers(2, 502));
    EXPECT_EQ(append(channel_1, 504'000, "504"), 504U);
}

TEST_P(OlderFormat, IsRenewedAgainWhereThatWasInterrupted) {
    std::ofstream(folder_.database() + ".new") << "half a file";
    std::ofstream(folder_.database() + ".new-wal") << "and its log";
    expect_all_there();
}

/// Byte 63 ends the header's format number, byte 3 is in SQLite's name, byte 16300 in the schema.
TEST_P(OlderFormat, IsRescuedWithAFlippedBitInItsFirstPage) {
    const std::string sound = folder_.path() + "-sound";
    std::filesystem::copy(folder_.database(), sound);
    for (const std::size_t byte : {63, 3, 16'300}) {
        store_.reset();
        std::filesystem::copy(sound, folder_.database(),
                              std::filesystem::copy_options::overwrite_existing);
        flip_bit(byte, 2);
        expect_all_there();
        expect_sessions_work();
    }
    EXPECT_EQ(damaged_files(), 3U);
    std::filesystem::remove(sound);
}

TEST_P(OlderFormat, IsRescuedWithoutTheRecordOfItsFormat) {
    execute("DELETE FROM counter");
    std::ofstream(Database::damage_mark(folder_.database()));
    reopen();
    EXPECT_EQ(newest(channel_1), numbers(1, 503));
    expect_sessions_work();
}

INSTANTIATE_TEST_SUITE_P(Formats, OlderFormat, testing::Values(1, 2, 3));

}  // namespace
}  // namespace fieldcast::storage
