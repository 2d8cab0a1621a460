#pragma once
// An authority and what it issues, for tests of TLS.

#include <gtest/gtest.h>

#include "net/certificates.h"
#include "net/tls_context.h"

namespace fieldcast::net {

inline constexpr base::Timestamp long_ago{std::chrono::sys_days{std::chrono::year{2020} / 1 / 1}};
inline constexpr base::Timestamp test_now{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};
inline constexpr base::Timestamp far_away{std::chrono::sys_days{std::chrono::year{2090} / 1 / 1}};

inline Certificate made(const CertificateTerms& terms, const Certificate* authority) {
    auto certificate = make_certificate(terms, authority);
    EXPECT_TRUE(certificate) << certificate.error();
    return certificate ? *certificate : Certificate{};
}

inline Certificate make_authority(const std::string& name = "Test authority") {
    return made({.purpose = CertificatePurpose::authority,
                 .common_name = name,
                 .names = {},
                 .begin = long_ago,
                 .end = far_away},
                nullptr);
}

inline Certificate make_server_certificate(const Certificate& authority,
                                           base::Timestamp end = far_away) {
    return made({.purpose = CertificatePurpose::server,
                 .common_name = "server",
                 .names = {"localhost", "127.0.0.1", "::1"},
                 .begin = long_ago,
                 .end = end},
                &authority);
}

inline Certificate make_client_certificate(const Certificate& authority, const std::string& name) {
    return made({.purpose = CertificatePurpose::client,
                 .common_name = name,
                 .names = {},
                 .begin = long_ago,
                 .end = far_away},
                &authority);
}

inline TlsSettings settings_with(const Certificate& certificate) {
    TlsSettings settings;
    settings.certificate = {"server.pem", certificate.pem};
    settings.key = {"server.key", certificate.key_pem};
    return settings;
}

}  // namespace fieldcast::net
