// Bulk writes as CSV in a form, whatever the bytes.

#include "bulk_invariants.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view form{reinterpret_cast<const char*>(bytes), size};
    const fieldcast::api::BulkInvariants invariants;
    invariants.check(fieldcast::api::parse_bulk_csv(form, invariants.rules()));
    return 0;
}
