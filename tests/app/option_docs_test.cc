#include "app/option_docs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <sstream>

#include "app/config_file.h"

namespace fieldcast::app {
namespace {

using testing::HasSubstr;

std::string project_file(const std::string& path) {
    std::ifstream file{FIELDCAST_SOURCE_DIR "/" + path};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// `#key = value` as `key = value`; lines of prose stay comments.
std::string uncommented(const std::string& sample) {
    std::istringstream lines{sample};
    std::string text;
    for (std::string line; std::getline(lines, line);)
        text +=
            line.starts_with('#') && !line.starts_with("# ") ? line.substr(1) + '\n' : line + '\n';
    return text;
}

TEST(ConfigurationManual, IsFresh) {
    EXPECT_EQ(project_file("docs/configuration.md"), configuration_manual())
        << "make it anew: fieldcast config docs > docs/configuration.md";
}

TEST(ConfigurationManual, NamesEveryOptionInEverySpelling) {
    const std::string manual = configuration_manual();
    for (const Option& option : options()) {
        EXPECT_THAT(manual, HasSubstr('`' + spelled(option.name, Source::flag)));
        EXPECT_THAT(manual, HasSubstr('`' + spelled(option.name, Source::environment) + '`'));
    }
}

TEST(SampleConfig, SetsNothing) {
    const auto entries = parse_config(sample_config());
    ASSERT_TRUE(entries);
    EXPECT_TRUE(entries->empty());
}

TEST(SampleConfig, ShowsEveryDefaultOrPlaceholderOnceTheCommentsAreGone) {
    const auto entries = parse_config(uncommented(sample_config()));
    ASSERT_TRUE(entries) << entries.error();
    Configuration configuration;
    for (const FileEntry& entry : *entries) {
        const Option* option = find_option(entry.key);
        ASSERT_NE(option, nullptr) << entry.key;
        EXPECT_TRUE(set_option(configuration, *option, entry.values)) << entry.key;
        const std::string shown = value_of(*option, configuration);
        const bool is_default = shown == value_of(*option, Configuration{});
        EXPECT_TRUE(is_default || shown == option->placeholder) << entry.key;
    }
    const auto in_file = std::ranges::count_if(
        options(), [](const Option& option) { return may_stand_in(option, Source::file); });
    EXPECT_EQ(std::ssize(*entries), in_file);
}

TEST(OptionDoc, SaysWhatItDoesWhatIsAllowedAndTheDefault) {
    EXPECT_EQ(full_doc(*find_option("mqtt-port")),
              "TCP port for MQTT. 0: none. A number from 0 to 65535. Default: 1883.");
}

}  // namespace
}  // namespace fieldcast::app
