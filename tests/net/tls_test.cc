#include <gmock/gmock.h>
#include <openssl/err.h>
#include <sys/socket.h>

#include <array>
#include <csignal>
#include <numeric>

#include "net/openssl.h"
#include "net/pem.h"
#include "test_certificates.h"

namespace fieldcast::net {
namespace {

using testing::HasSubstr;
using ContextPointer = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using SessionPointer = std::unique_ptr<SSL_SESSION, Freed<SSL_SESSION_free>>;

/// What a client goes by; its latest session is kept for the next connection.
class ClientTerms {
  public:
    explicit ClientTerms(const Certificate& authority)
        : context_(SSL_CTX_new(TLS_client_method())) {
        const auto certificates = read_certificates({"ca.pem", authority.pem});
        X509_STORE_add_cert(SSL_CTX_get_cert_store(context()), certificates->front().get());
        SSL_CTX_set_verify(context(), SSL_VERIFY_PEER, nullptr);
        SSL_CTX_set_mode(context(),
                         SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
        SSL_CTX_set_session_cache_mode(context(), SSL_SESS_CACHE_CLIENT);
        SSL_CTX_set_ex_data(context(), 0, this);
        SSL_CTX_sess_set_new_cb(context(), [](SSL* ssl, SSL_SESSION* made) {
            auto* self = static_cast<ClientTerms*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), 0));
            self->session.reset(made);
            return 1;
        });
    }

    void shows(const Certificate& certificate) {
        const auto own = read_certificates({"client.pem", certificate.pem});
        SSL_CTX_use_certificate(context(), own->front().get());
        SSL_CTX_use_PrivateKey(context(), read_key({"client.key", certificate.key_pem})->get());
    }

    [[nodiscard]] SSL_CTX* context() const { return context_.get(); }

    SessionPointer session;

  private:
    ContextPointer context_;
};

/// A stream of the server and a client at its other end, both in this thread.
class Pair {
  public:
    Pair(const TlsContext& server, const ClientTerms& terms) : ssl_(SSL_new(terms.context())) {
        int ends[2];
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
        stream = server.make_stream(FileDescriptor{ends[0]});
        socket_ = FileDescriptor{ends[1]};
        SSL_set_fd(client(), socket_.number());
        SSL_set_connect_state(client());
        if (terms.session) SSL_set_session(client(), terms.session.get());
    }

    /// OpenSSL gives up sessions of connections that were not shut down.
    ~Pair() { SSL_set_shutdown(client(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN); }

    /// Goes on until both are done or one has failed; whether both are done. What the server read
    /// behind the handshake is in `received`.
    bool shakes_hands() {
        for (int turn = 0; turn < 20; ++turn) {
            const int result = SSL_do_handshake(client());
            const bool has_failed =
                result != 1 && SSL_get_error(client(), result) != SSL_ERROR_WANT_READ;
            reads();
            ERR_clear_error();
            if (has_failed || state == StreamState::closed) return false;
            if (result == 1 && turn > 3) break;
        }
        reads_as_client();  // tickets come behind the handshake
        return SSL_is_init_finished(client()) == 1;
    }

    void reads(std::size_t at_most = 64 * 1024) {
        std::string space(at_most, '\0');
        const ReadResult read = stream->read(space);
        received.append(space, 0, read.bytes);
        state = read.state;
    }

    std::string reads_as_client() {
        std::string all;
        std::array<char, 64 * 1024> space{};
        std::size_t bytes = 0;
        while (SSL_read_ex(client(), space.data(), space.size(), &bytes) == 1)
            all.append(space.data(), bytes);
        return all;
    }

    void client_sends(std::string_view bytes) {
        std::size_t written = 0;
        ASSERT_EQ(SSL_write_ex(client(), bytes.data(), bytes.size(), &written), 1);
        ASSERT_EQ(written, bytes.size());
    }

    [[nodiscard]] SSL* client() const { return ssl_.get(); }
    void client_goes() { socket_.close(); }
    [[nodiscard]] int client_socket() const { return socket_.number(); }

    std::unique_ptr<Stream> stream;
    std::string received;
    StreamState state = StreamState::open;

  private:
    SslPointer ssl_;
    FileDescriptor socket_;
};

class TlsTest : public testing::Test {
  protected:
    TlsTest() { std::signal(SIGPIPE, SIG_IGN); }

