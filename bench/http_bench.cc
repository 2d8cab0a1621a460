// What HTTP and WebSocket cost besides what they carry. Budgets are for one core of the machine in
// bench/README.md.

#include <benchmark/benchmark.h>

#include "base/result.h"
#include "http/request_parser.h"
#include "http/response_writer.h"
#include "http/websocket_frame.h"

namespace fieldcast::http {
namespace {

/// As the ESP8266 library for HTTP sends it.
constexpr std::string_view update_request =
    "GET /update?api_key=XXXXXXXXXXXXXXXX&field1=73 HTTP/1.1\r\n"
    "Host: fieldcast.local\r\n"
    "User-Agent: ESP8266HTTPClient\r\n"
    "Accept-Encoding: identity;q=1,chunked;q=0.1,*;q=0\r\n"
    "Connection: keep-alive\r\n"
    "\r\n";

void parse_update_and_respond(benchmark::State& state) {  // budget: 2 µs
    const Response response{.content_type = "text/html; charset=utf-8", .body = "18"};
    base::Bytes out;
    for (auto _ : state) {
        RequestParser parser{Limits{}};
        const auto parsed = parser.parse(update_request);
        ASSERT(parsed.has_value() && parsed->request.has_value());
        out.clear();
        append_response(out, response, terms_of(*parsed->request));
        benchmark::DoNotOptimize(out.data());
    }
}
BENCHMARK(parse_update_and_respond);

void compress_a_feed(benchmark::State& state) {  // budget: 10 ns a byte
    Response response{.content_type = "application/json; charset=utf-8"};
    for (int i = 0; response.body.size() < static_cast<std::size_t>(state.range(0)); ++i)
        response.body += R"({"created_at":"2026-11-24T00:00:)" + std::to_string(i % 60) +
                         R"(Z","entry_id":)" + std::to_string(i) + R"(,"field1":"21.5"},)";
    base::Bytes out;
    for (auto _ : state) {
        out.clear();
        append_response(out, response, {.accepts_gzip = true});
        benchmark::DoNotOptimize(out.data());
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(response.body.size()));
    state.SetLabel(std::to_string(out.size()) + " bytes");
}
BENCHMARK(compress_a_feed)->Arg(2'000)->Arg(100'000);

/// Frames as a client sends them, of `state.range(0)` bytes each, in one read of 64 KiB.
void read_frames(benchmark::State& state) {  // budget: 40 ns a frame of 66 bytes
    const auto payload_size = static_cast<std::size_t>(state.range(0));
    base::Bytes frame = "\x82";
    if (payload_size < 126) {
        base::append_u8(frame, 0x80 | static_cast<unsigned>(payload_size));
    } else {
        base::append_u8(frame, 0x80 | 126);
        base::append_u16(frame, static_cast<std::uint16_t>(payload_size));
    }
    frame += "mask" + base::Bytes(payload_size, 'x');
    base::Bytes read;
    std::int64_t frames = 0;
    for (; read.size() + frame.size() <= 65536; ++frames) read += frame;
    base::Bytes space = read;
    for (auto _ : state) {
        std::copy(read.begin(), read.end(), space.begin());  // about 2 % of the time
        FrameReader reader;
        const FrameReader::Step step = reader.take(space, space.data());
        ASSERT(step.taken == read.size());
        benchmark::DoNotOptimize(space.data());
    }
    state.SetItemsProcessed(state.iterations() * frames);
}
BENCHMARK(read_frames)->Arg(66)->Arg(1'000)->Arg(60'000);

}  // namespace
}  // namespace fieldcast::http
