#pragma once
// How often a password may be wrong: per account and per address. Each has some tries at once; then
// one more comes back every while. Kind of state: *owned* by one thread.

#include <optional>
#include <string>
#include <string_view>

#include "base/string_map.h"
#include "base/time.h"

namespace fieldcast::devices {

class SignInThrottle {
  public:
    struct Rule {
        unsigned tries;           ///< wrong ones at once
        base::Milliseconds each;  ///< until one more is given
    };
    static constexpr Rule per_account{10, base::Milliseconds{60'000}};
    static constexpr Rule per_address{30, base::Milliseconds{6'000}};

    /// How long to wait before `account` may be tried from `address`; nothing: it may be now.
    [[nodiscard]] std::optional<base::Milliseconds> wait(std::string_view account,
                                                         std::string_view address,
                                                         base::Instant now) const;

    void note_wrong(std::string_view account, std::string_view address, base::Instant now);
    /// Gives the account all its tries back.
    void note_right(std::string_view account);

  private:
    /// By name, when all tries are there again.
    using Ledger = base::StringMap<base::Instant>;
    /// More names are not remembered at once; those whose tries are there again are forgotten
    /// first.
    static constexpr std::size_t names_max = 50'000;

    static std::optional<base::Milliseconds> wait(const Ledger& ledger, std::string_view name,
                                                  Rule rule, base::Instant now);
    static void note(Ledger& ledger, std::string_view name, Rule rule, base::Instant now);

    Ledger accounts_;
    Ledger addresses_;
};

}  // namespace fieldcast::devices
