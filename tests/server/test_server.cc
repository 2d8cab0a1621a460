#include "server/test_server.h"

#include <fcntl.h>
#include <sys/un.h>

#include <cstring>

namespace fieldcast::server {

std::string TestServer::administers(AdminHandler action) {
    administer_ = std::move(action);
    const net::FileDescriptor socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = folder_ + "/" + std::string{admin_socket_name};
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    EXPECT_EQ(::connect(socket.number(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::send(socket.number(), "do it\n", 6, 0), 6);
    std::string answer;
    char byte = 0;
    while (::recv(socket.number(), &byte, 1, 0) == 1 && byte != '\n') answer.push_back(byte);
    return answer;
}

model::ChannelId TestServer::has_channel() {
    model::ChannelId id;
    administers([&](AdminContext& context, std::string_view) {
        model::Channel channel;
        id = channel.id = *context.store.directory().next_channel_id();
        channel.name = "test";
        for (std::string& label : channel.field_labels) label = "on";
        EXPECT_TRUE(context.store.directory().put(channel));
        EXPECT_TRUE(context.store.commit());
        context.changes.emplace_back(std::make_shared<const model::Channel>(channel));
        return std::string{};
    });
    return id;
}

void TestServer::changes(model::ChannelId channel,
                         const std::function<void(model::Channel&)>& change) {
    administers([&](AdminContext& context, std::string_view) {
        model::Channel changed = *context.directory.find_channel(channel);
        change(changed);
        EXPECT_TRUE(context.store.directory().put(changed));
        EXPECT_TRUE(context.store.commit());
        context.changes.emplace_back(std::make_shared<const model::Channel>(changed));
        return std::string{};
    });
}

void TestServer::changes(model::DeviceId device,
                         const std::function<void(model::Device&)>& change) {
    administers([&](AdminContext& context, std::string_view) {
        model::Device changed = *context.directory.find_device(device);
        change(changed);
        EXPECT_TRUE(context.store.directory().put(changed));
        EXPECT_TRUE(context.store.commit());
        context.changes.emplace_back(std::make_shared<const model::Device>(changed));
        return std::string{};
    });
}

void TestServer::clears(model::ChannelId channel) {
    administers([&](AdminContext& context, std::string_view) {
        EXPECT_TRUE(context.clear(channel));
        EXPECT_TRUE(context.store.commit());
        return std::string{};
    });
}

TestDevice TestServer::has_device(std::vector<model::ChannelPermission> permissions) {
    TestDevice made;
    administers([&](AdminContext& context, std::string_view) {
        made = {.id = *context.store.directory().next_device_id(),
                .client_id = devices::generate_client_id(context.random),
                .password = devices::generate_device_password(context.random)};
        model::Device device;
        device.id = made.id;
        device.client_id = made.client_id;
        device.password_hash = devices::hash_device_password(context.secret, made.password);
        device.permissions = permissions;
        EXPECT_TRUE(context.store.directory().put(device));
        EXPECT_TRUE(context.store.commit());
        context.changes.emplace_back(std::make_shared<const model::Device>(device));
        return std::string{};
    });
    return made;
}

std::vector<std::string> TestServer::field1_of(model::ChannelId channel) {
    std::vector<std::string> values;
    administers([&](AdminContext& context, std::string_view) {
        const auto entries = context.store.feeds().newest(channel, 1'000'000);
        EXPECT_TRUE(entries);
        for (const model::Entry& entry : *entries)
            values.emplace_back(entry.values.get(model::ValueName::field1).value_or("none"));
        return std::string{};
    });
    return values;
}

std::vector<std::string> TestServer::events_of(model::DeviceId device) {
    std::vector<std::string> reasons;
    administers([&](AdminContext& context, std::string_view) {
        const auto events = context.store.events().newest(device, 100);
        EXPECT_TRUE(events);
        for (const model::DeviceEvent& event : *events)
            reasons.emplace_back(model::name_of(event.reason));
        return std::string{};
    });
    return reasons;
}

}  // namespace fieldcast::server
