#pragma once
// A data folder and the verbs of administration, without command line and server.

#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>

#include "app/data_folder.h"
#include "temporary_folder.h"

namespace fieldcast::app {

using Json = nlohmann::ordered_json;

class AdministeredFolder {
  public:
    AdministeredFolder() { reopen(); }

    /// What a restart leaves of it.
    void reopen() {
        folder_ = {};
        auto opened = open_data_folder(temporary_.path());
        ASSERT_TRUE(opened) << opened.error().text;
        folder_ = std::move(*opened);
    }

    Json answer(const Json& request) {
        return Json::parse(administer(folder_, request.dump(), now));
    }

    /// The answer to a request that must succeed.
    Json done(const Json& request) {
        Json json = answer(request);
        EXPECT_FALSE(json.is_object() && json.contains("error")) << json;
        return json;
    }

    /// The sentence of a request that must fail.
    std::string error(const Json& request) {
        const Json json = answer(request);
        EXPECT_TRUE(json.is_object() && json.contains("error")) << json;
        return json.is_object() ? json.value("error", "") : "";
    }

    DataFolder& folder() { return folder_; }
    [[nodiscard]] const std::string& path() const { return temporary_.path(); }

    base::Timestamp now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22}};

  private:
    TemporaryFolder temporary_;
    DataFolder folder_;
};

}  // namespace fieldcast::app
