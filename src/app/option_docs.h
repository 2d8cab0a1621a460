#pragma once
// What the table of options says for people: help, a configuration file and a manual page.

#include <string>

#include "app/options.h"

namespace fieldcast::app {

/// The option's sentences, what is allowed and the default: `TCP port for MQTT. 0: no MQTT. A
/// number from 0 to 65535. Default: 1883.`
[[nodiscard]] std::string full_doc(const Option& option);

/// A configuration file with every option commented out at its default.
[[nodiscard]] std::string sample_config();

/// docs/configuration.md, whole.
[[nodiscard]] std::string configuration_manual();

}  // namespace fieldcast::app
