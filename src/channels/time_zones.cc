#include "channels/time_zones.h"

#include <cstdlib>
#include <string>

namespace fieldcast::channels {
namespace {

using base::Seconds;
using std::chrono::minutes;

void append_two(std::string& out, long number) {
    out += static_cast<char>('0' + number / 10);
    out += static_cast<char>('0' + number % 10);
}

/// Appends `+01:00`, with `separator` between hours and minutes.
void append_offset(std::string& out, Seconds offset, std::string_view separator) {
    const long in_minutes = std::abs(std::chrono::floor<minutes>(offset).count());
    out += offset < Seconds{0} ? '-' : '+';
    append_two(out, in_minutes / 60);
    out += separator;
    append_two(out, in_minutes % 60);
}

}  // namespace

Zone Zone::fixed(Seconds ahead_of_utc) {
    Zone zone;
    if (ahead_of_utc == Seconds{0}) return zone;
    zone.offset_at_ = [ahead_of_utc](base::Timestamp) { return ahead_of_utc; };
    zone.offset_of_ = [ahead_of_utc](LocalTime) { return ahead_of_utc; };
    return zone;
}

std::optional<Zone> Zone::find(std::string_view name, const TimeZones& zones) {
    if (name == "UTC" || name == "Etc/UTC") return Zone{};
    if (!zones.offset_at || !zones.offset_of) return std::nullopt;
    if (!zones.offset_at(name, base::Timestamp{})) return std::nullopt;
    Zone zone;
    zone.offset_at_ = [offset_at = zones.offset_at, name = std::string{name}](base::Timestamp t) {
        return offset_at(name, t).value_or(Seconds{0});
    };
    zone.offset_of_ = [offset_of = zones.offset_of, name = std::string{name}](LocalTime local) {
        return offset_of(name, local).value_or(Seconds{0});
    };
    return zone;
}

Seconds Zone::offset_at(base::Timestamp time) const {
    return is_utc() ? Seconds{0} : Seconds{std::chrono::floor<minutes>(offset_at_(time))};
}

base::Timestamp Zone::to_utc(LocalTime local) const {
    const base::Timestamp as_if_utc{local.time_since_epoch()};
    return is_utc() ? as_if_utc : as_if_utc - std::chrono::floor<minutes>(offset_of_(local));
}

void append_time(std::string& out, base::Timestamp time, const Zone& zone, TimeForm form) {
    if (zone.is_utc() && form == TimeForm::iso_8601) return base::append_iso8601(out, time);
    const Seconds offset = zone.offset_at(time);
    if (form == TimeForm::csv) {
        std::string text = base::to_csv_time(time + offset);
        if (!zone.is_utc()) text.erase(text.size() - std::string_view{"UTC"}.size());
        out += text;
        if (!zone.is_utc()) append_offset(out, offset, "");
        return;
    }
    base::append_iso8601(out, time + offset);
    out.pop_back();  // the Z
    append_offset(out, offset, ":");
}

}  // namespace fieldcast::channels
