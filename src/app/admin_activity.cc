// What devices did and what came to nothing: `activity` and `device journey`.
#include "app/admin_activity.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ranges>

#include "app/quantities.h"

namespace fieldcast::app {
namespace {

using server::AdminContext;
using server::ConnectionEvent;

constexpr std::size_t lines_default = 200;
constexpr std::size_t lines_max = 1'000;
constexpr std::size_t problems_max = 50;
constexpr base::Milliseconds problems_told_for{3'600'000};

Json time_or_null(std::optional<base::Timestamp> time) {
    return time ? Json(base::to_iso8601(*time)) : Json();
}

Json last_refusal_of(const server::DeviceActivity& activity) {
    if (!activity.last_refusal) return {};
    const model::DeviceEvent& event = *activity.last_refusal;
    return {{"at", base::to_iso8601(event.last_at)},
            {"reason", model::name_of(event.reason)},
            {"remedy", model::remedy_of(event.reason)},
            {"topic", event.topic},
            {"address", event.address}};
}

std::string_view reason_of(const ConnectionEvent& event) {
    switch (event.kind) {
        case ConnectionEvent::Kind::connected: return "connected";
        case ConnectionEvent::Kind::disconnected: return "disconnected";
        case ConnectionEvent::Kind::failed: break;
    }
    return model::name_of(event.reason);
}

Json shown(const ConnectionEvent& event) {
    return {{"first_at", base::to_iso8601(event.first_at)},
            {"last_at", base::to_iso8601(event.last_at)},
            {"count", event.count},
            {"reason", reason_of(event)},
            {"remedy", event.remedy},
            {"topic", ""},
            {"address", event.address}};
}

/// Newest first when all are gathered.
class Lines {
  public:
    /// Of lines with the same time, the later one first.
    void add(base::Timestamp at, Json line) { lines_.emplace_back(at, std::move(line)); }

    [[nodiscard]] Json newest(std::size_t limit) {
        std::ranges::stable_sort(lines_, std::greater{}, &Line::first);
        Json json = Json::array();
        for (auto& [at, line] : lines_) {
            if (json.size() == limit) break;
            json.push_back(std::move(line));
        }
        return json;
    }

  private:
    using Line = std::pair<base::Timestamp, Json>;
    std::vector<Line> lines_;
};

/// Of failures, those from one address; everybody's, if nothing is said.
bool is_from(const std::optional<std::string>& host, const ConnectionEvent& event) {
    return !host || *host == server::host_of(event.address);
}

/// The number in `channels/7/…`.
std::optional<std::uint64_t> channel_in(std::string_view topic) {
    constexpr std::string_view prefix = "channels/";
    if (!topic.starts_with(prefix)) return std::nullopt;
    topic.remove_prefix(prefix.size());
    return parse_count(topic.substr(0, topic.find('/')));
}

// --- activity ---

/// Which lines are asked for.
struct Wanted {
    std::optional<model::DeviceId> device;
    std::optional<std::uint64_t> channel;
    std::optional<model::UserId> owner;
    std::optional<std::string> attempts_from;
    std::size_t limit = lines_default;

