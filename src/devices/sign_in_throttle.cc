#include "devices/sign_in_throttle.h"

#include <algorithm>

namespace fieldcast::devices {

std::optional<base::Milliseconds> SignInThrottle::wait(std::string_view account,
                                                       std::string_view address,
                                                       base::Instant now) const {
    return std::max(wait(accounts_, account, per_account, now),
                    wait(addresses_, address, per_address, now));
}

void SignInThrottle::note_wrong(std::string_view account, std::string_view address,
                                base::Instant now) {
    note(accounts_, account, per_account, now);
    note(addresses_, address, per_address, now);
}

void SignInThrottle::note_right(std::string_view account) {
    const auto found = accounts_.find(account);
    if (found != accounts_.end()) accounts_.erase(found);
}

std::optional<base::Milliseconds> SignInThrottle::wait(const Ledger& ledger, std::string_view name,
                                                       Rule rule, base::Instant now) {
    const auto found = ledger.find(name);
    if (found == ledger.end()) return std::nullopt;
    const base::Instant free_at = found->second - rule.each * (rule.tries - 1);
    if (free_at <= now) return std::nullopt;
    return std::chrono::ceil<base::Milliseconds>(free_at - now);
}

void SignInThrottle::note(Ledger& ledger, std::string_view name, Rule rule, base::Instant now) {
    if (ledger.size() >= names_max)
        std::erase_if(ledger, [now](const auto& item) { return item.second <= now; });
    if (ledger.size() >= names_max) ledger.clear();
    const auto found = ledger.try_emplace(std::string{name}, now).first;
    found->second = std::max(found->second, now) + rule.each;
}

}  // namespace fieldcast::devices
