// A stream of packets as a client could send it. Its first byte chooses the version, and each
// CONNECT changes it. Whatever decodes must encode to bytes that decode to the same again.

#include "mqtt/decoded_packet.h"
#include "mqtt/properties.h"

using namespace fieldcast;

namespace {

void check_round_trip(mqtt::ProtocolVersion version, const mqtt::DecodedPacket& packet) {
    const base::Bytes encoded = mqtt::encode_packet(version, packet);
    const auto again = mqtt::decode_packet(version, encoded);
    ASSERT(again.has_value());
    ASSERT(*again == packet);
}

/// What is forwarded of valid properties is valid, and is forwarded whole the next time.
void check_forwarding(const mqtt::Publish& publish) {
    base::Bytes forwarded;
    mqtt::append_forwarded_properties(forwarded, publish.properties);
    base::Bytes again;
    mqtt::append_forwarded_properties(again, forwarded);
    ASSERT(again == forwarded);
    ASSERT(mqtt::is_payload_declared_utf8(again) ==
           mqtt::is_payload_declared_utf8(publish.properties));
}

void check_packet(mqtt::ProtocolVersion& version, const mqtt::DecodedPacket& packet) {
    if (const auto* connect = std::get_if<mqtt::Connect>(&packet)) version = connect->version;
    if (const auto* publish = std::get_if<mqtt::Publish>(&packet)) check_forwarding(*publish);
    check_round_trip(version, packet);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size == 0) return 0;
    auto version = static_cast<mqtt::ProtocolVersion>(3 + data[0] % 3);
    base::BytesView stream(reinterpret_cast<const char*>(data) + 1, size - 1);
    for (;;) {
        const auto frame = mqtt::next_frame(stream, version, mqtt::test_packet_bytes_max);
        if (!frame || !*frame) return 0;
        ASSERT((*frame)->size <= stream.size());
        if (const auto packet = mqtt::decode_frame(version, **frame))
            check_packet(version, *packet);
        stream.remove_prefix((*frame)->size);
    }
}
