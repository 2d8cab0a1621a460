// A PROXY header is taken alike in one piece and byte by byte, and nothing behind it.

#include <cstdint>

#include "base/result.h"
#include "net/proxy_header.h"

using fieldcast::net::ProxyHeaderParser;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const fieldcast::base::BytesView bytes{reinterpret_cast<const char*>(data), size};
    ProxyHeaderParser whole;
    const std::size_t used = whole.consume(bytes);
    ASSERT(used == size || whole.state() != ProxyHeaderParser::State::incomplete);
    ProxyHeaderParser parts;
    std::size_t taken = 0;
    while (taken < size && parts.consume(bytes.substr(taken, 1)) == 1) ++taken;
    ASSERT(parts.state() == whole.state());
    if (whole.state() != ProxyHeaderParser::State::whole) return 0;
    ASSERT(taken == used);
    ASSERT(parts.client().has_value() == whole.client().has_value());
    if (whole.client()) ASSERT(parts.client()->to_string() == whole.client()->to_string());
    return 0;
}
