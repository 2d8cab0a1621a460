#include "net/event_loop.h"

#include <algorithm>
#include <cerrno>
#include <limits>

#include "base/result.h"

namespace fieldcast::net {
namespace {

constexpr int events_per_turn = 512;

epoll_event make_event(EventHandler& handler, Interest interest) {
    epoll_event event{};
    if (interest == Interest::readable || interest == Interest::both) event.events |= EPOLLIN;
    if (interest == Interest::writable || interest == Interest::both) event.events |= EPOLLOUT;
    event.data.ptr = &handler;
    return event;
}

int to_epoll_timeout(base::Milliseconds timeout) {
    if (timeout < base::Milliseconds::zero()) return -1;
    constexpr auto longest = base::Milliseconds{std::numeric_limits<int>::max()};
    return static_cast<int>(std::min(timeout, longest).count());
}

}  // namespace

EventLoop::EventLoop() : epoll_(::epoll_create1(EPOLL_CLOEXEC)), events_(events_per_turn) {
    ASSERT(epoll_.is_open());
}

void EventLoop::add(int descriptor, EventHandler& handler, Interest interest) {
    epoll_event event = make_event(handler, interest);
    ASSERT(::epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, descriptor, &event) == 0);
}

void EventLoop::change(int descriptor, EventHandler& handler, Interest interest) {
    epoll_event event = make_event(handler, interest);
    ASSERT(::epoll_ctl(epoll_.number(), EPOLL_CTL_MOD, descriptor, &event) == 0);
}

void EventLoop::remove(int descriptor) {
    ASSERT(::epoll_ctl(epoll_.number(), EPOLL_CTL_DEL, descriptor, nullptr) == 0);
}

void EventLoop::wait(base::Milliseconds timeout) {
    const int count =
        ::epoll_wait(epoll_.number(), events_.data(), events_per_turn, to_epoll_timeout(timeout));
    ASSERT(count >= 0 || errno == EINTR);
    happened_ = static_cast<std::size_t>(std::max(count, 0));
}

void EventLoop::dispatch() {
    for (std::size_t i = 0; i < happened_; ++i) {
        const std::uint32_t seen = events_[i].events;
        auto& handler = *static_cast<EventHandler*>(events_[i].data.ptr);
        const bool readable = seen & EPOLLIN;
        if (readable) handler.on_readable();
        if (seen & EPOLLOUT) handler.on_writable();
        if (!readable && (seen & (EPOLLERR | EPOLLHUP))) handler.on_hangup();
    }
}

}  // namespace fieldcast::net
