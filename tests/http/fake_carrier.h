#pragma once
// A Stream in memory that gives and takes as many bytes as it is told to.

#include <algorithm>
#include <limits>
#include <string>

#include "net/stream.h"

namespace fieldcast::http {

/// What a fake carrier does, and has seen. Outlives it.
struct Wire {
    base::Bytes incoming;
    base::Bytes outgoing;
    std::size_t read_bytes_max = std::numeric_limits<std::size_t>::max();   ///< in one read()
    std::size_t write_bytes_max = std::numeric_limits<std::size_t>::max();  ///< in one write()
    bool ends_behind_incoming = false;
    bool is_broken = false;  ///< takes nothing more, for ever
    bool is_finished = false;
    bool has_unread = false;
    std::string failure;
};

class FakeCarrier final : public net::Stream {
  public:
    explicit FakeCarrier(Wire& wire) : wire_(wire) {}

    int descriptor() const override { return 42; }

    net::ReadResult read(std::span<char> into) override {
        const std::size_t count =
            wire_.incoming.copy(into.data(), std::min(into.size(), wire_.read_bytes_max));
        wire_.incoming.erase(0, count);
        if (count == 0 && wire_.ends_behind_incoming) return {0, net::StreamState::closed};
        return {count, net::StreamState::open};
    }

    net::WriteResult write(std::span<const base::BytesView> pieces) override {
        if (wire_.is_broken) return {0, net::StreamState::closed};
        std::size_t written = 0;
        for (base::BytesView piece : pieces) {
            piece = piece.substr(0, wire_.write_bytes_max - written);
            wire_.outgoing += piece;
            written += piece.size();
        }
        return {written, net::StreamState::open};
    }

    void finish_writing() override { wire_.is_finished = true; }
    bool has_unread() const override { return wire_.has_unread; }
    std::string_view failure() const override { return wire_.failure; }
    std::string certified_name() const override { return "pump-7"; }

  private:
    Wire& wire_;
};

}  // namespace fieldcast::http
