#include "mqtt/field_reader.h"

#include "mqtt/variable_byte_integer.h"

namespace fieldcast::mqtt {

std::uint32_t FieldReader::take_variable_byte_integer() {
    const auto integer = read_variable_byte_integer(rest_);
    require(integer && *integer && (*integer)->is_shortest());  // [MQTT-1.5.5-1]
    if (has_failed()) return 0;
    take((*integer)->bytes);
    return (*integer)->value;
}

}  // namespace fieldcast::mqtt