    [[nodiscard]] bool includes(const model::Device& one) const {
        return (!device || *device == one.id) && (!owner || *owner == one.owner);
    }
    [[nodiscard]] bool includes_failures() const {
        return !device && !channel && (!owner || attempts_from);
    }
};

Answer<Wanted> wanted_of(const AdminContext& context, const AdminRequest& request) {
    Wanted wanted{.attempts_from = request.find("attempts_from")};
    if (request.has("device")) wanted.device = model::DeviceId{TRY(number(request, "device"))};
    if (request.has("channel")) wanted.channel = TRY(number(request, "channel"));
    if (request.has("owner")) wanted.owner = TRY(owner_of(context, request))->id;
    if (request.has("limit"))
        wanted.limit =
            std::min<std::uint64_t>(TRY(number(request, "limit")), std::uint64_t{lines_max});
    return wanted;
}

Json activity_line(std::string_view kind, Json event, const model::Device* device) {
    const auto channel = channel_in(event["topic"].get<std::string>());
    Json line{{"at", event["last_at"]},  {"first_at", event["first_at"]},
              {"count", event["count"]}, {"kind", kind},
              {"device", nullptr},       {"channel", channel ? Json(*channel) : Json()}};
    if (device) line["device"] = {{"device_id", device->id.value}, {"name", device->name}};
    for (const std::string_view key : {"reason", "remedy", "topic", "address"})
        line[std::string{key}] = event[std::string{key}];
    return line;
}

Answer<void> add_refusals(Lines& lines, AdminContext& context, const Wanted& wanted) {
    for (const auto& device : context.directory.devices()) {
        if (!wanted.includes(*device)) continue;
        const std::size_t limit =
            wanted.channel ? storage::EventLog::events_per_device : wanted.limit;
        for (const auto& event : TRY(told(context.store.events().newest(device->id, limit))))
            if (!wanted.channel || channel_in(event.topic) == wanted.channel)
                lines.add(event.last_at,
                          activity_line("refusal", shown_event(event), device.get()));
    }
    return {};
}

void add_connections(Lines& lines, const AdminContext& context, const Wanted& wanted) {
    if (!context.activity || wanted.channel) return;
    for (const ConnectionEvent& event : std::views::reverse(context.activity->connections())) {
        const auto device = context.directory.find_device(event.device);
        if (device && wanted.includes(*device))
            lines.add(event.last_at, activity_line("connection", shown(event), device.get()));
    }
}

void add_failures(Lines& lines, const AdminContext& context, const Wanted& wanted) {
    if (!context.activity || !wanted.includes_failures()) return;
    for (const ConnectionEvent& event : std::views::reverse(context.activity->failures()))
        if (is_from(wanted.attempts_from, event))
            lines.add(event.last_at, activity_line("problem", shown(event), nullptr));
}

/// Whether `event` happened at a channel of `owner`, to somebody else's device.
bool is_at_channel_of(const AdminContext& context, model::UserId owner,
                      const model::DeviceEvent& event) {
    const auto number = channel_in(event.topic);
    const auto channel =
        number ? context.directory.find_channel(model::ChannelId{*number}) : nullptr;
    const auto device = context.directory.find_device(event.device);
    return channel && channel->owner == owner && device && device->owner != owner;
}

/// What others' devices were refused at the owner's channels. Which device it was, and from where,
/// is the business of whom it belongs to.
void add_refusals_of_others(Lines& lines, const AdminContext& context, const Wanted& wanted) {
    if (!context.activity || !wanted.owner || wanted.device) return;
    for (model::DeviceEvent event : std::views::reverse(context.activity->refusals())) {
        if (!is_at_channel_of(context, *wanted.owner, event)) continue;
        if (wanted.channel && channel_in(event.topic) != wanted.channel) continue;
        event.address.clear();
        lines.add(event.last_at, activity_line("refusal", shown_event(event), nullptr));
    }
}

Answer<Json> activity(AdminContext& context, const AdminRequest& request) {
    const Wanted wanted = TRY(wanted_of(context, request));
    Lines lines;
    TRY(add_refusals(lines, context, wanted));
    add_refusals_of_others(lines, context, wanted);
    add_connections(lines, context, wanted);
    add_failures(lines, context, wanted);
    return lines.newest(wanted.limit);
}

// --- journey ---

Json problem(const Json& event) {
    return {{"at", event["last_at"]},    {"count", event["count"]}, {"reason", event["reason"]},
            {"remedy", event["remedy"]}, {"topic", event["topic"]}, {"address", event["address"]}};
}

Answer<Json> problems(AdminContext& context, const model::Device& device,
                      const AdminRequest& request) {
    Lines lines;
    const base::Timestamp since = context.now - problems_told_for;
    for (const auto& event : TRY(told(context.store.events().newest(device.id, problems_max))))
        if (event.last_at > since) lines.add(event.last_at, problem(shown_event(event)));
    if (context.activity)
        for (const ConnectionEvent& event : std::views::reverse(context.activity->failures()))
            if (event.last_at > since && is_from(request.find("attempts_from"), event))
                lines.add(event.last_at, problem(shown(event)));
    return lines.newest(problems_max);
}

/// How far the device's last connection came.
Answer<Json> journey(AdminContext& context, const AdminRequest& request) {
    const model::DeviceRecord device = TRY(device_of(context, request));
    const auto* known = context.activity ? context.activity->find(device->id) : nullptr;
    const server::DeviceActivity activity = known ? *known : server::DeviceActivity{};
    const server::DeviceConnection& connection = activity.connection;
    const bool was_there = !connection.address.empty();
    return Json{{"tcp_at", was_there ? time_or_null(connection.tcp_at) : Json()},
                {"tls_at", time_or_null(connection.tls_at)},
                {"connect_at", time_or_null(connection.connect_at)},
                {"publish_at", time_or_null(activity.connection_published_at)},
                {"stored_at", time_or_null(activity.connection_stored_at)},
                {"problems", TRY(problems(context, *device, request))}};
}

constexpr std::array activity_table = {
    AdminCommand{"activity", activity},
    AdminCommand{"device journey", journey},
};

}  // namespace

Json shown_event(const model::DeviceEvent& event) {
    return {{"first_at", base::to_iso8601(event.first_at)},
            {"last_at", base::to_iso8601(event.last_at)},
            {"count", event.count},
            {"reason", model::name_of(event.reason)},
            {"remedy", model::remedy_of(event.reason)},
            {"topic", event.topic},
            {"address", event.address}};
}

Json activity_of(const AdminContext& context, model::DeviceId device) {
    if (!context.activity) return {};
    const auto* known = context.activity->find(device);
    const server::DeviceActivity activity = known ? *known : server::DeviceActivity{};
    const server::DeviceConnection& connection = activity.connection;
    const bool was_there = connection.connect_at.has_value();
    Json json{{"connected", activity.is_connected},
              {"since", time_or_null(activity.is_connected ? connection.connect_at : std::nullopt)},
              {"last_seen_at", time_or_null(activity.last_seen_at)},
              {"protocol", nullptr},
              {"transport", nullptr},
              {"address", nullptr}};
    if (was_there) {
        json["protocol"] = mqtt::name_of(connection.version);
        json["transport"] = net::name_of(connection.transport);
        json["address"] = connection.address;
    }
    json.update({{"messages", activity.messages},
                 {"last_message_at", time_or_null(activity.last_message_at)},
                 {"stored_at", time_or_null(activity.stored_at)},
                 {"refusals", activity.refusals},
                 {"last_refusal", last_refusal_of(activity)}});
    return json;
}

std::span<const AdminCommand> activity_administration() {
    return activity_table;
}

}  // namespace fieldcast::app
