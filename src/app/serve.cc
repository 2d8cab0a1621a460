#include "app/serve.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <functional>
#include <optional>
#include <thread>

#include "app/access_file.h"
#include "app/admin_commands.h"
#include "app/certificates.h"
#include "app/command_line.h"
#include "app/data_folder.h"
#include "app/demo.h"
#include "app/time_zones.h"
#include "base/clock.h"
#include "devices/welcome_token.h"
#include "net/machine_names.h"
#include "server/server.h"

namespace fieldcast::app {
namespace {

using base::LogLevel;
using Done = base::Result<void, std::string>;

/// SIGHUP, SIGINT and SIGTERM wait for this thread instead of ending the process. Threads that
/// start later inherit that.
class Signals {
  public:
    Signals() {
        ::sigemptyset(&signals_);
        ::sigaddset(&signals_, SIGHUP);
        ::sigaddset(&signals_, SIGINT);
        ::sigaddset(&signals_, SIGTERM);
        ::pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
        std::signal(SIGPIPE, SIG_IGN);
    }

    /// Calls `reload` for each SIGHUP, and `look` from time to time, until one of the other
    /// signals has come. Afterwards a second signal ends the process at once.
    void wait(const std::function<void()>& reload, const std::function<void()>& look) {
        constexpr timespec between_looks{.tv_sec = 5, .tv_nsec = 0};
        int arrived = 0;
        while (arrived <= 0 || arrived == SIGHUP) {
            arrived = ::sigtimedwait(&signals_, nullptr, &between_looks);
            if (arrived == SIGHUP) reload();
            if (arrived <= 0) look();
        }
        ::pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
    }

  private:
    sigset_t signals_{};
};

/// Every connection needs a descriptor; the usual soft limit is 1024.
void allow_many_files() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0)
        base::log(LogLevel::warning, "the limit of open files stays low, and with it connections");
}

Done show_demo(DataFolder& folder, const Configuration& configuration, base::Timestamp now) {
    if (!configuration.demo) return {};
    fmt::print("{}", TRY(make_demo(folder, configuration.settings, now)));
    std::fflush(stdout);
    return {};
}

void log_doors(const server::Server& server) {
    const std::string host = net::host_name();
    for (const server::Endpoint& endpoint : server.endpoints())
        base::log(LogLevel::info, "{}", server::description_of(endpoint, host));
    if (server.endpoints().empty()) base::log(LogLevel::info, "all ports are off");
}

void log_start(const Configuration& configuration, const server::Server& server) {
    const server::Settings& settings = configuration.settings;
    const unsigned shards =
        settings.shards > 0 ? settings.shards : std::max(1U, std::thread::hardware_concurrency());
    base::log(LogLevel::info, "fieldcast {} serves {} with {} {}", version(),
              configuration.data_folder, shards, shards == 1 ? "shard" : "shards");
    log_doors(server);
    base::log(LogLevel::info, "administration on {}/{}", configuration.data_folder,
              server::admin_socket_name);
}

/// Behind the address of the page; empty: somebody can sign in.
std::string set_up_path(const DataFolder& folder, base::Timestamp now) {
    if (!devices::awaits_set_up(folder.directory)) return {};
    const devices::WelcomeToken token{.user = {}, .ends_at = now + devices::set_up_link_lasts};
    return "/welcome#" + devices::make_welcome_token(token, folder.directory, folder.secret);
}

/// For people: on standard output, and once in the log.
void show_set_up_link(const server::Server& server, const std::string& path) {
    if (path.empty()) return;
    const auto& endpoints = server.endpoints();
    const auto page =
        std::ranges::find(endpoints, server::Protocol::http, &server::Endpoint::protocol);
    if (page == endpoints.end()) {
        base::log(LogLevel::warning,
                  "nobody can sign in yet, and there is no page (ports 0): {} "
                  "user password NAME sets a password",
                  program_invocation_name);
        return;
    }
    const std::string url = server::public_url(*page, net::host_name()) + path;
    base::log(LogLevel::info, "nobody can sign in yet; set the server up within 30 minutes: {}",
              url);
    fmt::print(
        "\nOpen this in a browser to set up your server (valid for 30 minutes):\n\n    {}\n\n",
        url);
    std::fflush(stdout);
}

using Access = std::shared_ptr<const devices::AccessList>;

/// Null without an access file.
base::Result<Access, std::string> read_access(const Configuration& configuration) {
    if (configuration.access_file.empty()) return nullptr;
    return read_access_file(configuration.access_file);
}

/// A broken file leaves everything as it was.
void reload_access(server::Server& server, const Configuration& configuration) {
    const auto access = read_access(configuration);
    if (!access) {
        base::log(LogLevel::error, "{} The rules stay as they were.", access.error());
        return;
    }
    server.set_access(*access);
    base::log(LogLevel::info, "the access file was read again");
}

/// Nothing where no endpoint needs them.
base::Result<std::optional<Certificates>, std::string> open_certificates(
    const Configuration& configuration, base::Timestamp now) {
    if (std::ranges::none_of(server::endpoints_of(configuration.settings),
                             &server::Endpoint::is_tls))
        return std::nullopt;
    return TRY(Certificates::open(configuration, now));
}

/// Runs until a signal ends it.
void watch(Signals& signals, server::Server& server, const Configuration& configuration,
           std::optional<Certificates>& certificates, const base::Clock& clock) {
    const auto set_tls = [&](const TlsContextRef& context) {
        if (context) server.set_tls(context);
    };
    const auto reload = [&] {
        reload_access(server, configuration);
        if (certificates) set_tls(certificates->reload(clock.wall_time()));
    };
    const auto look = [&] {
        if (certificates) set_tls(certificates->refresh(clock.wall_time()));
    };
    signals.wait(reload, look);
}

server::Parts parts_of(DataFolder folder, const base::Clock& clock, Access access,
                       const std::optional<Certificates>& certificates) {
    return {.store = std::move(folder.store),
            .directory = std::move(folder.directory),
            .secret = folder.secret,
            .random = devices::system_random(),
            .clock = clock,
            .time_zones = system_time_zones(),
            .administration = handle_admin_request,
            .data_folder = std::move(folder.path),
            .version = version(),
            .host_name = net::host_name(),
            .access = std::move(access),
            .tls = certificates ? certificates->context() : nullptr};
}

}  // namespace

Done serve(const Configuration& configuration) {
    base::set_log_level(configuration.log_level);
    Signals signals;
    allow_many_files();
    const base::SystemClock clock;
    Access access = TRY(read_access(configuration));
    auto folder = open_data_folder(configuration.data_folder);
    if (!folder) return std::unexpected(std::move(folder).error().text);
    TRY(show_demo(*folder, configuration, clock.wall_time()));
    const std::string set_up = set_up_path(*folder, clock.wall_time());
    auto certificates = TRY(open_certificates(configuration, clock.wall_time()));
    const auto server = TRY(server::Server::start(
        configuration.settings,
        parts_of(std::move(*folder), clock, std::move(access), certificates)));
    log_start(configuration, *server);
    show_set_up_link(*server, set_up);
    watch(signals, *server, configuration, certificates, clock);
    base::log(LogLevel::info, "stopping");
    server->stop();
    base::log(LogLevel::info, "stopped");
    return {};
}

}  // namespace fieldcast::app
