#include "channels/weather.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <string>

namespace fieldcast::channels {
namespace {

constexpr double day_s = 86'400;

/// From 0 to 1, the same for the same two numbers.
double chance(std::uint64_t number, std::uint64_t station) {
    std::uint64_t bits = number * 0x9e3779b97f4a7c15 ^ station * 0xbf58476d1ce4e5b9;
    bits ^= bits >> 31;
    bits *= 0x94d049bb133111eb;
    bits ^= bits >> 29;
    return static_cast<double>(bits >> 11) / static_cast<double>(std::uint64_t{1} << 53);
}

/// A line from -1 to 1 that turns somewhere within every `period` seconds.
double drift(double seconds, double period, std::uint64_t station) {
    const double step = std::floor(seconds / period);
    const double part = seconds / period - step;
    const double smooth = part * part * (3 - 2 * part);
    const auto at = [&](double number) {
        return 2 * chance(static_cast<std::uint64_t>(number), station) - 1;
    };
    return at(step) + (at(step + 1) - at(step)) * smooth;
}

/// From -1 at four in the morning to 1 in the afternoon.
double warmth_of_day(double seconds) {
    return std::sin(2 * std::numbers::pi * (seconds / day_s - 0.4167));
}

std::string text(double value) {
    return fmt::format("{:.1f}", value);
}

}  // namespace

model::EntryValues weather_at(base::Timestamp now, std::uint64_t station) {
    const double seconds = std::chrono::duration<double>(now.time_since_epoch()).count();
    const double warmth = warmth_of_day(seconds);
    const double clouds = 0.5 + 0.5 * drift(seconds, 5'400, station + 1);
    const double shiver = 2 * chance(static_cast<std::uint64_t>(seconds), station) - 1;
    const double temperature = 14 + 6 * warmth - 2 * clouds +
                               3 * drift(seconds, 40'000, station + 2) +
                               0.4 * drift(seconds, 45, station + 3) + 0.1 * shiver;
    const double humidity = 62 - 18 * warmth + 14 * clouds + 1.5 * drift(seconds, 60, station + 4);
    const double pressure = 1'013 + 9 * drift(seconds, 90'000, station + 5);
    const double wind = 9 + 7 * drift(seconds, 1'800, station + 6) +
                        5 * std::abs(drift(seconds, 12, station + 7)) + shiver;
    const double light = 70 * std::max(0.0, warmth + 0.25) * (1.1 - 0.8 * clouds);
    const double rain = 30 * std::max(0.0, clouds - 0.85);
    const std::array<std::string, weather_labels.size()> texts = {
        text(temperature), text(std::clamp(humidity, 5.0, 100.0)),
        text(pressure),    text(std::max(0.0, wind)),
        text(light),       text(rain)};
    std::array<std::optional<std::string_view>, model::value_names> values;
    std::ranges::copy(texts, values.begin());
    return model::EntryValues{values};
}

}  // namespace fieldcast::channels
