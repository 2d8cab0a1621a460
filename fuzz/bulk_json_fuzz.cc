// Bulk writes as JSON, whatever the bytes.

#include "bulk_invariants.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view body{reinterpret_cast<const char*>(bytes), size};
    const fieldcast::api::BulkInvariants invariants;
    invariants.check(fieldcast::api::parse_bulk_json(body, invariants.rules()));
    return 0;
}
