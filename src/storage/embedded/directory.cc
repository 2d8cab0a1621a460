#include "storage/embedded/directory.h"

#include <algorithm>

namespace fieldcast::storage {
namespace {

constexpr RecordKind kind_of(const model::User&) {
    return RecordKind::user;
}
constexpr RecordKind kind_of(const model::SignIn&) {
    return RecordKind::sign_in;
}
constexpr RecordKind kind_of(const model::Channel&) {
    return RecordKind::channel;
}
constexpr RecordKind kind_of(const model::Device&) {
    return RecordKind::device;
}

template <class Record>
std::shared_ptr<const Record> decode(std::uint64_t id, base::BytesView body) {
    auto record = std::make_shared<Record>();
    record->id.value = id;
    auto in = RecordReader::open({kind_of(*record), id}, body);
    if (!in) return nullptr;
    read(*in, *record);
    return in->finished() ? record : nullptr;
}

}  // namespace

Result<DirectoryContents> Directory::load() {
    DirectoryContents contents;
    contents.users = TRY(load_all<model::User>());
    contents.sign_ins = TRY(load_all<model::SignIn>());
    contents.channels = TRY(load_all<model::Channel>());
    contents.devices = TRY(load_all<model::Device>());
    return contents;
}

template <class Record>
Result<std::vector<std::shared_ptr<const Record>>> Directory::load_all() {
    constexpr auto kind = kind_of(Record{});
    std::vector<std::shared_ptr<const Record>> records;
    std::vector<std::uint64_t> damaged;
    Rows rows = select_.run(static_cast<int>(kind));
    while (TRY(rows.next())) {
        const auto id = static_cast<std::uint64_t>(rows.integer(0));
        if (auto record = decode<Record>(id, rows.bytes(1)))
            records.push_back(std::move(record));
        else
            damaged.push_back(id);
    }
    for (const auto id : damaged) TRY(put_into_quarantine({kind, id}));
    return records;
}

Result<model::UserId> Directory::next_user_id() {
    return model::UserId{TRY(next_id(RecordKind::user))};
}
Result<model::SignInId> Directory::next_sign_in_id() {
    return model::SignInId{TRY(next_id(RecordKind::sign_in))};
}
Result<model::ChannelId> Directory::next_channel_id() {
    return model::ChannelId{TRY(next_id(RecordKind::channel))};
}
Result<model::DeviceId> Directory::next_device_id() {
    return model::DeviceId{TRY(next_id(RecordKind::device))};
}

Result<void> Directory::put(const model::User& user) {
    return put_record(user);
}
Result<void> Directory::put(const model::SignIn& sign_in) {
    return put_record(sign_in);
}
Result<void> Directory::put(const model::Channel& channel) {
    return put_record(channel);
}
Result<void> Directory::put(const model::Device& device) {
    return put_record(device);
}

Result<void> Directory::remove(model::UserId user) {
    return remove_record(RecordKind::user, user.value);
}
Result<void> Directory::remove(model::SignInId sign_in) {
    return remove_record(RecordKind::sign_in, sign_in.value);
}
Result<void> Directory::remove(model::ChannelId channel) {
    return remove_record(RecordKind::channel, channel.value);
}
Result<void> Directory::remove(model::DeviceId device) {
    TRY(remove_record(RecordKind::device, device.value));
    return delete_events_.execute(device.value);
}

template <class Record>
Result<void> Directory::put_record(const Record& record) {
    const RecordKey key{kind_of(record), record.id.value};
    RecordWriter out;
    write(out, record);
    TRY(database_.begin());
    return upsert_.execute(static_cast<int>(key.kind), key.first, out.close(key));
}

Result<void> Directory::remove_record(RecordKind kind, std::uint64_t id) {
    TRY(database_.begin());
    return delete_.execute(static_cast<int>(kind), id);
}

Result<void> Directory::put_into_quarantine(RecordKey key) {
    const int kind = static_cast<int>(key.kind);
    Rows rows = body_.run(kind, key.first);
    if (TRY(rows.next())) TRY(quarantine_.keep({"directory", key, rows.bytes(0)}));
    return delete_.execute(kind, key.first);
}

Result<std::uint64_t> Directory::next_id(RecordKind kind) {
    const RecordKey key{RecordKind::counter, static_cast<std::uint64_t>(kind)};
    const std::uint64_t id = TRY(last_id_given(kind)) + 1;
    RecordWriter counter;
    counter.number(id);
    TRY(database_.begin());
    TRY(set_counter_.execute(static_cast<int>(kind), counter.close(key)));
    return id;
}

/// The counter knows removed records too; should it be damaged, those that are there speak.
Result<std::uint64_t> Directory::last_id_given(RecordKind kind) {
    const RecordKey key{RecordKind::counter, static_cast<std::uint64_t>(kind)};
    std::uint64_t counted = 0;
    Rows counter = counter_.run(static_cast<int>(kind));
    if (TRY(counter.next())) {
        auto in = RecordReader::open(key, counter.bytes(0));
        if (in)
            counted = in->number();
        else
            TRY(quarantine_.keep({"counter", key, counter.bytes(0)}));
    }
    Rows greatest = greatest_id_.run(static_cast<int>(kind));
    const auto present = TRY(greatest.next()) ? greatest.integer(0) : 0;
    return std::max(counted, static_cast<std::uint64_t>(present));
}

}  // namespace fieldcast::storage
