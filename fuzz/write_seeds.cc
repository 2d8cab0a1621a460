// Writes the packets of tests/mqtt/packet_cases.h, topics, the requests of
// tests/http/request_cases.h and WebSocket frames as seeds for the fuzzers:
// DIRECTORY/<target>/<name of the case>. Usage: write_fuzz_seeds DIRECTORY

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "http/client_frames.h"
#include "http/request_cases.h"
#include "mqtt/packet_cases.h"

using namespace fieldcast;

namespace {

using Directory = std::filesystem::path;

void write_file(const Directory& directory, std::string name, base::BytesView bytes) {
    for (char& character : name)
        if (std::isalnum(static_cast<unsigned char>(character)) == 0) character = '-';
    std::filesystem::create_directories(directory);
    std::ofstream file(directory / name, std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// The byte by which the fuzzer chooses a version.
base::Bytes version_byte(mqtt::ProtocolVersion version) {
    return {static_cast<char>(static_cast<int>(version) - 3)};
}

void write_packets(const Directory& directory, mqtt::ProtocolVersion version) {
    base::Bytes stream = version_byte(version);
    for (const mqtt::PacketCase& one : mqtt::packet_cases()) {
        if (one.version != version) continue;
        write_file(directory, std::string(one.name), version_byte(version) + one.bytes);
        if (one.expected) stream += one.bytes;
    }
    const std::string level = std::to_string(static_cast<int>(version));
    write_file(directory, "every valid packet of level " + level, stream);
}

void write_topics(const Directory& directory) {
    const auto write = [&](std::string filter, const std::string& name) {
        write_file(directory, filter + " on " + name, filter + '\0' + name);
    };
    write("sport/tennis/+", "sport/tennis/player1");
    write("sport/#", "sport");
    write("+/+", "/finance");
    write("#", "$SYS/uptime");
    write("$SYS/#", "$SYS/");
    write("a//+/b/#", "a///b");
    write("T\u00fcr/+", "T\u00fcr/\u6e29\u5ea6");
    write("a#", "a/b+");
    write("$share/pumps/room/+", "$share/pumps/room/1");
    write("$share/+/#", "$share");
}

/// The bytes by which a fuzzer chooses where to cut.
const base::Bytes cut_bytes = {0, 7};

void write_requests(const Directory& directory) {
    for (const http::RequestCase& one : http::request_cases())
        write_file(directory, std::string(one.name), cut_bytes + one.bytes);
}

void write_frames(const Directory& directory) {
    using namespace http;
    const base::Bytes fragments = client_frame(binary_opcode, "frag") +
                                  client_frame(fin | ping_opcode, "?") +
                                  client_frame(fin | continuation_opcode, "ment");
    const base::Bytes close = client_frame(fin | close_opcode, close_payload(1000, "bye"));
    write_file(directory, "binary", cut_bytes + binary("\x10\x02") + binary(std::string(130, 'x')));
    write_file(directory, "fragments and ping", cut_bytes + fragments + close);
    write_file(directory, "close with a bad code",
               cut_bytes + client_frame(fin | close_opcode, close_payload(1005)));
    write_file(directory, "text", cut_bytes + client_frame(fin | text_opcode, "{}"));
    write_file(
        directory, "length in 64 bits",
        cut_bytes + client_frame(fin | binary_opcode, std::string(70'000, 'x')).substr(0, 99));
    write_file(directory, "longer than needed",
               cut_bytes + client_frame(fin | binary_opcode, "a", "mask", 8));
}

}  // namespace

int main(int argument_count, char** arguments) {
    if (argument_count != 2) {
        std::fprintf(stderr, "usage: %s DIRECTORY\n", arguments[0]);
        return 2;
    }
    const Directory directory = arguments[1];
    write_packets(directory / "mqtt_packet_fuzz", mqtt::ProtocolVersion::v3_1_1);
    write_packets(directory / "mqtt_packet_fuzz", mqtt::ProtocolVersion::v5);
    write_topics(directory / "mqtt_topic_fuzz");
    write_requests(directory / "http_request_fuzz");
    write_frames(directory / "websocket_frames_fuzz");
    return 0;
}
