// Sessions on disks that fail and in processes that are killed: what was committed is there, and
// nothing else.

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "failing_disk.h"
#include "stored_sessions.h"

namespace fieldcast::storage {
namespace {

constexpr MessageNumber window = 40;

/// Adds message `number` for the one session, and removes the one that has left the window.
Result<void> pass_on(SessionStore& sessions, MessageNumber number) {
    const auto packet_id = [](MessageNumber n) { return static_cast<std::uint16_t>(n % 500 + 1); };
    const auto payload = fmt::format("{}", number);
    TRY(sessions.put({.id = {1}, .client_id = payload}));
    TRY(sessions.add_message(number, message("t", payload)));
    TRY(sessions.add_delivery({1}, {.message = number, .packet_id = packet_id(number)}));
    TRY(sessions.add_received({1}, packet_id(number)));
    if (number <= window) return {};
    TRY(sessions.remove_delivery({1}, packet_id(number - window)));
    TRY(sessions.remove_received({1}, packet_id(number - window)));
    return sessions.remove_message(number - window);
}

class WindowOfMessages : public SessionsTest {
  protected:
    /// The number of the last message; all of its window must be there, in order.
    MessageNumber last() {
        if (loaded_.sessions.empty()) return 0;
        const auto& session = loaded_.sessions.at(1);
        const MessageNumber last = loaded_.messages.rbegin()->first;
        EXPECT_EQ(session.session.client_id, fmt::format("{}", last));
        EXPECT_EQ(loaded_.messages.size(), std::min(last, window));
        EXPECT_EQ(session.received.size(), std::min(last, window));
        EXPECT_EQ(session.deliveries.size(), std::min(last, window));
        MessageNumber number = last - std::min(last, window);
        for (const auto& delivery : session.deliveries) {
            EXPECT_EQ(delivery.message, ++number);
            EXPECT_EQ(loaded_.messages[number].payload, fmt::format("{}", number));
        }
        return last;
    }
};

class SessionsOnAFailingDisk : public testing::WithParamInterface<int>, public WindowOfMessages {
  protected:
    SessionsOnAFailingDisk() { reopen_and_load(); }  // now through the disk

    /// A group of five messages; true if it was committed.
    bool commit_group(MessageNumber last) {
        for (MessageNumber number = last + 1; number <= last + 5; ++number)
            if (!pass_on(store_->sessions(), number)) break;
        return store_->commit().has_value();
    }

    Quiet quiet_;
    FailingDisk disk_;
};

TEST_P(SessionsOnAFailingDisk, KeepExactlyWhatWasCommitted) {
    MessageNumber committed = 0;
    for (int calls = 1; calls < 60; ++calls) {
        FailingDisk::fail_after(calls, GetParam());
        while (!FailingDisk::has_failed())
            if (commit_group(committed)) committed += 5;
        FailingDisk::work_again();
        ASSERT_TRUE(commit_group(committed)) << "call " << calls;
        committed += 5;
        if (calls % 5 != 0) continue;
        reopen_and_load();
        ASSERT_EQ(last(), committed) << "call " << calls;
    }
}
INSTANTIATE_TEST_SUITE_P(Codes, SessionsOnAFailingDisk,
                         testing::Values(SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC));

TEST_F(SessionsOnAFailingDisk, KeepAGroupWholeWhenAChangeInItFails) {
    const StoredMessage large = message("t", std::string(10'000'000, 'x'));  // exceeds the cache
    FailingDisk::fail_after(1, SQLITE_FULL);
    StoredSession session{.id = {1}, .will = large};
    for (; store_->sessions().put(session); ++session.id.value) {
    }
    FailingDisk::work_again();
    add_message(1);
    EXPECT_FALSE(store_->commit());
    commit();
    reopen_and_load();
    EXPECT_TRUE(loaded_.sessions.empty());
    EXPECT_TRUE(loaded_.messages.empty());
}

[[noreturn]] void pass_on_until_killed(const std::string& folder, MessageNumber last, int pipe) {
    auto store = EmbeddedStore::open(folder);
    if (!store || !(*store)->sessions().load()) ::_exit(1);
    for (;;) {
        for (auto left = last % 13 + 1; left > 0; --left)
            if (!pass_on((*store)->sessions(), ++last)) ::_exit(2);
        if (!(*store)->commit()) ::_exit(3);
        if (::write(pipe, &last, sizeof last) != sizeof last) ::_exit(4);
    }
}

/// Runs a child that goes on from message `last`; gives the last one that it said was committed.
MessageNumber run_and_kill(const std::string& folder, MessageNumber last, int commits) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) pass_on_until_killed(folder, last, ends[1]);
    ::close(ends[1]);
    MessageNumber said = last;
    for (int i = 0; i < commits; ++i) EXPECT_EQ(::read(ends[0], &said, sizeof said), sizeof said);
    ::kill(child, SIGKILL);
    while (::read(ends[0], &said, sizeof said) == sizeof said) {
    }
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    return said;
}

TEST_F(WindowOfMessages, SurvivesKills) {
    for (int round = 1; round <= 15; ++round) {
        const MessageNumber before = last();
        store_.reset();
        const auto said = run_and_kill(folder_.path(), before, round * 5);
        reopen_and_load();
        EXPECT_GE(last(), said);
        ASSERT_FALSE(HasFailure()) << "round " << round;
    }
}

}  // namespace
}  // namespace fieldcast::storage
