// A stream of packets as a client could send it. Whatever decodes must encode to bytes that decode
// to the same again.

#include "mqtt/decoded_packet.h"

using namespace fieldcast;

namespace {

void check_round_trip(const mqtt::DecodedPacket& packet) {
    const base::Bytes encoded = mqtt::encode_packet(packet);
    const auto again = mqtt::decode_packet(encoded);
    ASSERT(again.has_value());
    ASSERT(*again == packet);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    base::BytesView stream(reinterpret_cast<const char*>(data), size);
    for (;;) {
        const auto frame = mqtt::next_frame(stream, mqtt::test_packet_bytes_max);
        if (!frame || !*frame) return 0;
        ASSERT((*frame)->size <= stream.size());
        if (const auto packet = mqtt::decode_frame(**frame)) check_round_trip(*packet);
        stream.remove_prefix((*frame)->size);
    }
}
