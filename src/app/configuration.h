#pragma once
// How a Configuration comes together: flags go before environment variables, these before the
// configuration file, that before the defaults.

#include <string>
#include <vector>

#include "app/options.h"
#include "base/result.h"

namespace fieldcast::app {

/// One value (or a list's values) as somebody gave it.
struct GivenValue {
    std::string name;  ///< of the option, with `-` or `_`
    std::vector<std::string> values;
    Source source = Source::flag;
    std::string place;  ///< for errors: `--mqtt-port` or `data/fieldcast.toml, line 3: mqtt_port`
};

/// The options among `environment`'s variables (`FIELDCAST_MQTT_PORT=1884`), also unknown ones.
/// An empty variable counts as not given; lists are split at commas.
[[nodiscard]] std::vector<GivenValue> given_in_environment(
    const std::vector<std::string>& environment);

/// Reads the configuration file too. The error is a sentence that names what is wrong, where, and
/// the nearest right name or the allowed values.
[[nodiscard]] base::Result<Configuration, std::string> read_configuration(
    const std::vector<GivenValue>& flags, const std::vector<std::string>& environment);

/// Just the data folder, as flag or environment give it: all that administration needs.
[[nodiscard]] std::string data_folder_of(const std::optional<std::string>& flag,
                                         const std::vector<std::string>& environment);

}  // namespace fieldcast::app
