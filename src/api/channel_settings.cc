#include "api/channel_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "model/entry.h"

namespace fieldcast::api {
namespace {

constexpr std::array<std::string_view, 6> texts = {"name", "description", "metadata",
                                                   "tags", "url",         "github_url"};
constexpr std::array<std::string_view, 3> positions = {"latitude", "longitude", "elevation"};

}  // namespace

Json channel_settings(const Parameters& parameters) {
    Json values = Json::object();
    for (const std::string_view name : texts)
        if (const auto text = parameters.find(name)) values[std::string{name}] = *text;
    if (parameters.text("name").empty()) values.erase("name");
    for (const std::string_view name : positions)
        if (const auto text = parameters.text(name); !text.empty())
            values[std::string{name}] = text;
    Json labels = Json::array();
    for (std::size_t i = 1; i <= model::fields_per_channel; ++i)
        if (const auto label = parameters.find(fmt::format("field{}", i)))
            labels.push_back(fmt::format("{}={}", i, *label));
    if (!labels.empty()) values["field"] = labels;
    if (const auto is_public = parameters.find("public_flag")) {
        const bool wants_public = *is_public == "true" || *is_public == "1";
        values[wants_public ? "public" : "private"] = true;
    }
    return values;
}

}  // namespace fieldcast::api
