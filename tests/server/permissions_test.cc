#include <gtest/gtest.h>

#include "server/identity.h"

namespace fieldcast::server {
namespace {

using model::Refusal;

class PermissionsTest : public testing::Test {
  protected:
    [[nodiscard]] std::optional<Refusal> publish(std::string_view topic) const {
        return Permissions(settings, directory).refusal_of_general_publish({}, topic);
    }

    [[nodiscard]] std::optional<Refusal> subscribe(std::string_view filter) const {
        return Permissions(settings, directory).refusal_of_filter({}, filter);
    }

    Settings settings{.general_topics = {"#"}};
    devices::Directory directory;
};

TEST_F(PermissionsTest, RefuseTopicsWithMoreLevelsThanTheLimit) {
    settings.topic_levels_max = 3;
    for (const char* topic : {"a", "//", "a/b/c", "a long one/and/so on"}) {
        EXPECT_EQ(publish(topic), std::nullopt) << topic;
        EXPECT_EQ(subscribe(topic), std::nullopt) << topic;
    }
    for (const char* topic : {"///", "a/b/c/d", "a long one/and/so/on"}) {
        EXPECT_EQ(publish(topic), Refusal::topic_not_publishable) << topic;
        EXPECT_EQ(subscribe(topic), Refusal::topic_not_subscribable) << topic;
    }
}

TEST_F(PermissionsTest, RefuseTopicsWithMoreBytesThanTheLimit) {
    settings.topic_bytes_max = 5;
    EXPECT_EQ(publish("12345"), std::nullopt);
    EXPECT_EQ(publish("123456"), Refusal::topic_not_publishable);
    EXPECT_EQ(subscribe("123456"), Refusal::topic_not_subscribable);
}

TEST_F(PermissionsTest, LeaveTheServersOwnTopicsToTheServer) {
    settings.general_topics.push_back("$SYS/#");
    EXPECT_EQ(publish("$SYS/x"), Refusal::topic_not_publishable);
    EXPECT_EQ(subscribe("$SYS/#"), std::nullopt);
    EXPECT_EQ(publish("$SYSTEM/x"), Refusal::topic_not_publishable);  // no wildcard selects it
}

}  // namespace
}  // namespace fieldcast::server