    [[nodiscard]] std::shared_ptr<const TlsContext> context(
        const TlsSettings& settings, const TlsContext* before = nullptr) const {
        auto made = TlsContext::make(settings, test_now, before);
        EXPECT_TRUE(made) << made.error();
        return *made;
    }

    [[nodiscard]] TlsSettings with_clients(ClientCertificates which) const {
        TlsSettings settings = settings_;
        settings.client_certificates = which;
        settings.client_ca = {"clients.pem", authority_.pem};
        settings.certificates_identify = true;
        return settings;
    }

    const Certificate authority_ = make_authority();
    const TlsSettings settings_ = settings_with(make_server_certificate(authority_));
    ClientTerms terms_{authority_};
};

TEST_F(TlsTest, CarriesBytesBothWays) {
    const auto server = context(settings_);
    Pair pair{*server, terms_};
    ASSERT_TRUE(pair.shakes_hands());
    pair.client_sends("hello");
    pair.reads();
    EXPECT_EQ(pair.received, "hello");
    EXPECT_EQ(pair.stream->write("world").bytes, 5U);
    EXPECT_EQ(pair.reads_as_client(), "world");
}

TEST_F(TlsTest, OutlivesItsContext) {
    auto server = context(settings_);
    Pair pair{*server, terms_};
    server.reset();
    EXPECT_TRUE(pair.shakes_hands());
}

TEST_F(TlsTest, TellsOfBytesThatItHasTakenButNotGiven) {
    const auto server = context(settings_);
    Pair pair{*server, terms_};
    ASSERT_TRUE(pair.shakes_hands());
    pair.client_sends("first");
    pair.client_sends("second");
    pair.reads(3);
    EXPECT_TRUE(pair.stream->has_unread());
    pair.reads();
    EXPECT_FALSE(pair.stream->has_unread());
    EXPECT_EQ(pair.received, "firstsecond");
}

TEST_F(TlsTest, GathersSmallPiecesIntoOneRecord) {
    const auto server = context(settings_);
    Pair pair{*server, terms_};
    ASSERT_TRUE(pair.shakes_hands());
    const std::array<base::BytesView, 4> pieces = {"head", "", "body", "tail"};
    EXPECT_EQ(pair.stream->write(pieces).bytes, 12U);
    std::array<char, 64> space{};
    std::size_t bytes = 0;
    ASSERT_EQ(SSL_read_ex(pair.client(), space.data(), space.size(), &bytes), 1);
    EXPECT_EQ(std::string_view(space.data(), bytes), "headbodytail");  // a read gives one record
}

TEST_F(TlsTest, WritesTheRestOfWhatAFullSocketDidNotTakeFromAnotherPlace) {
    const auto server = context(settings_);
    Pair pair{*server, terms_};
    ASSERT_TRUE(pair.shakes_hands());
    std::string text(1'500'000, '\0');
    std::iota(text.begin(), text.end(), '\0');
    std::string received;
    std::size_t written = 0;
    while (written < text.size()) {
        const std::string head = text.substr(written, 100);  // elsewhere each time
        const std::string rest = text.substr(std::min(written + 100, text.size()));
        const std::array<base::BytesView, 2> pieces = {head, rest};
        const WriteResult result = pair.stream->write(pieces);
        ASSERT_EQ(result.state, StreamState::open) << pair.stream->failure();
        written += result.bytes;
        received += pair.reads_as_client();
    }
    EXPECT_EQ(received, text);
}

TEST_F(TlsTest, WritesNothingWhileSomethingIsStillOnItsWay) {
    const auto server = context(settings_);
    Pair pair{*server, terms_};
    ASSERT_TRUE(pair.shakes_hands());
    const std::string text(1'500'000, 'x');
    const std::size_t written = pair.stream->write(text).bytes;
    ASSERT_LT(written, text.size());
    const WriteResult nothing = pair.stream->write(base::BytesView{});
    EXPECT_EQ(nothing.state, StreamState::open);
    EXPECT_EQ(nothing.bytes, 0U);
}

TEST_F(TlsTest, ClosesWhenTheClientDoes) {
    const auto server = context(settings_);
    Pair pair{*server, terms_};
    ASSERT_TRUE(pair.shakes_hands());
    pair.client_goes();
    pair.reads();
    EXPECT_EQ(pair.state, StreamState::closed);
    EXPECT_EQ(pair.stream->failure(), "");
}

TEST_F(TlsTest, TellsTheClientThatNoMoreWillCome) {
    const auto server = context(settings_);
    Pair pair{*server, terms_};
    ASSERT_TRUE(pair.shakes_hands());
    pair.stream->finish_writing();
    std::array<char, 8> space{};
    const int result = SSL_read(pair.client(), space.data(), space.size());
    EXPECT_EQ(SSL_get_error(pair.client(), result), SSL_ERROR_ZERO_RETURN);
}

TEST_F(TlsTest, HasNothingToSayBeforeTheHandshake) {
    const auto server = context(settings_);
    const Pair pair{*server, terms_};
    EXPECT_EQ(pair.stream->write(base::BytesView{}).state, StreamState::open);
    EXPECT_EQ(pair.stream->write("too early").state, StreamState::closed);
}

class PlainBytes : public TlsTest,
                   public testing::WithParamInterface<std::array<const char*, 2>> {};

TEST_P(PlainBytes, AreNamedWithARemedy) {
    const auto server = context(settings_);
    Pair pair{*server, terms_};
    const std::string_view bytes = GetParam()[0];
    ASSERT_EQ(::send(pair.client_socket(), bytes.data(), bytes.size(), 0), std::ssize(bytes));
    pair.reads();
    EXPECT_EQ(pair.state, StreamState::closed);
    EXPECT_THAT(pair.stream->failure(), HasSubstr(GetParam()[1]));
}

INSTANTIATE_TEST_SUITE_P(OnATlsPort, PlainBytes,
                         testing::Values(std::array{"\x10\x0c\x04MQTT", "MQTT without TLS"},
                                         std::array{"GET / HTTP/1.1\r\n", "HTTP without TLS"},
                                         std::array{"\x80nothing", "does not speak TLS"},
                                         std::array{"\x16\x09\x09\x09\x09garbage",
                                                    "does not speak TLS 1.2"}));

TEST_F(TlsTest, SpeaksOnlyTwelveAndThirteen) {
    const auto server = context(settings_);
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        Pair pair{*server, terms_};
        SSL_set_max_proto_version(pair.client(), version);
        EXPECT_TRUE(pair.shakes_hands());
        EXPECT_EQ(SSL_version(pair.client()), version);
    }
    Pair old{*server, terms_};
    SSL_set_max_proto_version(old.client(), TLS1_1_VERSION);
    SSL_set_cipher_list(old.client(), "ALL:@SECLEVEL=0");
    EXPECT_FALSE(old.shakes_hands());
    EXPECT_THAT(old.stream->failure(), HasSubstr("does not speak TLS 1.2"));
}

