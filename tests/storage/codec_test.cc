#include <algorithm>
#include <cmath>
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

IdRange ids_of(const std::vector<model::Entry>& entries) {
    return {entries.front().id, entries.back().id};
}

TEST(Chunk, GivesBackItsEntries) {
    ChunkCodec codec;
    for (const std::size_t count : {1, 2, 100, 1000}) {
        const auto entries = some_entries(count);
        const auto body = codec.encode(channel_1, 7, ids_of(entries), entries);
        const auto chunk = codec.decode(channel_1, entries.front().id, body);
        ASSERT_TRUE(chunk);
        EXPECT_EQ(chunk->generation, 7U);
        EXPECT_EQ(chunk->ids, ids_of(entries));
        EXPECT_EQ(chunk->entries, entries);
    }
}

TEST(Chunk, GivesBackOnlyWhatIsWanted) {
    ChunkCodec codec;
    const auto entries = some_entries(100);
    const auto body = codec.encode(channel_1, 0, ids_of(entries), entries);
    for (std::size_t step = 1; step < 100; step += 7) {
        std::vector<model::Entry> expected;
        Marks wanted(entries.size());
        for (std::size_t i = step - 1; i < entries.size(); i += step) {
            wanted[i] = true;
            expected.push_back(entries[i]);
        }
        const model::ValueSet values{step * 37};
        for (model::Entry& entry : expected) entry.values = entry.values.only(values);
        const Selection selection{[&](std::span<const EntryOutline> outlines) {
                                      EXPECT_EQ(outlines.size(), entries.size());
                                      return wanted;
                                  },
                                  values};
        const auto chunk = codec.decode(channel_1, entries.front().id, body, selection);
        ASSERT_TRUE(chunk);
        EXPECT_EQ(chunk->entries, expected) << step;
    }
}

TEST(Chunk, KeepsItsIdsWhereEntriesHaveBeenRemoved) {
    ChunkCodec codec;
    const auto entries = some_entries(10);
    const IdRange ids{{50}, {entries.back().id.value + 5}};
    for (const std::size_t left : {10, 1, 0}) {
        const std::span rest = std::span(entries).first(left);
        const auto body = codec.encode(channel_1, 0, ids, rest);
        const auto chunk = codec.decode(channel_1, ids.first, body);
        ASSERT_TRUE(chunk);
        EXPECT_EQ(chunk->ids, ids);
        EXPECT_EQ(chunk->entries, std::vector(rest.begin(), rest.end()));
    }
}

TEST(Chunk, OpensOnlyUnderItsOwnKey) {
    ChunkCodec codec;
    const auto entries = some_entries(10);
    const auto body = codec.encode(channel_1, 0, ids_of(entries), entries);
    EXPECT_FALSE(codec.decode(channel_2, entries.front().id, body));
    EXPECT_FALSE(codec.decode(channel_1, model::EntryId{1}, body));
}

TEST(Chunk, DoesNotOpenWithAnyBitFlipped) {
    ChunkCodec codec;
    const auto entries = some_entries(5);
    const auto body = codec.encode(channel_1, 0, ids_of(entries), entries);
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
    auto read = read_column(in, Marks(texts.size(), true));
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

TEST(Column, GivesOnlyTheTextsThatAreWanted) {
    for (const std::vector<std::string_view>& texts :
         {std::vector<std::string_view>{"21.5", "21.53", "-7"}, {"a", "", "ccc"}}) {
        RecordWriter out;
        write_column(out, texts);
        RecordReader in(out.bytes());
        EXPECT_EQ(read_column(in, {false, true, false}),
                  std::vector<std::string>{std::string(texts[1])});
        EXPECT_TRUE(in.finished());
    }
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

/// Each as `number_of` reads it, to the last bit.
void expect_numbers_of(const std::vector<std::string_view>& texts) {
    RecordWriter out;
    write_column(out, texts);
    RecordReader in(out.bytes());
    const auto numbers = read_numbers(in, texts.size(), number_of);
    EXPECT_TRUE(in.finished());
    ASSERT_EQ(numbers.size(), texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const double expected = number_of(texts[i]);
        if (std::isnan(expected))
            EXPECT_TRUE(std::isnan(numbers[i])) << texts[i];
        else
            EXPECT_EQ(numbers[i], expected) << texts[i];
    }
}

TEST(Column, GivesTheNumbersThatItsTextsAre) {
    expect_numbers_of({"21.53", "21.5", "21", "-0.07", "0", "0.000000001"});
    expect_numbers_of({"999999999.999999999", "-999999999.999999999", "9007199.254740993", "0.1"});
    expect_numbers_of({"on", "1.5", "", "-0", "1e3", "01"});
    std::mt19937_64 random(3);
    for (int round = 0; round < 20'000; ++round) {
        const auto text = fmt::format("{}.{}", random() % 1'000'000'000, random() % 1'000'000'000);
        const std::string other = std::to_string(random() % 1000);
        expect_numbers_of({text, other});
    }
}

TEST(Column, IsGoneByWithoutATrace) {
    for (const std::vector<std::string_view>& texts :
         {std::vector<std::string_view>{"21.5", "21.53", "-7"}, {"a", "", "ccc"}}) {
        RecordWriter out;
        write_column(out, texts);
        RecordReader in(out.bytes());
        skip_column(in, texts.size());
        EXPECT_TRUE(in.finished());
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
        const auto texts = read_column(in, Marks(5, true));
        EXPECT_TRUE(in.failed() || texts.size() == 5);
        RecordReader again(bytes);
        const auto numbers = read_numbers(again, 5, number_of);
        EXPECT_EQ(again.failed(), in.failed());
        EXPECT_TRUE(again.failed() || numbers.size() == 5);
    }
}

void append(Tail& tail, const model::Entry& entry) {
    tail.append(entry.id, entry.created_at, entry.values.presence(), entry.values.packed());
}

std::vector<model::Entry> newest(const Tail& tail, std::size_t limit) {
    return tail.read({.limit = limit, .order = model::FeedQuery::Order::newest_by_id});
}

TEST(Tail, GivesBackItsNewestEntries) {
    Tail tail;
    const auto entries = some_entries(50);
    for (const auto& entry : entries) append(tail, entry);
    EXPECT_EQ(tail.entries(), 50U);
    EXPECT_EQ(tail.all(), entries);
    EXPECT_EQ(newest(tail, 100), entries);
    EXPECT_EQ(newest(tail, 3), std::vector(entries.end() - 3, entries.end()));
    EXPECT_TRUE(newest(tail, 0).empty());
}

TEST(Tail, KnowsItsLatestTime) {
    Tail tail;
    EXPECT_FALSE(tail.newest_created_at());
    const auto entries = some_entries(50);
    for (const auto& entry : entries) append(tail, entry);
    EXPECT_EQ(tail.newest_created_at(),
              std::ranges::max(entries, {}, &model::Entry::created_at).created_at);
}

TEST(Tail, CanBeCutBack) {
    Tail tail;
    const auto entries = some_entries(20);
    for (std::size_t i = 0; i < 10; ++i) append(tail, entries[i]);
    const auto end = tail.end();
    for (std::size_t i = 10; i < 15; ++i) append(tail, entries[i]);
    tail.cut_back(end);
    for (std::size_t i = 10; i < 20; ++i) append(tail, entries[i]);
    EXPECT_EQ(tail.all(), entries);
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
