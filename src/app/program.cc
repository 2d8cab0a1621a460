#include "app/program.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/administration.h"
#include "app/command_line.h"
#include "app/configuration.h"
#include "app/feed_files.h"
#include "app/option_docs.h"
#include "app/password_command.h"
#include "app/serve.h"
#include "channels/render.h"

namespace fieldcast::app {
namespace {

using Words = std::vector<std::string>;

Outcome printed(std::string text) {
    return {.output = std::move(text), .error = {}, .status = 0};
}

Outcome failure(std::string sentence, int status) {
    return {.output = {}, .error = std::move(sentence), .status = status};
}

std::vector<GivenValue> flags_of(const Invocation& invocation) {
    std::vector<GivenValue> flags;
    for (const auto& [name, value] : invocation.options) {
        const auto same = std::ranges::find(flags, name, &GivenValue::name);
        if (same == flags.end())
            flags.push_back({name, {value}, Source::flag, spelled(name, Source::flag)});
        else
            same->values.push_back(value);
    }
    return flags;
}

Outcome run_serve(const Invocation& invocation, const Words& environment) {
    const auto configuration = read_configuration(flags_of(invocation), environment);
    if (!configuration) return failure(configuration.error(), 2);
    const auto served = serve(*configuration);
    return served ? printed("") : failure(served.error(), 1);
}

Outcome run_task(const Words& words, const Words& environment) {
    const auto invocation = parse_command_line(words);
    if (!invocation) return failure(invocation.error(), 2);
    switch (invocation->command->task) {
        case Task::serve: return run_serve(*invocation, environment);
        case Task::administer: return run_administration(*invocation, environment);
        case Task::import_feed: return run_import(*invocation, environment);
        case Task::export_feed: return run_export(*invocation, environment);
        case Task::password_hash: return run_password_hash(*invocation);
        case Task::config_sample: return printed(sample_config());
        case Task::config_docs: return printed(configuration_manual());
        case Task::version: return printed(fmt::format("fieldcast {}\n", version()));
        case Task::help: break;
    }
    return printed(help_text(invocation->arguments));
}

std::string error_as_json(std::string_view error) {
    std::string json = R"({"error":)";
    channels::append_json_string(json, error);
    return json + "}\n";
}

}  // namespace

Outcome run(const Words& words, const Words& environment) {
    Outcome outcome = run_task(words, environment);
    const bool as_json = std::ranges::find(words, "--json") != words.end();
    if (as_json && !outcome.error.empty()) outcome.output = error_as_json(outcome.error);
    return outcome;
}

}  // namespace fieldcast::app
