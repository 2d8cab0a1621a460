#pragma once
// Every shape of packet that a server may receive and every violation it must notice, each with
// the clause of the standard that says so. One table for the decode, encode and session tests and
// the seeds of the fuzzers.

#include "mqtt/packet_cases_v3.h"
#include "mqtt/packet_cases_v5.h"

namespace fieldcast::mqtt {

inline void append_cases(PacketCases& all, ProtocolVersion version, const PacketCases& cases) {
    for (const PacketCase& one : cases) all.emplace_back(one).version = version;
}

/// Whole packets all, but for some of those whose header alone is wrong.
inline const PacketCases& packet_cases() {
    static const PacketCases cases = [] {
        PacketCases all;
        append_cases(all, ProtocolVersion::v3_1_1, packet_cases_v3());
        append_cases(all, ProtocolVersion::v5, packet_cases_v5());
        return all;
    }();
    return cases;
}

}  // namespace fieldcast::mqtt
