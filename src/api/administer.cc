#include "api/administer.h"

namespace fieldcast::api {

AfterTask administer(std::string_view words, Json values, OnAdministered go_on,
                     OnFailed on_failed) {
    Json request{{"command", words}};
    request.update(values);
    return {Administer{request.dump(-1, ' ', false, Json::error_handler_t::replace)},
            [go_on = std::move(go_on), on_failed = std::move(on_failed)](
                TaskResult result, const Context& context) -> Reply {
                const Json answer = Json::parse(std::get<Administered>(result).answer);
                if (answer.is_object() && answer.contains("error"))
                    return on_failed(answer["error"].get<std::string>());
                return go_on(answer, context);
            }};
}

}  // namespace fieldcast::api
