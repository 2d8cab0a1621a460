// A child process stores entries and says through a pipe which are committed; it is killed at any
// moment. What it said must be there.

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <map>
#include <random>

#include "data_folder.h"

namespace fieldcast::storage {
namespace {

constexpr std::uint64_t channels = 5;

/// What the child writes into the pipe after each commit: the last id of each channel.
using LastIds = std::array<std::uint64_t, channels>;

[[noreturn]] void store_until_killed(const std::string& folder, const Bounds& bounds, int pipe) {
    auto store = EmbeddedStore::open(folder, bounds);
    if (!store) ::_exit(1);
    std::mt19937 random(static_cast<unsigned>(::getpid()));
    LastIds last{};
    for (;;) {
        for (auto left = random() % 20; left > 0; --left) {
            const auto channel = random() % channels;
            const auto next = (*store)->feeds().state(model::ChannelId{channel + 1});
            const auto number = next->last_entry.value + 1;
            const auto time = at(static_cast<std::int64_t>(number) * 1000);
            const auto id = (*store)->feeds().append(model::ChannelId{channel + 1}, time,
                                                     values(std::to_string(number)), time);
            last[channel] = id->value;
        }
        if (!(*store)->commit()) ::_exit(2);
        if (::write(pipe, &last, sizeof last) != sizeof last) ::_exit(3);
        if (random() % 3 == 0 && !(*store)->maintain()) ::_exit(4);
    }
}

/// Runs a child until it has committed `commits` times and a moment longer; gives its last word.
LastIds run_and_kill(const std::string& folder, const Bounds& bounds, std::uint64_t commits) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) store_until_killed(folder, bounds, ends[1]);
    ::close(ends[1]);
    LastIds said{};
    LastIds next{};
    for (std::uint64_t i = 0; i < commits && ::read(ends[0], &next, sizeof next) == sizeof next;
         ++i)
        said = next;
    ::kill(child, SIGKILL);
    while (::read(ends[0], &next, sizeof next) == sizeof next) said = next;
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << WEXITSTATUS(status);
    return said;
}

class KilledStore : public StoreTest {
  protected:
    void expect_whole_feed(model::ChannelId channel, std::uint64_t at_least) {
        const auto last = state(channel).last_entry.value;
        EXPECT_GE(last, at_least);
        EXPECT_EQ(newest(channel), last == 0 ? "" : numbers(1, static_cast<int>(last)));
    }
};

TEST_F(KilledStore, LosesNothingThatWasCommitted) {
    bounds_.journal_bytes = 2'000;
    std::mt19937 random(1);
    for (int round = 0; round < 20; ++round) {
        store_.reset();
        const auto said = run_and_kill(folder_.path(), bounds_, 1 + random() % 100);
        reopen();
        for (std::uint64_t i = 0; i < channels; ++i)
            expect_whole_feed(model::ChannelId{i + 1}, said[i]);
        ASSERT_FALSE(HasFailure()) << "round " << round;
    }
}

}  // namespace
}  // namespace fieldcast::storage
