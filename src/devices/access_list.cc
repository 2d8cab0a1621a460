#include "devices/access_list.h"

#include <sodium.h>

#include <optional>

#include "devices/credentials.h"

namespace fieldcast::devices {
namespace {

/// The name that `%c` or `%u` stands for; nothing for other text.
std::optional<std::string_view> name_behind(std::string_view placeholder, const Who& who) {
    if (placeholder == "%c") return who.client_id;
    if (placeholder == "%u") return who.user_name;
    return std::nullopt;
}

/// Names stay within one level and are no wildcard, whatever the client calls itself.
bool may_enter(std::string_view name) {
    return !name.empty() && name.find_first_of("+#/") == std::string_view::npos;
}

std::string_view first_level(std::string_view filter) {
    return filter.substr(0, filter.find('/'));
}

/// Fills in the names in one pass, so that a name with `%u` in it stays as it is. Nothing if a
/// name must not enter, or if it made the filter one of `$` topics, as `$SYS` would in `%c/#`.
std::optional<std::string> fill_in(std::string_view pattern, const Who& who) {
    std::string filter;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const auto name = name_behind(pattern.substr(i, 2), who);
        if (name && !may_enter(*name)) return std::nullopt;
        filter += name.value_or(pattern.substr(i, 1));
        if (name) ++i;  // past the letter
    }
    const bool is_changed_there = first_level(filter) != first_level(pattern);
    if (filter.starts_with('$') && is_changed_there) return std::nullopt;
    return filter;
}

void permit(std::vector<std::string>& filters, const std::vector<std::string>& patterns,
            const Who& who) {
    for (const std::string& pattern : patterns)
        if (auto filter = fill_in(pattern, who)) filters.push_back(std::move(*filter));
}

/// Without a user name, a pattern about user names speaks of somebody else.
bool concerns(std::string_view pattern, const Who& who) {
    return !who.user_name.empty() || pattern.find("%u") == std::string_view::npos;
}

/// False if something is denied that cannot be said as a filter.
bool deny(std::vector<std::string>& filters, const std::vector<std::string>& patterns,
          const Who& who) {
    for (const std::string& pattern : patterns) {
        if (!concerns(pattern, who)) continue;
        auto filter = fill_in(pattern, who);
        if (!filter) return false;
        filters.push_back(std::move(*filter));
    }
    return true;
}

}  // namespace

std::vector<const AccessSection*> AccessList::sections_for(const Who& who) const {
    std::vector<const AccessSection*> sections{&sections_.everyone};
    if (!who.is_device) {
        if (who.user_name.empty()) sections.push_back(&sections_.anonymous);
        if (const AccessUser* user = find_user(who.user_name)) sections.push_back(&user->section);
    }
    const auto client = sections_.clients.find(who.client_id);
    if (client != sections_.clients.end()) sections.push_back(&client->second);
    return sections;
}

AccessRules AccessList::rules_for(const Who& who) const {
    AccessRules rules{.publish = {}, .subscribe = {}, .deny = {}, .restricts = true};
    for (const AccessSection* section : sections_for(who)) {
        permit(rules.publish, section->publish, who);
        permit(rules.subscribe, section->subscribe, who);
        const bool is_complete = deny(rules.deny, section->deny, who);
        if (!is_complete) return {.publish = {}, .subscribe = {}, .deny = {}, .restricts = true};
    }
    return rules;
}

const AccessUser* AccessList::find_user(std::string_view name) const {
    const auto found = sections_.users.find(name);
    return found == sections_.users.end() ? nullptr : &found->second;
}

bool is_password_hash(const std::string& text) {
    const int judged = crypto_pwhash_str_needs_rehash(text.c_str(), crypto_pwhash_OPSLIMIT_MIN,
                                                      crypto_pwhash_MEMLIMIT_MIN);
    return text.starts_with("$argon2id$") && judged >= 0;  // 1 only says that the costs differ
}

bool verify_password(const AccessUser& user, std::string_view password) {
    return user_password_matches(password, user.password_hash);
}

}  // namespace fieldcast::devices
