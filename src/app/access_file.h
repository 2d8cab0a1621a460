#pragma once
// The access file: TOML with sections [everyone], [anonymous], [user.NAME] and [client.NAME].
// docs/access.md tells its users what they mean, devices/access_list.h the server.

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "devices/access_list.h"

namespace fieldcast::app {

/// The error names the line, the section and key and, for a mistyped one, the nearest right one:
/// `line 2: [everyone] publsh: there is no such key; did you mean publish?`
[[nodiscard]] base::Result<devices::AccessSections, std::string> parse_access(
    std::string_view toml);

/// Reads the file whole, at the start and at each reload; whoever keeps what was read before keeps
/// it on an error, which is a sentence with the path.
[[nodiscard]] base::Result<std::shared_ptr<const devices::AccessList>, std::string>
read_access_file(const std::string& path);

}  // namespace fieldcast::app
