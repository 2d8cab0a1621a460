#include "storage/embedded/events.h"

#include "base/log.h"
#include "storage/embedded/record.h"

namespace fieldcast::storage {
namespace {

std::string_view without_port(std::string_view address) {
    return address.substr(0, address.rfind(':'));
}

bool is_repeated(const model::DeviceEvent& last, const model::DeviceEvent& event) {
    return last.reason == event.reason && last.topic == event.topic &&
           without_port(last.address) == without_port(event.address);
}

void count_into(model::DeviceEvent& last, const model::DeviceEvent& event) {
    last.address = event.address;
    last.last_at = event.last_at;
    last.count += event.count;
}

void add_to(std::deque<model::DeviceEvent>& events, const model::DeviceEvent& event) {
    if (!events.empty() && is_repeated(events.back(), event))
        return count_into(events.back(), event);
    events.push_back(event);
    if (events.size() > EventLog::events_per_device) events.pop_front();
}

RecordKey key_of(model::DeviceId device, std::uint64_t number) {
    return {RecordKind::event, device.value, number};
}

RecordWriter encode(const model::DeviceEvent& event) {
    RecordWriter out;
    out.number(static_cast<std::uint64_t>(event.reason));
    out.text(event.address);
    out.text(event.topic);
    out.time(event.first_at);
    out.time(event.last_at);
    out.number(event.count);
    return out;
}

std::optional<model::DeviceEvent> decode(RecordKey key, base::BytesView body) {
    auto in = RecordReader::open(key, body);
    if (!in) return std::nullopt;
    model::DeviceEvent event;
    event.device.value = key.first;
    const auto reason = in->number();
    event.reason = static_cast<model::Refusal>(reason);
    event.address = in->text();
    event.topic = in->text();
    event.first_at = in->time();
    event.last_at = in->time();
    event.count = in->number();
    return in->finished() && reason < model::refusals ? std::optional(event) : std::nullopt;
}

}  // namespace

void Events::add(const model::DeviceEvent& event) {
    if (waiting_.size() < bounds_.waiting_devices || waiting_.contains(event.device))
        return add_to(waiting_[event.device], event);
    base::log(base::LogLevel::warning, "An event of device {} is not kept: {}.", event.device.value,
              model::name_of(event.reason));
}

Result<std::vector<model::DeviceEvent>> Events::newest(model::DeviceId device, std::size_t limit) {
    auto events = TRY(stored(device, limit));
    if (const auto found = waiting_.find(device); found != waiting_.end())
        for (const auto& event : found->second) add_to(events, event);
    if (events.size() > limit)
        events.erase(events.begin(), events.end() - static_cast<std::ptrdiff_t>(limit));
    return std::vector(events.rbegin(), events.rend());
}

/// Oldest first.
Result<Events::WaitingEvents> Events::stored(model::DeviceId device, std::size_t limit) {
    WaitingEvents events;
    Rows rows = backwards_.run(device.value, std::min(limit, events_per_device));
    while (TRY(rows.next()))
        if (auto line = TRY(read_line(device, rows)); line.event)
            events.push_front(*std::move(line.event));
    return events;
}

Result<void> Events::write_group() {
    for (const auto& [device, events] : waiting_) TRY(write(device, events));
    return {};
}

Result<void> Events::write(model::DeviceId device, const WaitingEvents& events) {
    TRY(database_.begin());
    Line line = TRY(last_line(device));
    for (const auto& event : events) {
        if (line.event && is_repeated(*line.event, event)) {
            count_into(*line.event, event);
        } else {
            if (line.event) TRY(write(line));
            line = {line.number + 1, event};
        }
    }
    TRY(write(line));
    if (line.number <= events_per_device) return {};
    return delete_old_.execute(device.value, line.number - events_per_device);
}

Result<void> Events::write(const Line& line) {
    const RecordKey key = key_of(line.event->device, line.number);
    RecordWriter record = encode(*line.event);
    return upsert_.execute(key.first, key.second, record.close(key));
}

Result<Events::Line> Events::last_line(model::DeviceId device) {
    Rows rows = backwards_.run(device.value, 1);
    if (!TRY(rows.next())) return Line{};
    return read_line(device, rows);
}

Result<Events::Line> Events::read_line(model::DeviceId device, const Rows& rows) {
    const auto number = static_cast<std::uint64_t>(rows.integer(0));
    const RecordKey key = key_of(device, number);
    Line line{number, decode(key, rows.bytes(1))};
    if (!line.event) TRY(quarantine_.keep({"device_event", key, rows.bytes(1)}));
    return line;
}

}  // namespace fieldcast::storage
