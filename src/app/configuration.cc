#include "app/configuration.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <ranges>

#include "app/config_file.h"
#include "app/nearest.h"
#include "app/text_file.h"

namespace fieldcast::app {
namespace {

using Given = std::vector<GivenValue>;

constexpr std::string_view environment_prefix = "FIELDCAST_";

std::vector<std::string> split_at_commas(std::string_view text) {
    std::vector<std::string> parts;
    for (const auto part : std::views::split(text, ','))
        parts.emplace_back(part.begin(), part.end());
    return parts;
}

std::string unknown_option(const GivenValue& given) {
    std::vector<std::string> right_names;
    for (const Option& option : options())
        if (may_stand_in(option, given.source))
            right_names.push_back(spelled(option.name, given.source));
    const std::string written = spelled(given.name, given.source);
    return fmt::format("{}: there is no such option; did you mean {}?", given.place,
                       nearest(written, right_names));
}

base::Result<void, std::string> apply_one(Configuration& configuration, const GivenValue& given) {
    const Option* option = find_option(given.name);
    if (!option) return std::unexpected(unknown_option(given));
    if (!may_stand_in(*option, given.source))
        return std::unexpected(fmt::format("{}: give it as {} or {} instead of in the file",
                                           given.place, spelled(option->name, Source::flag),
                                           spelled(option->name, Source::environment)));
    if (!option->is_list() && given.values.size() != 1)
        return std::unexpected(
            fmt::format("{}: must be one value, {}", given.place, allowed_values(*option)));
    const auto set = set_option(configuration, *option, given.values);
    if (!set) return std::unexpected(fmt::format("{}: {}", given.place, set.error()));
    return {};
}

base::Result<void, std::string> apply_all(Configuration& configuration, const Given& given) {
    for (const GivenValue& one : given) TRY(apply_one(configuration, one));
    return {};
}

base::Result<Given, std::string> given_in_text(const std::string& path, const std::string& toml) {
    const auto entries = parse_config(toml);
    if (!entries) return std::unexpected(fmt::format("{}, {}", path, entries.error()));
    Given given;
    for (const FileEntry& entry : *entries)
        given.push_back({entry.key, entry.values, Source::file,
                         fmt::format("{}, line {}: {}", path, entry.line, entry.key)});
    return given;
}

/// What the file says; nothing if the default file does not exist.
base::Result<Given, std::string> given_in_file(const Configuration& start) {
    const bool is_default = start.config_file.empty();
    const std::string path = is_default ? start.data_folder + "/fieldcast.toml" : start.config_file;
    std::error_code unknown;
    if (is_default && !std::filesystem::exists(path, unknown)) return Given{};
    return given_in_text(path, TRY(read_text_file("configuration file", path)));
}

/// Rules between the options of TLS.
base::Result<void, std::string> check_tls(const Configuration& configuration) {
    const bool takes_certificates =
        configuration.tls_client_certificates != net::ClientCertificates::off;
    if (configuration.tls_cert.empty() != configuration.tls_key.empty())
        return std::unexpected(
            "tls-cert, tls-key: a certificate goes with its key, so give both or neither");
    if (takes_certificates && configuration.tls_client_ca.empty())
        return std::unexpected(
            "tls-client-certificates: whose certificates are trusted is not said; add "
            "--tls-client-ca FILE");
    if (!takes_certificates && !configuration.tls_client_ca.empty())
        return std::unexpected(
            "tls-client-ca: clients are not asked for certificates; add "
            "--tls-client-certificates optional or required");
    if (!takes_certificates && configuration.tls_certificate_identity)
        return std::unexpected(
            "tls-certificate-identity: clients are not asked for certificates; add "
            "--tls-client-certificates optional or required");
    return {};
}

/// Rules between options.
base::Result<void, std::string> check(const Configuration& configuration, const Given& given) {
    TRY(check_tls(configuration));
    const server::Settings& settings = configuration.settings;
    const bool bind_given = std::ranges::any_of(
        given, [](const GivenValue& one) { return find_option(one.name)->name == "bind"; });
    if (settings.anonymous && !bind_given)
        return std::unexpected(
            "anonymous: this lets everybody in who reaches the address, so say which: --bind "
            "127.0.0.1 for this machine only, or --bind :: for every network");
    if (settings.anonymous && settings.general_topics.empty())
        return std::unexpected(
            "anonymous: clients without user name may use general topics only, and there are "
            "none; add --general-topics FILTER");
    if (!configuration.access_file.empty() && settings.general_topics.empty())
        return std::unexpected(
            "access-file: it says who may use which of the general topics, and there are none; "
            "add --general-topics FILTER");
    return {};
}

}  // namespace

Given given_in_environment(const std::vector<std::string>& environment) {
    Given given;
    for (const std::string& variable : environment) {
        const std::size_t equals = variable.find('=');
        if (!variable.starts_with(environment_prefix) || equals >= variable.size() - 1) continue;
        std::string name = variable.substr(0, equals);
        std::string option_name = name.substr(environment_prefix.size());
        std::ranges::transform(option_name, option_name.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        const Option* option = find_option(option_name);
        const std::string value = variable.substr(equals + 1);
        const bool is_list = option && option->is_list();
        given.push_back({std::move(option_name),
                         is_list ? split_at_commas(value) : std::vector{value}, Source::environment,
                         std::move(name)});
    }
    return given;
}

base::Result<Configuration, std::string> read_configuration(
    const Given& flags, const std::vector<std::string>& environment) {
    Given given = given_in_environment(environment);
    given.insert(given.end(), flags.begin(), flags.end());
    Configuration without_file;
    TRY(apply_all(without_file, given));
    Given all = TRY(given_in_file(without_file));
    all.insert(all.end(), given.begin(), given.end());
    Configuration configuration;
    TRY(apply_all(configuration, all));
    TRY(check(configuration, all));
    return configuration;
}

std::string data_folder_of(const std::optional<std::string>& flag,
                           const std::vector<std::string>& environment) {
    if (flag) return *flag;
    for (const GivenValue& given : given_in_environment(environment))
        if (given.name == "data") return given.values.front();
    return Configuration{}.data_folder;
}

}  // namespace fieldcast::app
