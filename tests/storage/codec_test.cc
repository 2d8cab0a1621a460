#include <random>

#include "data_folder.h"
#include "storage/embedded/chunk.h"
#include "storage/embedded/columns.h"
#include "storage/embedded/directory_codec.h"
#include "storage/embedded/tail.h"

namespace fieldcast::storage {
namespace {

std::vector<model::Entry> some_entries(std::size_t count) {
    std::mt19937_64 random(count);
    std::vector<model::Entry> entries;
    std::uint64_t id = 100;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string text = fmt::format("{}.{:02}", random() % 40, random() % 100);
        const std::string long_text(random() % 256, 'y');
        std::array<std::optional<std::string_view>, model::value_names> texts;
        texts[0] = text;
        if (i % 3 == 0) texts[4] = "";
        if (i % 5 == 0) texts[11] = long_text;
        const auto time = static_cast<std::int64_t>(1'700'000'000'000 + random() % 1'000'000'000);
        entries.push_back(
            {model::EntryId{id += 1 + random() % 2}, at(time), model::EntryValues(texts)});
    }
    return entries;
}

TEST(Chunk, GivesBackItsEntries) {
    ChunkCodec codec;
    for (const std::size_t count : {1, 2, 100, 1000}) {
        const auto entries = some_entries(count);
        const auto body = codec.encode(channel_1, 7, entries);
        const auto chunk = codec.decode(channel_1, entries.front().id, body);
        ASSERT_TRUE(chunk);
        EXPECT_EQ(chunk->generation, 7U);
        EXPECT_EQ(chunk->entries, entries);
    }
}

TEST(Chunk, OpensOnlyUnderItsOwnKey) {
    ChunkCodec codec;
    const auto entries = some_entries(10);
    const auto body = codec.encode(channel_1, 0, entries);
    EXPECT_FALSE(codec.decode(channel_2, entries.front().id, body));
    EXPECT_FALSE(codec.decode(channel_1, model::EntryId{1}, body));
}

TEST(Chunk, DoesNotOpenWithAnyBitFlipped) {
    ChunkCodec codec;
    const auto entries = some_entries(5);
    const auto body = codec.encode(channel_1, 0, entries);
    for (std::size_t bit = 0; bit < body.size() * 8; ++bit) {
        auto flipped = body;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
        EXPECT_FALSE(codec.decode(channel_1, entries.front().id, flipped)) << bit;
    }
    EXPECT_FALSE(codec.decode(channel_1, entries.front().id, body.substr(0, body.size() - 1)));
    EXPECT_FALSE(codec.decode(channel_1, entries.front().id, ""));
}

std::vector<std::string> through_a_column(const std::vector<std::string_view>& texts) {
    RecordWriter out;
    write_column(out, texts);
    RecordReader in(out.bytes());
    auto read = read_column(in, texts.size());
    EXPECT_TRUE(in.finished());
    return read;
}

void expect_kept(const std::vector<std::string_view>& texts) {
    EXPECT_EQ(through_a_column(texts), std::vector<std::string>(texts.begin(), texts.end()));
}

TEST(Column, KeepsDecimalsAsTheyWereWritten) {
    expect_kept({"21.53", "21.5", "21", "-0.07", "0", "0.0", "0.000000001", "999999999.999999999",
                 "-999999999.999999999", "-999999999", "10", "100.00"});
}

TEST(Column, KeepsEachOddText) {
    for (const std::string_view odd :
         {"",     "-",    ".",   "+1",  "1.",  ".5",    "01",         "00",
          "-0",   "-0.0", "1e5", " 1",  "1 ",  "1.2.3", "1234567890", "1.1234567890",
          "0x10", "nan",  "1,5", "--1", "\xff"}) {
        expect_kept({odd});
        expect_kept({"1.5", odd, "2"});
    }
}

TEST(Column, KeepsEveryTextOfARandomMixture) {
    constexpr std::string_view alphabet = "0123456789.-";
    std::mt19937 random(1);
    for (int round = 0; round < 20'000; ++round) {
        std::string text(1 + random() % 6, ' ');
        for (char& c : text) c = alphabet[random() % alphabet.size()];
        const std::string other = std::to_string(random() % 1000);
        expect_kept({text, other});
    }
}

TEST(Column, TakesAboutAByteForASlowValue) {
    std::vector<std::string> texts;
    for (int i = 0; i < 100; ++i) texts.push_back(fmt::format("21.{:02}", 50 + i % 3));
    RecordWriter out;
    write_column(out, std::vector<std::string_view>(texts.begin(), texts.end()));
    EXPECT_LT(out.size(), 110U);
}

TEST(Column, FailsOnBytesWithoutSense) {
    std::mt19937 random(2);
    for (int round = 0; round < 10'000; ++round) {
        std::string bytes(random() % 20, '\0');
        for (char& c : bytes) c = static_cast<char>(random());
        RecordReader in(bytes);
        const auto texts = read_column(in, 5);
        EXPECT_TRUE(in.failed() || texts.size() == 5);
    }
}

void append(Tail& tail, const model::Entry& entry) {
    tail.append(entry.id, entry.created_at, entry.values.presence(), entry.values.packed());
}

TEST(Tail, GivesBackItsNewestEntries) {
    Tail tail;
    const auto entries = some_entries(50);
    for (const auto& entry : entries) append(tail, entry);
    EXPECT_EQ(tail.entries(), 50U);
    EXPECT_EQ(tail.newest(100), entries);
    EXPECT_EQ(tail.newest(3), std::vector(entries.end() - 3, entries.end()));
    EXPECT_TRUE(tail.newest(0).empty());
}

TEST(Tail, CanBeCutBack) {
    Tail tail;
    const auto entries = some_entries(20);
    for (std::size_t i = 0; i < 10; ++i) append(tail, entries[i]);
    const auto end = tail.end();
    for (std::size_t i = 10; i < 15; ++i) append(tail, entries[i]);
    tail.cut_back(end);
    for (std::size_t i = 10; i < 20; ++i) append(tail, entries[i]);
    EXPECT_EQ(tail.newest(100), entries);
}

TEST(Record, OpensOnlyUnderItsOwnKey) {
    RecordWriter out;
    out.number(5);
    out.text("five");
    const base::Bytes record(out.close({RecordKind::user, 1, 2}));
    EXPECT_TRUE(RecordReader::open({RecordKind::user, 1, 2}, record));
    EXPECT_FALSE(RecordReader::open({RecordKind::channel, 1, 2}, record));
    EXPECT_FALSE(RecordReader::open({RecordKind::user, 2, 2}, record));
    EXPECT_FALSE(RecordReader::open({RecordKind::user, 1, 1}, record));
    EXPECT_FALSE(RecordReader::open({RecordKind::user, 1, 2}, "short"));
}

TEST(Record, FailsWhenAPartIsMissing) {
    RecordWriter out;
    out.text("abc");
    RecordReader in(out.bytes().substr(0, 3));
    EXPECT_EQ(in.text(), "");
    EXPECT_TRUE(in.failed());
    EXPECT_FALSE(in.finished());
    EXPECT_EQ(in.number(), 0U);
}

}  // namespace
}  // namespace fieldcast::storage
