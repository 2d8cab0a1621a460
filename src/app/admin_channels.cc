// Administration of channels.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "app/admin_request.h"
#include "app/quantities.h"
#include "channels/render.h"
#include "channels/weather.h"

namespace fieldcast::app {
namespace {

using server::AdminContext;

constexpr std::size_t label_bytes_max = 255;
constexpr base::Milliseconds interval_max = std::chrono::days{366};
constexpr std::uint64_t retention_days_max = 36'500;
constexpr std::uint64_t results_by_default = 100;
constexpr std::uint64_t simulated_entries = 200'000;  // two days and a bit

/// Settings that are text and nothing more.
struct TextSetting {
    std::string_view key;
    std::string model::Channel::*member;
    std::size_t bytes_max;
    TextForm form = TextForm::one_line;
};
constexpr std::array text_settings = {
    TextSetting{"description", &model::Channel::description, 4'096},
    TextSetting{"metadata", &model::Channel::metadata, 65'536, TextForm::many_lines},
    TextSetting{"tags", &model::Channel::tags, 1'024},
    TextSetting{"url", &model::Channel::url, 2'048},
    TextSetting{"github_url", &model::Channel::github_url, 2'048},
};

/// Settings that are numbers, kept as they were written. An empty text stands for not known.
struct PositionSetting {
    std::string_view key;
    std::string model::Channel::*member;
    double largest;  ///< and, negated, the smallest
    std::string_view when_unknown;
};
constexpr std::array position_settings = {
    PositionSetting{"latitude", &model::Channel::latitude, 90, "0.0"},
    PositionSetting{"longitude", &model::Channel::longitude, 180, "0.0"},
    PositionSetting{"elevation", &model::Channel::elevation, 1e8, ""},
};

std::string field_name(std::size_t number) {
    return fmt::format("field{}", number);
}

Answer<void> set_texts(model::Channel& channel, const AdminRequest& request) {
    for (const TextSetting& setting : text_settings)
        if (auto text = request.find(setting.key))
            channel.*setting.member =
                TRY(checked_text(setting.key, std::move(*text), setting.bytes_max, setting.form));
    return {};
}

Answer<void> set_position(model::Channel& channel, const AdminRequest& request) {
    for (const PositionSetting& setting : position_settings) {
        const auto text = request.find(setting.key);
        if (!text) continue;
        if (text->empty()) {
            channel.*setting.member = std::string{setting.when_unknown};
            continue;
        }
        double degrees = 0;
        const char* const end = text->data() + text->size();
        const auto [stopped, error] = std::from_chars(text->data(), end, degrees);
        const bool is_number = error == std::errc{} && stopped == end;
        if (!is_number || !(std::abs(degrees) <= setting.largest))
            return std::unexpected(fmt::format("The {} must be a number from {} to {}, not {}.",
                                               setting.key, -setting.largest, setting.largest,
                                               *text));
        channel.*setting.member = *text;
    }
    return {};
}

/// One `N=LABEL`.
Answer<void> set_field(model::Channel& channel, std::string_view text) {
    const std::size_t equals = text.find('=');
    const auto field = parse_count(text.substr(0, equals));
    if (equals == std::string_view::npos || !field || *field < 1 ||
        *field > model::fields_per_channel)
        return std::unexpected(fmt::format(
            "\"{}\" is not a field: write N=LABEL with N from 1 to 8, such as 1=Temperature.",
            text));
    channel.field_labels[*field - 1] =
        TRY(checked_text("field's label", std::string{text.substr(equals + 1)}, label_bytes_max));
    return {};
}

Answer<void> set_interval(model::Channel& channel, std::string_view text) {
    auto interval = parse_duration(text);
    // Bare numbers are seconds, as the option's placeholder says.
    if (const auto seconds = parse_count(text); seconds && *seconds <= 1'000'000'000)
        interval = base::Seconds{*seconds};
    if (!interval || *interval > interval_max)
        return std::unexpected(fmt::format(
            "\"{}\" is not an interval: write seconds, or a time such as 500ms or 5min, at most "
            "366d.",
            text));
    channel.interval = *interval;
    return {};
}

Answer<bool> on_or_off(std::string_view key, std::string_view text) {
    if (text == "on") return true;
    if (text == "off") return false;
    return std::unexpected(fmt::format("{} must be on or off, not {}.", key, text));
}

Answer<void> set_visibility(model::Channel& channel, const AdminRequest& request) {
    if (request.has("public") && request.has("private"))
        return std::unexpected("A channel is either public or private: give one of them.");
    if (request.has("public")) channel.is_public = true;
    if (request.has("private")) channel.is_public = false;
    return {};
}

Answer<void> set_retention(model::Channel& channel, const AdminRequest& request) {
    if (request.has("retention_days")) {
        const std::uint64_t days = TRY(number(request, "retention_days"));
        if (days > retention_days_max)
            return std::unexpected(
                fmt::format("Entries may be kept for {} days at most; 0 keeps them for ever.",
                            retention_days_max));
        channel.retention_age = std::chrono::days{days};
    }
    if (request.has("retention_entries"))
        channel.retention_entries = TRY(number(request, "retention_entries"));
    return {};
}

/// The users under `key`; an error names all that there are not.
Answer<std::vector<model::UserId>> users_of(const AdminContext& context,
                                            const AdminRequest& request, std::string_view key) {
    std::vector<model::UserId> users;
    std::string unknown;
    for (const std::string& name : request.all(key)) {
        if (const auto user = context.directory.find_user(name))
            users.push_back(user->id);
        else
            unknown += fmt::format("{}{}", unknown.empty() ? "" : ", ", name);
    }
    if (unknown.empty()) return users;
    return std::unexpected(
        fmt::format("There is no user called {}. All users: fieldcast user list.", unknown));
}

/// Viewers who are no users any more are forgotten on the way.
Answer<void> set_viewers(model::Channel& channel, const AdminContext& context,
                         const AdminRequest& request) {
    auto& viewers = channel.viewers;
    std::erase_if(viewers, [&](model::UserId id) { return !context.directory.find_user(id); });
    if (request.has("share_only")) viewers.clear();
    for (const std::string_view key : {"share_only", "share"})
        for (const model::UserId user : TRY(users_of(context, request, key)))
            if (std::ranges::find(viewers, user) == viewers.end()) viewers.push_back(user);
    for (const model::UserId user : TRY(users_of(context, request, "unshare")))
        std::erase(viewers, user);
    return {};
}

/// Everything that `channel add` and `channel set` may say about a channel.
Answer<void> change(model::Channel& channel, const AdminContext& context,
                    const AdminRequest& request) {
    if (auto name = request.find("name"))
        channel.name = TRY(checked_name("name", std::move(*name)));
    for (const std::string& field : request.all("field")) TRY(set_field(channel, field));
    if (const auto interval = request.find("interval")) TRY(set_interval(channel, *interval));
    if (const auto text = request.find("last_entry_on_subscribe"))
        channel.last_entry_on_subscribe = TRY(on_or_off("last-entry-on-subscribe", *text));
    TRY(set_visibility(channel, request));
    TRY(set_retention(channel, request));
    TRY(set_viewers(channel, context, request));
    TRY(set_texts(channel, request));
    return set_position(channel, request);
}

Answer<void> change_keys(model::Channel& channel, AdminContext& context,
                         const AdminRequest& request) {
    if (request.has("new_write_key")) channel.write_key = devices::generate_api_key(context.random);
    if (const auto key = request.find("remove_read_key"))
        if (std::erase_if(channel.read_keys, [&](const auto& read) { return read.key == *key; }) ==
            0)
            return std::unexpected(
                fmt::format("Channel {} has no such read key. Its keys: fieldcast channel show {}.",
                            channel.id.value, channel.id.value));
    if (auto text = request.find("add_read_key")) {
        std::string note = TRY(checked_text("key's note", std::move(*text), label_bytes_max));
        channel.read_keys.push_back({devices::generate_api_key(context.random), std::move(note)});
    }
    return {};
}

Json summary(const AdminContext& context, const model::Channel& channel) {
    return {{"id", channel.id.value},
            {"name", channel.name},
            {"owner", name_of(context, channel.owner)},
            {"public", channel.is_public},
            {"created_at", base::to_iso8601(channel.created_at)}};
}

Json read_keys(const model::Channel& channel) {
    Json keys = Json::array();
    for (const model::ReadKey& read : channel.read_keys)
        keys.push_back({{"api_key", read.key}, {"note", read.note}});
    return keys;
}

Json viewers(const AdminContext& context, const model::Channel& channel) {
    Json names = Json::array();
    for (const model::UserId viewer : channel.viewers)
        if (const auto user = context.directory.find_user(viewer)) names.push_back(user->name);
    return names;
}

Answer<Json> shown(AdminContext& context, const model::Channel& channel) {
    Json json = summary(context, channel);
    for (std::size_t i = 0; i < model::fields_per_channel; ++i)
        if (!channel.field_labels[i].empty()) json[field_name(i + 1)] = channel.field_labels[i];
    for (const TextSetting& setting : text_settings)
        json[std::string{setting.key}] = channel.*setting.member;
    for (const PositionSetting& setting : position_settings)
        json[std::string{setting.key}] = channel.*setting.member;
    const auto interval_s = std::chrono::duration<double>(channel.interval).count();
    json["interval"] =
        std::fmod(interval_s, 1) == 0 ? Json(std::int64_t(interval_s)) : Json(interval_s);
    json["last_entry_on_subscribe"] = channel.last_entry_on_subscribe;
    json["retention_days"] = std::chrono::floor<std::chrono::days>(channel.retention_age).count();
    json["retention_entries"] = channel.retention_entries;
    json["is_simulated"] = channel.is_simulated;
    json["shared_with"] = viewers(context, channel);
    json["updated_at"] = base::to_iso8601(channel.updated_at);
    json["last_entry_id"] = TRY(told(context.store.feeds().state(channel.id))).last_entry.value;
    json["write_api_key"] = channel.write_key;
    json["read_api_keys"] = read_keys(channel);
    return json;
}

/// Makes it a weather station's, with a day behind it, so that its charts have a shape at once.
Answer<void> simulate(AdminContext& context, model::Channel& channel) {
    channel.is_simulated = true;
    channel.retention_entries = simulated_entries;
    std::ranges::copy(channels::weather_labels, channel.field_labels.begin());
    constexpr auto step = std::chrono::minutes{2};
    for (auto time = context.now - std::chrono::days{1}; time < context.now; time += step)
        TRY(told(context.store.feeds().append(
            channel.id, time, channels::weather_at(time, channel.id.value), context.now)));
    return {};
}

Answer<Json> add(AdminContext& context, const AdminRequest& request) {
    model::Channel channel;
    channel.owner = TRY(owner_of(context, request))->id;
    channel.created_at = channel.updated_at = context.now;
    channel.write_key = devices::generate_api_key(context.random);
    channel.read_keys.push_back({devices::generate_api_key(context.random), ""});
    TRY(change(channel, context, request));
    // A channel without fields could store nothing; ThingSpeak begins with this one too.
    if (!request.has("field")) channel.field_labels[0] = "Field Label 1";
    channel.id = TRY(told(context.store.directory().next_channel_id()));
    if (request.has("simulated")) TRY(simulate(context, channel));
    if (channel.name.empty()) channel.name = fmt::format("Channel {}", channel.id.value);
    Json answer{{"id", channel.id.value},
                {"write_api_key", channel.write_key},
                {"read_api_key", channel.read_keys.front().key}};
    TRY(put(context, std::move(channel)));
    return answer;
}

Answer<Json> list(AdminContext& context, const AdminRequest&) {
    Json channels = Json::array();
    for (const auto& channel : context.directory.channels())
        channels.push_back(summary(context, *channel));
    return channels;
}

Answer<Json> show(AdminContext& context, const AdminRequest& request) {
    return shown(context, *TRY(channel_of(context, request)));
}

Answer<Json> set(AdminContext& context, const AdminRequest& request) {
    model::Channel channel = *TRY(channel_of(context, request));
    TRY(change(channel, context, request));
    TRY(change_keys(channel, context, request));
    if (request.has("owner")) channel.owner = TRY(owner_of(context, request))->id;
    channel.updated_at = context.now;
    Json answer = TRY(shown(context, channel));
    TRY(put(context, std::move(channel)));
    return answer;
}

/// The text goes inside the answer, since it has lines of its own.
Answer<Json> feed(AdminContext& context, const AdminRequest& request) {
    const model::ChannelRecord channel = TRY(channel_of(context, request));
    std::uint64_t results = results_by_default;
    if (request.has("results")) results = TRY(number(request, "results"));
    const std::string format = request.find("format").value_or("json");
    if (format != "json" && format != "csv")
        return std::unexpected(fmt::format("The format must be json or csv, not {}.", format));
    const auto state = TRY(told(context.store.feeds().state(channel->id)));
    const auto entries = TRY(told(context.store.feeds().newest(channel->id, results)));
    const channels::FeedRequest shown{.location = request.has("location"),
                                      .status = request.has("status")};
    const channels::EntryStyle style{
        .format = format == "csv" ? channels::FeedFormat::csv : channels::FeedFormat::json,
        .columns = channels::feed_columns(*channel, shown)};
    return Json{{"text", channels::render_feed({*channel, state.last_entry}, entries, style)}};
}

Answer<Json> clear(AdminContext& context, const AdminRequest& request) {
    const model::ChannelRecord channel = TRY(channel_of(context, request));
    TRY(told(context.clear(channel->id)));
    return Json{{"id", channel->id.value}, {"cleared", true}};
}

Answer<Json> remove(AdminContext& context, const AdminRequest& request) {
    const model::ChannelRecord channel = TRY(channel_of(context, request));
    TRY(told(context.clear(channel->id)));
    TRY(told(context.store.directory().remove(channel->id)));
    context.changes.emplace_back(devices::RemovedChannel{channel->id});
    return Json{{"id", channel->id.value}, {"removed", true}};
}

constexpr std::array commands = {
    AdminCommand{"channel add", add, true},       AdminCommand{"channel list", list},
    AdminCommand{"channel show", show},           AdminCommand{"channel set", set, true},
    AdminCommand{"channel feed", feed},           AdminCommand{"channel clear", clear, true},
    AdminCommand{"channel remove", remove, true},
};

}  // namespace

std::span<const AdminCommand> channel_administration() {
    return commands;
}

}  // namespace fieldcast::app
