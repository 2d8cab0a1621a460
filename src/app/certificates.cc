#include "app/certificates.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <utility>

#include "app/text_file.h"
#include "base/log.h"
#include "net/machine_names.h"

namespace fieldcast::app {
namespace {

using base::LogLevel;
using days = std::chrono::days;

constexpr days authority_lifetime{3'650};
/// Some clients refuse certificates of more than 825 days.
constexpr days certificate_lifetime{820};
constexpr days renewal_before_end{30};
/// For clients whose clocks are behind.
constexpr days begin_before_now{1};

constexpr unsigned readable_by_all = 0644;
constexpr unsigned readable_by_owner = 0600;

using Text = base::Result<std::string, std::string>;

bool exists(const std::string& path) {
    std::error_code unknown;
    return std::filesystem::exists(path, unknown);
}

/// Empty if it cannot be read.
std::string text_of(const std::string& path) {
    return read_text_file("file", path).value_or("");
}

base::Result<net::PemFile, std::string> read_pem(std::string_view what, const std::string& path) {
    std::string text = TRY(read_text_file(what, path));
    return net::PemFile{path, std::move(text)};
}

/// Both files of the authority, made if neither is there. Without its key it still vouches for the
/// certificate that is there.
base::Result<net::Certificate, std::string> make_or_read_authority(const std::string& folder,
                                                                   base::Timestamp now) {
    const std::string certificate = folder + "/ca.pem";
    const std::string key = folder + "/ca.key";
    if (exists(certificate)) {
        const std::string text = TRY(read_text_file("authority's certificate", certificate));
        return net::Certificate{text, text_of(key)};
    }
    const auto made =
        TRY(net::make_certificate({.purpose = net::CertificatePurpose::authority,
                                   .common_name = "Fieldcast authority of " + net::host_name(),
                                   .names = {},
                                   .begin = now - begin_before_now,
                                   .end = now + authority_lifetime},
                                  nullptr));
    TRY(write_text_file(key, made.key_pem, readable_by_owner));
    TRY(write_text_file(certificate, made.pem, readable_by_all));
    base::log(LogLevel::info, "made a certificate authority: clients trust this server with {}",
              certificate);
    return made;
}

}  // namespace

Certificates::Certificates(const Configuration& configuration)
    : configuration_(configuration), folder_(configuration.data_folder + "/tls") {
    certificate_path_ = makes_its_own() ? folder_ + "/server.pem" : configuration_.tls_cert;
    key_path_ = makes_its_own() ? folder_ + "/server.key" : configuration_.tls_key;
}

base::Result<Certificates, std::string> Certificates::open(const Configuration& configuration,
                                                           base::Timestamp now) {
    Certificates certificates{configuration};
    TRY(certificates.load(now));
    return certificates;
}

TlsContextRef Certificates::refresh(base::Timestamp now) {
    if (stamps() == seen_ && !is_renewal_due(now)) return nullptr;
    return reload(now);
}

TlsContextRef Certificates::reload(base::Timestamp now) {
    const auto done = load(now);
    if (done) {
        last_error_.clear();
        base::log(LogLevel::info, "the certificates were read again");
        return context_;
    }
    if (std::exchange(last_error_, done.error()) != done.error())
        base::log(LogLevel::error, "{} TLS goes on with what it had.", done.error());
    return nullptr;
}

Certificates::Done Certificates::load(base::Timestamp now) {
    seen_ = stamps();
    if (makes_its_own()) TRY(ensure_own(now));
    const net::TlsSettings settings = TRY(read());
    context_ = TRY(net::TlsContext::make(settings, now, context_.get()));
    seen_ = stamps();
    return {};
}

std::vector<std::string> Certificates::own_names() const {
    std::vector<std::string> names = configuration_.tls_names;
    std::ranges::move(net::names_of_this_machine(), std::back_inserter(names));
    return names;
}

bool Certificates::is_renewal_due(base::Timestamp now) const {
    const net::Certificate own{text_of(certificate_path_), text_of(key_path_)};
    return makes_its_own() &&
           !net::is_good(own, text_of(folder_ + "/ca.pem"), own_names(), now + renewal_before_end);
}

Certificates::Done Certificates::ensure_own(base::Timestamp now) const {
    std::error_code error;
    std::filesystem::create_directories(folder_, error);
    if (error)
        return std::unexpected(
            fmt::format("The folder {} cannot be made: {}.", folder_, error.message()));
    const net::Certificate authority = TRY(make_or_read_authority(folder_, now));
    if (!is_renewal_due(now)) return {};
    if (authority.key_pem.empty())
        return std::unexpected(fmt::format(
            "The server's certificate must be renewed, and the authority's key {}/ca.key is "
            "missing: put it back, or remove the folder to make a new authority, which all clients "
            "must be given then.",
            folder_));
    return issue_own(authority, now);
}

/// The key first: if the server dies between the two files they do not fit and are made anew.
Certificates::Done Certificates::issue_own(const net::Certificate& authority,
                                           base::Timestamp now) const {
    const base::Timestamp end = now + certificate_lifetime;
    const auto made = TRY(net::make_certificate({.purpose = net::CertificatePurpose::server,
                                                 .common_name = net::host_name(),
                                                 .names = own_names(),
                                                 .begin = now - begin_before_now,
                                                 .end = end},
                                                &authority));
    TRY(write_text_file(key_path_, made.key_pem, readable_by_owner));
    TRY(write_text_file(certificate_path_, made.pem + authority.pem, readable_by_all));
    base::log(LogLevel::info, "made the certificate {}, good until {}", certificate_path_,
              base::to_iso8601(end));
    return {};
}

base::Result<net::TlsSettings, std::string> Certificates::read() const {
    net::TlsSettings settings{.client_certificates = configuration_.tls_client_certificates,
                              .is_compatible = configuration_.tls_compat,
                              .certificates_identify = configuration_.tls_certificate_identity};
    settings.certificate = TRY(read_pem("certificate", certificate_path_));
    settings.key = TRY(read_pem("key", key_path_));
    if (makes_its_own())
        settings.ca_pem = TRY(read_text_file("authority's certificate", folder_ + "/ca.pem"));
    if (!configuration_.tls_client_ca.empty())
        settings.client_ca = TRY(read_pem("client authority", configuration_.tls_client_ca));
    return settings;
}

std::map<std::string, Certificates::Stamp> Certificates::stamps() const {
    std::map<std::string, Stamp> stamps;
    for (const std::string& path : {certificate_path_, key_path_, configuration_.tls_client_ca}) {
        struct stat file {};
        if (path.empty() || ::stat(path.c_str(), &file) != 0) continue;
        stamps[path] = {static_cast<long long>(file.st_ino), file.st_size, file.st_mtim.tv_sec,
                        file.st_mtim.tv_nsec};
    }
    return stamps;
}

}  // namespace fieldcast::app
