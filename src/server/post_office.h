#pragma once
// All mailboxes of a server. Kind of state: *published*; made before the threads start.

#include <vector>

#include "server/letters.h"
#include "server/mailbox.h"
#include "server/shard_figures.h"
#include "server/shard_interest.h"
#include "server/store_interest.h"

namespace fieldcast::server {

struct PostOffice {
    explicit PostOffice(unsigned shard_count)
        : shard_interest(shard_count), figures(shard_count), shards(shard_count) {}

    StoreInterest store_interest;
    ShardInterest shard_interest;
    std::vector<ShardFigures> figures;  ///< by shard
    Mailbox<WriterLetter> writer;
    Mailbox<PasswordLetter> passwords;
    std::vector<Mailbox<ShardLetter>> shards;
};

}  // namespace fieldcast::server
