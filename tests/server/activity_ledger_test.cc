#include "server/activity_ledger.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace fieldcast::server {
namespace {

using model::Refusal;

constexpr model::DeviceId sensor{7};

base::Timestamp at(int seconds) {
    return base::Timestamp{base::Seconds{seconds}};
}

base::Instant steady(int seconds) {
    return base::Instant{base::Seconds{seconds}};
}

DeviceConnected connected(int seconds, std::string address = "192.0.2.7:1000") {
    return {sensor,
            {.transport = net::Transport::tls,
             .version = mqtt::ProtocolVersion::v5,
             .address = std::move(address),
             .tcp_at = at(seconds),
             .tls_at = at(seconds),
             .connect_at = at(seconds)}};
}

DeviceConnected refused(int seconds) {
    DeviceConnected refused = connected(seconds, "198.51.100.1:5");
    refused.connection.connect_at.reset();
    return refused;
}

/// The shard's steady clock is 100 s behind the wall clock.
DevicesActive active(DeviceProgress progress) {
    return {{progress}, {steady(0), at(100)}};
}

class Ledger : public testing::Test {
  protected:
    [[nodiscard]] const DeviceActivity& activity() const { return *ledger.find(sensor); }

    Refusal recorded(Refusal reason, int seconds) {
        model::DeviceEvent event{.device = sensor, .reason = reason, .last_at = at(seconds)};
        ledger.take(event);
        return event.reason;
    }

    void fails(std::string address, Refusal reason = Refusal::unknown_user_name) {
        ledger.take(ConnectionFailed{.address = std::move(address), .reason = reason, .at = at(1)});
    }

