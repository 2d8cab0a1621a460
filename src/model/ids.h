#pragma once
// Names of things, as numbers. ChannelId and EntryId are what people see; the others are internal.

#include "base/strong_id.h"

namespace fieldcast::model {

using ChannelId = base::StrongId<struct ChannelTag>;
using EntryId = base::StrongId<struct EntryTag>;  ///< 1, 2, 3 … within one channel
using DeviceId = base::StrongId<struct DeviceTag>;
using UserId = base::StrongId<struct UserTag>;
using SignInId = base::StrongId<struct SignInTag>;
using SessionId = base::StrongId<struct SessionTag>;  ///< of an MQTT session; 0: none

}  // namespace fieldcast::model
