#include "load/requests.h"

#include <fmt/format.h>

namespace fieldcast::load {
namespace {

std::string request_of(const Options& options) {
    if (options.body.empty())
        return fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\n\r\n", options.path, options.host);
    return fmt::format(
        "POST {} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Content-Length: {}\r\n\r\n{}",
        options.path, options.host, options.body.size(), options.body);
}

}  // namespace

Requests::Requests(const Options& options)
    : options_(options), request_(request_of(options)), fleet_(options), asked_(options.http) {
    for (std::uint32_t number = 0; number < options.http; ++number)
        fleet_.add(clients_.emplace_back(fleet_.world(), number, request_, *this));
}

Cost Requests::run() {
    for (HttpClient& client : clients_) ask(client);
    run_for(options_.warmup_s);
    is_measuring_ = true;
    const Stopwatch watch(options_.broker_pid);
    run_for(options_.seconds);
    is_measuring_ = false;
    return watch.cost();
}

void Requests::run_for(double seconds) {
    const TimePoint end = Clock::now() + nanoseconds(static_cast<std::int64_t>(seconds * 1e9));
    for (TimePoint now = Clock::now(); now < end && fleet_.failure().empty(); now = Clock::now()) {
        fleet_.flush();
        fleet_.wait(end - now);
    }
}

void Requests::ask(HttpClient& client) {
    asked_[client.number()] = Clock::now();
    client.request();
}

void Requests::on_answer(HttpClient& client, int status, std::size_t body_bytes) {
    if (is_measuring_) {
        ++answers_;
        refusals_ += status == 200 || status == 202 ? 0 : 1;
        body_bytes_ += body_bytes;
        latencies_.add(Clock::now() - asked_[client.number()]);
    }
    ask(client);
}

}  // namespace fieldcast::load
