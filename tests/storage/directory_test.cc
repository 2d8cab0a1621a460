#include "data_folder.h"

namespace fieldcast::storage {
namespace {

class EmbeddedDirectory : public StoreTest {
  protected:
    DirectoryContents load() {
        auto contents = store_->directory().load();
        EXPECT_TRUE(contents) << contents.error().text;
        return contents.value_or(DirectoryContents{});
    }
};

model::User full_user() {
    return {.id = model::UserId{3},
            .name = "ada",
            .role = model::Role::administrator,
            .password_hash = "$argon2id$…",
            .api_key = "0123456789ABCDEF",
            .created_at = at(1'700'000'000'123)};
}

model::Channel full_channel() {
    model::Channel channel;
    channel.id = model::ChannelId{12};
    channel.owner = model::UserId{3};
    channel.name = "Greenhouse";
    channel.description = "Ünïcode";
    for (std::size_t i = 0; i < channel.field_labels.size(); i += 2)
        channel.field_labels[i] = fmt::format("label {}", i);
    channel.is_public = true;
    channel.write_key = "WRITEWRITEWRITE1";
    channel.read_keys = {{"READREADREADREA1", "for the roof"}, {"READREADREADREA2", ""}};
    channel.interval = base::Milliseconds{15'000};
    channel.last_entry_on_subscribe = true;
    channel.metadata = "{}";
    channel.tags = "a,b";
    channel.url = "https://example.org";
    channel.github_url = "https://github.com/a/b";
    channel.latitude = "52.5";
    channel.longitude = "-13.4";
    channel.elevation = "34";
    channel.created_at = at(1);
    channel.updated_at = at(2);
    return channel;
}

model::Device full_device() {
    return {.id = model::DeviceId{9},
            .owner = model::UserId{3},
            .name = "roof",
            .description = "north side",
            .client_id = "ABCDEFGHIJKLMNOPQRSTUVW",
            .password_hash = std::string("\0\1binary", 8),
            .permissions = {{model::ChannelId{1}, true, false}, {model::ChannelId{12}, true, true}},
            .created_at = at(5)};
}

TEST_F(EmbeddedDirectory, KeepsEveryPartOfARecord) {
    ASSERT_TRUE(store_->directory().put(full_user()));
    ASSERT_TRUE(store_->directory().put(full_channel()));
    ASSERT_TRUE(store_->directory().put(full_device()));
    commit();
    reopen();
    const auto contents = load();
    ASSERT_EQ(contents.users.size(), 1U);
    ASSERT_EQ(contents.channels.size(), 1U);
    ASSERT_EQ(contents.devices.size(), 1U);
    EXPECT_EQ(*contents.users[0], full_user());
    EXPECT_EQ(*contents.channels[0], full_channel());
    EXPECT_EQ(*contents.devices[0], full_device());
}

TEST_F(EmbeddedDirectory, ReplacesARecordById) {
    auto channel = full_channel();
    ASSERT_TRUE(store_->directory().put(channel));
    commit();
    channel.name = "Cellar";
    ASSERT_TRUE(store_->directory().put(channel));
    commit();
    const auto contents = load();
    ASSERT_EQ(contents.channels.size(), 1U);
    EXPECT_EQ(contents.channels[0]->name, "Cellar");
}

TEST_F(EmbeddedDirectory, ForgetsWhatWasRolledBack) {
    ASSERT_TRUE(store_->directory().put(full_user()));
    store_->roll_back();
    commit();
    EXPECT_TRUE(load().users.empty());
}

TEST_F(EmbeddedDirectory, CommitsTogetherWithEntries) {
    ASSERT_TRUE(store_->directory().put(full_user()));
    append(channel_1, 1, "a");
    store_->roll_back();
    EXPECT_TRUE(load().users.empty());
    EXPECT_EQ(newest(channel_1), "");
    ASSERT_TRUE(store_->directory().put(full_user()));
    append(channel_1, 1, "b");
    commit();
    reopen();
    EXPECT_EQ(load().users.size(), 1U);
    EXPECT_EQ(newest(channel_1), "1:b");
}

TEST_F(EmbeddedDirectory, NeverGivesAnIdTwice) {
    const auto first = store_->directory().next_channel_id();
    ASSERT_TRUE(first);
    auto channel = full_channel();
    channel.id = *first;
    ASSERT_TRUE(store_->directory().put(channel));
    commit();
    ASSERT_TRUE(store_->directory().remove(*first));
    commit();
    EXPECT_TRUE(load().channels.empty());
    reopen();
    const auto second = store_->directory().next_channel_id();
    ASSERT_TRUE(second);
    EXPECT_GT(*second, *first);
}

TEST_F(EmbeddedDirectory, CountsEachKindForItself) {
    EXPECT_EQ(store_->directory().next_user_id()->value, 1U);
    EXPECT_EQ(store_->directory().next_user_id()->value, 2U);
    EXPECT_EQ(store_->directory().next_channel_id()->value, 1U);
    EXPECT_EQ(store_->directory().next_device_id()->value, 1U);
}

TEST_F(EmbeddedDirectory, LeavesOutADamagedRecord) {
    ASSERT_TRUE(store_->directory().put(full_user()));
    ASSERT_TRUE(store_->directory().put(full_channel()));
    commit();
    store_.reset();
    execute("UPDATE directory SET body = x'00' || body WHERE kind = 4");
    reopen();
    const Quiet quiet;
    const auto contents = load();
    EXPECT_TRUE(contents.users.empty());
    EXPECT_EQ(contents.channels.size(), 1U);
}

TEST_F(EmbeddedDirectory, RemovesADevicesEventsWithIt) {
    ASSERT_TRUE(store_->directory().put(full_device()));
    store_->events().add({.device = full_device().id, .address = "192.0.2.1:5", .topic = "a"});
    commit();
    ASSERT_TRUE(store_->directory().remove(full_device().id));
    commit();
    EXPECT_TRUE(store_->events().newest(full_device().id, 10)->empty());
}

}  // namespace
}  // namespace fieldcast::storage
