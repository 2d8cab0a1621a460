#include "model/entry.h"

#include <utility>

namespace fieldcast::model {

EntryValues::EntryValues(const std::array<std::optional<std::string_view>, value_names>& texts) {
    for (std::size_t i = 0; i < value_names; ++i) {
        if (!texts[i]) continue;
        presence_ = static_cast<std::uint16_t>(presence_ | (1U << i));
        base::append_varint(packed_, texts[i]->size());
        packed_.append(*texts[i]);
    }
}

std::optional<EntryValues> EntryValues::unpack(std::uint16_t presence, std::string_view packed) {
    if (presence >> value_names) return std::nullopt;
    std::string_view rest = packed;
    for (std::size_t i = 0; i < value_names; ++i) {
        std::uint64_t size = 0;
        if (!(presence & (1U << i))) continue;
        if (!base::take_varint(rest, size) || size > rest.size()) return std::nullopt;
        rest.remove_prefix(size);
    }
    if (!rest.empty()) return std::nullopt;
    EntryValues values;
    values.presence_ = presence;
    values.packed_ = packed;
    return values;
}

std::array<std::optional<std::string_view>, value_names> EntryValues::texts() const {
    std::array<std::optional<std::string_view>, value_names> texts;
    std::string_view rest = packed_;
    for (std::size_t i = 0; i < value_names; ++i) {
        std::uint64_t size = 0;
        if (!(presence_ & (1U << i)) || !base::take_varint(rest, size)) continue;
        texts[i] = rest.substr(0, size);
        rest.remove_prefix(size);
    }
    return texts;
}

std::optional<std::string_view> EntryValues::get(ValueName name) const {
    return texts()[static_cast<std::size_t>(name)];
}

EntryValues EntryValues::only(ValueSet names) const {
    auto kept = texts();
    for (std::size_t i = 0; i < value_names; ++i)
        if (!names[i]) kept[i].reset();
    return EntryValues{kept};
}

}  // namespace fieldcast::model
