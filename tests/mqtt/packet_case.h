#pragma once
// One row of the packet table (packet_cases.h) and the ways to write it. Notation of the bytes:
// packet_notation.h. Clauses are those of MQTT 5.0, but where they are said to be 3.1.1's.

#include <vector>

#include "mqtt/decoded_packet.h"
#include "mqtt/packet_notation.h"

namespace fieldcast::mqtt {

struct PacketCase {
    std::string_view name;
    std::string_view clause;
    Bytes bytes;
    Result<DecodedPacket> expected;
    bool is_encoded_so = true;  ///< a valid case whose bytes our encoder would write
    ProtocolVersion version = ProtocolVersion::v3_1_1;
};

using PacketCases = std::vector<PacketCase>;

inline PacketCase valid(std::string_view name, std::string_view clause, std::string_view notation,
                        const DecodedPacket& expected) {
    return {name, clause, packet(notation), expected};
}

/// Valid, but not in the form that our encoder writes.
inline PacketCase unusual(std::string_view name, std::string_view clause, std::string_view notation,
                          const DecodedPacket& expected) {
    return {name, clause, packet(notation), expected, false};
}

constexpr auto against_protocol = ReasonCode::protocol_error;

inline PacketCase broken(std::string_view name, std::string_view clause, std::string_view notation,
                         ReasonCode error = ReasonCode::malformed_packet) {
    return {name, clause, packet(notation), std::unexpected(error), false};
}

}  // namespace fieldcast::mqtt
