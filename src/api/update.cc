// Writing one entry: /update.
#include <fmt/format.h>

#include "api/answers.h"
#include "api/resources.h"
#include "channels/render.h"

namespace fieldcast::api {
namespace {

using model::Refusal;

/// The entry as JSON. Values that came as JSON numbers go back as numbers, as the hosted service
/// gives them, though they are stored and read as text.
std::string written_json(const Call& call, model::ChannelId channel, const model::Entry& entry) {
    std::string json;
    channels::append_feed_message(json, channel, entry);
    for (std::size_t i = 1; i <= model::fields_per_channel; ++i) {
        const std::string name = fmt::format("field{}", i);
        if (!call.parameters.is_number(name)) continue;
        const std::string value{call.parameters.text(name)};
        const std::string member = fmt::format(R"("{}":"{}")", name, value);
        if (const auto at = json.find(member); at != std::string::npos)
            json.replace(at, member.size(), fmt::format(R"("{}":{})", name, value));
    }
    return json;
}

http::Response written(const Call& call, const model::Channel& channel, const model::Entry& entry) {
    switch (call.format) {
        case Format::json: return answer(call, written_json(call, channel.id, entry));
        case Format::xml: return answer(call, channels::update_xml(channel.id, entry));
        default: return answer(call, fmt::format("{}", entry.id.value));
    }
}

/// Old clients know a `0` with any status; these say why too. A write that comes too soon has
/// always been answered by 200.
http::Response refused(const Call& call, Refusal refusal) {
    const int status = refusal == Refusal::too_fast ? 200 : status_of(refusal);
    const bool has_object = status == 409 || status == 422 || status == 507;
    if (has_object && call.format != Format::none) return error(call, status, remedy_of(refusal));
    return bare(call, status, "0", remedy_of(refusal));
}

}  // namespace

Reply update(const CallRef& call, const Context& context) {
    if (call->key.empty()) return bare(*call, 400, "0", write_key_required);
    const auto channel = context.directory.find_channel_by_write_key(call->key);
    if (!channel) return bare(*call, 400, "0", write_key_required);
    channels::UpdateRules rules = context.update_rules;
    rules.peer_address = context.peer_address;
    channels::UpdateDraft draft{rules};
    for (const Parameter& parameter : call->parameters.all())
        draft.set(parameter.name, parameter.value);
    auto entry = draft.finish(channel->id);
    if (!entry) return refused(*call, entry.error());
    return AfterTask{StoreEntry{std::move(*entry)},
                     [call, channel](TaskResult result, const Context&) -> Reply {
                         if (const auto* refusal = std::get_if<TaskRefused>(&result))
                             return refused(*call, refusal->reason);
                         return written(*call, *channel, std::get<EntryStored>(result).entry);
                     }};
}

}  // namespace fieldcast::api
