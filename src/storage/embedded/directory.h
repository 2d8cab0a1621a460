#pragma once
// Users, sign-ins, channels and devices as records in table `directory`; the last id given for each
// kind in table `counter`. Kind of state: stored. One thread.

#include "storage/embedded/directory_codec.h"
#include "storage/embedded/quarantine.h"
#include "storage/embedded/sqlite.h"

namespace fieldcast::storage {

class Directory final : public DirectoryStore {
  public:
    Directory(Database& database, Quarantine& quarantine)
        : database_(database), quarantine_(quarantine) {}

    /// Records that are damaged go into quarantine and are left out.
    [[nodiscard]] Result<DirectoryContents> load() override;

    [[nodiscard]] Result<model::UserId> next_user_id() override;
    [[nodiscard]] Result<model::SignInId> next_sign_in_id() override;
    [[nodiscard]] Result<model::ChannelId> next_channel_id() override;
    [[nodiscard]] Result<model::DeviceId> next_device_id() override;

    [[nodiscard]] Result<void> put(const model::User& user) override;
    [[nodiscard]] Result<void> put(const model::SignIn& sign_in) override;
    [[nodiscard]] Result<void> put(const model::Channel& channel) override;
    [[nodiscard]] Result<void> put(const model::Device& device) override;

    [[nodiscard]] Result<void> remove(model::UserId user) override;
    [[nodiscard]] Result<void> remove(model::SignInId sign_in) override;
    [[nodiscard]] Result<void> remove(model::ChannelId channel) override;
    /// Also removes the device's events.
    [[nodiscard]] Result<void> remove(model::DeviceId device) override;

  private:
    template <class Record>
    [[nodiscard]] Result<std::vector<std::shared_ptr<const Record>>> load_all();
    template <class Record>
    [[nodiscard]] Result<void> put_record(const Record& record);
    [[nodiscard]] Result<void> remove_record(RecordKind kind, std::uint64_t id);
    [[nodiscard]] Result<void> put_into_quarantine(RecordKey key);
    [[nodiscard]] Result<std::uint64_t> next_id(RecordKind kind);
    [[nodiscard]] Result<std::uint64_t> last_id_given(RecordKind kind);

    Database& database_;
    Quarantine& quarantine_;
    Statement select_{database_, "SELECT id, body FROM directory WHERE kind = ?1 ORDER BY id"};
    Statement body_{database_, "SELECT body FROM directory WHERE kind = ?1 AND id = ?2"};
    Statement upsert_{database_,
                      "INSERT OR REPLACE INTO directory(kind, id, body) VALUES(?1, ?2, ?3)"};
    Statement delete_{database_, "DELETE FROM directory WHERE kind = ?1 AND id = ?2"};
    Statement delete_events_{database_, "DELETE FROM device_event WHERE device = ?1"};
    Statement greatest_id_{database_, "SELECT max(id) FROM directory WHERE kind = ?1"};
    Statement counter_{database_, "SELECT body FROM counter WHERE kind = ?1"};
    Statement set_counter_{database_, "INSERT OR REPLACE INTO counter(kind, body) VALUES(?1, ?2)"};
};

}  // namespace fieldcast::storage
