// Bits of a closed database are flipped. Whatever it was: the store opens, gives nothing that was
// not stored, and takes new entries.

#include <cstring>
#include <fstream>
#include <random>

#include "data_folder.h"

namespace fieldcast::storage {
namespace {

constexpr std::uint64_t channels = 4;
constexpr int entries = 300;

class DamagedStore : public StoreTest, public testing::WithParamInterface<unsigned> {
  protected:
    DamagedStore() {
        bounds_.piece_entries = 1'000;  // so that commits seal nothing
        reopen();
        for (std::uint64_t channel = 1; channel <= channels; ++channel) {
            EXPECT_TRUE(store_->directory().put(named(channel)));
            append_numbers(model::ChannelId{channel}, 1, entries - 30);
        }
        maintain_all();
        for (std::uint64_t channel = 1; channel <= channels; ++channel)
            append_numbers(model::ChannelId{channel}, entries - 29, entries);
        store_.reset();
        sound_ = read_file();
    }

    static model::Channel named(std::uint64_t id) {
        model::Channel channel;
        channel.id.value = id;
        channel.name = fmt::format("channel {}", id);
        return channel;
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

    /// Flips one bit in the file as it was.
    void flip(std::size_t byte, unsigned bit) {
        std::string bytes = sound_;
        bytes[byte] = static_cast<char>(bytes[byte] ^ (1 << bit));
        write_file(bytes);
    }

    void expect_nothing_wrong() {
        auto store = EmbeddedStore::open(folder_.path(), bounds_);
        ASSERT_TRUE(store) << store.error().text;
        store_ = *std::move(store);
        for (std::uint64_t channel = 1; channel <= channels; ++channel)
            expect_only_stored_entries(model::ChannelId{channel});
        expect_only_stored_channels();
    }

    void expect_only_stored_entries(model::ChannelId channel) {
        const auto found = store_->feeds().newest(channel, 1000);
        if (!found) return;  // said so, not silent
        std::uint64_t last = 0;
        for (const auto& entry : *found) {
            ASSERT_GT(entry.id.value, last);
            last = entry.id.value;
            const auto number = static_cast<std::int64_t>(last);
            ASSERT_EQ(entry.values, values(std::to_string(number)));
            ASSERT_EQ(entry.created_at, at(number * 1000));
        }
        kept_ += found->size();
    }

    void expect_only_stored_channels() {
        const auto contents = store_->directory().load();
        if (!contents) return;
        for (const auto& channel : contents->channels)
            ASSERT_EQ(*channel, named(channel->id.value));
    }

    /// After at most one more start, entries are taken again.
    void expect_it_goes_on() {
        for (int start = 0; start < 2; ++start) {
            const auto now = at(1'000'000);
            if (store_->feeds().append(channel_1, now, values("new"), now) && store_->commit())
                return;
            store_.reset();
            auto store = EmbeddedStore::open(folder_.path(), bounds_);
            ASSERT_TRUE(store) << store.error().text;
            store_ = *std::move(store);
        }
        ADD_FAILURE() << "no entry can be stored";
    }

    void expect_survival_of(std::size_t byte, unsigned bit) {
        flip(byte, bit);
        expect_nothing_wrong();
        if (!HasFatalFailure()) expect_it_goes_on();
        ASSERT_FALSE(HasFailure()) << "byte " << byte << ", bit " << bit;
        store_.reset();
    }

    Quiet quiet_;
    std::string sound_;
    std::size_t kept_ = 0;
};

TEST_F(DamagedStore, SurvivesAnyFlippedBitOfTheHeader) {
    for (std::size_t byte = 0; byte < 100; ++byte)
        for (unsigned bit = 0; bit < 8; ++bit)
            ASSERT_NO_FATAL_FAILURE(expect_survival_of(byte, bit));
    EXPECT_EQ(kept_, 800 * channels * entries);
}

TEST_F(DamagedStore, SurvivesFlippedBitsOfTheSchema) {
    constexpr std::size_t page = 16384;
    for (std::size_t byte = 100; byte < page; byte += sound_[byte] == 0 ? 101 : 3)
        ASSERT_NO_FATAL_FAILURE(expect_survival_of(byte, byte % 8));
}

TEST_P(DamagedStore, SurvivesFlippedBitsAnywhere) {
    std::mt19937 random(GetParam());
    for (int round = 0; round < 100; ++round) {
        const auto byte = random() % sound_.size();
        ASSERT_NO_FATAL_FAILURE(expect_survival_of(byte, random() % 8)) << "seed " << GetParam();
    }
    // One flipped bit costs a page of SQLite's at most.
    EXPECT_GT(kept_, 100 * channels * entries / 2);
}
INSTANTIATE_TEST_SUITE_P(Seeds, DamagedStore, testing::Range(0U, 4U));

TEST_F(DamagedStore, GoesOnFromAFileThatIsNoDatabase) {
    write_file(std::string(100'000, 'x'));
    expect_nothing_wrong();
    expect_it_goes_on();
}

TEST_F(DamagedStore, KeepsTheDamagedFile) {
    flip(3, 0);
    expect_nothing_wrong();
    EXPECT_TRUE(std::filesystem::exists(folder_.database() + ".damaged-1"));
}

TEST_F(DamagedStore, KeepsADamagedRowInQuarantine) {
    write_file(sound_);
    execute("UPDATE chunk SET body = x'00' || body WHERE channel = 1 AND first_entry = 1");
    expect_nothing_wrong();
    EXPECT_LT(store_->feeds().newest(channel_1, 1000)->size(), 300U);
    store_.reset();
    EXPECT_EQ(integer("SELECT count(*) FROM quarantine WHERE kind = 2"), 1);
}

TEST_F(DamagedStore, ServesTheRestOfAJournalWithADamagedRecord) {
    write_file(sound_);
    execute(
        "UPDATE journal SET record = x'00' || record"
        " WHERE position = (SELECT max(position) FROM journal)");
    expect_nothing_wrong();
    EXPECT_EQ(newest(channel_1), numbers(1, 300));
    EXPECT_EQ(newest(model::ChannelId{4}), numbers(1, 270));
    store_.reset();
    EXPECT_EQ(integer("SELECT count(*) FROM quarantine WHERE kind = 1"), 1);
}

TEST_F(DamagedStore, CountsOnWithoutAFeedRow) {
    write_file(sound_);
    execute("DELETE FROM feed WHERE channel = 1; DELETE FROM journal");
    expect_nothing_wrong();
    EXPECT_EQ(state(channel_1).last_entry.value, 270U);
    EXPECT_EQ(state(channel_1).newest_created_at, at(270'000));
}

}  // namespace
}  // namespace fieldcast::storage
