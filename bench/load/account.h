#pragma once
// Who connects: one account is one client, which publishes, subscribes, both or neither.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "load/options.h"

namespace fieldcast::load {

struct Account {
    std::string client_id;
    std::optional<std::string> user_name;
    std::optional<std::string> password;
    std::optional<std::string> publish_topic;
    std::optional<std::string> subscribe_filter;
    bool keeps_session = false;  ///< Clean Session is 0
};

/// The accounts that the options ask for. Error: what is wrong with the channels' file.
[[nodiscard]] base::Result<std::vector<Account>, std::string> accounts_for(const Options& options);

/// One line of the channels' file: a flat JSON object of strings. Nothing if it is not one or has
/// no client_id.
[[nodiscard]] std::optional<Account> parse_account(std::string_view line);

/// For each account, how many of all accounts receive what it publishes.
[[nodiscard]] std::vector<unsigned> receivers_of_each(const std::vector<Account>& accounts);

}  // namespace fieldcast::load
