#pragma once
// Who has signed in with a browser: the cookie, and from which pages it may come.

#include <optional>
#include <string>
#include <string_view>

#include "api/api.h"
#include "api/call.h"
#include "http/message.h"
#include "model/directory_records.h"

namespace fieldcast::api {

/// The sign-in that the request's cookie proves; null: there is none, or it has ended. Over TLS the
/// cookie has the prefix __Host-, so that no other site of this host can set it.
[[nodiscard]] model::SignInRecord sign_in_of(const http::Request& request, const Context& context);

/// Whether a browser says that a page of another site sends the request. Requests that say nothing
/// come from programs.
[[nodiscard]] bool is_cross_site(const http::Request& request);

/// Whether a browser says that one of our own pages sends it.
[[nodiscard]] bool is_same_site(const http::Request& request);

/// Signs the user in: stores the sign-in and answers with its cookie and v1's session object.
[[nodiscard]] AfterTask sign_in(const CallRef& call, const Context& context,
                                const std::string& user_name);

/// For the answer that ends a sign-in.
[[nodiscard]] http::Header expired_cookie(const Context& context);

/// Who is signed in and where the server is: what the page begins with. `user` may be null.
[[nodiscard]] http::Response session_answer(const model::UserRecord& user, const Context& context);

}  // namespace fieldcast::api
