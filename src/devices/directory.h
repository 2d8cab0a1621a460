#pragma once
// Users, their sign-ins, channels and devices, ready to be asked. Kind of state: an index *owned*
// by one thread (each shard and the store writer has its own) over *published* records that all
// share.

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/result.h"
#include "devices/credentials.h"
#include "devices/record_index.h"
#include "model/directory_records.h"
#include "model/refusal.h"

namespace fieldcast::devices {

/// One stored change, as it travels from the store writer to every Directory.
struct RemovedUser {
    model::UserId id;
};
struct RemovedSignIn {
    model::SignInId id;
};
struct RemovedChannel {
    model::ChannelId id;
};
struct RemovedDevice {
    model::DeviceId id;
};
using DirectoryChange =
    std::variant<model::UserRecord, model::SignInRecord, model::ChannelRecord, model::DeviceRecord,
                 RemovedUser, RemovedSignIn, RemovedChannel, RemovedDevice>;

class Directory {
  public:
    /// Makes room for so many records, which tables that grow step by step would move each time.
    void reserve(std::size_t channels, std::size_t devices);

    /// Adds, replaces or removes one record. Removing a channel leaves permissions for it in the
    /// devices; they mean nothing, since ids are never given twice.
    void apply(const DirectoryChange& change);

    [[nodiscard]] model::UserRecord find_user(model::UserId id) const;
    [[nodiscard]] model::UserRecord find_user(std::string_view name) const;
    [[nodiscard]] model::SignInRecord find_sign_in(model::SignInId id) const;
    [[nodiscard]] model::SignInRecord find_sign_in(std::string_view token_hash) const;
    [[nodiscard]] model::ChannelRecord find_channel(model::ChannelId id) const;
    [[nodiscard]] model::DeviceRecord find_device(model::DeviceId id) const;
    [[nodiscard]] model::DeviceRecord find_device(std::string_view client_id) const;
    [[nodiscard]] model::UserRecord find_user_by_key(std::string_view api_key) const;
    [[nodiscard]] model::ChannelRecord find_channel_by_write_key(std::string_view write_key) const;

    /// In no particular order.
    template <class Visitor>
    void for_each_channel(Visitor&& visit) const {
        for (const auto& [id, channel] : channels_) visit(*channel);
    }

    // For lists, in order of id.
    [[nodiscard]] std::vector<model::UserRecord> users() const;
    [[nodiscard]] std::vector<model::SignInRecord> sign_ins() const;
    [[nodiscard]] std::vector<model::ChannelRecord> channels() const;
    [[nodiscard]] std::vector<model::DeviceRecord> devices() const;

  private:
    void carry_out(const model::UserRecord& user);
    void carry_out(const model::SignInRecord& sign_in);
    void carry_out(const model::ChannelRecord& channel);
    void carry_out(const model::DeviceRecord& device);
    void carry_out(RemovedUser removed);
    void carry_out(RemovedSignIn removed);
    void carry_out(RemovedChannel removed);
    void carry_out(RemovedDevice removed);

    std::unordered_map<model::UserId, model::UserRecord> users_;
    RecordIndex<model::User, &model::User::name> user_names_;
    RecordIndex<model::User, &model::User::api_key> user_keys_;
    std::unordered_map<model::SignInId, model::SignInRecord> sign_ins_;
    RecordIndex<model::SignIn, &model::SignIn::token_hash> sign_in_tokens_;
    std::unordered_map<model::ChannelId, model::ChannelRecord> channels_;
    RecordIndex<model::Channel, &model::Channel::write_key> write_keys_;
    std::unordered_map<model::DeviceId, model::DeviceRecord> devices_;
    RecordIndex<model::Device, &model::Device::client_id> client_ids_;
};

/// A device has one password, and for a while after a change the one before.
enum class PasswordOf : std::uint8_t { now, before };

/// What a CONNECT brings to prove who it is.
struct Credentials {
    std::string_view client_id;
    std::optional<std::string_view> user_name;
    std::optional<std::string_view> password;
};

/// Why a CONNECT was refused. `device` is set where the user name is a device's, so that its owner
/// can be told; the client learns nothing of it.
struct ConnectRefusal {
    model::DeviceRecord device;
    model::Refusal reason = model::Refusal::wrong_password;
};

/// A device that has proved itself.
struct Authenticated {
    model::DeviceRecord device;
    PasswordOf password = PasswordOf::now;
};

/// The device that `credentials` prove to be: user name and client ID are both its client ID and
/// the password is its, or was before and still holds at `now`.
[[nodiscard]] base::Result<Authenticated, ConnectRefusal> authenticate(
    const Directory& directory, const ServerSecret& secret, const Credentials& credentials,
    base::Timestamp now);

/// Which of the passwords of `now` the one is that `before` had as `which`; nothing: it holds no
/// more at `time`.
[[nodiscard]] std::optional<PasswordOf> password_after_change(const model::Device& before,
                                                              PasswordOf which,
                                                              const model::Device& now,
                                                              base::Timestamp time);

[[nodiscard]] bool may_publish(const model::Device& device, model::ChannelId channel);
[[nodiscard]] bool may_subscribe(const model::Device& device, model::ChannelId channel);

}  // namespace fieldcast::devices
