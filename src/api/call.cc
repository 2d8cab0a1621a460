#include "api/call.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <nlohmann/json.hpp>

#include "channels/form.h"

namespace fieldcast::api {
namespace {

struct Extension {
    std::string_view text;
    Format format;
};
constexpr std::array extensions = {
    Extension{".json", Format::json},
    Extension{".xml", Format::xml},
    Extension{".csv", Format::csv},
    Extension{".txt", Format::txt},
};

constexpr std::array<std::string_view, 3> key_names = {"key", "api_key", "apikey"};

bool contains_ignoring_case(std::string_view text, std::string_view part) {
    const auto lower = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    };
    return text.size() >= part.size() && !std::ranges::search(text, part, {}, lower, lower).empty();
}

void add_form(Parameters& parameters, std::string_view form) {
    parameters.expect(static_cast<std::size_t>(std::ranges::count(form, '=')));
    channels::FormReader reader{form};
    while (const auto pair = reader.next())
        parameters.add({.name = std::string{pair->name}, .value = std::string{pair->value}});
}

/// Takes the members of the outermost object that are text, numbers or truth values. Numbers are
/// kept as they were written: 24.90 stays 24.90.
class FlatObjectReader final : public nlohmann::json_sax<nlohmann::json> {
  public:
    explicit FlatObjectReader(Parameters& parameters) : parameters_(parameters) {}

    bool null() override { return true; }
    bool boolean(bool value) override { return take(value ? "true" : "false", false); }
    bool number_integer(std::int64_t value) override { return take(std::to_string(value), true); }
    bool number_unsigned(std::uint64_t value) override { return take(std::to_string(value), true); }
    bool number_float(double, const std::string& written) override { return take(written, true); }
    bool string(std::string& value) override { return take(std::move(value), false); }
    bool binary(nlohmann::json::binary_t&) override { return true; }
    bool start_object(std::size_t) override { return ++depth_ > 0; }
    bool end_object() override { return --depth_ >= 0; }
    bool start_array(std::size_t) override { return ++depth_ > 1; }
    bool end_array() override { return --depth_ >= 0; }
    bool key(std::string& name) override {
        if (depth_ == 1) name_ = std::move(name);
        return true;
    }
    bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override {
        return false;
    }

  private:
    bool take(std::string value, bool is_number) {
        if (depth_ == 1)
            parameters_.add({.name = name_, .value = std::move(value), .is_number = is_number});
        return depth_ > 0;
    }

    Parameters& parameters_;
    std::string name_;
    int depth_ = 0;
};

bool add_json(Parameters& parameters, std::string_view body) {
    FlatObjectReader reader{parameters};
    return nlohmann::json::sax_parse(body, &reader);
}

bool is_json(const http::Request& request) {
    return contains_ignoring_case(request.header("Content-Type"), "json");
}

std::string decoded(std::string_view segment) {
    if (segment.find('%') == std::string_view::npos) return std::string{segment};
    std::string form{"x="};
    for (const char c : segment) c == '+' ? form += "%2B" : c == '&' ? form += "%26" : form += c;
    channels::FormReader reader{form};
    const auto pair = reader.next();
    return pair ? std::string{pair->value} : std::string{};
}

Format take_extension(std::string& segment) {
    for (const auto& [text, format] : extensions) {
        if (!segment.ends_with(text)) continue;
        segment.resize(segment.size() - text.size());
        return format;
    }
    return Format::none;
}

std::vector<std::string> segments_of(std::string_view path) {
    std::vector<std::string> segments;
    while (!path.empty()) {
        const std::size_t slash = path.find('/');
        if (slash != 0) segments.push_back(decoded(path.substr(0, slash)));
        path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    }
    return segments;
}

std::string key_of(const http::Request& request, const Parameters& parameters) {
    for (const http::Header& header : request.headers)
        if (contains_ignoring_case(header.name, "THINGSPEAKAPIKEY")) return header.value;
    constexpr std::string_view bearer = "Bearer ";
    const std::string_view authorization = request.header("Authorization");
    if (authorization.starts_with(bearer)) return std::string{authorization.substr(bearer.size())};
    for (const std::string_view name : key_names)
        if (const auto key = parameters.find(name)) return std::string{*key};
    return {};
}

}  // namespace

std::optional<std::string_view> Parameters::find(std::string_view name) const {
    const auto found = std::ranges::find(all_, name, &Parameter::name);
    if (found == all_.end()) return std::nullopt;
    return found->value;
}

std::string_view Parameters::text(std::string_view name) const {
    return find(name).value_or(std::string_view{});
}

bool Parameters::is_number(std::string_view name) const {
    const auto found = std::ranges::find(all_, name, &Parameter::name);
    return found != all_.end() && found->is_number;
}

std::string Parameters::to_form() const {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string form;
    const auto append = [&](std::string_view text) {
        for (const char c : text) {
            const auto byte = static_cast<unsigned char>(c);
            if (std::isalnum(byte)) {
                form += c;
                continue;
            }
            form += '%';
            form += hex[byte >> 4];
            form += hex[byte & 0xf];
        }
    };
    for (const Parameter& parameter : all_) {
        if (!form.empty()) form += '&';
        append(parameter.name);
        form += '=';
        append(parameter.value);
    }
    return form;
}

Call read_call(http::Request received) {
    Call call{.request = std::move(received)};
    const http::Request& request = call.request;
    call.method = request.method == "HEAD" ? "GET" : request.method;
    call.path = segments_of(request.path);
    if (!call.path.empty()) call.format = take_extension(call.path.back());
    add_form(call.parameters, request.query);
    // Bodies of many entries are read where they go: they are long, and no flat lists of names.
    const bool is_bulk =
        !call.path.empty() && (call.path.back() == "bulk_update" || call.path.back() == "import");
    if (!request.body.empty() && !is_bulk) {
        if (is_json(request))
            call.is_body_readable = add_json(call.parameters, request.body);
        else
            add_form(call.parameters, request.body);
    }
    call.key = key_of(request, call.parameters);
    return call;
}

}  // namespace fieldcast::api
