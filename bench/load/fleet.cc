#include "load/fleet.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>

#include <cstring>

namespace fieldcast::load {
namespace {

/// Brokers listen with a backlog of about 100; one that overflows costs a second.
constexpr std::size_t connecting_max = 64;
constexpr std::chrono::seconds connect_time_max{30};

/// 127.0.0.1 and the addresses behind it.
sockaddr_in source_address(unsigned index) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + index);
    return address;
}

}  // namespace

Fleet::Fleet(const Options& options, const std::vector<Account>& accounts, Traffic& traffic)
    : options_(options), is_unsent_(accounts.size(), false) {
    std::uint32_t number = 0;
    for (const Account& account : accounts)
        clients_.emplace_back(Client::World{poller_, *this, traffic}, account, number++);
    resolve();
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

void Fleet::connect_next() {
    Client& client = clients_[started_];
    const sockaddr_in source =
        source_address(static_cast<unsigned>(started_) % options_.source_addresses);
    Route route{reinterpret_cast<const sockaddr*>(&address_), address_size_};
    if (options_.source_addresses > 1) {
        route.from = reinterpret_cast<const sockaddr*>(&source);
        route.from_size = sizeof source;
    }
    ++started_;
    client.connect(route, options_.subscriber_qos());
}

void Fleet::connect_all() {
    const TimePoint give_up = Clock::now() + connect_time_max;
    while (failure_.empty() && ready_ < clients_.size()) {
        while (started_ < clients_.size() && started_ - ready_ < connecting_max) connect_next();
        poller_.wait(std::chrono::seconds(1));
        flush();
        if (Clock::now() > give_up && failure_.empty()) failure_ = "clients wait for CONNACK";
    }
}

void Fleet::flush() {
    for (Client* client : unsent_) {
        is_unsent_[client->number()] = false;
        client->flush();
    }
    unsent_.clear();
}

void Fleet::disconnect_all() {
    for (Client& client : clients_) client.disconnect();
}

void Fleet::on_ready(Client& /*client*/) {
    ++ready_;
}

void Fleet::on_unsent(Client& client) {
    if (is_unsent_[client.number()]) return;
    is_unsent_[client.number()] = true;
    unsent_.push_back(&client);
}

void Fleet::on_failed(Client& client, std::string reason) {
    if (failure_.empty())
        failure_ = fmt::format("client {}: {}", client.account().client_id, reason);
}

}  // namespace fieldcast::load
