#include "base/log.h"

#include <unistd.h>

#include <array>
#include <string>

#include "base/clock.h"

namespace fieldcast::base {
namespace {

LogLevel threshold = LogLevel::info;
constexpr std::array<std::string_view, 5> names = {"debug", "info", "warning", "error", "off"};

}  // namespace

void set_log_level(LogLevel level) {
    threshold = level;
}

LogLevel log_level() {
    return threshold;
}

std::optional<LogLevel> parse_log_level(std::string_view name) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name) return static_cast<LogLevel>(i);
    return std::nullopt;
}

void write_log_line(LogLevel level, std::string_view text) {
    const std::string line = fmt::format("{} {:<7} {}\n", to_iso8601(SystemClock{}.wall_time()),
                                         names[static_cast<std::size_t>(level)], text);
    // A log that cannot be written must not stop the program.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace fieldcast::base
