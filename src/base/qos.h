#pragma once
// Quality of Service, MQTT section 4.3: a word that codec, broker and model share.

#include <cstdint>

namespace fieldcast::base {

enum class Qos : std::uint8_t { at_most_once = 0, at_least_once = 1, exactly_once = 2 };

}  // namespace fieldcast::base
