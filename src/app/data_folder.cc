#include "app/data_folder.h"

#include "app/admin_commands.h"
#include "storage/embedded/embedded_store.h"
#include "storage/embedded/secret.h"

namespace fieldcast::app {
namespace {

devices::Directory directory_of(const storage::DirectoryContents& contents) {
    devices::Directory directory;
    for (const auto& user : contents.users) directory.apply(user);
    for (const auto& sign_in : contents.sign_ins) directory.apply(sign_in);
    for (const auto& channel : contents.channels) directory.apply(channel);
    for (const auto& device : contents.devices) directory.apply(device);
    return directory;
}

}  // namespace

storage::Result<DataFolder> open_data_folder(const std::string& path) {
    DataFolder folder;
    folder.path = path;
    folder.store = TRY(storage::EmbeddedStore::open(path));
    folder.secret = TRY(storage::load_or_create_secret(path, devices::system_random()));
    folder.directory = directory_of(TRY(folder.store->directory().load()));
    return folder;
}

std::string administer(DataFolder& folder, std::string_view request, base::Timestamp now) {
    const base::RandomSource random = devices::system_random();
    server::AdminContext context{.store = *folder.store,
                                 .directory = folder.directory,
                                 .secret = folder.secret,
                                 .random = random,
                                 .now = now,
                                 .changes = {}};
    std::string answer = handle_admin_request(context, request);
    for (const devices::DirectoryChange& change : context.changes) folder.directory.apply(change);
    return answer;
}

}  // namespace fieldcast::app
