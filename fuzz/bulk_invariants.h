#pragma once
// What holds of every bulk write that is taken or refused.

#include <cstdint>

#include "api/bulk.h"
#include "base/utf8.h"

namespace fieldcast::api {

class BulkInvariants {
  public:
    [[nodiscard]] BulkRules rules() const {
        return {.update_rules = update_rules_,
                .channel = {33301},
                .now = base::Timestamp{base::Seconds{1'795'373'563}},
                .entries_max = 20};
    }

    void check(const base::Result<BulkUpdate, BulkError>& bulk) const {
        if (!bulk) {
            ASSERT(bulk.error().status == 400 || bulk.error().status == 413);
            ASSERT(base::is_printable_utf8(bulk.error().details));
            return;
        }
        ASSERT(!bulk->entries.empty() && bulk->entries.size() <= rules().entries_max);
        for (const BulkEntry& entry : bulk->entries) check(entry.values);
    }

  private:
    void check(const model::EntryValues& values) const {
        for (const auto& text : values.texts()) {
            ASSERT(!text || text->size() <= update_rules_.value_bytes_max);
            ASSERT(!text || (base::is_valid_utf8(*text) && text->find('\0') == text->npos));
        }
        ASSERT(model::EntryValues::unpack(values.presence(), values.packed()) == values);
    }

    const channels::UpdateRules update_rules_{.value_bytes_max = 40};
};

}  // namespace fieldcast::api
