#include "server/acceptor.h"

#include <utility>

#include "base/log.h"
#include "server/shard.h"

namespace fieldcast::server {
namespace {

/// Clients taken in one turn, so that those that are already here get theirs.
constexpr int accepts_per_turn = 64;
constexpr base::Milliseconds rest{1'000};

}  // namespace

Acceptor::Acceptor(Shard& shard, net::FileDescriptor listener, OnAccepted on_accepted)
    : shard_(shard), listener_(std::move(listener)), on_accepted_(std::move(on_accepted)) {
    shard_.loop().add(listener_.number(), *this, net::Interest::readable);
}

Acceptor::~Acceptor() {
    shard_.loop().remove(listener_.number());
}

void Acceptor::take_waiting() {
    if (!std::exchange(has_waiting_, false)) return;
    bool out_of_descriptors = false;
    for (int i = 0; i < accepts_per_turn; ++i) {
        auto accepted = net::accept_client(listener_, out_of_descriptors);
        if (!accepted) break;
        on_accepted_(std::move(*accepted));
    }
    if (!out_of_descriptors) return;
    base::log(base::LogLevel::error,
              "no file descriptor is left for a new connection: raise the limit (ulimit -n)");
    shard_.loop().change(listener_.number(), *this, net::Interest::nothing);
    shard_.timers().set(*this, shard_.now() + rest);
}

void Acceptor::on_timer(base::Instant) {
    shard_.loop().change(listener_.number(), *this, net::Interest::readable);
}

}  // namespace fieldcast::server
