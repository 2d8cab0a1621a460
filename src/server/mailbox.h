#pragma once
// How threads talk: letters are gathered during a turn and posted as one batch. Kind of state:
// *published*: any thread posts, one thread takes. One of the few places with a lock.
//
// All letters of all senders come out in one order. That is relied upon: whoever posts before it
// tells the world of it is ahead of everything that the world causes by it.

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <mutex>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "net/file_descriptor.h"

namespace fieldcast::server {

template <class Letter>
class Mailbox {
  public:
    Mailbox() : wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) { ASSERT(wake_.is_open()); }

    /// Posts all of `batch` in its order and leaves it empty.
    void post(std::vector<Letter>& batch) {
        if (batch.empty()) return;
        const bool owner_may_sleep = append(batch);
        batch.clear();
        if (owner_may_sleep) wake();
    }

    void post(Letter letter) {
        std::vector<Letter> batch;
        batch.push_back(std::move(letter));
        post(batch);
    }

    /// Readable while there may be letters.
    [[nodiscard]] int descriptor() const { return wake_.number(); }

    /// What has arrived; for the owner only. Waits for something, at most `timeout` (negative:
    /// without end).
    [[nodiscard]] std::vector<Letter> wait_and_take(base::Milliseconds timeout) {
        pollfd waiting{.fd = wake_.number(), .events = POLLIN, .revents = 0};
        ::poll(&waiting, 1, static_cast<int>(timeout.count()));
        return take();
    }

    /// What has arrived, without waiting; for the owner only.
    [[nodiscard]] std::vector<Letter> take() {
        std::vector<Letter> taken;
        take(taken);
        return taken;
    }

    /// The same into `taken`, which is empty. Its memory is for the next letters, and then for the
    /// next batch of whoever posts them: so none is asked for from turn to turn.
    void take(std::vector<Letter>& taken) {
        std::uint64_t count = 0;
        [[maybe_unused]] const auto bytes = ::read(wake_.number(), &count, sizeof count);
        const std::lock_guard lock(mutex_);
        letters_.swap(taken);
    }

    [[nodiscard]] bool is_empty() {
        const std::lock_guard lock(mutex_);
        return letters_.empty();
    }

  private:
    bool append(std::vector<Letter>& batch) {
        const std::lock_guard lock(mutex_);
        const bool was_empty = letters_.empty();
        if (was_empty) {
            letters_.swap(batch);
        } else {
            std::ranges::move(batch, std::back_inserter(letters_));
        }
        return was_empty;
    }

    void wake() {
        const std::uint64_t one = 1;
        ASSERT(::write(wake_.number(), &one, sizeof one) == sizeof one);
    }

    std::mutex mutex_;
    std::vector<Letter> letters_;
    net::FileDescriptor wake_;
};

}  // namespace fieldcast::server
