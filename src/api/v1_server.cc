// /api/v1/server: the running server, for administrators.
#include "api/resources.h"
#include "api/v1.h"

namespace fieldcast::api {

Reply v1_show_server(const CallRef& call, const Context& context) {
    if (auto refusal = refusal_of_administrator(*call, context)) return std::move(*refusal);
    return pass_on("status", Json::object());
}

}  // namespace fieldcast::api