TEST_F(TlsTest, HasCbcCiphersOnlyWhereItIsCompatible) {
    TlsSettings settings = settings_;
    for (const bool is_compatible : {false, true}) {
        settings.is_compatible = is_compatible;
        const auto server = context(settings);
        Pair pair{*server, terms_};
        SSL_set_max_proto_version(pair.client(), TLS1_2_VERSION);
        SSL_set_cipher_list(pair.client(), "ECDHE-ECDSA-AES128-SHA");
        EXPECT_EQ(pair.shakes_hands(), is_compatible);
        EXPECT_THAT(pair.stream->failure(), HasSubstr(is_compatible ? "" : "tls-compat"));
    }
}

TEST_F(TlsTest, TellsWhyTheClientEndsTheHandshake) {
    const auto server = context(settings_);
    const ClientTerms distrustful{make_authority("Another authority")};
    Pair pair{*server, distrustful};
    pair.shakes_hands();
    pair.reads();
    EXPECT_EQ(pair.state, StreamState::closed);
    EXPECT_THAT(pair.stream->failure(), HasSubstr("does not trust the authority"));
}

TEST_F(TlsTest, ResumesSessionsInBothVersions) {
    const auto server = context(settings_);
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        ClientTerms terms{authority_};
        SSL_CTX_set_max_proto_version(terms.context(), version);
        Pair first{*server, terms};
        ASSERT_TRUE(first.shakes_hands());
        EXPECT_EQ(SSL_session_reused(first.client()), 0);
        ASSERT_TRUE(terms.session);
        Pair second{*server, terms};
        ASSERT_TRUE(second.shakes_hands());
        EXPECT_EQ(SSL_session_reused(second.client()), 1);
    }
}

