#include "server/activity_ledger.h"

#include <algorithm>
#include <utility>

namespace fieldcast::server {
namespace {

constexpr base::Milliseconds minute{60'000};

bool is_repeated(const ConnectionEvent& last, const ConnectionEvent& event) {
    return last.kind == event.kind && last.device == event.device && last.reason == event.reason &&
           last.remedy == event.remedy && host_of(last.address) == host_of(event.address);
}

void add_to(std::deque<ConnectionEvent>& events, ConnectionEvent event) {
    if (!events.empty() && is_repeated(events.back(), event)) {
        events.back().last_at = event.last_at;
        events.back().address = std::move(event.address);
        ++events.back().count;
        return;
    }
    events.push_back(std::move(event));
    if (events.size() > ActivityLedger::events_max) events.pop_front();
}

bool is_repeated(const model::DeviceEvent& last, const model::DeviceEvent& event) {
    return last.device == event.device && last.reason == event.reason && last.topic == event.topic;
}

void add_to(std::deque<model::DeviceEvent>& events, const model::DeviceEvent& event) {
    if (!events.empty() && is_repeated(events.back(), event)) {
        events.back().last_at = event.last_at;
        events.back().count += event.count;
        return;
    }
    events.push_back(event);
    if (events.size() > ActivityLedger::events_max) events.pop_front();
}

template <class Time>
void update(std::optional<base::Timestamp>& known, const std::optional<Time>& time,
            const Moment& now) {
    if (time) known = now.to_wall(*time);
}

}  // namespace

std::string_view host_of(std::string_view address) {
    address = address.substr(0, address.rfind(':'));
    const bool has_brackets = address.starts_with('[') && address.ends_with(']');
    return has_brackets ? address.substr(1, address.size() - 2) : address;
}

void ActivityLedger::take(DeviceConnected connected) {
    DeviceActivity& activity = devices_[connected.device].activity;
    const auto connect_at = connected.connection.connect_at;
    // Somebody else with a wrong password does not hide the connection that there is.
    if (!connect_at && activity.is_connected) return;
    activity.connection = std::move(connected.connection);
    activity.connection_published_at.reset();
    activity.connection_stored_at.reset();
    if (!connect_at) return;
    activity.is_connected = true;
    activity.last_seen_at = connect_at;
    add_to(connections_, {.kind = ConnectionEvent::Kind::connected,
                          .device = connected.device,
                          .address = activity.connection.address,
                          .first_at = *connect_at,
                          .last_at = *connect_at});
}

void ActivityLedger::take(const DevicesActive& active) {
    for (const DeviceProgress& progress : active.devices) take(progress, active.now);
}

void ActivityLedger::take(const DeviceProgress& progress, const Moment& now) {
    DeviceActivity& activity = devices_[progress.device].activity;
    activity.messages += progress.messages;
    update(activity.last_seen_at, progress.last_seen_at, now);
    update(activity.last_message_at, progress.last_message_at, now);
    update(activity.stored_at, progress.stored_at, now);
    // What is stored of a connection that has gone is not of one that was refused since.
    if (!activity.connection.connect_at) return;
    update(activity.connection_published_at, progress.last_message_at, now);
    update(activity.connection_stored_at, progress.stored_at, now);
}

void ActivityLedger::take(const DeviceLeft& left) {
    DeviceActivity& activity = devices_[left.device].activity;
    if (!std::exchange(activity.is_connected, false)) return;
    add_to(connections_, {.kind = ConnectionEvent::Kind::disconnected,
                          .device = left.device,
                          .address = activity.connection.address,
                          .first_at = left.at,
                          .last_at = left.at});
}

void ActivityLedger::take(ConnectionFailed failed) {
    add_to(failures_, {.kind = ConnectionEvent::Kind::failed,
                       .reason = failed.reason,
                       .remedy = std::move(failed.remedy),
                       .address = std::move(failed.address),
                       .first_at = failed.at,
                       .last_at = failed.at});
}

void ActivityLedger::take(model::DeviceEvent& event) {
    Known& known = devices_[event.device];
    if (event.reason == model::Refusal::taken_over && is_shared(known, event.last_at))
        event.reason = model::Refusal::device_shared;
    known.activity.refusals += event.count;
    known.activity.last_refusal = event;
    if (!event.topic.empty()) add_to(refusals_, event);
}

/// Counts one takeover more.
bool ActivityLedger::is_shared(Known& known, base::Timestamp now) {
    if (now - known.minute_began_at >= minute) {
        known.minute_began_at = now;
        known.takeovers = 0;
    }
    return ++known.takeovers > takeovers_max;
}

void ActivityLedger::forget(model::DeviceId device) {
    devices_.erase(device);
    const auto is_its = [&](const ConnectionEvent& event) { return event.device == device; };
    std::erase_if(connections_, is_its);
    std::erase_if(refusals_, [&](const auto& event) { return event.device == device; });
}

const DeviceActivity* ActivityLedger::find(model::DeviceId device) const {
    const auto found = devices_.find(device);
    return found == devices_.end() ? nullptr : &found->second.activity;
}

}  // namespace fieldcast::server
