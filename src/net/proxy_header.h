#pragma once
// The header of the PROXY protocol, versions 1 and 2, by which a proxy tells whose connection it
// passes on. https://www.haproxy.org/download/2.8/doc/proxy-protocol.txt

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "net/address.h"
#include "net/stream.h"

namespace fieldcast::net {

/// Takes a header in parts, never a byte of what is behind it. Pure.
class ProxyHeaderParser {
  public:
    enum class State : std::uint8_t { incomplete, whole, malformed };

    /// Takes bytes off the front of `bytes`, which come behind those taken before; returns how
    /// many. Fewer than given: the header is whole or malformed.
    std::size_t consume(base::BytesView bytes);

    [[nodiscard]] State state() const { return state_; }

    /// Whose connection it is; nothing where the proxy speaks for itself (LOCAL) or does not know.
    [[nodiscard]] const std::optional<Address>& client() const { return client_; }

  private:
    /// How many bytes are surely of the header, counted from its beginning.
    [[nodiscard]] std::size_t sure_size() const;
    void take(base::BytesView bytes);
    void parse_text();
    void parse_binary();

    std::string header_;  ///< so far
    std::optional<Address> client_;
    State state_ = State::incomplete;
};

/// Reads a PROXY header and leaves what is behind it in the socket.
class ProxyHeaderStream final : public Stream {
  public:
    explicit ProxyHeaderStream(FileDescriptor socket) : socket_(std::move(socket)) {}

    [[nodiscard]] const ProxyHeaderParser& parser() const { return parser_; }
    /// The connection, once the header is read.
    [[nodiscard]] FileDescriptor take_socket() { return std::move(socket_); }

    [[nodiscard]] int descriptor() const override { return socket_.number(); }
    /// Gives the header's bytes; `closed` also where it is malformed.
    [[nodiscard]] ReadResult read(std::span<char> into) override;
    [[nodiscard]] WriteResult write(std::span<const base::BytesView>) override { return {}; }
    void finish_writing() override {}

  private:
    FileDescriptor socket_;
    ProxyHeaderParser parser_;
};

}  // namespace fieldcast::net
