#include "load/poller.h"

#include <sys/epoll.h>
#include <sys/prctl.h>

#include <algorithm>
#include <array>

#include "base/result.h"

namespace fieldcast::load {
namespace {

void control(int epoll, int operation, int socket, SocketWatcher& watcher, bool writable) {
    epoll_event event{};
    event.events = writable ? EPOLLIN | EPOLLOUT : EPOLLIN;
    event.data.ptr = &watcher;
    const int failed = ::epoll_ctl(epoll, operation, socket, &event);
    ASSERT(failed == 0);
}

timespec to_timespec(nanoseconds time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    return {seconds.count(), (time - seconds).count()};
}

}  // namespace

Poller::Poller() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    ASSERT(epoll_.is_open());
    // Without it the kernel may wake us 50 µs late.
    ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
}

void Poller::add(int socket, SocketWatcher& watcher) {
    control(epoll_.number(), EPOLL_CTL_ADD, socket, watcher, false);
}

void Poller::wait_for_room(int socket, SocketWatcher& watcher, bool wait) {
    control(epoll_.number(), EPOLL_CTL_MOD, socket, watcher, wait);
}

void Poller::wait(nanoseconds timeout) {
    std::array<epoll_event, 512> events;
    const timespec time = to_timespec(std::max(timeout, nanoseconds(0)));
    const int count = ::epoll_pwait2(epoll_.number(), events.data(), events.size(), &time, nullptr);
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<std::size_t>(i)];
        auto& watcher = *static_cast<SocketWatcher*>(event.data.ptr);
        if (event.events & EPOLLOUT) watcher.on_writable();
        if (event.events & ~unsigned{EPOLLOUT}) watcher.on_readable();
    }
}

}  // namespace fieldcast::load
