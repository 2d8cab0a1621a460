#pragma once
// Who may use which general topics, and which users there are besides devices: the access file,
// ready to be asked. Kind of state: *published*. An AccessList is immutable and shared by all
// shards; reading the file again replaces it whole. Topic Filters come in valid, and whoever asks
// matches them: this folder knows neither.

#include <string>
#include <string_view>
#include <vector>

#include "base/string_map.h"

namespace fieldcast::devices {

/// The Topic Filters of one section. `%c` in them stands for the Client Identifier, `%u` for the
/// user name.
struct AccessSection {
    std::vector<std::string> publish;
    std::vector<std::string> subscribe;
    std::vector<std::string> deny;
};

/// A client besides the devices, that proves its name by a password.
struct AccessUser {
    std::string password_hash;  ///< argon2id, in its own text form
    AccessSection section;
};

/// All that the access file says.
struct AccessSections {
    AccessSection everyone;
    AccessSection anonymous;
    base::StringMap<AccessUser> users;       ///< by user name
    base::StringMap<AccessSection> clients;  ///< by Client Identifier
};

/// A client after its CONNECT was accepted.
struct Who {
    std::string_view client_id;  ///< as assigned, if the client left it empty
    std::string_view user_name;  ///< empty: anonymous
    bool is_device = false;
};

/// What one client may do with general topics. A topic that `deny` matches is neither published,
/// subscribed nor delivered; every other one needs a filter of the list for what is done.
struct AccessRules {
    std::vector<std::string> publish;
    std::vector<std::string> subscribe;
    std::vector<std::string> deny;
    bool restricts = false;  ///< false: there is no access file, and the lists mean nothing
};

class AccessList {
  public:
    explicit AccessList(AccessSections sections) : sections_(std::move(sections)) {}

    /// The sections for `who` together, their patterns filled in. A name that is empty or has `+`,
    /// `#` or `/` in it, or would make the filter one of `$` topics, enters no pattern: such a
    /// permission falls away, and where a `deny` cannot be filled in, all permissions do.
    [[nodiscard]] AccessRules rules_for(const Who& who) const;

    /// Null if there is no such user; otherwise lives as long as this list.
    [[nodiscard]] const AccessUser* find_user(std::string_view name) const;

  private:
    [[nodiscard]] std::vector<const AccessSection*> sections_for(const Who& who) const;

    AccessSections sections_;
};

/// Whether `text` is an argon2id hash that verify_password can compare with.
[[nodiscard]] bool is_password_hash(const std::string& text);

/// Compares in constant time, after tens of milliseconds for the hash; see VerifiedPasswords.
[[nodiscard]] bool verify_password(const AccessUser& user, std::string_view password);

}  // namespace fieldcast::devices
