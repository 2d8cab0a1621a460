#include "load/process.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

namespace fieldcast::load {
namespace {

std::string read_proc(int pid, const char* name) {
    std::ifstream file(fmt::format("/proc/{}/{}", pid, name));
    return {std::istreambuf_iterator<char>(file), {}};
}

std::chrono::microseconds to_microseconds(const timeval& time) {
    return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

Cost cpu_until_now(int broker_pid) {
    return {.broker_cpu = cpu_time_of(broker_pid).value_or(std::chrono::microseconds(0)),
            .own_cpu = own_cpu_time()};
}

}  // namespace

Stopwatch::Stopwatch(int broker_pid)
    : broker_pid_(broker_pid),
      begin_(std::chrono::steady_clock::now()),
      before_(cpu_until_now(broker_pid)) {}

Cost Stopwatch::cost() const {
    const Cost now = cpu_until_now(broker_pid_);
    return {.time = std::chrono::steady_clock::now() - begin_,
            .broker_cpu = now.broker_cpu - before_.broker_cpu,
            .own_cpu = now.own_cpu - before_.own_cpu};
}

std::optional<std::chrono::microseconds> cpu_time_of(int pid) {
    const std::string stat = read_proc(pid, "stat");
    // The second field, a name in brackets, may hold anything; utime and stime are the 14th and
    // 15th.
    const std::size_t name_end = stat.rfind(')');
    if (name_end == stat.npos) return std::nullopt;
    std::istringstream fields(stat.substr(name_end + 1));
    std::string skipped;
    for (int i = 3; i < 14; ++i) fields >> skipped;
    long user = 0, kernel = 0;
    if (!(fields >> user >> kernel)) return std::nullopt;
    return std::chrono::microseconds((user + kernel) * (1'000'000 / ::sysconf(_SC_CLK_TCK)));
}

std::chrono::microseconds own_cpu_time() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return to_microseconds(usage.ru_utime) + to_microseconds(usage.ru_stime);
}

std::optional<std::uint64_t> resident_memory_of(int pid) {
    const std::string status = read_proc(pid, "status");
    const std::size_t place = status.find("VmRSS:");
    if (place == status.npos) return std::nullopt;
    return std::stoull(status.substr(place + 6)) * 1024;
}

bool allow_open_files(std::uint64_t count) {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur >= count) return true;
    rlimit wanted{count, std::max<rlim_t>(count, limit.rlim_max)};
    if (::setrlimit(RLIMIT_NOFILE, &wanted) == 0) return true;
    wanted = {limit.rlim_max, limit.rlim_max};
    return ::setrlimit(RLIMIT_NOFILE, &wanted) == 0 && limit.rlim_max >= count;
}

}  // namespace fieldcast::load
