#pragma once
// An entry of a feed: what one accepted write stored. Plain data.

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/time.h"
#include "model/ids.h"

namespace fieldcast::model {

inline constexpr std::size_t fields_per_channel = 8;

/// The values that an entry may carry, in the order of ThingSpeak's feed message.
enum class ValueName : std::uint8_t {
    field1,
    field2,
    field3,
    field4,
    field5,
    field6,
    field7,
    field8,
    latitude,
    longitude,
    elevation,
    status,
};
inline constexpr std::size_t value_names = 12;

/// Some of the values, in the order of ValueName.
using ValueSet = std::bitset<value_names>;
inline constexpr ValueSet all_values{~0ULL};

/// The values of one entry: at most one text per name, each absent, empty or not. Kept packed
/// (a bit per name, then length-prefixed texts in the order of names), because entries wait by
/// the million in tails, letters and journal records; the packed form is also the stored form.
class EntryValues {
  public:
    EntryValues() = default;

    /// Packs `texts`, one slot per ValueName; an empty optional is an absent value.
    explicit EntryValues(const std::array<std::optional<std::string_view>, value_names>& texts);

    /// Takes back what `presence()` and `packed()` gave. Nothing if the two do not agree.
    [[nodiscard]] static std::optional<EntryValues> unpack(std::uint16_t presence,
                                                           std::string_view packed);

    /// The texts by name; they view this object.
    [[nodiscard]] std::array<std::optional<std::string_view>, value_names> texts() const;

    /// The text of `name`; it views this object.
    [[nodiscard]] std::optional<std::string_view> get(ValueName name) const;

    /// These without what is not in `names`.
    [[nodiscard]] EntryValues only(ValueSet names) const;

    [[nodiscard]] bool empty() const { return presence_ == 0; }
    [[nodiscard]] std::uint16_t presence() const { return presence_; }
    [[nodiscard]] std::string_view packed() const { return packed_; }

    friend bool operator==(const EntryValues&, const EntryValues&) = default;

  private:
    std::uint16_t presence_ = 0;
    std::string packed_;
};

/// What a device or a REST client asks to have stored, parsed but not yet accepted.
struct FeedUpdate {
    ChannelId channel;
    std::optional<base::Timestamp> created_at;  ///< absent: the server's time
    EntryValues values;
};

struct Entry {
    EntryId id;
    base::Timestamp created_at;
    EntryValues values;
    friend bool operator==(const Entry&, const Entry&) = default;
};

}  // namespace fieldcast::model
