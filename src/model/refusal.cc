#include "model/refusal.h"

#include <array>

namespace fieldcast::model {
namespace {

struct Text {
    std::string_view name;
    std::string_view remedy;
};

constexpr std::array<Text, refusals> texts = {{
    {"wrong_password",
     "The password is wrong. Put the one that was shown when it was generated into the device, or "
     "generate a new one: fieldcast device password ID."},
    {"client_id_differs",
     "The client ID must equal the username: both are the 23 characters that were generated for "
     "the device."},
    {"unknown_channel", "No channel has this number. Check the topic: channels/<id>/publish."},
    {"publish_not_allowed",
     "This device may not publish to this channel. Allow it: fieldcast device allow ID "
     "CHANNEL:publish."},
    {"topic_not_publishable",
     "Devices publish to channels/<id>/publish or channels/<id>/publish/fields/field<1-8>. Other "
     "topics are open where general-topics has a filter for them."},
    {"no_usable_value",
     "Nothing in the message could be stored: no field1 to field8 that the channel has enabled, no "
     "position and no status. The form is field1=21.5&field2=40."},
    {"payload_too_large",
     "The message is larger than a channel takes (channel-payload-bytes-max, 3000 unless set). "
     "Send "
     "fewer values at once."},
    {"value_too_long",
     "A value is longer than a field takes (value-bytes-max, 255 unless set). Shorten it."},
    {"invalid_utf8", "The values are not UTF-8 text. Send numbers or UTF-8."},
    {"too_fast",
     "The channel's interval between entries had not passed. Send less often, or shorten it: "
     "fieldcast channel set ID --interval SECONDS."},
    {"duplicate_created_at",
     "The channel already has an entry with this created_at, so nothing was stored a second time."},
    {"storage_failed",
     "The entry could not be stored and was not acknowledged. See the server's log: the disk may "
     "be "
     "full or failing."},
    {"subscribe_not_allowed",
     "This device may not subscribe to this channel. Allow it: fieldcast device allow ID "
     "CHANNEL:subscribe."},
    {"topic_not_subscribable",
     "Devices subscribe to channels/<id>/subscribe, .../subscribe/json, "
     ".../subscribe/fields/field<1-8>, .../subscribe/fields/+ or .../subscribe/#. Other topics are "
     "open where general-topics has a filter for them."},
    {"too_many_subscriptions",
     "The client asked for more subscriptions than it may have, in all or in one SUBSCRIBE. Use "
     "wildcards, or raise subscriptions-per-client-max or filters-per-subscribe-max."},
    {"taken_over",
     "Another connection came with the same client ID, so this one was closed. If it repeats, two "
     "programs share this device: give each its own."},
    {"permission_withdrawn",
     "The permission for a subscribed channel was withdrawn, so the subscription has ended."},
    {"credentials_changed",
     "The device was removed or got a new password while it was connected, so it was "
     "disconnected."},
    {"malformed_packet",
     "The client sent bytes that are not MQTT, so it was disconnected. Check the library, the port "
     "and whether TLS is spoken to a plain port."},
    {"keep_alive_expired",
     "Nothing came for one and a half times the keep alive that the client had promised, so it was "
     "disconnected. Its network may be gone, or its loop does not run."},
    {"idle_too_long",
     "Nothing came for the longest time that an idle connection may last, so it was closed. Set a "
     "keep alive in the client."},
    {"slow_reader",
     "The client does not read what it subscribed to, so messages were dropped or it was "
     "disconnected."},
    {"general_publish_not_allowed",
     "The access file does not let this client publish to this topic. Add it to `publish` of one "
     "of "
     "the client's sections and send the server SIGHUP."},
    {"general_subscribe_not_allowed",
     "The access file does not let this client subscribe to this filter. Add it to `subscribe` of "
     "one of the client's sections and send the server SIGHUP."},
    {"queue_full",
     "Messages for this client were not kept, because too many were waiting for it already. Let it "
     "connect and read, or raise queued-messages-max or queued-bytes-max."},
    {"client_id_in_use",
     "Another user has a session with this client ID. Choose a different client ID."},
    {"too_many_sessions",
     "No more sessions can be kept while their clients are away (sessions-max). Connect with a "
     "clean start, or raise the limit."},
    {"device_shared",
     "Two programs share this device: more than five times in a minute a connection with its "
     "client ID closed the one before. Add a device for each of them."},
    {"unknown_user_name",
     "No device has this user name. Copy user name, client ID and password from the device's "
     "credentials: fieldcast device list shows the client IDs, which are the user names."},
    {"user_name_missing",
     "The client sent no user name. Give it the device's user name, client ID and password."},
    {"tls_to_plain_port",
     "The client speaks TLS on a port for plain MQTT: switch TLS off in the client, or have it use "
     "the port of mqtts-port, 8883 unless set."},
    {"http_to_mqtt_port",
     "The client speaks HTTP on a port for MQTT: have it use the port of http-port, MQTT over "
     "WebSocket with the path /mqtt."},
    {"tls_failed", "TLS with the client did not come about. The server's log has the reason."},
    {"connect_missing",
     "A connection was opened, but no MQTT CONNECT came on it in time, so it was closed. Check "
     "that the client speaks MQTT, and whether TLS is expected."},
    {"tls_to_http_port",
     "The client speaks TLS on a port for plain HTTP: write http:// or ws:// in the client, or "
     "have "
     "it use the port of https-port."},
    {"mqtt_to_http_port",
     "The client speaks plain MQTT on a port for HTTP: have it use the port of mqtt-port, 1883 "
     "unless set, or switch MQTT over WebSocket on in it, with the path /mqtt."},
}};

}  // namespace

std::string_view name_of(Refusal refusal) {
    return texts[static_cast<std::size_t>(refusal)].name;
}

std::string_view remedy_of(Refusal refusal) {
    return texts[static_cast<std::size_t>(refusal)].remedy;
}

}  // namespace fieldcast::model
