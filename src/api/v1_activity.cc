// /api/v1/activity: what the user's devices did, and what was refused to them.
#include "api/resources.h"
#include "api/v1.h"

namespace fieldcast::api {

Reply v1_list_activity(const CallRef& call, const Context& context) {
    const auto user = user_of(*call, context);
    if (!user) return json_error(401, sign_in_required);
    Json values = Json::object();
    for (const std::string_view name : {"device", "channel", "limit"})
        if (const auto value = call->parameters.find(name)) values[std::string{name}] = *value;
    if (user->role != model::Role::administrator) {
        values["owner"] = user->name;
        values["attempts_from"] = context.peer_address;
    }
    return pass_on("activity", std::move(values));
}

}  // namespace fieldcast::api
