#pragma once
// One line per event on standard error: time, level, text. Any thread; each line is one write.
// Never give it a key, a password or a payload.

#include <fmt/format.h>

#include <optional>
#include <string_view>

namespace fieldcast::base {

enum class LogLevel { debug, info, warning, error, off };

/// Lines below `level` are dropped. Call before threads start. Default: info.
void set_log_level(LogLevel level);
[[nodiscard]] LogLevel log_level();
[[nodiscard]] std::optional<LogLevel> parse_log_level(std::string_view name);

/// Whether a line of this level is written: for lines whose text costs more than asking.
[[nodiscard]] inline bool logs(LogLevel level) {
    return level >= log_level();
}

void write_log_line(LogLevel level, std::string_view text);

template <class... Args>
void log(LogLevel level, fmt::format_string<Args...> format, Args&&... args) {
    if (!logs(level)) return;
    write_log_line(level, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace fieldcast::base
