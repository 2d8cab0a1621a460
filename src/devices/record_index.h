#pragma once
// Records of the directory by a text that they have in themselves, such as a name or a key. Kind of
// state: *owned*, a part of a Directory.

#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/string_map.h"

namespace fieldcast::devices {

/// The text is not kept a second time: every shard has such an index of every channel and device.
template <class Type, std::string Type::*member>
class RecordIndex {
  public:
    using Record = std::shared_ptr<const Type>;

    /// Null if there is none.
    [[nodiscard]] Record find(std::string_view text) const {
        const auto found = records_.find(text);
        return found == records_.end() ? nullptr : *found;
    }

    /// In the place of one with the same text. Without text a record is not found.
    void put(const Record& record) {
        if (text_of(record).empty() || records_.insert(record).second) return;
        records_.erase(record);
        records_.insert(record);
    }

    void reserve(std::size_t records) { records_.reserve(records); }

    void remove(const Record& record) {
        const auto found = records_.find(record);
        if (found != records_.end() && *found == record) records_.erase(found);
    }

  private:
    static std::string_view text_of(std::string_view text) { return text; }
    static std::string_view text_of(const Record& record) { return (*record).*member; }

    struct Hash {
        using is_transparent = void;
        std::size_t operator()(const auto& one) const { return base::StringHash{}(text_of(one)); }
    };
    struct HasSameText {
        using is_transparent = void;
        bool operator()(const auto& a, const auto& b) const { return text_of(a) == text_of(b); }
    };

    std::unordered_set<Record, Hash, HasSameText> records_;
};

}  // namespace fieldcast::devices
