#include "load/tls_client.h"

#include <fmt/format.h>

#include <utility>

namespace fieldcast::load {
namespace {

using net::StreamState;

class TlsClientStream final : public net::Stream {
  public:
    TlsClientStream(net::FileDescriptor socket, net::SslPointer ssl)
        : socket_(std::move(socket)), ssl_(std::move(ssl)) {}

    int descriptor() const override { return socket_.number(); }

    net::ReadResult read(std::span<char> into) override {
        std::size_t filled = 0;
        has_unread_ = true;
        while (has_unread_ && filled < into.size()) {
            const std::span<char> space = into.subspan(filled);
            std::size_t bytes = 0;
            const int result = SSL_read_ex(ssl_.get(), space.data(), space.size(), &bytes);
            if (result != 1) note(result);
            filled += bytes;
            has_unread_ = result == 1 && SSL_has_pending(ssl_.get()) == 1;
        }
        return {filled, state_};
    }

    net::WriteResult write(std::span<const base::BytesView> pieces) override {
        std::size_t written = 0;
        for (base::BytesView piece : pieces) {
            while (!piece.empty()) {
                std::size_t bytes = 0;
                const int result = SSL_write_ex(ssl_.get(), piece.data(), piece.size(), &bytes);
                if (result != 1) {
                    note(result);
                    return {written, state_};
                }
                written += bytes;
                piece.remove_prefix(bytes);
            }
        }
        return {written, state_};
    }

    void finish_writing() override { SSL_shutdown(ssl_.get()); }
    bool has_unread() const override { return has_unread_; }

  private:
    void note(int result) {
        const int error = SSL_get_error(ssl_.get(), result);
        if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE)
            state_ = StreamState::closed;
    }

    net::FileDescriptor socket_;
    net::SslPointer ssl_;
    StreamState state_ = StreamState::open;
    bool has_unread_ = false;
};

}  // namespace

TlsClient::TlsClient(bool resumes, bool is_1_2) : context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_mode(context_.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                         SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_read_ahead(context_.get(), 1);
    if (is_1_2) SSL_CTX_set_max_proto_version(context_.get(), TLS1_2_VERSION);
    if (!resumes) return;
    SSL_CTX_set_app_data(context_.get(), this);
    SSL_CTX_set_session_cache_mode(context_.get(),
                                   SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context_.get(), keep_session);
}

/// TLS 1.3 sends sessions behind the handshake, so this is called while something is read.
int TlsClient::keep_session(SSL* ssl, SSL_SESSION* session) {
    auto& client = *static_cast<TlsClient*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
    const std::scoped_lock lock(client.session_mutex_);
    client.session_.reset(session);
    return 1;  // it is ours now
}

/// OpenSSL uses each session of TLS 1.3 once.
SessionPointer TlsClient::copy_session() const {
    const std::scoped_lock lock(session_mutex_);
    return SessionPointer(session_ ? SSL_SESSION_dup(session_.get()) : nullptr);
}

base::Result<std::unique_ptr<net::Stream>, std::string> TlsClient::connect(
    net::FileDescriptor socket) {
    net::SslPointer ssl(SSL_new(context_.get()));
    SSL_set_fd(ssl.get(), socket.number());
    if (const SessionPointer session = copy_session()) SSL_set_session(ssl.get(), session.get());
    if (SSL_connect(ssl.get()) != 1)
        return std::unexpected(fmt::format("TLS handshake: {}", net::take_openssl_error()));
    resumed_ += SSL_session_reused(ssl.get()) == 1 ? 1 : 0;
    return std::make_unique<TlsClientStream>(std::move(socket), std::move(ssl));
}

}  // namespace fieldcast::load
