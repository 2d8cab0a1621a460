#include "app/data_folder.h"

#include "app/admin_commands.h"
#include "server/stored_directory.h"
#include "storage/embedded/embedded_store.h"
#include "storage/embedded/secret.h"

namespace fieldcast::app {
storage::Result<DataFolder> open_data_folder(const std::string& path) {
    DataFolder folder;
    folder.path = path;
    folder.store = TRY(storage::EmbeddedStore::open(path));
    folder.secret = TRY(storage::load_or_create_secret(path, devices::system_random()));
    folder.directory = TRY(server::load_directory(*folder.store));
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
