#include "server/stored_directory.h"

#include "base/result.h"

namespace fieldcast::server {

storage::Result<devices::Directory> load_directory(storage::Store& store) {
    const storage::DirectoryContents contents = TRY(store.directory().load());
    devices::Directory directory;
    directory.reserve(contents.channels.size(), contents.devices.size());
    for (const auto& user : contents.users) directory.apply(user);
    for (const auto& sign_in : contents.sign_ins) directory.apply(sign_in);
    for (const auto& channel : contents.channels) directory.apply(channel);
    for (const auto& device : contents.devices) directory.apply(device);
    return directory;
}

}  // namespace fieldcast::server
