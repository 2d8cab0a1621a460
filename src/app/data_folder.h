#pragma once
// A data folder, opened by this process: the one place that names the back end. Kind of state:
// *stored*, with an index *owned* by the caller's thread.

#include <memory>
#include <string>
#include <string_view>

#include "base/time.h"
#include "devices/directory.h"
#include "storage/store.h"

namespace fieldcast::app {

struct DataFolder {
    std::string path;
    std::unique_ptr<storage::Store> store;
    devices::ServerSecret secret;
    devices::Directory directory;
};

/// Opens the folder, made if it is missing, and reads its directory. Errors: those of opening the
/// store; `locked` names the process that holds the folder.
[[nodiscard]] storage::Result<DataFolder> open_data_folder(const std::string& path);

/// Carries out one administration request on the folder and keeps its directory up to date.
/// Requests and answers are those of admin_commands.h.
[[nodiscard]] std::string administer(DataFolder& folder, std::string_view request,
                                     base::Timestamp now);

}  // namespace fieldcast::app
