#include "data_folder.h"

namespace fieldcast::storage {
namespace {

constexpr model::DeviceId device{4};

model::DeviceEvent event(std::string topic, std::int64_t time = 0,
                         std::string address = "192.0.2.7:1000") {
    return {.device = device,
            .reason = model::Refusal::publish_not_allowed,
            .address = std::move(address),
            .topic = std::move(topic),
            .first_at = at(time),
            .last_at = at(time)};
}

class EmbeddedEvents : public StoreTest {
  protected:
    /// `topic×count`, newest first.
    std::string events(std::size_t limit = 1000) {
        const auto newest = store_->events().newest(device, limit);
        if (!newest) return newest.error().text;
        std::string text;
        for (const auto& each : *newest)
            text += fmt::format("{}{}×{}", text.empty() ? "" : " ", each.topic, each.count);
        return text;
    }
};

TEST_F(EmbeddedEvents, AreReadNewestFirst) {
    store_->events().add(event("a"));
    store_->events().add(event("b"));
    commit();
    store_->events().add(event("c"));
    EXPECT_EQ(events(), "c×1 b×1 a×1");
    EXPECT_EQ(events(2), "c×1 b×1");
    EXPECT_EQ(events(0), "");
}

TEST_F(EmbeddedEvents, KeepEveryPart) {
    auto first = event("a/b", 5);
    store_->events().add(first);
    commit();
    reopen();
    EXPECT_EQ(store_->events().newest(device, 1)->at(0), first);
}

TEST_F(EmbeddedEvents, AreCountedWhenTheyRepeat) {
    store_->events().add(event("a", 1, "192.0.2.7:1000"));
    store_->events().add(event("a", 2, "192.0.2.7:2000"));
    commit();
    store_->events().add(event("a", 3, "192.0.2.7:3000"));
    EXPECT_EQ(events(), "a×3");
    commit();
    reopen();
    EXPECT_EQ(events(), "a×3");
    const auto newest = store_->events().newest(device, 1);
    EXPECT_EQ(newest->at(0).first_at, at(1));
    EXPECT_EQ(newest->at(0).last_at, at(3));
    EXPECT_EQ(newest->at(0).address, "192.0.2.7:3000");
}

TEST_F(EmbeddedEvents, AreNotCountedTogetherWhenTheyDiffer) {
    store_->events().add(event("a"));
    store_->events().add(event("b"));
    store_->events().add(event("a"));
    store_->events().add(event("a", 0, "192.0.2.8:1000"));
    auto other = event("a", 0, "192.0.2.8:1000");
    other.reason = model::Refusal::too_fast;
    store_->events().add(other);
    commit();
    EXPECT_EQ(events(), "a×1 a×1 a×1 b×1 a×1");
}

TEST_F(EmbeddedEvents, KeepOnlyTheNewestOfADevice) {
    for (int i = 0; i < 150; ++i) store_->events().add(event(std::to_string(i)));
    commit();
    for (int i = 150; i < 300; ++i) store_->events().add(event(std::to_string(i)));
    for (int round = 0; round < 2; ++round) {
        const auto newest = store_->events().newest(device, 1000);
        ASSERT_EQ(newest->size(), EventLog::events_per_device);
        EXPECT_EQ(newest->front().topic, "299");
        EXPECT_EQ(newest->back().topic, "100");
        commit();
    }
}

TEST_F(EmbeddedEvents, WaitForTheNextGroupWhenOneIsRolledBack) {
    store_->events().add(event("a"));
    store_->roll_back();
    EXPECT_EQ(events(), "a×1");
    commit();
    reopen();
    EXPECT_EQ(events(), "a×1");
}

TEST_F(EmbeddedEvents, BeyondTheBoundOfDevicesAreNotKept) {
    const Quiet quiet;
    bounds_.waiting_devices = 1;
    reopen();
    store_->events().add(event("a"));
    auto other = event("a");
    other.device = model::DeviceId{5};
    store_->events().add(other);
    EXPECT_EQ(events(), "a×1");
    EXPECT_TRUE(store_->events().newest(other.device, 10)->empty());
}

}  // namespace
}  // namespace fieldcast::storage
