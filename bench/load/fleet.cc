#include "load/fleet.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>

#include <algorithm>
#include <cstring>
#include <future>
#include <utility>

namespace fieldcast::load {
namespace {

/// Brokers listen with a backlog of about 100; one that overflows costs a second.
constexpr std::size_t connecting_max = 64;
/// So many dial at once. A broker that waits for one TLS handshake after the other spends a third
/// of each on falling asleep and waking up with cold caches, which no crowd of clients lets it do.
constexpr std::size_t dialling_max = 8;
constexpr std::chrono::seconds connect_time_max{120};

/// 127.0.0.1 and the addresses behind it.
sockaddr_in source_address(unsigned index) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + index);
    return address;
}

}  // namespace

Fleet::Fleet(const Options& options) : options_(options), dialler_(options) {
    resolve();
}

void Fleet::add(Connection& connection) {
    connections_.push_back(&connection);
    is_unsent_.push_back(false);
}

void Fleet::resolve() {
    addrinfo* found = nullptr;
    const addrinfo hints{.ai_socktype = SOCK_STREAM};
    const std::string port = std::to_string(options_.port);
    if (::getaddrinfo(options_.host.c_str(), port.c_str(), &hints, &found) != 0) {
        failure_ = fmt::format("no address for {}", options_.host);
        return;
    }
    std::memcpy(&address_, found->ai_addr, found->ai_addrlen);
    address_size_ = found->ai_addrlen;
    ::freeaddrinfo(found);
}

Dialled Fleet::dial(std::size_t connection) {
    const sockaddr_in source =
        source_address(static_cast<unsigned>(connection) % options_.source_addresses);
    Route route{reinterpret_cast<const sockaddr*>(&address_), address_size_};
    if (options_.source_addresses > 1) {
        route.from = reinterpret_cast<const sockaddr*>(&source);
        route.from_size = sizeof source;
    }
    return dialler_.dial(route);
}

void Fleet::connect_next(std::size_t count) {
    const std::size_t first = std::exchange(started_, started_ + count);
    std::vector<std::future<Dialled>> dialled;
    for (std::size_t i = first; i < started_; ++i)
        dialled.push_back(std::async(std::launch::async, &Fleet::dial, this, i));
    for (std::size_t i = first; i < started_; ++i) connections_[i]->begin(dialled[i - first].get());
}

void Fleet::connect_all() {
    const TimePoint give_up = Clock::now() + connect_time_max;
    while (failure_.empty() && ready_ < connections_.size()) {
        // The first goes alone: the others may go on with its TLS session.
        const std::size_t limit = ready_ == 0 ? 1 : connecting_max;
        while (failure_.empty() && started_ < connections_.size() && started_ - ready_ < limit)
            connect_next(std::min(
                {limit - (started_ - ready_), connections_.size() - started_, dialling_max}));
        flush();
        if (ready_ < connections_.size()) poller_.wait(std::chrono::seconds(1));
        if (Clock::now() > give_up && failure_.empty()) failure_ = "clients wait for CONNACK";
    }
}

void Fleet::flush() {
    for (Connection* connection : unsent_) {
        is_unsent_[connection->number()] = false;
        connection->flush();
    }
    unsent_.clear();
}

void Fleet::disconnect_all() {
    for (Connection* connection : connections_) connection->disconnect();
}

void Fleet::on_ready(Connection& /*connection*/) {
    ++ready_;
}

void Fleet::on_unsent(Connection& connection) {
    if (is_unsent_[connection.number()]) return;
    is_unsent_[connection.number()] = true;
    unsent_.push_back(&connection);
}

void Fleet::on_failed(Connection& connection, std::string reason) {
    if (failure_.empty()) failure_ = fmt::format("{}: {}", connection.name(), reason);
}

}  // namespace fieldcast::load
