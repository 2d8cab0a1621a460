#pragma once
// What the resources of /api/v1 share: administration as JSON with types, what the page and scripts
// use. Answers are those of the commands of the same name with --json.

#include <string>
#include <string_view>

#include "api/access.h"
#include "api/administer.h"
#include "api/answers.h"

namespace fieldcast::api {

inline constexpr std::string_view sign_in_required =
    "Sign in on the page, or send a user API key: Authorization: Bearer KEY (fieldcast user key "
    "NAME shows it).";

[[nodiscard]] http::Response json_with_status(int status, const Json& json);

/// How commands of administration fail here: 400 with their sentence.
[[nodiscard]] Reply tell_failure(std::string_view sentence);

/// Carries out the command and answers with what it says.
[[nodiscard]] AfterTask pass_on(std::string_view words, Json values, int status = 200);

/// The list that a command gives, without what is not the user's.
[[nodiscard]] Reply list_own(const CallRef& call, const Context& context, std::string_view words);

[[nodiscard]] std::string text_of(std::uint64_t number);

/// Nothing: the caller is an administrator.
[[nodiscard]] std::optional<http::Response> refusal_of_administrator(const Call& call,
                                                                     const Context& context);

/// A user as everybody may see him who has signed in.
[[nodiscard]] Json user_json(const model::User& user);

/// Hashes a new password, off the shards, and goes on with the hash. One that is too short or too
/// long is refused.
using OnHashed = std::function<Reply(const std::string& hash, const Context&)>;
[[nodiscard]] Reply hash_password(std::string password, OnHashed go_on);
/// The channel of the path, if the call may read it; otherwise the refusal.
[[nodiscard]] base::Result<model::ChannelRecord, http::Response> readable(const Call& call,
                                                                          const Context& context);

/// How a store that fails is told.
[[nodiscard]] http::Response storage_failed();

/// The record of the path, if the key's user may administer it; otherwise the refusal. What is
/// somebody else's is as if it were not there.
template <class Record>
base::Result<Record, http::Response> own(const Call& call, const Context& context,
                                         const Record& record, std::string_view missing) {
    if (!user_of(call, context)) return std::unexpected(json_error(401, sign_in_required));
    if (!record || !may_administer(call, context, record->owner))
        return std::unexpected(json_error(404, missing));
    return record;
}

}  // namespace fieldcast::api
