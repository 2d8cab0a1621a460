// Administration: what the running server is and has.
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "app/admin_request.h"

namespace fieldcast::app {
namespace {

using server::AdminContext;
using server::ServerStatus;

Json doors(const ServerStatus& status) {
    Json json = Json::array();
    for (const api::DoorFacts& door : status.facts.doors)
        json.push_back({{"transport", door.transport}, {"port", door.port}, {"url", door.url}});
    return json;
}

Json certificate(const ServerStatus& status, base::Timestamp now) {
    if (!status.certificate) return nullptr;
    const auto left = std::chrono::floor<std::chrono::days>(status.certificate->ends_at - now);
    return {{"names", status.certificate->names},
            {"expires_at", base::to_iso8601(status.certificate->ends_at)},
            {"days_left", left.count()},
            {"is_own", status.certificate->is_own}};
}

Json storage_use(const std::string& folder) {
    std::uintmax_t bytes = 0;
    std::error_code unreadable;
    for (const auto& file : std::filesystem::directory_iterator(folder, unreadable))
        if (file.is_regular_file(unreadable)) bytes += file.file_size(unreadable);
    const auto space = std::filesystem::space(folder, unreadable);
    return {{"folder", folder}, {"bytes", bytes}, {"free_bytes", space.available}};
}

/// Of this process, which the server is where there is a status.
std::uint64_t resident_bytes() {
    std::ifstream statm("/proc/self/statm");
    std::uint64_t pages = 0;
    statm >> pages >> pages;
    return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

Answer<Json> show(AdminContext& context, const AdminRequest&) {
    if (!context.status)
        return std::unexpected(
            "No server runs on this data folder. Start it: fieldcast serve --data DIR.");
    const ServerStatus& status = *context.status;
    const auto uptime = std::chrono::floor<base::Seconds>(context.now - status.facts.started_at);
    return Json{{"version", status.facts.version},
                {"started_at", base::to_iso8601(status.facts.started_at)},
                {"uptime_s", uptime.count()},
                {"doors", doors(status)},
                {"certificate", certificate(status, context.now)},
                {"storage", storage_use(status.data_folder)},
                {"memory", {{"resident_bytes", resident_bytes()}}},
                {"connections", status.connections},
                {"sessions", status.sessions},
                {"retained_messages", status.retained_messages},
                {"channels", context.directory.channels().size()},
                {"devices", context.directory.devices().size()},
                {"users", context.directory.users().size()}};
}

constexpr std::array server_table = {AdminCommand{"status", show}};

}  // namespace

std::span<const AdminCommand> server_administration() {
    return server_table;
}

}  // namespace fieldcast::app
