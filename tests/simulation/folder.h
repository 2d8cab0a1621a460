#pragma once
// A data folder that lives as long as its object, in memory where that is to be had.

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>

namespace fieldcast::simulation {

class Folder {
  public:
    Folder() : path_(parent() / "fieldcast-simulation-XXXXXX") { ::mkdtemp(path_.data()); }
    Folder(Folder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    Folder& operator=(Folder&& other) noexcept {
        std::swap(path_, other.path_);
        return *this;
    }
    ~Folder() {
        std::error_code ignored;
        if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] const std::string& path() const { return path_; }

    /// The files as they are now, as a crash of their owner would leave them.
    [[nodiscard]] Folder copy() const {
        Folder made;
        std::filesystem::copy(path_, made.path_);
        return made;
    }

  private:
    static std::filesystem::path parent() {
        const std::filesystem::path memory = "/dev/shm";
        const bool usable = ::access(memory.c_str(), W_OK) == 0;
        return usable ? memory : std::filesystem::temp_directory_path();
    }

    std::string path_;
};

}  // namespace fieldcast::simulation
