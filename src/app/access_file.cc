#include "app/access_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "app/nearest.h"
#include "app/text_file.h"
#include "channels/topics.h"
#include "mqtt/topic.h"

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace fieldcast::app {
namespace {

using devices::AccessSection;
using devices::AccessSections;
using devices::AccessUser;
using Done = base::Result<void, std::string>;
using Names = std::vector<std::string>;

/// A key as it stands in the file, for errors.
struct Place {
    std::string section;  ///< `[user.gateway]`; empty above all sections
    std::string key;
    toml::source_index line = 0;
};

std::unexpected<std::string> wrong(const Place& place, std::string_view what) {
    return std::unexpected(fmt::format("line {}: {}{}{}: {}", place.line, place.section,
                                       place.section.empty() ? "" : " ", place.key, what));
}

std::unexpected<std::string> unknown(const Place& place, std::string_view kind,
                                     const Names& right_names) {
    return wrong(place, fmt::format("there is no such {}; did you mean {}?", kind,
                                    nearest(place.key, right_names)));
}

/// What is wrong with a filter; empty: nothing.
std::string_view fault_of(std::string_view filter, bool is_for_publish) {
    if (!mqtt::is_topic_filter(filter)) return "must be a topic filter such as home/# or +/state";
    if (channels::is_channel_topic(filter))
        return "must not begin with channels: who uses a channel is said by the permissions of "
               "devices";
    if (filter.starts_with("$share/"))
        return "must not begin with $share: a filter is for shared subscriptions too";
    if (is_for_publish && (filter == "$SYS" || filter.starts_with("$SYS/")))
        return "must not begin with $SYS: only the server publishes there";
    return {};
}

Done read_filters(Names& filters, const toml::node& node, const Place& place) {
    const toml::array* array = node.as_array();
    if (!array) return wrong(place, "must be an array of topic filters such as [\"home/#\"]");
    for (const toml::node& item : *array) {
        const Place here{place.section, place.key, item.source().begin.line};
        const auto* text = item.as_string();
        if (!text) return wrong(here, "must hold topic filters in quotes only");
        const std::string_view fault = fault_of(text->get(), place.key == "publish");
        if (!fault.empty()) return wrong(here, fmt::format("\"{}\" {}", text->get(), fault));
        filters.push_back(text->get());
    }
    return {};
}

Done read_password(std::string& hash, const toml::node& node, const Place& place) {
    hash = node.value_or(std::string{});
    if (devices::is_password_hash(hash)) return {};
    return wrong(place, "must be what `fieldcast password hash` prints");
}

/// The member that a key of a section sets; null if it has no such key.
Names* filters_at(AccessSection& section, std::string_view key) {
    if (key == "publish") return &section.publish;
    if (key == "subscribe") return &section.subscribe;
    if (key == "deny") return &section.deny;
    return nullptr;
}

/// Reads one section; `password_hash` is a user's, and null for other sections.
Done read_section(const Place& head, const toml::node& node, AccessSection& section,
                  std::string* password_hash) {
    const toml::table* table = node.as_table();
    if (!table) return wrong(head, "must be a section of its own, such as [everyone]");
    Names right_keys{"publish", "subscribe", "deny"};
    if (password_hash) right_keys.emplace_back("password");
    for (const auto& [key, value] : *table) {
        const Place place{head.key, std::string{key.str()}, key.source().begin.line};
        if (Names* filters = filters_at(section, key.str()))
            TRY(read_filters(*filters, value, place));
        else if (password_hash && key == "password")
            TRY(read_password(*password_hash, value, place));
        else if (value.is_table())
            return wrong(place, "a name with a dot in it is written in quotes");
        else
            return unknown(place, "key", right_keys);
    }
    return {};
}

Done read_user(const Place& head, const toml::node& node, AccessUser& user) {
    TRY(read_section(head, node, user.section, &user.password_hash));
    if (user.password_hash.empty())
        return wrong(head, "has no password; `fieldcast password hash` prints one");
    return {};
}

Done read_client(const Place& head, const toml::node& node, AccessSection& section) {
    return read_section(head, node, section, nullptr);
}

/// Reads [user.NAME] or [client.NAME] for all names.
template <class Section, class Read>
Done read_named(const Place& head, const toml::node& node, base::StringMap<Section>& sections,
                Read read) {
    const toml::table* table = node.as_table();
    if (!table) return wrong(head, fmt::format("must be a section [{}.NAME]", head.key));
    for (const auto& [name, section] : *table) {
        const Place place{"", fmt::format("[{}.{}]", head.key, name.str()),
                          name.source().begin.line};
        if (name.str().empty()) return wrong(place, "the name is empty");
        if (!section.is_table())
            return wrong(place, fmt::format("must be a section [{}.NAME]", head.key));
        TRY(read(place, section, sections[std::string{name.str()}]));
    }
    return {};
}

Done read_top(const toml::key& key, const toml::node& node, AccessSections& sections) {
    const Place place{"", std::string{key.str()}, key.source().begin.line};
    const Place head{"", fmt::format("[{}]", key.str()), place.line};
    if (key == "everyone") return read_section(head, node, sections.everyone, nullptr);
    if (key == "anonymous") return read_section(head, node, sections.anonymous, nullptr);
    if (key == "user") return read_named(place, node, sections.users, read_user);
    if (key == "client") return read_named(place, node, sections.clients, read_client);
    if (!node.is_table()) return wrong(place, "must stand in a section, such as [everyone]");
    return unknown(place, "section", {"everyone", "anonymous", "user", "client"});
}

}  // namespace

base::Result<AccessSections, std::string> parse_access(std::string_view toml) {
    const toml::parse_result parsed = toml::parse(toml);
    if (!parsed)
        return std::unexpected(fmt::format("line {}: {}", parsed.error().source().begin.line,
                                           parsed.error().description()));
    AccessSections sections;
    for (const auto& [key, node] : parsed.table()) TRY(read_top(key, node, sections));
    return sections;
}

base::Result<std::shared_ptr<const devices::AccessList>, std::string> read_access_file(
    const std::string& path) {
    const std::string toml = TRY(read_text_file("access file", path));
    auto sections = parse_access(toml);
    if (!sections) return std::unexpected(fmt::format("{}, {}", path, sections.error()));
    return std::make_shared<const devices::AccessList>(std::move(*sections));
}

}  // namespace fieldcast::app
