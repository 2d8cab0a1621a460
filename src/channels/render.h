#pragma once
// Entries as ThingSpeak's clients read them.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/time.h"
#include "channels/columns.h"
#include "channels/time_zones.h"
#include "model/directory_records.h"
#include "model/entry.h"

namespace fieldcast::channels {

/// Compact JSON, all values strings or null; XML in Rails' dasherised names; CSV with LF line ends,
/// quoted by RFC 4180 where needed.
enum class FeedFormat : std::uint8_t {
    json,
    xml,
    csv,         ///< times as `2024-09-30 12:48:11 UTC`
    export_csv,  ///< times as `2024-09-30T12:48:11+00:00`
};

/// How each entry of an answer is written.
struct EntryStyle {
    FeedFormat format = FeedFormat::json;
    Columns columns;
    Zone zone = {};  ///< of all times of the answer, the channel's too
};

/// What stands before the entries, in formats that have it.
struct FeedHead {
    const model::Channel& channel;
    model::EntryId last_entry = {};  ///< 0: none yet
    bool metadata = false;
    bool is_brief = false;  ///< the channel's name and place alone, as in the status feed
};

/// Writes the answer of a list of entries in parts, so that a long one need never be in memory as
/// a whole: begin, entries as often as there are pages, end. Each appends to `out`.
class FeedWriter {
  public:
    explicit FeedWriter(EntryStyle style) : style_{std::move(style)} {}

    void begin(std::string& out, const FeedHead& head);
    void entries(std::string& out, std::span<const model::Entry> entries);
    void end(std::string& out);

  private:
    EntryStyle style_;
    bool has_entries_ = false;
};

/// All parts at once; `entries` oldest first.
[[nodiscard]] std::string render_feed(const FeedHead& head, std::span<const model::Entry> entries,
                                      const EntryStyle& style);

/// One entry on its own: a JSON object, an XML document `<feed>`, a CSV header and row.
[[nodiscard]] std::string render_entry(const model::Entry& entry, const EntryStyle& style);

/// `{"last_data_age":"174","last_data_age_units":"s"}` and the same in XML and CSV.
[[nodiscard]] std::string render_data_age(base::Seconds age, FeedFormat format);

/// Appends the feed message, which is also the answer of /update.json: one compact JSON object,
/// keys in ThingSpeak's order (channel_id, created_at, entry_id, field1 … field8, latitude,
/// longitude, elevation, status), ids as numbers, every other value a string or null.
void append_feed_message(std::string& out, model::ChannelId channel, const model::Entry& entry);

/// The answer of /update.xml, in its own order.
[[nodiscard]] std::string update_xml(model::ChannelId channel, const model::Entry& entry);

/// Appends `text` as a JSON string with its quotes.
void append_json_string(std::string& out, std::string_view text);

/// Appends `text`, which is UTF-8, as the text of an XML element. What XML cannot say (XML 1.0,
/// 2.2: most control characters, U+FFFE and U+FFFF) becomes U+FFFD.
void append_xml_text(std::string& out, std::string_view text);

}  // namespace fieldcast::channels
