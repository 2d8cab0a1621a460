// Histories of a server and its clients, one per seed, each with all that can go wrong.

#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "base/log.h"
#include "simulation/world.h"
#include "storage/failing_disk.h"

namespace {

using namespace fieldcast;
using namespace fieldcast::simulation;

constexpr int failure = 1;
constexpr int usage_error = 2;
constexpr unsigned seconds_per_seed_max = 60;
constexpr std::uint64_t seeds_per_line = 1'000;

constexpr std::string_view usage =
    R"(simulation [OPTION…]: runs histories of a server in one thread.

  --seeds COUNT  how many (1000)
  --from SEED    the first one (1)
  --seed SEED    this one alone
  --aloud        prints every step
)";

struct Options {
    std::uint64_t first = 1;
    std::uint64_t count = 1'000;
    bool is_told_aloud = false;
};

/// The world that runs, for whoever reports a crash.
std::uint64_t current_seed = 0;
const World* current_world = nullptr;

void report(std::string_view fault) {
    for (const std::string& line : current_world->history().last_lines()) fmt::print("{}\n", line);
    fmt::print("seed {}: {}\nAgain: simulation --seed {} --aloud\n", current_seed, fault,
               current_seed);
    std::fflush(stdout);
}

/// The process is beyond help: what is known of the world is told as far as it can be. Its folder
/// stays.
void on_crash(int signal) {
    if (!current_world) std::_Exit(failure);
    report(signal == SIGALRM ? "a turn never ends" : "the server has crashed");
    std::_Exit(failure);
}

bool run_seed(std::uint64_t seed, const Folder& initial, bool is_told_aloud) {
    World world(seed, initial.copy(), is_told_aloud);
    current_seed = seed;
    current_world = &world;
    ::alarm(seconds_per_seed_max);
    const bool is_sound = world.run();
    if (!is_sound) report(world.history().fault());
    current_world = nullptr;
    if (is_told_aloud) fmt::print("digest {:016x}\n", world.history().digest());
    return is_sound;
}

int run(const Options& options) {
    const storage::FailingDisk disk;
    base::set_log_level(base::LogLevel::off);
    for (const int signal : {SIGABRT, SIGSEGV, SIGALRM}) std::signal(signal, on_crash);
    const Folder initial = make_template_folder();
    for (std::uint64_t done = 0; done < options.count; ++done) {
        if (!run_seed(options.first + done, initial, options.is_told_aloud)) return failure;
        if ((done + 1) % seeds_per_line == 0) {
            fmt::print("{} seeds are sound\n", done + 1);
            std::fflush(stdout);
        }
    }
    fmt::print("{} seeds from {}: all are sound\n", options.count, options.first);
    return 0;
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<Options> parse(int count, char** words) {
    Options options;
    for (int i = 1; i < count; ++i) {
        const std::string_view name = words[i];
        if (name == "--aloud") {
            options.is_told_aloud = true;
            continue;
        }
        const auto number = i + 1 < count ? parse_number(words[++i]) : std::nullopt;
        if (!number) return std::nullopt;
        if (name == "--seeds")
            options.count = *number;
        else if (name == "--from")
            options.first = *number;
        else if (name == "--seed")
            options.first = *number, options.count = 1;
        else
            return std::nullopt;
    }
    return options;
}

}  // namespace

int main(int count, char** words) {
    if (count == 2 && std::string_view{words[1]} == "--help") {
        fmt::print("{}", usage);
        return 0;
    }
    const auto options = parse(count, words);
    if (options) return run(*options);
    fmt::print(stderr, "{}", usage);
    return usage_error;
}
