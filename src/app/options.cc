#include "app/options.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace fieldcast::app {
namespace {

using server::Settings;

constexpr std::uint64_t kib = 1024;
constexpr std::uint64_t mib = 1024 * kib;
constexpr std::uint64_t gib = 1024 * mib;
constexpr std::uint64_t second = 1000;
constexpr std::uint64_t hour = 3600 * second;
constexpr std::uint64_t day = 24 * hour;

template <auto member>
OptionPlace place(Configuration& configuration) {
    if constexpr (requires { configuration.*member; })
        return &(configuration.*member);
    else
        return &(configuration.settings.*member);
}

using enum OptionGroup;

// clang-format off
constexpr std::array table = {
    Option{"data", "DIR", start, Unit::text, 0, 0, place<&Configuration::data_folder>,
           "Folder that holds everything the server stores."},
    Option{"config", "FILE", start, Unit::text, 0, 0, place<&Configuration::config_file>,
           "Configuration file. Without it fieldcast.toml in the data folder is read, if it "
           "exists."},
    Option{"demo", "", start, Unit::on_off, 0, 0, place<&Configuration::demo>,
           "On a data folder without users: make a user, a channel and two devices and show how "
           "to use them."},

    Option{"bind", "ADDR", network, Unit::text, 0, 0, place<&Settings::bind_address>,
           "Address to listen on. :: is every address of this machine, IPv4 too; 127.0.0.1 is this "
           "machine only."},
    Option{"mqtt-port", "N", network, Unit::count, 0, 65535, place<&Settings::mqtt_port>,
           "TCP port for MQTT. 0: none."},
    Option{"mqtts-port", "N", network, Unit::count, 0, 65535, place<&Settings::mqtts_port>,
           "TCP port for MQTT over TLS. 0: none."},
    Option{"http-port", "N", network, Unit::count, 0, 65535, place<&Settings::http_port>,
           "TCP port for HTTP and for MQTT over WebSocket, at /mqtt. 0: none. If 80 cannot be had "
           "and was not asked for, 8080 stands in."},
    Option{"https-port", "N", network, Unit::count, 0, 65535, place<&Settings::https_port>,
           "TCP port for the same over TLS. 0: none. If 443 cannot be had and was not asked for, "
           "8443 stands in."},
    Option{"listen", "URL", network, Unit::urls, 0, 0, place<&Settings::listen>,
           "Where to listen besides bind and the ports. Behind a proxy that sends headers of the "
           "PROXY protocol (version 1 or 2), ?proxy-protocol makes the addresses in them count; "
           "only the proxy may reach such a listener."},
    Option{"shards", "N", network, Unit::count, 0, 256, place<&Settings::shards>,
           "Threads that serve clients. 0: one per processor core."},
    Option{"connections-max", "N", network, Unit::count, 1, 10'000'000,
           place<&Settings::connections_max>, "Connections at the same time."},
    Option{"log-level", "LEVEL", network, Unit::log_level, 0, 0, place<&Configuration::log_level>,
           "How much is written to standard error."},

    Option{"tls-cert", "FILE", tls, Unit::text, 0, 0, place<&Configuration::tls_cert>,
           "The server's certificate as PEM, and behind it those that lead to its authority. Read "
           "again when the file changes, and at SIGHUP. Without it the server makes an authority "
           "and a certificate of its own in the folder tls of the data folder and renews it; "
           "clients need tls/ca.pem then, which is also served as /ca.pem."},
    Option{"tls-key", "FILE", tls, Unit::text, 0, 0, place<&Configuration::tls_key>,
           "The private key of tls-cert as PEM, not encrypted."},
    Option{"tls-names", "NAME", tls, Unit::names, 0, 0, place<&Configuration::tls_names>,
           "Host names and addresses that the server's own certificate is good for, besides "
           "localhost, this machine's name and its addresses. Without effect on tls-cert."},
    Option{"tls-client-ca", "FILE", tls, Unit::text, 0, 0, place<&Configuration::tls_client_ca>,
           "Authorities whose client certificates are trusted, as PEM. Read again as tls-cert."},
    Option{"tls-client-certificates", "WHICH", tls, Unit::client_certificates, 0, 0,
           place<&Configuration::tls_client_certificates>,
           "Whether clients are asked for a certificate and may do without. Needs tls-client-ca."},
    Option{"tls-certificate-identity", "", tls, Unit::on_off, 0, 0,
           place<&Configuration::tls_certificate_identity>,
           "Let a device's client certificate stand for its user name and password: the "
           "certificate's common name is the device's client ID."},
    Option{"tls-compat", "", tls, Unit::on_off, 0, 0, place<&Configuration::tls_compat>,
           "For old microcontrollers: TLS 1.2 also with CBC ciphers, with RSA key exchange (which "
           "needs a tls-cert with an RSA key), with keys of 1024 bits and SHA-1. Less secure for "
           "the clients that need it. TLS 1.0 and 1.1 are never spoken."},

    Option{"general-topics", "FILTER", access, Unit::filters, 0, 0,
           place<&Settings::general_topics>,
           "Topic filters outside of channels/. Messages on topics that match are relayed between "
           "all clients, as by any MQTT broker."},
    Option{"sys-interval", "TIME", access, Unit::duration, 0, day,
           place<&Settings::sys_interval>,
           "Between two reports of the server's figures on $SYS/broker/. They are made if a filter "
           "of general-topics begins with $SYS/. 0ms: never."},
    Option{"anonymous", "", access, Unit::on_off, 0, 0, place<&Settings::anonymous>,
           "Let clients without user name use the general topics. Needs an explicit bind address."},
    Option{"access-file", "FILE", access, Unit::text, 0, 0, place<&Configuration::access_file>,
           "Which clients may use which of the general topics, and users with passwords besides "
           "devices; see docs/access.md. Without it, every client may use all general topics. Read "
           "again at SIGHUP."},

    Option{"connect-timeout", "TIME", OptionGroup::time, Unit::duration, 10, hour,
           place<&Settings::connect_timeout>,
           "From the start of a connection until its CONNECT has arrived whole."},
    Option{"keep-alive-max", "SECONDS", OptionGroup::time, Unit::count, 0, 65'535,
           place<&Settings::keep_alive_max>,
           "Longest keep alive. MQTT 5.0 clients are given it in place of a longer one, older "
           "ones are refused with return code 2. 0: whatever the client asks for."},
    Option{"session-expiry-max", "SECONDS", OptionGroup::time, Unit::count, 0, 4'294'967'295,
           place<&Settings::session_expiry_max>,
           "Longest time that a session is kept while its client is away. 4294967295: for ever. "
           "0: sessions end with their connections."},
    Option{"idle-timeout", "TIME", OptionGroup::time, Unit::duration, 100, 365 * day,
           place<&Settings::idle_timeout>,
           "Silence after which a client without keep alive is disconnected."},
    Option{"slow-reader-timeout", "TIME", OptionGroup::time, Unit::duration, 100, day,
           place<&Settings::slow_reader_timeout>,
           "How long a client may leave its full output unread before it is disconnected."},
    Option{"http-request-timeout", "TIME", OptionGroup::time, Unit::duration, 100, day,
           place<&Settings::http_request_timeout>,
           "From the first byte of an HTTP request to its last."},
    Option{"http-idle-timeout", "TIME", OptionGroup::time, Unit::duration, 100, day,
           place<&Settings::http_idle_timeout>,
           "How long an HTTP connection is kept for its next request."},

    Option{"packet-bytes-max", "SIZE", sizes, Unit::bytes, kib, 255 * mib,
           place<&Settings::packet_bytes_max>, "Largest MQTT packet that is accepted."},
    Option{"unauthenticated-bytes-max", "SIZE", sizes, Unit::bytes, 256, mib,
           place<&Settings::unauthenticated_bytes_max>,
           "Most bytes that are read from a client before it has proved who it is."},
    Option{"channel-payload-bytes-max", "SIZE", sizes, Unit::bytes, 64, mib,
           place<&Settings::channel_payload_bytes_max>, "Largest payload published to a channel."},
    Option{"value-bytes-max", "SIZE", sizes, Unit::bytes, 1, 64 * kib,
           place<&Settings::value_bytes_max>, "Largest value of a field or status."},
    Option{"topic-bytes-max", "SIZE", sizes, Unit::bytes, 64, 65'535,
           place<&Settings::topic_bytes_max>, "Longest topic name or filter."},
    Option{"topic-levels-max", "N", sizes, Unit::count, 8, 32'768,
           place<&Settings::topic_levels_max>, "Most levels of a topic name or filter."},
    Option{"filters-per-subscribe-max", "N", sizes, Unit::count, 1, 10'000,
           place<&Settings::filters_per_subscribe_max>, "Most topic filters in one SUBSCRIBE."},
    Option{"subscriptions-per-client-max", "N", sizes, Unit::count, 1, 1'000'000,
           place<&Settings::subscriptions_per_client_max>, "Most subscriptions of one client."},
    Option{"in-flight-max", "N", sizes, Unit::count, 1, 65'535, place<&Settings::in_flight_max>,
           "Most messages sent to a client and not yet acknowledged by it."},
    Option{"receive-maximum", "N", sizes, Unit::count, 1, 65'535,
           place<&Settings::receive_maximum>,
           "Most messages that a client may have published and that are not acknowledged yet. "
           "MQTT 5.0 clients are told, and disconnected if they send more."},
    Option{"topic-alias-max", "N", sizes, Unit::count, 0, 65'535,
           place<&Settings::topic_alias_max>,
           "Topic aliases that an MQTT 5.0 client may set on one connection."},
    Option{"queued-messages-max", "N", sizes, Unit::count, 1, 60'000,
           place<&Settings::queued_messages_max>,
           "Most messages waiting for one client that is away; more are not kept for it, and its "
           "owner is told."},
    Option{"queued-bytes-max", "SIZE", sizes, Unit::bytes, kib, 4 * gib,
           place<&Settings::queued_bytes_max>, "Most bytes waiting for one client."},
    Option{"sessions-max", "N", sizes, Unit::count, 0, 100'000'000,
           place<&Settings::sessions_max>,
           "Most sessions that outlive their connections."},
    Option{"output-bytes-max", "SIZE", sizes, Unit::bytes, 4 * kib, gib,
           place<&Settings::output_bytes_max>,
           "Most unsent bytes of one connection; a larger message goes alone."},
    Option{"pending-stores-max", "N", sizes, Unit::count, 1, 1'000'000,
           place<&Settings::pending_stores_max>,
           "Most publishes of one connection that wait to be stored; beyond it the connection is "
           "not read."},
    Option{"http-body-bytes-max", "SIZE", sizes, Unit::bytes, kib, gib,
           place<&Settings::http_body_bytes_max>, "Largest body of an HTTP request."},
    Option{"bulk-entries-max", "N", sizes, Unit::count, 1, 10'000'000,
           place<&Settings::bulk_entries_max>, "Most entries that one bulk request may write."},
    Option{"retained-messages-max", "N", sizes, Unit::count, 0, 100'000'000,
           place<&Settings::retained_messages_max>, "Most retained messages in all."},
};
// clang-format on

constexpr std::array<std::string_view, option_groups> titles = {
    "Start", "Listening and threads", "TLS", "Who may come besides devices", "Time", "Sizes"};

char same_dash(char letter) {
    return letter == '_' ? '-' : letter;
}

}  // namespace

std::span<const Option> options() {
    return table;
}

const Option* find_option(std::string_view name) {
    const auto found = std::ranges::find_if(table, [name](const Option& option) {
        return std::ranges::equal(option.name, name, {}, {}, same_dash);
    });
    return found == table.end() ? nullptr : &*found;
}

std::string spelled(std::string_view option_name, Source source) {
    std::string name{option_name};
    if (source == Source::flag) return "--" + name;
    std::ranges::replace(name, '-', '_');
    if (source == Source::file) return name;
    std::ranges::transform(name, name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return "FIELDCAST_" + name;
}

bool may_stand_in(const Option& option, Source source) {
    return source != Source::file || option.group != OptionGroup::start;
}

std::string_view title_of(OptionGroup group) {
    return titles[static_cast<std::size_t>(group)];
}

}  // namespace fieldcast::app
