#include "app/password_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "app/access_file.h"

namespace fieldcast::app {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::istringstream stream{text};
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

TEST(PasswordHash, GeneratesAPasswordAndTheLineThatTheAccessFileTakes) {
    const std::vector<std::string> words{"password", "hash", "--generate"};
    const Outcome outcome = run_password_hash(*parse_command_line(words));
    const auto lines = lines_of(outcome.output);
    ASSERT_EQ(lines.size(), 4U) << outcome.error;
    const auto sections = parse_access("[user.ada]\n" + lines[3] + '\n');
    ASSERT_TRUE(sections) << sections.error();
    EXPECT_EQ(lines[1].size(), 24U);
    EXPECT_TRUE(verify_password(sections->users.at("ada"), lines[1]));
}

}  // namespace
}  // namespace fieldcast::app