TEST_F(TlsTest, ResumesSessionsFromBeforeAReload) {
    const auto before = context(settings_);
    Pair first{*before, terms_};
    ASSERT_TRUE(first.shakes_hands());
    const auto after = context(settings_with(make_server_certificate(authority_)), before.get());
    Pair second{*after, terms_};
    ASSERT_TRUE(second.shakes_hands());
    EXPECT_EQ(SSL_session_reused(second.client()), 1);
}

TEST_F(TlsTest, ResumesNoSessionFromBeforeOtherClientsWereLetIn) {
    const auto before = context(settings_);
    Pair first{*before, terms_};
    ASSERT_TRUE(first.shakes_hands());
    const auto after = context(with_clients(ClientCertificates::optional), before.get());
    Pair second{*after, terms_};
    ASSERT_TRUE(second.shakes_hands());
    EXPECT_EQ(SSL_session_reused(second.client()), 0);
}

TEST_F(TlsTest, TellsTheNameOfAClientWithACertificate) {
    const auto server = context(with_clients(ClientCertificates::required));
    terms_.shows(make_client_certificate(authority_, "device 7"));
    for (const bool is_resumed : {false, true}) {
        Pair pair{*server, terms_};
        ASSERT_TRUE(pair.shakes_hands()) << pair.stream->failure();
        EXPECT_EQ(SSL_session_reused(pair.client()), is_resumed ? 1 : 0);
        EXPECT_EQ(pair.stream->certified_name(), "device 7");
    }
}

TEST_F(TlsTest, TellsNoNameWhereCertificatesDoNotIdentify) {
    TlsSettings settings = with_clients(ClientCertificates::required);
    settings.certificates_identify = false;
    const auto server = context(settings);
    terms_.shows(make_client_certificate(authority_, "device 7"));
    Pair pair{*server, terms_};
    ASSERT_TRUE(pair.shakes_hands());
    EXPECT_EQ(pair.stream->certified_name(), "");
}

TEST_F(TlsTest, LetsClientsDoWithoutACertificateWhereItIsOptional) {
    const auto server = context(with_clients(ClientCertificates::optional));
    Pair pair{*server, terms_};
    ASSERT_TRUE(pair.shakes_hands());
    EXPECT_EQ(pair.stream->certified_name(), "");
}

TEST_F(TlsTest, RefusesClientsWithoutACertificateWhereItIsRequired) {
    const auto server = context(with_clients(ClientCertificates::required));
    Pair pair{*server, terms_};
    pair.shakes_hands();
    pair.reads();
    EXPECT_EQ(pair.state, StreamState::closed);
    EXPECT_THAT(pair.stream->failure(), HasSubstr("tls-client-certificates requires one"));
}

TEST_F(TlsTest, RefusesCertificatesOfOtherAuthorities) {
    const auto server = context(with_clients(ClientCertificates::optional));
    terms_.shows(make_client_certificate(make_authority("Another authority"), "device 7"));
    Pair pair{*server, terms_};
    pair.shakes_hands();
    pair.reads();
    EXPECT_EQ(pair.state, StreamState::closed);
    EXPECT_THAT(pair.stream->failure(), HasSubstr("The client's certificate was refused"));
    EXPECT_EQ(pair.stream->certified_name(), "");
}

TEST_F(TlsTest, RefusesServerCertificatesAsClientCertificates) {
    const auto server = context(with_clients(ClientCertificates::required));
    terms_.shows(make_server_certificate(authority_));
    Pair pair{*server, terms_};
    pair.shakes_hands();
    pair.reads();
    EXPECT_EQ(pair.state, StreamState::closed);
}

}  // namespace
}  // namespace fieldcast::net
