#include "net/certificates.h"

#include <gmock/gmock.h>

#include "net/machine_names.h"
#include "test_certificates.h"

namespace fieldcast::net {
namespace {

using testing::HasSubstr;
using Names = std::vector<std::string>;

class CertificatesTest : public testing::Test {
  protected:
    [[nodiscard]] bool is_good_for(const Names& names, base::Timestamp until = test_now) const {
        return is_good(server_, authority_.pem, names, until);
    }

    std::string error_of(const TlsSettings& settings) {
        const auto context = TlsContext::make(settings, test_now);
        return context ? "" : context.error();
    }

    const Certificate authority_ = make_authority();
    Certificate server_ = make_server_certificate(authority_);
};

TEST_F(CertificatesTest, AreGoodForTheirNamesUntilTheirEnd) {
    EXPECT_TRUE(is_good_for({"localhost", "127.0.0.1", "::1", "0:0::1"}));
    EXPECT_FALSE(is_good_for({"localhost", "elsewhere"}));
    EXPECT_FALSE(is_good_for({"127.0.0.2"}));
    EXPECT_FALSE(is_good_for({"localhost"}, far_away));
}

TEST_F(CertificatesTest, AreNoGoodWithAnotherKeyOrAuthority) {
    const Certificate other_authority = make_authority();
    EXPECT_FALSE(is_good(server_, other_authority.pem, {}, test_now));
    EXPECT_FALSE(is_good({server_.pem, other_authority.key_pem}, authority_.pem, {}, test_now));
    EXPECT_FALSE(is_good({}, authority_.pem, {}, test_now));
}

TEST_F(CertificatesTest, AreRefusedWhenTheyHaveExpired) {
    const auto yesterday = test_now - std::chrono::days{1};
    const auto expired = make_server_certificate(authority_, yesterday);
    EXPECT_EQ(error_of(settings_with(expired)),
              "The certificate in the file server.pem has expired on 2025-12-31T00:00:00Z.");
}

TEST_F(CertificatesTest, AreRefusedBeforeTheyBegin) {
    const auto context = TlsContext::make(settings_with(server_), long_ago - base::Seconds{1});
    ASSERT_FALSE(context);
    EXPECT_THAT(context.error(), HasSubstr("server.pem is not valid before 2020-01-01"));
}

TEST_F(CertificatesTest, AreRefusedWithAKeyThatIsNotTheirs) {
    TlsSettings settings = settings_with(server_);
    settings.key.text = authority_.key_pem;
    EXPECT_THAT(error_of(settings), HasSubstr("server.key does not belong to the certificate"));
}

TEST_F(CertificatesTest, AreRefusedWhereTheFileHasNoneOrADamagedOne) {
    TlsSettings settings = settings_with(server_);
    settings.certificate.text = "hello";
    EXPECT_THAT(error_of(settings), HasSubstr("server.pem has no certificate"));
    settings.certificate.text = server_.pem;
    settings.certificate.text[100] = '!';
    EXPECT_THAT(error_of(settings), HasSubstr("server.pem is damaged"));
    settings = settings_with(server_);
    settings.key.text = server_.pem;
    EXPECT_THAT(error_of(settings), HasSubstr("server.key has no private key"));
}

TEST_F(CertificatesTest, AreRefusedWithAnEncryptedKeyWithoutAskingForThePassword) {
    TlsSettings settings = settings_with(server_);
    settings.key.text =
        "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
        "DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n"
        "AAAAAAAAAAAAAAAAAAAAAA==\n-----END EC PRIVATE KEY-----\n";
    EXPECT_THAT(error_of(settings), HasSubstr("server.key is encrypted"));
}

TEST_F(CertificatesTest, NameTheFileOfClientAuthoritiesThatIsNone) {
    TlsSettings settings = settings_with(server_);
    settings.client_certificates = ClientCertificates::required;
    settings.client_ca = {"clients.pem", ""};
    EXPECT_THAT(error_of(settings), HasSubstr("clients.pem has no certificate"));
}

TEST(CertifiableName, IsAHostNameOrAnAddress) {
    for (const char* name : {"a", "example.org", "*.example.org", "my_host", "10.0.0.1", "::1"})
        EXPECT_TRUE(is_certifiable_name(name)) << name;
    for (const char* name : {"", "*.", "a b", "a,DNS:b", "mqtt://a", "a*b", ".a", "::1::"})
        EXPECT_FALSE(is_certifiable_name(name)) << name;
}

TEST(MachineNames, HaveTheLoopbackOnceEach) {
    const Names names = names_of_this_machine();
    for (const char* name : {"localhost", "127.0.0.1", "::1"})
        EXPECT_EQ(std::ranges::count(names, name), 1) << name;
    for (const std::string& name : names) EXPECT_TRUE(is_certifiable_name(name)) << name;
}

}  // namespace
}  // namespace fieldcast::net
