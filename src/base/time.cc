#include "base/time.h"

#include <fmt/format.h>

#include <iterator>

namespace fieldcast::base {
namespace {

struct CivilTime {
    int year;
    unsigned month, day;
    long hour, minute, second;
};

CivilTime civil(Timestamp time) {
    const auto days = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{days};
    const std::chrono::hh_mm_ss clock{std::chrono::floor<Seconds>(time - days)};
    return {int(date.year()),      unsigned(date.month()),  unsigned(date.day()),
            clock.hours().count(), clock.minutes().count(), clock.seconds().count()};
}

void append_two(char*& cursor, unsigned value) {
    *cursor++ = static_cast<char>('0' + value / 10);
    *cursor++ = static_cast<char>('0' + value % 10);
}

}  // namespace

void append_iso8601(std::string& out, Timestamp time) {
    const CivilTime t = civil(time);
    if (t.year < 0 || t.year > 9999) {
        fmt::format_to(std::back_inserter(out), "{:05}-{:02}-{:02}T{:02}:{:02}:{:02}Z", t.year,
                       t.month, t.day, t.hour, t.minute, t.second);
        return;
    }
    char text[20];
    char* cursor = text;
    append_two(cursor, static_cast<unsigned>(t.year) / 100);
    append_two(cursor, static_cast<unsigned>(t.year) % 100);
    *cursor++ = '-';
    append_two(cursor, t.month);
    *cursor++ = '-';
    append_two(cursor, t.day);
    *cursor++ = 'T';
    append_two(cursor, static_cast<unsigned>(t.hour));
    *cursor++ = ':';
    append_two(cursor, static_cast<unsigned>(t.minute));
    *cursor++ = ':';
    append_two(cursor, static_cast<unsigned>(t.second));
    *cursor++ = 'Z';
    out.append(text, sizeof text);
}

std::string to_iso8601(Timestamp time) {
    std::string out;
    append_iso8601(out, time);
    return out;
}

std::string to_csv_time(Timestamp time) {
    const CivilTime t = civil(time);
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC", t.year, t.month, t.day, t.hour,
                       t.minute, t.second);
}

}  // namespace fieldcast::base
