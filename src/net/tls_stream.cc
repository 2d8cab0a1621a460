#include "net/tls_stream.h"

#include <openssl/err.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "net/tls_failure.h"

namespace fieldcast::net {
namespace {

constexpr std::size_t record_size = SSL3_RT_MAX_PLAIN_LENGTH;

/// The bytes of several pieces, record by record.
class Pieces {
  public:
    explicit Pieces(std::span<const base::BytesView> pieces) : pieces_(pieces) {}

    /// As much as one record holds: a piece's own bytes where they fill it or nothing is behind
    /// them, otherwise gathered in `space`. What OpenSSL has begun to send it wants offered again,
    /// at least as long, so the same bytes always make the same first record.
    base::BytesView next_record(std::span<char, record_size> space) {
        if (is_empty()) return {};
        if (pieces_.size() == 1 || rest_of_first().size() >= record_size)
            return rest_of_first().substr(0, record_size);
        std::size_t size = 0;
        std::size_t from = taken_;
        for (const base::BytesView piece : pieces_) {
            const base::BytesView part = piece.substr(std::exchange(from, 0), record_size - size);
            std::memcpy(space.data() + size, part.data(), part.size());
            size += part.size();
        }
        return {space.data(), size};
    }

    [[nodiscard]] bool is_empty() {
        skip_empty();
        return pieces_.empty();
    }

    void take(std::size_t bytes) {
        taken_ += bytes;
        skip_empty();
    }

  private:
    [[nodiscard]] base::BytesView rest_of_first() const { return pieces_.front().substr(taken_); }

    void skip_empty() {
        while (!pieces_.empty() && taken_ >= pieces_.front().size()) {
            taken_ -= pieces_.front().size();
            pieces_ = pieces_.subspan(1);
        }
    }

    std::span<const base::BytesView> pieces_;
    std::size_t taken_ = 0;  ///< of the first piece
};

class TlsStream final : public Stream {
  public:
    TlsStream(FileDescriptor socket, SslPointer ssl, bool tells_name)
        : socket_(std::move(socket)), ssl_(std::move(ssl)), tells_name_(tells_name) {
        SSL_set_fd(ssl_.get(), socket_.number());
        SSL_set_accept_state(ssl_.get());
    }

    int descriptor() const override { return socket_.number(); }

    ReadResult read(std::span<char> into) override {
        wants_to_write_ = false;
        if (!has_begun_ && !begin()) return {0, state()};
        ERR_clear_error();
        std::size_t filled = 0;
        bool has_more = true;
        while (has_more && filled < into.size()) {
            std::size_t bytes = 0;
            const std::span<char> space = into.subspan(filled);
            const int result = SSL_read_ex(ssl_.get(), space.data(), space.size(), &bytes);
            if (result != 1) wants_to_write_ = note(result) == SSL_ERROR_WANT_WRITE;
            filled += bytes;
            has_more = result == 1 && SSL_has_pending(ssl_.get()) == 1;
        }
        has_unread_ = has_more;
        return {filled, state()};
    }

    WriteResult write(std::span<const base::BytesView> pieces) override {
        thread_local std::array<char, record_size> space;
        Pieces rest{pieces};
        // Who has not finished the handshake cannot be told anything.
        if (SSL_is_init_finished(ssl_.get()) != 1 && !rest.is_empty()) is_closed_ = true;
        if (is_closed_) return {0, StreamState::closed};
        ERR_clear_error();
        std::size_t written = 0;
        for (auto record = rest.next_record(space); !record.empty();
             record = rest.next_record(space)) {
            std::size_t bytes = 0;
            const int result = SSL_write_ex(ssl_.get(), record.data(), record.size(), &bytes);
            if (result != 1) {
                note(result);
                break;
            }
            written += bytes;
            rest.take(bytes);
        }
        return {written, state()};
    }

    void finish_writing() override {
        if (!is_closed_ && SSL_is_init_finished(ssl_.get()) == 1) SSL_shutdown(ssl_.get());
        ERR_clear_error();
        ::shutdown(socket_.number(), SHUT_WR);
    }

    bool has_unread() const override { return has_unread_; }
    bool wants_to_write() const override { return wants_to_write_; }
    std::string_view failure() const override { return failure_; }
    Transport transport() const override { return Transport::tls; }

    bool is_encrypted() const override { return true; }

    std::string certified_name() const override {
        const X509* certificate = SSL_get0_peer_certificate(ssl_.get());
        if (!tells_name_ || !certificate || SSL_get_verify_result(ssl_.get()) != X509_V_OK)
            return {};
        X509_NAME* subject = X509_get_subject_name(certificate);
        const int index = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
        if (index < 0) return {};
        unsigned char* text = nullptr;
        const auto* value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, index));
        const int size = ASN1_STRING_to_UTF8(&text, value);
        const std::unique_ptr<unsigned char, Freed<free_text>> owner{text};
        return size > 0 ? std::string{text, text + size} : std::string{};
    }

  private:
    static void free_text(unsigned char* text) { OPENSSL_free(text); }

    /// Looks at the first byte, so that a client without TLS is told from one with bad TLS.
    bool begin() {
        unsigned char first = 0;
        const auto seen = ::recv(socket_.number(), &first, 1, MSG_PEEK);
        if (seen == 0) is_closed_ = true;
        if (seen < 0) is_closed_ = errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR;
        if (seen != 1) return false;
        has_begun_ = true;
        failure_ = failure_of_first_byte(first);
        is_closed_ = !failure_.empty();
        return !is_closed_;
    }

    /// What OpenSSL says about a call that has failed.
    int note(int result) {
        const int error = SSL_get_error(ssl_.get(), result);
        if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return error;
        is_closed_ = true;
        if (error == SSL_ERROR_SSL) failure_ = failure_of(*ssl_);
        return error;
    }

    [[nodiscard]] StreamState state() const {
        return is_closed_ ? StreamState::closed : StreamState::open;
    }

    FileDescriptor socket_;
    SslPointer ssl_;
    std::string failure_;
    bool tells_name_;
    bool has_begun_ = false;
    bool has_unread_ = false;
    bool wants_to_write_ = false;
    bool is_closed_ = false;
};

}  // namespace

std::unique_ptr<Stream> make_tls_stream(FileDescriptor socket, SslPointer ssl, bool tells_name) {
    return std::make_unique<TlsStream>(std::move(socket), std::move(ssl), tells_name);
}

}  // namespace fieldcast::net
