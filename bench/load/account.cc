#include "load/account.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "base/string_map.h"
#include "mqtt/topic.h"

namespace fieldcast::load {
namespace {

using Accounts = std::vector<Account>;

std::string publish_topic(const Options& options, unsigned publisher) {
    return fmt::format("bench/{}", options.topics == Topics::one ? 0 : publisher);
}

std::string subscribe_filter(const Options& options, unsigned subscriber) {
    if (options.topics == Topics::fan_in) return "bench/+";
    return publish_topic(options, subscriber % std::max(1U, options.publishers));
}

Accounts publishing_accounts(const Options& options) {
    Accounts accounts;
    for (unsigned i = 0; i < options.subscribers; ++i)
        accounts.push_back({.client_id = fmt::format("load-subscriber-{}", i),
                            .subscribe_filter = subscribe_filter(options, i)});
    for (unsigned i = 0; i < options.publishers; ++i)
        accounts.push_back({.client_id = fmt::format("load-publisher-{}", i),
                            .publish_topic = publish_topic(options, i)});
    return accounts;
}

Accounts idle_accounts(const Options& options) {
    Accounts accounts;
    for (unsigned i = 0; i < options.idle; ++i) {
        Account account{.client_id = fmt::format("load-idle-{}", i)};
        if (options.idle_subscribed) account.subscribe_filter = fmt::format("bench/{}", i);
        accounts.push_back(std::move(account));
    }
    return accounts;
}

/// The channels' clients without their topics stay where they are.
void make_idle(Account& account, const Options& options) {
    account.publish_topic.reset();
    if (!options.idle_subscribed) account.subscribe_filter.reset();
}

base::Result<Accounts, std::string> read_accounts(const Options& options) {
    std::ifstream file(options.channels_file);
    if (!file) return std::unexpected(fmt::format("cannot read {}", options.channels_file));
    Accounts accounts;
    for (std::string line; std::getline(file, line);) {
        if (options.idle > 0 && accounts.size() == options.idle) break;
        auto account = parse_account(line);
        if (!account)
            return std::unexpected(fmt::format("{}:{}: not an object of strings with a client_id",
                                               options.channels_file, accounts.size() + 1));
        if (options.idle > 0) make_idle(*account, options);
        accounts.push_back(*std::move(account));
    }
    return accounts;
}

void skip_blanks(std::string_view& rest) {
    while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
}

bool take_character(std::string_view& rest, char character) {
    skip_blanks(rest);
    if (!rest.starts_with(character)) return false;
    rest.remove_prefix(1);
    return true;
}

/// A JSON string; of the escapes only those of one character that stands for itself.
std::optional<std::string> take_string(std::string_view& rest) {
    if (!take_character(rest, '"')) return std::nullopt;
    std::string text;
    while (!rest.empty() && rest.front() != '"') {
        if (rest.front() == '\\') rest.remove_prefix(1);
        if (rest.empty()) return std::nullopt;
        text += rest.front();
        rest.remove_prefix(1);
    }
    return take_character(rest, '"') ? std::optional(text) : std::nullopt;
}

void set_member(Account& account, std::string_view key, std::string value) {
    if (key == "client_id") account.client_id = std::move(value);
    if (key == "username") account.user_name = std::move(value);
    if (key == "password") account.password = std::move(value);
    if (key == "publish_topic") account.publish_topic = std::move(value);
    if (key == "subscribe_topic") account.subscribe_filter = std::move(value);
}

/// `channels/17` of any topic of channel 17, where publishers and subscribers use different ones;
/// other topics whole.
std::string_view meeting_place(std::string_view topic) {
    if (!topic.starts_with("channels/")) return topic;
    return topic.substr(0, topic.find('/', std::string_view("channels/").size()));
}

bool is_wildcard_filter(const Account& account) {
    return mqtt::has_wildcard(meeting_place(*account.subscribe_filter));
}

}  // namespace

std::optional<Account> parse_account(std::string_view line) {
    Account account;
    if (!take_character(line, '{')) return std::nullopt;
    do {
        const auto key = take_string(line);
        if (!key || !take_character(line, ':')) return std::nullopt;
        auto value = take_string(line);
        if (!value) return std::nullopt;
        set_member(account, *key, *std::move(value));
    } while (take_character(line, ','));
    if (!take_character(line, '}') || account.client_id.empty()) return std::nullopt;
    return account;
}

base::Result<Accounts, std::string> accounts_for(const Options& options) {
    if (!options.channels_file.empty()) return read_accounts(options);
    Accounts accounts = options.idle > 0 ? idle_accounts(options) : publishing_accounts(options);
    for (Account& account : accounts)
        account.keeps_session = options.keep_sessions && account.subscribe_filter;
    return accounts;
}

std::vector<unsigned> receivers_of_each(const Accounts& accounts) {
    base::StringMap<unsigned> at_place;
    std::vector<std::string_view> wildcards;
    for (const Account& account : accounts) {
        if (!account.subscribe_filter) continue;
        if (is_wildcard_filter(account))
            wildcards.push_back(*account.subscribe_filter);
        else
            ++at_place[std::string(meeting_place(*account.subscribe_filter))];
    }
    std::vector<unsigned> receivers(accounts.size(), 0);
    for (std::size_t i = 0; i < accounts.size(); ++i) {
        if (!accounts[i].publish_topic) continue;
        const std::string_view topic = *accounts[i].publish_topic;
        if (const auto place = at_place.find(meeting_place(topic)); place != at_place.end())
            receivers[i] = place->second;
        for (const std::string_view filter : wildcards)
            receivers[i] += mqtt::topic_matches(filter, topic) ? 1 : 0;
    }
    return receivers;
}

}  // namespace fieldcast::load
