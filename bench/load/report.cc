#include "load/report.h"

#include <fmt/format.h>

#include <cmath>

namespace fieldcast::load {
namespace {

/// Counts whole, ratios with three decimals.
std::string format(double value) {
    return value == std::floor(value) ? fmt::format("{:.0f}", value) : fmt::format("{:.3f}", value);
}

}  // namespace

std::string Report::table() const {
    std::string table;
    for (const Figure& figure : figures_)
        table += fmt::format("{:<32} {:>14} {}\n", figure.label, format(figure.value), figure.unit);
    return table;
}

std::string Report::json() const {
    std::string members;
    for (const Figure& figure : figures_)
        members += fmt::format("{}\"{}\":{}", members.empty() ? "" : ",", figure.key,
                               format(figure.value));
    return "{" + members + "}\n";
}

}  // namespace fieldcast::load
