#pragma once
// Shared by the files that carry out administration: the request as read, answers, and looking
// things up by what a person wrote. Kind of state: plain data, and records *published*.

#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/string_map.h"
#include "server/administration.h"

namespace fieldcast::app {

using Json = nlohmann::ordered_json;
using Sentence = std::string;  ///< an error: what is wrong and what to do

template <class Value>
using Answer = base::Result<Value, Sentence>;

/// What a person asked for: texts by name.
class AdminRequest {
  public:
    [[nodiscard]] static Answer<AdminRequest> parse(std::string_view line);

    [[nodiscard]] const std::string& command() const { return command_; }
    [[nodiscard]] std::optional<std::string> find(std::string_view key) const;
    [[nodiscard]] std::span<const std::string> all(std::string_view key) const;
    [[nodiscard]] const base::StringMap<std::vector<std::string>>& values() const {
        return values_;
    }
    [[nodiscard]] bool has(std::string_view key) const { return values_.contains(key); }

  private:
    std::string command_;
    base::StringMap<std::vector<std::string>> values_;
};

/// One command's meaning. What it changes is committed, or on an error rolled back, by its caller.
struct AdminCommand {
    std::string_view words;
    Answer<Json> (*carry_out)(server::AdminContext&, const AdminRequest&);
    bool changes = false;
    /// Of a command that the page sends and the command line does not have: the texts that it
    /// takes.
    std::string_view keys = {};
};

[[nodiscard]] std::span<const AdminCommand> user_administration();
[[nodiscard]] std::span<const AdminCommand> sign_in_administration();
[[nodiscard]] std::span<const AdminCommand> server_administration();
[[nodiscard]] std::span<const AdminCommand> channel_administration();
[[nodiscard]] std::span<const AdminCommand> feed_administration();
[[nodiscard]] std::span<const AdminCommand> device_administration();
[[nodiscard]] std::span<const AdminCommand> activity_administration();

/// A store's result with its error as a sentence.
template <class Value>
[[nodiscard]] Answer<Value> told(storage::Result<Value> result) {
    if (!result) return std::unexpected(std::move(result).error().text);
    if constexpr (std::is_void_v<Value>)
        return {};
    else
        return std::move(*result);
}

/// Stores `record` and notes the change.
template <class Record>
[[nodiscard]] Answer<void> put(server::AdminContext& context, Record record) {
    TRY(told(context.store.directory().put(record)));
    context.changes.emplace_back(std::make_shared<const Record>(std::move(record)));
    return {};
}

/// Ends what `user` has signed in with, except for one; tells how many those were.
[[nodiscard]] Answer<std::size_t> end_sign_ins(server::AdminContext& context, model::UserId user,
                                               model::SignInId but_for = {});

/// The number under `key`.
[[nodiscard]] Answer<std::uint64_t> number(const AdminRequest& request, std::string_view key);

/// How much of a text's form is free.
enum class TextForm : std::uint8_t { one_line, many_lines };

/// Text for people: UTF-8 without control characters, at most `bytes_max` long. Many lines may have
/// line ends and tabs.
[[nodiscard]] Answer<std::string> checked_text(std::string_view what, std::string text,
                                               std::size_t bytes_max,
                                               TextForm form = TextForm::one_line);

/// A name: not empty, at most 255 bytes.
[[nodiscard]] Answer<std::string> checked_name(std::string_view what, std::string name);

[[nodiscard]] Answer<model::UserRecord> user_named(const server::AdminContext& context,
                                                   std::string_view name);
/// The user under `owner`, or else the first.
[[nodiscard]] Answer<model::UserRecord> owner_of(const server::AdminContext& context,
                                                 const AdminRequest& request);
[[nodiscard]] Answer<model::ChannelRecord> channel_numbered(const server::AdminContext& context,
                                                            std::uint64_t id);
/// The channel or device under `id`.
[[nodiscard]] Answer<model::ChannelRecord> channel_of(const server::AdminContext& context,
                                                      const AdminRequest& request);
[[nodiscard]] Answer<model::DeviceRecord> device_of(const server::AdminContext& context,
                                                    const AdminRequest& request);

/// The user's name; empty if there is no such user any more.
[[nodiscard]] std::string name_of(const server::AdminContext& context, model::UserId user);

/// One line; text that is not UTF-8 is shown with replacement characters.
[[nodiscard]] std::string to_line(const Json& json);

}  // namespace fieldcast::app
