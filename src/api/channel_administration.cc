// ThingSpeak's administration of channels, by the user's key.
#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "api/access.h"
#include "api/answers.h"
#include "api/channel_object.h"
#include "api/channel_settings.h"
#include "api/resources.h"
#include "api/xml.h"

namespace fieldcast::api {
namespace {

http::Response show(const Call& call, std::string_view root, const Json& json) {
    if (call.format == Format::xml) return answer(call, to_xml(root, json));
    return json_answer(call, json.dump());
}

OnFailed tell_failure(const CallRef& call) {
    return [call](std::string_view sentence) -> Reply { return error(*call, 400, sentence); };
}

/// The channel of the path, if the key is its owner's; otherwise the refusal.
base::Result<model::ChannelRecord, http::Response> administered(const Call& call,
                                                                const Context& context) {
    const auto channel = find_channel(context, call.captured.front());
    if (!user_of(call, context)) return std::unexpected(error(call, 401, user_key_required));
    if (!channel) return std::unexpected(error(call, 404, no_such_channel));
    if (!may_administer(call, context, channel->owner))
        return std::unexpected(error(call, 401, user_key_required));
    return channel;
}

/// The channel as its owner sees it once the feed's state is known.
AfterTask show_with_state(const CallRef& call, const model::ChannelRecord& channel,
                          ChannelForm form) {
    return {ReadFeedStates{{channel->id}},
            [call, channel, form](TaskResult result, const Context&) -> Reply {
                const auto* read = std::get_if<FeedStatesRead>(&result);
                if (!read) return error(*call, 507, remedy_of(model::Refusal::storage_failed));
                return show(*call, "channel",
                            channel_object(*channel, read->states.front().last_entry, form));
            }};
}

}  // namespace

Reply list_channels(const CallRef& call, const Context& context) {
    const auto user = user_of(*call, context);
    if (!user) return error(*call, 401, user_key_required);
    std::vector<model::ChannelRecord> channels = context.directory.channels();
    const auto tag = call->parameters.find("tag");
    std::erase_if(channels, [&](const model::ChannelRecord& channel) {
        return channel->owner != user->id || (tag && !has_tag(*channel, *tag));
    });
    std::vector<model::ChannelId> ids;
    for (const auto& channel : channels) ids.push_back(channel->id);
    return AfterTask{
        ReadFeedStates{std::move(ids)},
        [call, channels = std::move(channels)](TaskResult result, const Context&) -> Reply {
            const auto* read = std::get_if<FeedStatesRead>(&result);
            if (!read) return error(*call, 507, remedy_of(model::Refusal::storage_failed));
            Json list = Json::array();
            for (std::size_t i = 0; i < channels.size(); ++i)
                list.push_back(channel_object(*channels[i], read->states[i].last_entry,
                                              ChannelForm::for_owner));
            return show(*call, "channels", list);
        }};
}

Reply create_channel(const CallRef& call, const Context& context) {
    const auto user = user_of(*call, context);
    if (!user) return error(*call, 401, user_key_required);
    Json values = channel_settings(call->parameters);
    values.erase("private");  // as all channels begin
    values["owner"] = user->name;
    return administer(
        "channel add", std::move(values),
        [call](const Json& added, const Context& now) -> Reply {
            const model::ChannelId id{added["id"].get<std::uint64_t>()};
            return show(
                *call, "channel",
                channel_object(*now.directory.find_channel(id), {}, ChannelForm::for_owner));
        },
        tell_failure(call));
}

Reply show_channel(const CallRef& call, const Context& context) {
    const auto channel = find_channel(context, call->captured.front());
    if (!channel) return error(*call, 404, no_such_channel);
    const bool is_owner = may_administer(*call, context, channel->owner);
    if (!is_owner && !may_read(*call, context, *channel)) return error(*call, 401, key_required);
    return show_with_state(call, channel,
                           is_owner ? ChannelForm::for_owner : ChannelForm::for_public);
}

Reply change_channel(const CallRef& call, const Context& context) {
    const auto channel = administered(*call, context);
    if (!channel) return channel.error();
    Json values = channel_settings(call->parameters);
    values["id"] = fmt::format("{}", (*channel)->id.value);
    return administer(
        "channel set", std::move(values),
        [call, id = (*channel)->id](const Json&, const Context& now) -> Reply {
            return show_with_state(call, now.directory.find_channel(id), ChannelForm::for_owner);
        },
        tell_failure(call));
}

Reply delete_channel(const CallRef& call, const Context& context) {
    const auto channel = administered(*call, context);
    if (!channel) return channel.error();
    AfterTask shown = show_with_state(call, *channel, ChannelForm::for_public);
    return AfterTask{std::move(shown.task),
                     [call, id = (*channel)->id, go_on = std::move(shown.go_on)](
                         TaskResult result, const Context& now) -> Reply {
                         const Reply as_it_was = go_on(std::move(result), now);
                         return administer(
                             "channel remove", {{"id", fmt::format("{}", id.value)}},
                             [as_it_was](const Json&, const Context&) { return as_it_was; },
                             tell_failure(call));
                     }};
}

Reply clear_feed(const CallRef& call, const Context& context) {
    const auto channel = administered(*call, context);
    if (!channel) return channel.error();
    return administer(
        "channel clear", {{"id", fmt::format("{}", (*channel)->id.value)}},
        [call](const Json&, const Context&) -> Reply {
            if (call->format != Format::xml) return json_answer(*call, "[]");
            return answer(*call, to_xml("nil-classes", Json::array()));
        },
        tell_failure(call));
}

/// By the write key too: who writes entries may take them back.
Reply delete_entry(const CallRef& call, const Context& context) {
    const auto channel = find_channel(context, call->captured.front());
    if (!channel) return error(*call, 404, no_such_channel);
    if (!may_write(*call, context, *channel)) return error(*call, 401, write_key_required);
    const auto entry = parse_number(call->captured[1]);
    if (!entry) return error(*call, 404, "An entry's number is a whole number.");
    return AfterTask{RemoveEntry{channel->id, model::EntryId{*entry}},
                     [call](TaskResult result, const Context&) -> Reply {
                         const auto* removed = std::get_if<EntryRemoved>(&result);
                         if (!removed)
                             return error(*call, 507, remedy_of(model::Refusal::storage_failed));
                         if (!removed->was_there)
                             return error(*call, 404, "The channel has no such entry.");
                         return show(*call, "nil-classes", Json::array());
                     }};
}

}  // namespace fieldcast::api
