#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "api/bulk_rows.h"

namespace fieldcast::api {
namespace {

using nlohmann::json;

/// Takes the body as it is parsed: a tree of 100,000 rows would need a hundred times their memory,
/// and numbers would lose the digits that the device wrote.
class BulkReader final : public nlohmann::json_sax<json> {
  public:
    explicit BulkReader(const BulkRules& rules) : rules_{rules}, rows_{rules} {}

    /// What was read, if it was read to its end.
    [[nodiscard]] base::Result<BulkUpdate, BulkError> finish() &&;

    bool null() override {
        return skipped_levels_ > 0 || place_ != Place::updates || fail_in_row(not_an_object);
    }
    bool boolean(bool value) override { return scalar(value ? "true" : "false"); }
    bool number_integer(std::int64_t value) override { return scalar(std::to_string(value)); }
    bool number_unsigned(std::uint64_t value) override { return scalar(std::to_string(value)); }
    bool number_float(double, const std::string& text) override { return scalar(text); }
    bool string(std::string& value) override { return scalar(std::move(value)); }
    bool binary(binary_t&) override { return true; }  // not in JSON
    bool key(std::string& name) override {
        if (skipped_levels_ == 0) key_ = std::move(name);
        return true;
    }
    bool start_object(std::size_t) override;
    bool end_object() override;
    bool start_array(std::size_t) override;
    bool end_array() override;
    bool parse_error(std::size_t position, const std::string&, const json::exception&) override;

  private:
    enum class Place : std::uint8_t { outside, request, updates, row };
    static constexpr std::string_view not_an_object =
        R"(It is no object; write each as {"created_at":"2026-11-22T18:52:43Z","field1":21.5}.)";

    bool scalar(std::string text);
    bool begin_skipping();
    bool end_row();
    bool fail(BulkError error) {
        error_ = std::move(error);
        return false;
    }
    bool fail_in_row(std::string_view sentence) { return fail(rows_.error_in_row(sentence)); }

    const BulkRules& rules_;
    BulkRows rows_;
    Place place_ = Place::outside;
    std::size_t skipped_levels_ = 0;  ///< open objects and lists that nobody knows
    std::string key_;
    std::string write_key_;
    std::vector<std::pair<std::string, std::string>> members_;  ///< of the row
    bool has_updates_ = false;
    std::optional<BulkError> error_;
};

bool BulkReader::start_object(std::size_t) {
    if (skipped_levels_ == 0 && place_ == Place::outside) {
        place_ = Place::request;
        return true;
    }
    if (skipped_levels_ > 0 || place_ != Place::updates) return begin_skipping();
    place_ = Place::row;
    members_.clear();
    return true;
}

bool BulkReader::end_object() {
    if (skipped_levels_ > 0) {
        --skipped_levels_;
        return true;
    }
    if (place_ == Place::row) return end_row();
    place_ = Place::outside;
    return true;
}

bool BulkReader::start_array(std::size_t) {
    if (place_ == Place::updates) return fail_in_row(not_an_object);
    if (place_ != Place::request || skipped_levels_ > 0 || key_ != "updates")
        return begin_skipping();
    has_updates_ = true;
    place_ = Place::updates;
    return true;
}

bool BulkReader::end_array() {
    if (skipped_levels_ > 0)
        --skipped_levels_;
    else
        place_ = Place::request;
    return true;
}

bool BulkReader::begin_skipping() {
    if (place_ == Place::row && skipped_levels_ == 0 && channels::is_value_name(key_))
        return fail_in_row("A value is an object or a list; send text or a number.");
    ++skipped_levels_;
    return true;
}

bool BulkReader::scalar(std::string text) {
    if (skipped_levels_ > 0) return true;
    if (place_ == Place::updates) return fail_in_row(not_an_object);
    if (place_ == Place::row) members_.emplace_back(key_, std::move(text));
    if (place_ == Place::request && (key_ == "write_api_key" || key_ == "api_key"))
        write_key_ = std::move(text);
    return true;
}

bool BulkReader::end_row() {
    place_ = Place::updates;
    BulkRow row{.values = channels::UpdateDraft{rules_.update_rules}};
    for (const auto& [name, text] : members_) {
        if (name == "created_at")
            row.created_at = text;
        else if (name == "delta_t")
            row.delta_t = text;
        else if (name == "timezone")
            row.timezone = text;
        else
            row.values.set(name, text);
    }
    auto added = rows_.add(row);
    return added || fail(std::move(added).error());
}

bool BulkReader::parse_error(std::size_t position, const std::string&, const json::exception&) {
    const auto details = fmt::format("The body is not JSON; look at its byte {}.", position);
    return place_ == Place::row ? fail_in_row(details) : fail({.details = details});
}

base::Result<BulkUpdate, BulkError> BulkReader::finish() && {
    if (error_) return std::unexpected(std::move(*error_));
    if (!has_updates_)
        return std::unexpected(BulkError{
            .details = R"(There is no list of updates; send {"write_api_key":"...","updates":[)"
                       R"({"created_at":"2026-11-22T18:52:43Z","field1":21.5}]}.)"});
    auto entries = TRY(std::move(rows_).finish());
    return BulkUpdate{.write_key = std::move(write_key_), .entries = std::move(entries)};
}

}  // namespace

base::Result<BulkUpdate, BulkError> parse_bulk_json(std::string_view body, const BulkRules& rules) {
    BulkReader reader{rules};
    json::sax_parse(body, &reader);
    return std::move(reader).finish();
}

}  // namespace fieldcast::api
