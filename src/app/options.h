#pragma once
// The options of `fieldcast serve`: one table from which flags, environment variables, keys of
// the configuration file, help and docs/configuration.md are made. Kind of state: plain data.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "base/time.h"
#include "net/tls_context.h"
#include "server/endpoint.h"
#include "server/settings.h"

namespace fieldcast::app {

/// Everything that may be set: the server's settings and what only the start needs.
struct Configuration {
    server::Settings settings;
    std::string data_folder = "./data";
    std::string config_file;  ///< empty: fieldcast.toml in the data folder, if there is one
    std::string access_file;  ///< empty: none
    std::string tls_cert;     ///< empty: one that we make ourselves, in the data folder
    std::string tls_key;
    std::vector<std::string> tls_names;  ///< besides those that this machine knows
    std::string tls_client_ca;           ///< empty: none
    net::ClientCertificates tls_client_certificates = net::ClientCertificates::off;
    bool tls_certificate_identity = false;
    bool tls_compat = false;
    base::LogLevel log_level = base::LogLevel::info;
    bool demo = false;
};

enum class OptionGroup : std::uint8_t { start, network, tls, access, time, sizes };
inline constexpr std::size_t option_groups = 6;

enum class Unit : std::uint8_t {
    text,
    filters,
    names,
    urls,
    on_off,
    log_level,
    client_certificates,
    count,
    bytes,
    duration
};

/// The member of a Configuration that an option sets.
using OptionPlace =
    std::variant<std::string*, std::vector<std::string>*, std::vector<server::Endpoint>*, bool*,
                 base::LogLevel*, net::ClientCertificates*, server::WebPort*, std::uint16_t*,
                 unsigned*, std::size_t*, base::Milliseconds*>;

struct Option {
    std::string_view name;         ///< as a flag, without its dashes: `mqtt-port`
    std::string_view placeholder;  ///< what help calls the value: `N`; empty for on_off
    OptionGroup group;
    Unit unit;
    std::uint64_t smallest = 0;  ///< of a count, of bytes, of milliseconds
    std::uint64_t largest = 0;
    OptionPlace (*place)(Configuration&);
    std::string_view doc;  ///< sentences

    /// May be given several times; a list in the file, with commas in the environment.
    [[nodiscard]] bool is_list() const {
        return unit == Unit::filters || unit == Unit::names || unit == Unit::urls;
    }
};

/// The table, by group.
[[nodiscard]] std::span<const Option> options();

/// `name` may be written with `-` or `_`.
[[nodiscard]] const Option* find_option(std::string_view name);

/// Where a value came from; the same option is spelled differently in each.
enum class Source : std::uint8_t { flag, environment, file };

/// `--mqtt-port`, `FIELDCAST_MQTT_PORT` or `mqtt_port`.
[[nodiscard]] std::string spelled(std::string_view option_name, Source source);

/// Options of the group `start` say where the file is, so they cannot stand in it.
[[nodiscard]] bool may_stand_in(const Option& option, Source source);

[[nodiscard]] std::string_view title_of(OptionGroup group);

/// Gives the option its value; only lists take several. The error says what is allowed:
/// `must be a number from 0 to 65535`.
[[nodiscard]] base::Result<void, std::string> set_option(Configuration& configuration,
                                                         const Option& option,
                                                         std::span<const std::string> values);

/// The value as one would write it: `1883`, `256KiB`, `5s`; of a list, its items with commas.
[[nodiscard]] std::string value_of(const Option& option, Configuration configuration);

/// `a number from 0 to 65535`, `a size from 1KiB to 255MiB`.
[[nodiscard]] std::string allowed_values(const Option& option);

}  // namespace fieldcast::app
