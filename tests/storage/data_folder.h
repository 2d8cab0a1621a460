#pragma once
// A data folder for one test, and short words for what tests do with a store.

#include <gtest/gtest.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/log.h"
#include "storage/embedded/embedded_store.h"

namespace fieldcast::storage {

class DataFolder {
  public:
    DataFolder() {
        std::string pattern = parent() / "fieldcast-XXXXXX";
        path_ = ::mkdtemp(pattern.data());
    }
    DataFolder(const DataFolder&) = delete;
    DataFolder& operator=(const DataFolder&) = delete;
    ~DataFolder() { std::filesystem::remove_all(path_); }

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::string database() const { return path_ + "/fieldcast.db"; }

  private:
    /// In memory where that is to be had: the tests make thousands of commits.
    static std::filesystem::path parent() {
        const std::filesystem::path memory = "/dev/shm";
        const bool usable = ::access(memory.c_str(), W_OK) == 0;
        return usable ? memory : std::filesystem::temp_directory_path();
    }

    std::string path_;
};

/// Bounds so small that a few entries are sealed.
inline Bounds small_bounds() {
    Bounds bounds;
    bounds.chunk_entries = 8;
    bounds.piece_entries = 16;
    return bounds;
}

inline base::Timestamp at(std::int64_t milliseconds) {
    return base::Timestamp{base::Milliseconds{milliseconds}};
}

inline model::EntryValues values(std::string_view field1) {
    std::array<std::optional<std::string_view>, model::value_names> texts;
    texts[0] = field1;
    return model::EntryValues(texts);
}

/// A NumberOf for what std::from_chars reads as a whole.
inline double number_of(std::string_view text) {
    double number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return read.ptr == text.data() + text.size() && !text.empty() ? number : model::no_number;
}

inline constexpr model::ChannelId channel_1{1};
inline constexpr model::ChannelId channel_2{2};

/// Turns the log off while it lives, for tests that provoke errors.
class Quiet {
  public:
    Quiet() { base::set_log_level(base::LogLevel::off); }
    Quiet(const Quiet&) = delete;
    Quiet& operator=(const Quiet&) = delete;
    ~Quiet() { base::set_log_level(base::LogLevel::info); }
};

/// A test with a store that can be closed and opened again.
class StoreTest : public testing::Test {
  protected:
    StoreTest() { reopen(); }

    void reopen() {
        store_.reset();
        auto opened = EmbeddedStore::open(folder_.path(), bounds_);
        ASSERT_TRUE(opened) << opened.error().text;
        store_ = *std::move(opened);
    }

    void reopen_with(const Bounds& bounds) {
        bounds_ = bounds;
        reopen();
    }

    /// Appends one entry whose time is `time` milliseconds; gives its id.
    std::uint64_t append(model::ChannelId channel, std::int64_t time, std::string_view text) {
        const auto id = store_->feeds().append(channel, at(time), values(text), at(time));
        EXPECT_TRUE(id) << id.error().text;
        return id ? id->value : 0;
    }

    /// Appends entries `first` to `last`, created at 1000 × their number; commits.
    void append_numbers(model::ChannelId channel, int first, int last) {
        for (int i = first; i <= last; ++i) append(channel, i * 1000, std::to_string(i));
        commit();
    }

    void commit() {
        const auto committed = store_->commit();
        EXPECT_TRUE(committed) << committed.error().text;
    }

    void maintain_all() {
        for (;;) {
            const auto more = store_->maintain();
            ASSERT_TRUE(more) << more.error().text;
            if (!*more) return;
        }
    }

    /// `1:a 2:b`: ids and first fields.
    static std::string entries_text(const Result<std::vector<model::Entry>>& entries) {
        if (!entries) return entries.error().text;
        std::string text;
        for (const auto& entry : *entries)
            text += fmt::format("{}{}:{}", text.empty() ? "" : " ", entry.id.value,
                                entry.values.get(model::ValueName::field1).value_or("-"));
        return text;
    }

    std::string newest(model::ChannelId channel, std::size_t limit = 1'000'000) {
        return entries_text(store_->feeds().newest(channel, limit));
    }

    std::string read(const model::FeedQuery& query) {
        return entries_text(store_->feeds().read(query));
    }

    /// Whether there was such an entry.
    bool remove(model::ChannelId channel, std::uint64_t entry) {
        const auto removed = store_->feeds().remove(channel, {entry});
        EXPECT_TRUE(removed) << removed.error().text;
        return removed && *removed;
    }

    bool has_entry_at(model::ChannelId channel, std::int64_t time) {
        const auto found = store_->feeds().has_entry_at(channel, at(time));
        EXPECT_TRUE(found) << found.error().text;
        return found && *found;
    }

    FeedState state(model::ChannelId channel) {
        const auto state = store_->feeds().state(channel);
        EXPECT_TRUE(state) << state.error().text;
        return state.value_or(FeedState{});
    }

    /// Runs SQL in the database file; the store must be closed.
    void execute(const std::string& sql) {
        const auto database = Database::open(folder_.database());
        const auto done = (*database)->execute(sql);
        ASSERT_TRUE(done) << done.error().text;
    }

    std::int64_t integer(std::string_view sql) {
        const auto database = Database::open(folder_.database());
        const auto value = (*database)->integer(sql);
        EXPECT_TRUE(value) << value.error().text;
        return value.value_or(-1);
    }

    DataFolder folder_;
    Bounds bounds_ = small_bounds();
    std::unique_ptr<EmbeddedStore> store_;
};

/// What newest() says of entries that append_numbers() made.
inline std::string numbers(int first, int last) {
    std::string text;
    for (int i = first; i <= last; ++i) text += fmt::format("{}{}:{}", i == first ? "" : " ", i, i);
    return text;
}

}  // namespace fieldcast::storage
