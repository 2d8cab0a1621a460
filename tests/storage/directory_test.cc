#include "data_folder.h"
#include "storage/embedded/directory_codec.h"

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
            .created_at = at(1'700'000'000'123),
            .time_zone = "Europe/Berlin"};
}

model::SignIn full_sign_in() {
    return {.id = model::SignInId{5},
            .user = model::UserId{3},
            .token_hash = std::string("\0\1binary", 8),
            .address = "192.0.2.7",
            .browser = "Lynx",
            .created_at = at(7),
            .ends_at = at(8)};
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
    channel.viewers = {model::UserId{4}, model::UserId{5}};
    channel.retention_age = base::Milliseconds{86'400'000};
    channel.retention_entries = 1'000;
    channel.is_simulated = true;
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
            .created_at = at(5),
            .previous_password_hash = "before",
            .previous_password_until = at(6)};
}

TEST_F(EmbeddedDirectory, KeepsEveryPartOfARecord) {
    ASSERT_TRUE(store_->directory().put(full_user()));
    ASSERT_TRUE(store_->directory().put(full_sign_in()));
    ASSERT_TRUE(store_->directory().put(full_channel()));
    ASSERT_TRUE(store_->directory().put(full_device()));
    commit();
    reopen();
    const auto contents = load();
    ASSERT_EQ(contents.users.size(), 1U);
    ASSERT_EQ(contents.sign_ins.size(), 1U);
    ASSERT_EQ(contents.channels.size(), 1U);
    ASSERT_EQ(contents.devices.size(), 1U);
    EXPECT_EQ(*contents.users[0], full_user());
    EXPECT_EQ(*contents.sign_ins[0], full_sign_in());
    EXPECT_EQ(*contents.channels[0], full_channel());
    EXPECT_EQ(*contents.devices[0], full_device());
}

/// What format 4 has added stands at the ends of records.
TEST(DirectoryCodec, ReadsWhatOlderFormatsHaveWritten) {
    RecordWriter written;
    write(written, full_user());
    const std::size_t added = full_user().time_zone.size() + 1;
    RecordReader in{written.bytes().substr(0, written.size() - added)};
    model::User read_back{.id = full_user().id};
    read(in, read_back);
    EXPECT_TRUE(in.finished());
    model::User expected = full_user();
    expected.time_zone.clear();
    EXPECT_EQ(read_back, expected);
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
