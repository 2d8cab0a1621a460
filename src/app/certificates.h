#pragma once
// The certificates that `fieldcast serve` goes by: those of the configuration, or an authority and
// a certificate of our own in the folder tls of the data folder. Kind of state: *owned* by the main
// thread; the contexts it makes are *published*.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/options.h"
#include "base/result.h"
#include "base/time.h"
#include "net/certificates.h"
#include "net/tls_context.h"

namespace fieldcast::app {

using TlsContextRef = std::shared_ptr<const net::TlsContext>;

class Certificates {
  public:
    /// Reads the files; makes those of our own that are missing or will not do much longer. The
    /// error is a sentence that names the file.
    [[nodiscard]] static base::Result<Certificates, std::string> open(
        const Configuration& configuration, base::Timestamp now);

    [[nodiscard]] const TlsContextRef& context() const { return context_; }

    /// Looks whether a file has changed or our own certificate must be renewed. Returns the new
    /// context; null: there is none, or what came is no good, which is logged once.
    TlsContextRef refresh(base::Timestamp now);

    /// The same, also where nothing seems to have changed.
    TlsContextRef reload(base::Timestamp now);

  private:
    using Done = base::Result<void, std::string>;
    /// What changes when a file does; zeros: it is not there.
    using Stamp = std::vector<long long>;

    explicit Certificates(const Configuration& configuration);

    [[nodiscard]] bool makes_its_own() const { return configuration_.tls_cert.empty(); }
    [[nodiscard]] std::map<std::string, Stamp> stamps() const;
    [[nodiscard]] std::vector<std::string> own_names() const;
    [[nodiscard]] bool is_renewal_due(base::Timestamp now) const;
    [[nodiscard]] Done ensure_own(base::Timestamp now) const;
    [[nodiscard]] Done issue_own(const net::Certificate& authority, base::Timestamp now) const;
    [[nodiscard]] base::Result<net::TlsSettings, std::string> read() const;
    [[nodiscard]] Done load(base::Timestamp now);

    Configuration configuration_;
    std::string folder_;  ///< of our own ones
    std::string certificate_path_;
    std::string key_path_;
    std::map<std::string, Stamp> seen_;
    TlsContextRef context_;
    std::string last_error_;
};

}  // namespace fieldcast::app
