#include "devices/verified_passwords.h"

namespace fieldcast::devices {

bool VerifiedPasswords::verify(const AccessUser& user, std::string_view password) {
    const auto known = digests_.find(user.password_hash);
    if (known != digests_.end()) return device_password_matches(salt_, password, known->second);
    if (!verify_password(user, password)) return false;
    if (digests_.size() >= passwords_max) digests_.clear();
    digests_.emplace(user.password_hash, hash_device_password(salt_, password));
    return true;
}

}  // namespace fieldcast::devices
