// /api/v1/account: whoever signed in or brings a user's key.
#include "api/resources.h"
#include "api/v1.h"

namespace fieldcast::api {

Reply v1_account(const CallRef& call, const Context& context) {
    const auto user = user_of(*call, context);
    if (!user) return json_error(401, sign_in_required);
    const bool is_administrator = user->role == model::Role::administrator;
    return json_with_status(200, {{"user", user->name},
                                  {"role", is_administrator ? "administrator" : "user"},
                                  {"created_at", base::to_iso8601(user->created_at)}});
}

}  // namespace fieldcast::api
