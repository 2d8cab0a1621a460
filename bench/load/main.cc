// fieldcast-load: a load of MQTT or HTTP clients, and what it costs the broker. See --help.

#include <fmt/format.h>

#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "load/exchange.h"
#include "load/report.h"
#include "load/requests.h"

using namespace fieldcast::load;

namespace {

using Microseconds = std::chrono::duration<double, std::micro>;

constexpr int usage_error = 2;
constexpr nanoseconds settling_time = std::chrono::seconds(1);

/// 0 if there is no such process.
double memory_of(int pid) {
    return static_cast<double>(resident_memory_of(pid).value_or(0));
}

double seconds_of(nanoseconds time) {
    return std::chrono::duration<double>(time).count();
}

double per(double whole, double parts) {
    return parts > 0 ? whole / parts : 0;
}

/// Keeps the connections for a while, so that the broker is done with them when we look.
void settle(Fleet& fleet) {
    for (const TimePoint end = Clock::now() + settling_time; Clock::now() < end;) {
        fleet.wait(end - Clock::now());
        fleet.flush();
    }
}

/// Connects the fleet and reports what that cost.
void connect(Fleet& fleet, const Options& options, Report& report) {
    const double memory_before = memory_of(options.broker_pid);
    const Stopwatch watch(options.broker_pid);
    fleet.connect_all();
    const nanoseconds time = watch.cost().time;
    settle(fleet);
    const Microseconds cpu = watch.cost().broker_cpu;
    const double memory = memory_of(options.broker_pid) - memory_before;

    const auto clients = static_cast<double>(fleet.size());
    report.add({"clients", "clients connected", clients, ""});
    report.add({"connect_s", "in", seconds_of(time), "s"});
    if (options.resume)
        report.add({"resumed", "TLS sessions resumed", static_cast<double>(fleet.resumed()), ""});
    if (options.broker_pid == 0) return;
    report.add({"connect_cpu_us", "broker CPU per connect", per(cpu.count(), clients), "µs"});
    report.add(
        {"memory_bytes_each", "broker memory per connection", per(memory, clients), "bytes"});
}

void add_latencies(const Latencies& latencies, const std::string& of, Report& report) {
    if (latencies.count() == 0) return;
    const auto add = [&](const char* name, nanoseconds latency) {
        report.add({fmt::format("{}_{}_us", of, name), fmt::format("{} latency {}", of, name),
                    Microseconds(latency).count(), "µs"});
    };
    add("p50", latencies.quantile(0.5));
    add("p90", latencies.quantile(0.9));
    add("p99", latencies.quantile(0.99));
    add("p99.9", latencies.quantile(0.999));
    add("max", latencies.max());
}

void add_rates(const Measurement& measured, Report& report) {
    const double time_s = seconds_of(measured.cost.time);
    const auto rate = [&](const char* key, const char* label, std::uint64_t count) {
        report.add({key, label, std::round(per(static_cast<double>(count), time_s)), "/s"});
    };
    report.add({"measured_s", "measured", time_s, "s"});
    rate("published_per_s", "published", measured.totals.published);
    rate("acknowledged_per_s", "acknowledged", measured.totals.acknowledged);
    rate("delivered_per_s", "delivered", measured.totals.delivered);
}

/// `messages`: deliveries, publishes where nobody subscribes, or HTTP requests.
void add_costs(const Cost& cost, double messages, bool knows_broker, Report& report) {
    const double time_us = seconds_of(cost.time) * 1e6;
    const Microseconds broker = cost.broker_cpu;
    const Microseconds own = cost.own_cpu;
    if (knows_broker) {
        report.add({"broker_cpu_us_per_message", "broker CPU per message",
                    per(broker.count(), messages), "µs"});
        report.add({"broker_cpu_percent", "broker CPU", 100 * per(broker.count(), time_us), "%"});
    }
    report.add(
        {"load_cpu_us_per_message", "load CPU per message", per(own.count(), messages), "µs"});
    report.add({"load_cpu_percent", "load CPU", 100 * per(own.count(), time_us), "%"});
}

void add_outcome(const Outcome& outcome, Report& report) {
    report.add({"lost", "lost", static_cast<double>(outcome.lost), ""});
    report.add({"duplicated", "duplicated", static_cast<double>(outcome.faults.duplicated), ""});
    report.add({"reordered", "reordered", static_cast<double>(outcome.faults.reordered), ""});
    report.add(
        {"unacknowledged", "never acknowledged", static_cast<double>(outcome.unacknowledged), ""});
    report.add({"unreadable", "not understood", static_cast<double>(outcome.unreadable), ""});
}

bool is_flawless(const Outcome& outcome) {
    return outcome.lost == 0 && outcome.faults.duplicated == 0 && outcome.faults.reordered == 0 &&
           outcome.unacknowledged == 0 && outcome.unreadable == 0;
}

/// True if every message arrived once and in order.
bool run_exchange(Exchange& exchange, const Options& options, Report& report) {
    const Measurement measured = exchange.run();
    const auto messages = static_cast<double>(
        exchange.has_subscribers() ? measured.totals.delivered : measured.totals.acknowledged);
    add_rates(measured, report);
    add_costs(measured.cost, messages, options.broker_pid > 0, report);
    if (options.broker_pid > 0)
        report.add(
            {"memory_mib", "broker memory", memory_of(options.broker_pid) / (1 << 20), "MiB"});
    add_latencies(exchange.delivery_latencies(), "delivery", report);
    add_latencies(exchange.acknowledgement_latencies(), "acknowledgement", report);
    add_outcome(exchange.outcome(), report);
    return is_flawless(exchange.outcome());
}

int complain(const std::string& text) {
    fmt::print(stderr, "fieldcast-load: {}\n", text);
    return EXIT_FAILURE;
}

/// True if every request was answered well.
bool run_requests(Requests& requests, const Options& options, Report& report) {
    const Cost cost = requests.run();
    const auto answers = static_cast<double>(requests.answers());
    report.add({"measured_s", "measured", seconds_of(cost.time), "s"});
    report.add(
        {"answered_per_s", "answered", std::round(per(answers, seconds_of(cost.time))), "/s"});
    report.add({"body_bytes_each", "body", per(static_cast<double>(requests.body_bytes()), answers),
                "bytes"});
    add_costs(cost, answers, options.broker_pid > 0, report);
    add_latencies(requests.latencies(), "answer", report);
    report.add({"refused", "refused", static_cast<double>(requests.refusals()), ""});
    return answers > 0 && requests.refusals() == 0;
}

/// Connects, works, and tells; `work` returns whether all went well.
int run(Fleet& fleet, const Options& options, const std::function<bool(Report&)>& work) {
    if (!allow_open_files(fleet.size() + 64)) return complain("too many clients: see ulimit -n");
    Report report;
    connect(fleet, options, report);
    if (!fleet.failure().empty()) return complain(fleet.failure());
    const bool is_well = options.idle > 0 || work(report);
    fleet.disconnect_all();
    fmt::print("{}", options.json ? report.json() : report.table());
    if (!fleet.failure().empty()) return complain(fleet.failure());
    return is_well ? EXIT_SUCCESS : EXIT_FAILURE;
}

int run(const Options& options) {
    if (options.http > 0) {
        Requests requests(options);
        return run(requests.fleet(), options,
                   [&](Report& report) { return run_requests(requests, options, report); });
    }
    const auto accounts = accounts_for(options);
    if (!accounts) return complain(accounts.error());
    Exchange exchange(options, *accounts);
    return run(exchange.fleet(), options,
               [&](Report& report) { return run_exchange(exchange, options, report); });
}

}  // namespace

int main(int argument_count, char** arguments) {
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to what the broker may have closed
    const auto options = parse_options({arguments, static_cast<std::size_t>(argument_count)});
    if (!options) {
        complain(options.error());
        return usage_error;
    }
    if (options->help) {
        fmt::print("{}", help_text());
        return EXIT_SUCCESS;
    }
    return run(*options);
}
