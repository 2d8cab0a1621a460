#include "app/feed_files.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/administration.h"
#include "app/csv_parts.h"
#include "app/terminal.h"
#include "base/utf8.h"

namespace fieldcast::app {
namespace {

using Json = nlohmann::ordered_json;
using Environment = std::vector<std::string>;

template <class Value>
using Try = base::Result<Value, Outcome>;

std::unexpected<Outcome> stop(std::string sentence) {
    return std::unexpected(Outcome{.output = {}, .error = std::move(sentence), .status = 1});
}

/// One line that is written over, for the person at the terminal.
void show_progress(std::string_view done, std::uint64_t rows) {
    if (at_terminal()) fmt::print(stderr, "\r{} rows {}.", rows, done);
}

std::string rows_text(const Json& refused, const CsvParts::Part& part) {
    std::string text;
    for (const Json& row : refused) {
        const auto number = row.at("row").get<std::uint64_t>();
        // The header is the file's own in every part.
        text += fmt::format("Row {}: {}\n", number == 1 ? 1 : number + part.rows_before,
                            row.at("details").get<std::string>());
    }
    return text;
}

/// How many rows the file has, all of which were checked or imported.
Try<std::uint64_t> send_parts(const Invocation& invocation, const Environment& environment,
                              bool only_checks) {
    auto parts = CsvParts::open(invocation.arguments[1]);
    if (!parts) return stop(std::move(parts).error());
    std::uint64_t rows = 0;
    for (;;) {
        auto part = parts->next();
        if (!part) return stop(std::move(part).error());
        if (!*part) return rows;
        if (!base::is_valid_utf8((*part)->text))
            return stop("The file is not UTF-8 text; save it as UTF-8, and try again.");
        Json request{{"command", "channel import"},
                     {"id", invocation.arguments[0]},
                     {"text", (*part)->text}};
        if (only_checks) request["check"] = true;
        if (const auto timezone = invocation.find("timezone")) request["timezone"] = *timezone;
        const std::string line = request.dump(-1, ' ', false, Json::error_handler_t::replace);
        const Json answer = Json::parse(TRY(ask_administration(invocation, environment, line)));
        if (answer.contains("refused")) {
            const std::string imported =
                rows == 0 || only_checks
                    ? "Nothing was imported"
                    : fmt::format("The first {} rows were imported, then no more", rows);
            return std::unexpected(
                Outcome{.output = rows_text(answer["refused"], **part),
                        .error = fmt::format("{}, as some rows are wrong.", imported),
                        .status = 1});
        }
        rows += answer.at("rows").get<std::uint64_t>();
        show_progress(only_checks ? "checked" : "imported", rows);
    }
}

Try<std::uint64_t> import_file(const Invocation& invocation, const Environment& environment) {
    const std::uint64_t checked = TRY(send_parts(invocation, environment, true));
    if (invocation.has("check")) return checked;
    return send_parts(invocation, environment, false);
}

/// Parts until the last, each given to `write`.
template <class Write>
Try<void> read_parts(const Invocation& invocation, const Environment& environment, Write write) {
    for (std::uint64_t first = 1; first != 0;) {
        const Json request{{"command", "channel export"},
                           {"id", invocation.arguments[0]},
                           {"first", fmt::format("{}", first)}};
        const Json answer =
            Json::parse(TRY(ask_administration(invocation, environment, request.dump())));
        if (!write(answer.at("text").get<std::string>()))
            return stop("The export cannot be written: the disk may be full.");
        first = answer.at("next").get<std::uint64_t>();
    }
    return {};
}

Try<void> export_feed(const Invocation& invocation, const Environment& environment) {
    if (invocation.arguments.size() == 1)
        return read_parts(invocation, environment, [](std::string_view text) {
            return std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
        });
    std::ofstream file{invocation.arguments[1], std::ios::binary};
    return read_parts(invocation, environment, [&file](std::string_view text) {
        return static_cast<bool>(file << text << std::flush);
    });
}

}  // namespace

Outcome run_import(const Invocation& invocation, const Environment& environment) {
    auto rows = import_file(invocation, environment);
    if (at_terminal()) fmt::print(stderr, "\n");
    if (!rows) return std::move(rows).error();
    const bool only_checks = invocation.has("check");
    if (invocation.has("json"))
        return {.output = fmt::format("{{\"rows\":{},\"imported\":{}}}\n", *rows,
                                      only_checks ? 0 : *rows),
                .error = {}};
    return {.output = fmt::format("{} rows {}.\n", *rows, only_checks ? "are right" : "imported"),
            .error = {}};
}

Outcome run_export(const Invocation& invocation, const Environment& environment) {
    auto done = export_feed(invocation, environment);
    if (!done) return std::move(done).error();
    return {};
}

}  // namespace fieldcast::app
