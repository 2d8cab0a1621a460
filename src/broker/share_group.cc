#include "broker/share_group.h"

namespace fieldcast::broker {

void ShareGroup::put(const ShareMember& member) {
    const auto known = places_.find(member.session);
    if (known == places_.end()) {
        Members& members = those(member.is_online);
        places_.emplace(member.session, members.insert(members.end(), member));
        return;
    }
    set_online(member.session, member.is_online);
    *known->second = member;
}

bool ShareGroup::remove(model::SessionId session) {
    const auto found = places_.find(session);
    if (found == places_.end()) return false;
    those(found->second->is_online).erase(found->second);
    places_.erase(found);
    return true;
}

void ShareGroup::set_online(model::SessionId session, bool is_online) {
    const auto found = places_.find(session);
    if (found == places_.end() || found->second->is_online == is_online) return;
    Members& members = those(is_online);
    members.splice(members.end(), those(!is_online), found->second);
    found->second->is_online = is_online;
}

const ShareMember* ShareGroup::choose() {
    Members& members = those(!online_.empty());
    if (members.empty()) return nullptr;
    members.splice(members.end(), members, members.begin());
    return &members.back();
}

}  // namespace fieldcast::broker
