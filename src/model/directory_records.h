#pragma once
// The records of the directory: users with their sign-ins, channels, devices. Kind of state:
// *published*. A record is immutable once made; a change stores a new one and replaces the old one
// whole, so every shard may read it without a lock.

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "model/entry.h"
#include "model/ids.h"

namespace fieldcast::model {

enum class Role : std::uint8_t { user, administrator };

struct User {
    UserId id;
    std::string name;
    Role role = Role::user;
    std::string password_hash;  ///< argon2id, in its own text form; empty: cannot sign in
    std::string api_key;        ///< 16 × [0-9A-Z]: channel administration over REST
    base::Timestamp created_at;
    std::string
        time_zone;  ///< name of the tz database that the page shows times in; empty: its own
    friend bool operator==(const User&, const User&) = default;
};

/// One browser that a user has signed in with, until it signs out or `ends_at`.
struct SignIn {
    SignInId id;
    UserId user;
    std::string token_hash;  ///< HMAC-SHA-256 of the cookie's token under the server's secret
    std::string address;     ///< of the browser, as it signed in; without port
    std::string browser;     ///< what it called itself, User-Agent
    base::Timestamp created_at;
    base::Timestamp ends_at;
    friend bool operator==(const SignIn&, const SignIn&) = default;
};

struct ReadKey {
    std::string key;
    std::string note;
    friend bool operator==(const ReadKey&, const ReadKey&) = default;
};

struct Channel {
    ChannelId id;
    UserId owner;
    std::string name;
    std::string description;
    std::array<std::string, fields_per_channel> field_labels;  ///< empty: the field is disabled
    bool is_public = false;
    std::string write_key;  ///< 16 × [0-9A-Z]
    std::vector<ReadKey> read_keys;
    base::Milliseconds interval{0};  ///< shortest time between entries; 0: no limit
    bool last_entry_on_subscribe = false;
    std::string metadata;
    std::string tags;  ///< comma-separated
    std::string url;
    std::string github_url;
    std::string latitude = "0.0";
    std::string longitude = "0.0";
    std::string elevation;
    base::Timestamp created_at;
    base::Timestamp updated_at;           ///< of the settings; entries do not move it
    std::vector<UserId> viewers;          ///< may read it besides its owner
    base::Milliseconds retention_age{0};  ///< older entries are removed; 0: none are
    std::uint64_t retention_entries = 0;  ///< so many of the newest stay; 0: all do
    bool is_simulated = false;            ///< fed by the server's own weather station
    friend bool operator==(const Channel&, const Channel&) = default;
};

struct ChannelPermission {
    ChannelId channel;
    bool publish = false;
    bool subscribe = false;
    friend bool operator==(const ChannelPermission&, const ChannelPermission&) = default;
};

struct Device {
    DeviceId id;
    UserId owner;
    std::string name;
    std::string description;
    std::string client_id;      ///< 23 × [0-9A-Za-z]; also the username
    std::string password_hash;  ///< HMAC-SHA-256 of the password under the server's secret
    std::vector<ChannelPermission> permissions;  ///< ordered by channel, each channel once
    base::Timestamp created_at;
    std::string previous_password_hash;  ///< holds until `previous_password_until`; empty: none
    base::Timestamp previous_password_until;
    friend bool operator==(const Device&, const Device&) = default;
};

using UserRecord = std::shared_ptr<const User>;
using SignInRecord = std::shared_ptr<const SignIn>;
using ChannelRecord = std::shared_ptr<const Channel>;
using DeviceRecord = std::shared_ptr<const Device>;

}  // namespace fieldcast::model
