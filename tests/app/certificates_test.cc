#include "app/certificates.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "app/text_file.h"
#include "net/test_certificates.h"
#include "temporary_folder.h"

namespace fieldcast::app {
namespace {

using net::test_now;
using std::chrono::days;
using testing::HasSubstr;

class CertificatesTest : public testing::Test {
  protected:
    CertificatesTest() { configuration_.data_folder = folder_.path(); }

    Certificates opened(base::Timestamp now = test_now) {
        auto certificates = Certificates::open(configuration_, now);
        EXPECT_TRUE(certificates) << certificates.error();
        return std::move(*certificates);
    }

    std::string error(base::Timestamp now = test_now) {
        const auto certificates = Certificates::open(configuration_, now);
        return certificates ? "" : certificates.error();
    }

    [[nodiscard]] std::string text(const std::string& name) const {
        return read_text_file("file", folder_ / name).value_or("");
    }

    /// Each time with another time of writing, however fast the test is.
    std::string write(const std::string& name, const std::string& text) {
        const std::string path = folder_.write(name, text);
        written_at_ += std::chrono::seconds{1};
        std::filesystem::last_write_time(path, written_at_);
        return path;
    }

    void writes(const net::Certificate& certificate) {
        configuration_.tls_cert = write("a.pem", certificate.pem);
        configuration_.tls_key = write("a.key", certificate.key_pem);
    }

    TemporaryFolder folder_;
    std::filesystem::file_time_type written_at_{std::chrono::hours{1}};
    Configuration configuration_;
};

using OwnCertificates = CertificatesTest;
using GivenCertificates = CertificatesTest;

TEST_F(OwnCertificates, AreMadeAtTheFirstStartAndKept) {
    const Certificates made = opened();
    const std::string certificate = text("tls/server.pem");
    EXPECT_EQ(made.context()->ca_pem(), text("tls/ca.pem"));
    EXPECT_THAT(certificate, HasSubstr(text("tls/ca.pem")));
    const Certificates again = opened(test_now + days{100});
    EXPECT_EQ(text("tls/server.pem"), certificate);
}

TEST_F(OwnCertificates, HaveKeysForTheirOwnerAlone) {
    const Certificates made = opened();
    for (const char* name : {"tls/ca.key", "tls/server.key"}) {
        struct stat file {};
        ASSERT_EQ(::stat((folder_ / name).c_str(), &file), 0);
        EXPECT_EQ(file.st_mode & 0777U, 0600U) << name;
    }
}

TEST_F(OwnCertificates, AreRenewedUnderTheSameAuthorityAMonthBeforeTheyEnd) {
    Certificates made = opened();
    const std::string authority = text("tls/ca.pem");
    const std::string certificate = text("tls/server.pem");
    EXPECT_EQ(made.refresh(test_now + days{780}), nullptr);
    EXPECT_NE(made.refresh(test_now + days{800}), nullptr);
    EXPECT_NE(text("tls/server.pem"), certificate);
    EXPECT_EQ(text("tls/ca.pem"), authority);
    EXPECT_EQ(made.refresh(test_now + days{800}), nullptr);
}

TEST_F(OwnCertificates, AreRenewedForNewNames) {
    const Certificates made = opened();
    const std::string certificate = text("tls/server.pem");
    configuration_.tls_names = {"example.org", "*.local", "192.0.2.200"};
    Certificates again = opened();
    EXPECT_NE(text("tls/server.pem"), certificate);
    EXPECT_EQ(again.refresh(test_now), nullptr);
}

TEST_F(OwnCertificates, AreMadeAnewWhereTheKeyIsAnotherOnes) {
    const Certificates made = opened();
    folder_.write("tls/server.key", text("tls/ca.key"));
    EXPECT_EQ(error(), "");
    EXPECT_NE(text("tls/server.key"), text("tls/ca.key"));
}

TEST_F(OwnCertificates, NeedTheKeyOfTheAuthorityOnlyToBeRenewed) {
    const Certificates made = opened();
    std::filesystem::remove(folder_ / "tls/ca.key");
    EXPECT_EQ(error(), "");
    EXPECT_THAT(error(test_now + days{800}), HasSubstr("tls/ca.key is missing"));
}

TEST_F(GivenCertificates, AreReadAgainWhenTheyHaveChanged) {
    const net::Certificate authority = net::make_authority();
    writes(net::make_server_certificate(authority));
    Certificates certificates = opened();
    EXPECT_EQ(certificates.context()->ca_pem(), "");
    EXPECT_EQ(certificates.refresh(test_now), nullptr);
    writes(net::make_server_certificate(authority));
    EXPECT_NE(certificates.refresh(test_now), nullptr);
    EXPECT_EQ(certificates.refresh(test_now), nullptr);
}

TEST_F(GivenCertificates, StayWhereNewOnesAreNoGood) {
    const net::Certificate authority = net::make_authority();
    writes(net::make_server_certificate(authority));
    Certificates certificates = opened();
    const TlsContextRef before = certificates.context();
    writes(net::make_server_certificate(authority, test_now - days{1}));
    EXPECT_EQ(certificates.refresh(test_now), nullptr);
    EXPECT_EQ(certificates.reload(test_now), nullptr);
    EXPECT_EQ(certificates.context(), before);
    std::filesystem::remove(configuration_.tls_key);
    EXPECT_EQ(certificates.refresh(test_now), nullptr);
    writes(net::make_server_certificate(authority));
    EXPECT_NE(certificates.refresh(test_now), nullptr);
}

TEST_F(GivenCertificates, EndTheStartWithTheNameOfTheFile) {
    const net::Certificate authority = net::make_authority();
    writes(net::make_server_certificate(authority, test_now - days{1}));
    EXPECT_THAT(error(), HasSubstr("a.pem has expired on"));
    configuration_.tls_key = folder_ / "missing.key";
    EXPECT_THAT(error(), HasSubstr("missing.key cannot be read"));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "tls"));
}

TEST_F(GivenCertificates, AreReadAgainWithTheAuthoritiesOfClients) {
    writes(net::make_server_certificate(net::make_authority()));
    configuration_.tls_client_certificates = net::ClientCertificates::required;
    configuration_.tls_client_ca = write("clients.pem", net::make_authority().pem);
    Certificates certificates = opened();
    write("clients.pem", net::make_authority().pem);
    EXPECT_NE(certificates.refresh(test_now), nullptr);
    write("clients.pem", "nothing");
    EXPECT_EQ(certificates.refresh(test_now), nullptr);
}

}  // namespace
}  // namespace fieldcast::app
