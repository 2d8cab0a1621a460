// What everybody may know: public channels, and users by name.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>
#include <ranges>

#include "api/access.h"
#include "api/answers.h"
#include "api/channel_object.h"
#include "api/resources.h"
#include "api/xml.h"

namespace fieldcast::api {
namespace {

constexpr std::uint64_t channels_per_page = 15;
constexpr double earth_radius_km = 6'371.0;

std::optional<double> parse_decimal(std::string_view text) {
    double number = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stopped != end || !std::isfinite(number)) return std::nullopt;
    return number;
}

struct Position {
    double latitude;
    double longitude;
};

std::optional<Position> position(std::string_view latitude, std::string_view longitude) {
    const auto north = parse_decimal(latitude);
    const auto east = parse_decimal(longitude);
    if (!north || !east) return std::nullopt;
    return Position{*north, *east};
}

/// Along the great circle, by the haversine formula.
double distance_km(Position from, Position to) {
    constexpr double radians = std::numbers::pi / 180;
    const double half_latitude = std::sin((to.latitude - from.latitude) * radians / 2);
    const double half_longitude = std::sin((to.longitude - from.longitude) * radians / 2);
    const double haversine = half_latitude * half_latitude + std::cos(from.latitude * radians) *
                                                                 std::cos(to.latitude * radians) *
                                                                 half_longitude * half_longitude;
    return 2 * earth_radius_km * std::asin(std::min(1.0, std::sqrt(haversine)));
}

bool lists(std::string_view comma_separated, std::string_view wanted) {
    return std::ranges::any_of(std::views::split(comma_separated, ','), [&](const auto part) {
        std::string_view item{part.begin(), part.end()};
        while (item.starts_with(' ')) item.remove_prefix(1);
        while (item.ends_with(' ')) item.remove_suffix(1);
        return item == wanted;
    });
}

bool is_near(const Parameters& parameters, const model::Channel& channel) {
    const auto centre = position(parameters.text("latitude"), parameters.text("longitude"));
    const auto radius_km = parse_decimal(parameters.text("distance"));
    if (!centre || !radius_km) return true;
    const auto place = position(channel.latitude, channel.longitude);
    return place && distance_km(*centre, *place) <= *radius_km;
}

bool is_wanted(const Call& call, const Context& context, const model::Channel& channel) {
    const Parameters& parameters = call.parameters;
    if (!channel.is_public) return false;
    if (const auto tag = parameters.find("tag"); tag && !lists(channel.tags, *tag)) return false;
    if (const auto ids = parameters.find("channel_ids");
        ids && !lists(*ids, fmt::format("{}", channel.id.value)))
        return false;
    if (const auto name = parameters.find("username")) {
        const auto user = context.directory.find_user(*name);
        if (!user || user->id != channel.owner) return false;
    }
    return is_near(parameters, channel);
}

std::vector<model::ChannelRecord> wanted_channels(const Call& call, const Context& context) {
    std::vector<model::ChannelRecord> channels = context.directory.channels();
    std::erase_if(channels, [&](const model::ChannelRecord& channel) {
        return !is_wanted(call, context, *channel);
    });
    return channels;
}

http::Response show(const Call& call, std::string_view root, const Json& json) {
    if (call.format == Format::xml) return answer(call, to_xml(root, json));
    return json_answer(call, json.dump());
}

/// Answers with `frame`, to which the channels are added when their feeds' states are known.
AfterTask show_channels(const CallRef& call, std::string_view root, Json frame,
                        std::vector<model::ChannelRecord> channels) {
    std::vector<model::ChannelId> ids;
    for (const auto& channel : channels) ids.push_back(channel->id);
    return {ReadFeedStates{std::move(ids)},
            [call, root, frame = std::move(frame), channels = std::move(channels)](
                TaskResult result, const Context&) -> Reply {
                const auto* read = std::get_if<FeedStatesRead>(&result);
                if (!read) return error(*call, 507, remedy_of(model::Refusal::storage_failed));
                Json json = frame;
                json["channels"] = Json::array();
                for (std::size_t i = 0; i < channels.size(); ++i)
                    json["channels"].push_back(channel_object(
                        *channels[i], read->states[i].last_entry, ChannelForm::for_public));
                return show(*call, root, json);
            }};
}

}  // namespace

Reply list_public_channels(const CallRef& call, const Context& context) {
    const auto page = parse_number(call->parameters.find("page").value_or("1"));
    if (!page || *page == 0) return error(*call, 404, "Pages are numbered from 1.");
    auto channels = wanted_channels(*call, context);
    Json frame;
    frame["pagination"] = {{"current_page", *page},
                           {"per_page", channels_per_page},
                           {"total_entries", channels.size()}};
    const auto first = std::min<std::uint64_t>((*page - 1) * channels_per_page, channels.size());
    const auto last = std::min<std::uint64_t>(first + channels_per_page, channels.size());
    return show_channels(call, "response", std::move(frame),
                         {channels.begin() + static_cast<std::ptrdiff_t>(first),
                          channels.begin() + static_cast<std::ptrdiff_t>(last)});
}

Reply list_channels_of_user(const CallRef& call, const Context& context) {
    const auto user = context.directory.find_user(call->captured.front());
    if (!user) return error(*call, 404, "There is no such user.");
    const bool is_own = may_administer(*call, context, user->id);
    auto channels = context.directory.channels();
    const auto tag = call->parameters.find("tag");
    std::erase_if(channels, [&](const model::ChannelRecord& channel) {
        return channel->owner != user->id || !(channel->is_public || is_own) ||
               (tag && !lists(channel->tags, *tag));
    });
    return show_channels(call, "response", Json::object(), std::move(channels));
}

Reply show_user(const CallRef& call, const Context& context) {
    const auto user = context.directory.find_user(call->captured.front());
    if (!user) return error(*call, 404, "There is no such user.");
    return show(*call, "user",
                {{"id", user->id.value},
                 {"login", user->name},
                 {"created_at", base::to_iso8601(user->created_at)},
                 {"bio", ""},
                 {"website", ""}});
}

}  // namespace fieldcast::api
