#pragma once
// Writes one property each (2.2.2.2). Private to the encoders; no state.

#include "mqtt/field_writer.h"
#include "mqtt/property.h"

namespace fieldcast::mqtt {

inline void append_property_id(Bytes& out, PropertyId id) {
    base::append_u8(out, static_cast<unsigned>(id));
}

inline void append_u8_property(Bytes& out, PropertyId id, unsigned value) {
    append_property_id(out, id);
    base::append_u8(out, value);
}

inline void append_u16_property(Bytes& out, PropertyId id, std::uint16_t value) {
    append_property_id(out, id);
    base::append_u16(out, value);
}

inline void append_u32_property(Bytes& out, PropertyId id, std::uint32_t value) {
    append_property_id(out, id);
    append_u32(out, value);
}

inline void append_string_property(Bytes& out, PropertyId id, BytesView text) {
    append_property_id(out, id);
    append_string(out, text);
}

}  // namespace fieldcast::mqtt