    ActivityLedger ledger;
};

TEST_F(Ledger, KnowsNothingAtFirst) {
    EXPECT_EQ(ledger.find(sensor), nullptr);
}

TEST_F(Ledger, FollowsAConnection) {
    ledger.take(connected(100));
    EXPECT_TRUE(activity().is_connected);
    EXPECT_EQ(activity().last_seen_at, at(100));
    ledger.take(active({.device = sensor,
                        .messages = 2,
                        .last_message_at = steady(3),
                        .stored_at = steady(4),
                        .last_seen_at = steady(5)}));
    ledger.take(active({.device = sensor, .messages = 1, .last_message_at = steady(9)}));
    EXPECT_EQ(activity().messages, 3);
    EXPECT_EQ(activity().last_message_at, at(109));
    EXPECT_EQ(activity().stored_at, at(104));
    EXPECT_EQ(activity().connection_stored_at, at(104));
    EXPECT_EQ(activity().last_seen_at, at(105));
    ledger.take(DeviceLeft{sensor, at(110)});
    EXPECT_FALSE(activity().is_connected);
    EXPECT_EQ(activity().connection.address, "192.0.2.7:1000");
}

TEST_F(Ledger, BeginsTheJourneyAnewWithEachConnection) {
    ledger.take(connected(100));
    ledger.take(active({.device = sensor, .messages = 1, .last_message_at = steady(3)}));
    EXPECT_EQ(activity().connection_published_at, at(103));
    ledger.take(connected(200));
    EXPECT_EQ(activity().connection_published_at, std::nullopt);
    EXPECT_EQ(activity().last_message_at, at(103));
    EXPECT_EQ(activity().messages, 1);
}

TEST_F(Ledger, ShowsHowFarARefusedConnectionCame) {
    ledger.take(refused(100));
    ledger.take(active({.device = sensor, .stored_at = steady(1)}));  // by an earlier one
    EXPECT_EQ(activity().stored_at, at(101));
    EXPECT_EQ(activity().connection_stored_at, std::nullopt);
    EXPECT_FALSE(activity().is_connected);
    EXPECT_EQ(activity().connection.tcp_at, at(100));
    EXPECT_EQ(activity().connection.connect_at, std::nullopt);
    EXPECT_EQ(activity().last_seen_at, std::nullopt);
}

TEST_F(Ledger, ARefusedConnectionDoesNotHideTheDevicesOwn) {
    ledger.take(connected(100));
    ledger.take(refused(101));
    EXPECT_TRUE(activity().is_connected);
    EXPECT_EQ(activity().connection.address, "192.0.2.7:1000");
}

TEST_F(Ledger, CountsRefusals) {
    recorded(Refusal::too_fast, 1);
    recorded(Refusal::wrong_password, 2);
    EXPECT_EQ(activity().refusals, 2);
    EXPECT_EQ(activity().last_refusal->reason, Refusal::wrong_password);
}

TEST_F(Ledger, KeepsRefusalsAtTopics) {
    const auto refuse = [&](Refusal reason, std::string topic) {
        model::DeviceEvent event{.device = sensor, .reason = reason, .topic = std::move(topic)};
        ledger.take(event);
    };
    refuse(Refusal::wrong_password, "");
    refuse(Refusal::publish_not_allowed, "channels/1/publish");
    refuse(Refusal::publish_not_allowed, "channels/1/publish");
    refuse(Refusal::publish_not_allowed, "channels/2/publish");
    ASSERT_EQ(ledger.refusals().size(), 2U);
    EXPECT_EQ(ledger.refusals().front().count, 2U);
    for (int i = 0; i < 1'000; ++i)
        refuse(Refusal::too_fast, fmt::format("channels/{}/publish", i));
    EXPECT_EQ(ledger.refusals().size(), ActivityLedger::events_max);
    ledger.forget(sensor);
    EXPECT_TRUE(ledger.refusals().empty());
}

TEST_F(Ledger, CallsManyTakeoversInAMinuteTwoPrograms) {
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(recorded(Refusal::taken_over, 100 + i), Refusal::taken_over);
    EXPECT_EQ(recorded(Refusal::taken_over, 159), Refusal::device_shared);
    EXPECT_EQ(activity().last_refusal->reason, Refusal::device_shared);
    EXPECT_EQ(recorded(Refusal::taken_over, 160), Refusal::taken_over);
}

TEST_F(Ledger, CountsEqualFailuresInARow) {
    fails("192.0.2.7:1000");
    fails("192.0.2.7:2000");
    fails("[2001:db8::1]:2000");
    fails("192.0.2.7:3000");
    fails("192.0.2.7:3000", Refusal::tls_to_plain_port);
    ASSERT_EQ(ledger.failures().size(), 4U);
    EXPECT_EQ(ledger.failures().front().count, 2);
    EXPECT_EQ(ledger.failures().front().address, "192.0.2.7:2000");
}

TEST_F(Ledger, KeepsTheNewestFailures) {
    for (int i = 0; i < 1'000; ++i) fails(fmt::format("192.0.2.{}:1000", i));
    EXPECT_EQ(ledger.failures().size(), ActivityLedger::events_max);
    EXPECT_EQ(ledger.failures().back().address, "192.0.2.999:1000");
}

TEST_F(Ledger, TellsWhoCameAndWent) {
    ledger.take(connected(100));
    ledger.take(DeviceLeft{sensor, at(101)});
    ledger.take(DeviceLeft{sensor, at(102)});  // was not connected
    ASSERT_EQ(ledger.connections().size(), 2U);
    EXPECT_EQ(ledger.connections().front().kind, ConnectionEvent::Kind::connected);
    EXPECT_EQ(ledger.connections().back().kind, ConnectionEvent::Kind::disconnected);
    EXPECT_EQ(ledger.connections().back().last_at, at(101));
}

TEST_F(Ledger, ForgetsARemovedDevice) {
    ledger.take(connected(100));
    ledger.forget(sensor);
    EXPECT_EQ(ledger.find(sensor), nullptr);
    EXPECT_TRUE(ledger.connections().empty());
}

TEST(HostOf, LeavesThePortOut) {
    EXPECT_EQ(host_of("192.0.2.7:1000"), "192.0.2.7");
    EXPECT_EQ(host_of("[2001:db8::1]:1000"), "2001:db8::1");
    EXPECT_EQ(host_of(""), "");
}

}  // namespace
}  // namespace fieldcast::server
