// /api/v1/channels: channels with their keys, and what is known of their feeds.
#include <algorithm>
#include <array>
#include <functional>
#include <ranges>

#include "api/channel_object.h"
#include "api/resources.h"
#include "api/v1.h"
#include "api/v1_body.h"

namespace fieldcast::api {
namespace {

using base::Timestamp;
using Channels = std::vector<model::ChannelRecord>;

constexpr std::uint64_t channels_per_page = 15;

auto own_channel(const Call& call, const Context& context) {
    return own(call, context, find_channel(context, call.captured.front()), no_such_channel);
}

Json time_or_null(const std::optional<Timestamp>& time) {
    return time ? Json(base::to_iso8601(*time)) : Json(nullptr);
}

// --- lists ---

/// A channel as lists show it to `user`, who may be nobody.
Json list_item(const model::Channel& channel, const storage::FeedState& feed,
               const model::UserRecord& user, const Context& context) {
    Json labels = Json::array();
    for (const std::string& label : channel.field_labels)
        labels.push_back(label.empty() ? Json(nullptr) : Json(label));
    const auto owner = context.directory.find_user(channel.owner);
    return {{"id", channel.id.value},
            {"name", channel.name},
            {"owner", owner ? owner->name : ""},
            {"public", channel.is_public},
            {"created_at", base::to_iso8601(channel.created_at)},
            {"description", channel.description},
            {"tags", channel.tags},
            {"fields", labels},
            {"last_entry_id", feed.last_entry.value},
            {"last_entry_at", time_or_null(feed.newest_created_at)},
            {"is_shared_with_me", user && is_viewer(*user, channel)}};
}

/// Goes on with the list once it is known how far the feeds are.
AfterTask list_channels(Channels channels, model::UserRecord user,
                        std::function<Json(Json)> framed) {
    std::vector<model::ChannelId> ids;
    for (const auto& channel : channels) ids.push_back(channel->id);
    return {ReadFeedStates{std::move(ids)},
            [channels = std::move(channels), user = std::move(user), framed = std::move(framed)](
                const TaskResult& result, const Context& context) -> Reply {
                const auto* read = std::get_if<FeedStatesRead>(&result);
                if (!read) return storage_failed();
                Json list = Json::array();
                for (std::size_t i = 0; i < channels.size(); ++i)
                    list.push_back(list_item(*channels[i], read->states[i], user, context));
                return json_with_status(200, framed(std::move(list)));
            }};
}

// --- statistics ---

constexpr std::chrono::days rate_window{7};

/// Since when entries are counted, by their place in FeedExtent::since.
enum Since : std::uint8_t { last_minute, last_hour, last_day, last_week };

std::vector<Timestamp> count_since(Timestamp now) {
    return {now - std::chrono::minutes{1}, now - std::chrono::hours{1}, now - std::chrono::days{1},
            now - rate_window};
}

/// In how many days the feed has as many entries as it may keep, if it goes on as in the last ones;
/// null if it may keep all, or gets none.
Json days_left(const model::Channel& channel, const storage::FeedExtent& extent, Timestamp now) {
    const auto recent = static_cast<double>(extent.since[last_week]);
    if (channel.retention_entries == 0 || recent == 0) return nullptr;
    using Days = std::chrono::duration<double, std::chrono::days::period>;
    constexpr Days an_hour = std::chrono::hours{1};
    const Days observed = std::clamp<Days>(now - *extent.oldest, an_hour, rate_window);
    if (extent.entries >= channel.retention_entries) return 0;
    const auto room = static_cast<double>(channel.retention_entries - extent.entries);
    return room / recent * observed.count();
}

Json statistics(const model::Channel& channel, const storage::FeedExtent& extent, Timestamp now) {
    return {{"entries", extent.entries},
            {"first_at", time_or_null(extent.oldest)},
            {"last_at", time_or_null(extent.newest)},
            {"bytes", extent.bytes},
            {"entries_last_minute", extent.since[last_minute]},
            {"entries_last_hour", extent.since[last_hour]},
            {"entries_last_day", extent.since[last_day]},
            {"days_left", days_left(channel, extent, now)}};
}

/// Stretch by stretch.
AfterTask measure(const model::ChannelRecord& channel, Timestamp now, storage::FeedExtent so_far) {
    MeasureFeed task{.channel = channel->id,
                     .first = so_far.next.value_or(model::EntryId{1}),
                     .since = count_since(now)};
    return {std::move(task),
            [channel, now, so_far = std::move(so_far)](const TaskResult& result,
                                                       const Context&) -> Reply {
                const auto* measured = std::get_if<FeedMeasured>(&result);
                if (!measured) return storage_failed();
                storage::FeedExtent extent = so_far;
                extent.add(measured->extent);
                if (extent.next) return measure(channel, now, std::move(extent));
                return json_with_status(200, statistics(*channel, extent, now));
            }};
}

// --- one channel ---

/// What only those who may administer a channel see of it.
constexpr std::array<std::string_view, 3> confidential = {"shared_with", "write_api_key",
                                                          "read_api_keys"};

/// Carries out the command, whose answer is the channel, and shows that.
AfterTask show_answer(std::string_view words, Json values, bool may_administer, int status = 200) {
    return administer(
        words, std::move(values),
        [may_administer, status](const Json& answer, const Context&) -> Reply {
            Json json = answer;
            if (!may_administer)
                for (const std::string_view name : confidential) json.erase(name);
            json["may_administer"] = may_administer;
            return json_with_status(status, json);
        },
        tell_failure);
}

AfterTask show(model::ChannelId channel, bool may_administer, int status = 200) {
    return show_answer("channel show", {{"id", text_of(channel.value)}}, may_administer, status);
}

/// 201 with the whole channel that a command has added.
Reply show_added(const Json& added, const Context&) {
    return show({added["id"].get<std::uint64_t>()}, true, 201);
}

}  // namespace

Reply v1_list_channels(const CallRef& call, const Context& context) {
    auto user = user_of(*call, context);
    if (!user) return json_error(401, sign_in_required);
    Channels channels = context.directory.channels();
    std::erase_if(channels,
                  [&](const model::ChannelRecord& channel) { return !may_view(*user, *channel); });
    return list_channels(std::move(channels), std::move(user), std::identity{});
}

Reply v1_list_public_channels(const CallRef& call, const Context& context) {
    const auto page = parse_number(call->parameters.find("page").value_or("1"));
    if (!page || *page == 0) return json_error(404, "Pages are numbered from 1.");
    Channels channels = context.directory.channels();
    const std::string_view tag = call->parameters.text("tag");
    std::erase_if(channels, [&](const model::ChannelRecord& channel) {
        return !channel->is_public || (!tag.empty() && !has_tag(*channel, tag));
    });
    const std::uint64_t pages =
        std::max<std::uint64_t>(1, (channels.size() + channels_per_page - 1) / channels_per_page);
    const auto first = std::min<std::uint64_t>(*page - 1, pages) * channels_per_page;
    const auto here = std::views::all(channels) |
                      std::views::drop(static_cast<std::ptrdiff_t>(first)) |
                      std::views::take(static_cast<std::ptrdiff_t>(channels_per_page));
    return list_channels(
        {here.begin(), here.end()}, user_of(*call, context),
        [page = *page, pages](Json list) -> Json {
            return {{"channels", std::move(list)}, {"page", page}, {"pages", pages}};
        });
}

Reply v1_create_channel(const CallRef& call, const Context& context) {
    const auto user = user_of(*call, context);
    if (!user) return json_error(401, sign_in_required);
    auto values = channel_values(call->request.body);
    if (!values) return json_error(400, values.error());
    (*values)["owner"] = user->name;
    values->erase("private");  // as all channels begin
    if (values->contains("share_only")) {
        (*values)["share"] = (*values)["share_only"];
        values->erase("share_only");
    }
    return administer("channel add", std::move(*values), show_added, tell_failure);
}

Reply v1_create_demo(const CallRef& call, const Context& context) {
    const auto user = user_of(*call, context);
    if (!user) return json_error(401, sign_in_required);
    return administer(
        "channel add",
        {{"name", "Weather station"},
         {"description", "Made up by this server, an entry a second. Delete it when you like."},
         {"tags", "demo"},
         {"owner", user->name},
         {"simulated", true}},
        show_added, tell_failure);
}

Reply v1_show_channel(const CallRef& call, const Context& context) {
    const auto channel = readable(*call, context);
    if (!channel) return channel.error();
    return show((*channel)->id, may_administer(*call, context, (*channel)->owner));
}

Reply v1_change_channel(const CallRef& call, const Context& context) {
    const auto channel = own_channel(*call, context);
    if (!channel) return channel.error();
    auto values = channel_values(call->request.body);
    if (!values) return json_error(400, values.error());
    (*values)["id"] = text_of((*channel)->id.value);
    return show_answer("channel set", std::move(*values), true);
}

Reply v1_delete_channel(const CallRef& call, const Context& context) {
    const auto channel = own_channel(*call, context);
    if (!channel) return channel.error();
    return pass_on("channel remove", {{"id", text_of((*channel)->id.value)}});
}

Reply v1_clear_feed(const CallRef& call, const Context& context) {
    const auto channel = own_channel(*call, context);
    if (!channel) return channel.error();
    return pass_on("channel clear", {{"id", text_of((*channel)->id.value)}});
}

Reply v1_read_statistics(const CallRef& call, const Context& context) {
    const auto channel = readable(*call, context);
    if (!channel) return channel.error();
    return measure(*channel, context.now, {});
}

}  // namespace fieldcast::api
