#include "server/reasons.h"

namespace fieldcast::server {

using model::Refusal;
using mqtt::ReasonCode;

ReasonCode reason_of(Refusal refusal) {
    switch (refusal) {
        case Refusal::wrong_password: return ReasonCode::bad_user_name_or_password;
        case Refusal::client_id_differs: return ReasonCode::client_identifier_not_valid;
        case Refusal::unknown_channel:
        case Refusal::publish_not_allowed:
        case Refusal::subscribe_not_allowed:
        case Refusal::permission_withdrawn:
        case Refusal::general_publish_not_allowed:
        case Refusal::general_subscribe_not_allowed:
        case Refusal::topic_not_subscribable: return ReasonCode::not_authorized;
        case Refusal::topic_not_publishable: return ReasonCode::topic_name_invalid;
        case Refusal::no_usable_value:
        case Refusal::value_too_long:
        case Refusal::invalid_utf8: return ReasonCode::payload_format_invalid;
        case Refusal::payload_too_large:
        case Refusal::too_fast:
        case Refusal::storage_failed:
        case Refusal::too_many_subscriptions:
        case Refusal::queue_full:
        case Refusal::too_many_sessions: return ReasonCode::quota_exceeded;
        case Refusal::duplicate_created_at: return ReasonCode::implementation_specific_error;
        case Refusal::taken_over:
        case Refusal::device_shared: return ReasonCode::session_taken_over;
        case Refusal::credentials_changed: return ReasonCode::administrative_action;
        case Refusal::unknown_user_name:
        case Refusal::user_name_missing: return ReasonCode::bad_user_name_or_password;
        case Refusal::tls_to_plain_port:
        case Refusal::http_to_mqtt_port:
        case Refusal::tls_to_http_port:
        case Refusal::mqtt_to_http_port:
        case Refusal::tls_failed:
        case Refusal::malformed_packet: return ReasonCode::malformed_packet;
        case Refusal::connect_missing:
        case Refusal::keep_alive_expired:
        case Refusal::idle_too_long: return ReasonCode::keep_alive_timeout;
        case Refusal::slow_reader: return ReasonCode::quota_exceeded;
        case Refusal::client_id_in_use: return ReasonCode::client_identifier_not_valid;
    }
    return ReasonCode::unspecified_error;
}

}  // namespace fieldcast::server
