#include "net/pem.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <array>
#include <ctime>

#include "net/tls_context.h"

namespace fieldcast::net {
namespace {

/// Instead of asking at the terminal.
int no_password(char*, int, int, void*) {
    return -1;
}

/// `192.0.2.7` of its 4 bytes, `2001:db8::7` of its 16.
std::string ip_text(base::BytesView bytes) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    ::inet_ntop(bytes.size() == 4 ? AF_INET : AF_INET6, bytes.data(), text.data(), text.size());
    return text.data();
}

base::Timestamp timestamp_of(const ASN1_TIME* time) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
    return base::Timestamp{base::Seconds{::timegm(&parts)}};
}

}  // namespace

std::string take_openssl_error() {
    const unsigned long error = ERR_peek_last_error();
    ERR_clear_error();
    const char* reason = ERR_reason_error_string(error);
    return reason ? reason : fmt::format("OpenSSL error {:x}", error);
}

base::Result<std::vector<CertificatePointer>, std::string> read_certificates(const PemFile& file) {
    std::vector<CertificatePointer> certificates;
    const BioPointer reader = reader_of(file.text);
    while (X509* certificate = PEM_read_bio_X509(reader.get(), nullptr, no_password, nullptr))
        certificates.emplace_back(certificate);
    const bool is_read = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    const std::string error = take_openssl_error();
    if (certificates.empty() && is_read)
        return std::unexpected(fmt::format(
            "The file {} has no certificate: PEM text that begins with -----BEGIN CERTIFICATE----- "
            "is expected.",
            file.path));
    if (!is_read)
        return std::unexpected(
            fmt::format("A certificate in the file {} is damaged: {}.", file.path, error));
    return certificates;
}

base::Result<KeyPointer, std::string> read_key(const PemFile& file) {
    const BioPointer reader = reader_of(file.text);
    KeyPointer key{PEM_read_bio_PrivateKey(reader.get(), nullptr, no_password, nullptr)};
    const std::string error = take_openssl_error();
    if (key) return key;
    if (file.text.find("ENCRYPTED") != std::string::npos)
        return std::unexpected(fmt::format(
            "The key in the file {} is encrypted: save it without a password, with openssl pkey "
            "-in {} -out FILE.",
            file.path, file.path));
    return std::unexpected(
        fmt::format("The file {} has no private key that can be read ({}): PEM text is expected.",
                    file.path, error));
}

std::vector<std::string> names_of(const X509& certificate) {
    const std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>> found{
        static_cast<GENERAL_NAMES*>(
            X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr))};
    std::vector<std::string> names;
    for (int i = 0; found && i < sk_GENERAL_NAME_num(found.get()); ++i) {
        const GENERAL_NAME& name = *sk_GENERAL_NAME_value(found.get(), i);
        if (name.type != GEN_DNS && name.type != GEN_IPADD) continue;
        const ASN1_STRING& text = name.type == GEN_DNS ? *name.d.dNSName : *name.d.iPAddress;
        const base::BytesView bytes{reinterpret_cast<const char*>(ASN1_STRING_get0_data(&text)),
                                    static_cast<std::size_t>(ASN1_STRING_length(&text))};
        names.push_back(name.type == GEN_DNS ? std::string{bytes} : ip_text(bytes));
    }
    return names;
}

base::Timestamp begin_of(const X509& certificate) {
    return timestamp_of(X509_get0_notBefore(&certificate));
}

base::Timestamp end_of(const X509& certificate) {
    return timestamp_of(X509_get0_notAfter(&certificate));
}

}  // namespace fieldcast::net
