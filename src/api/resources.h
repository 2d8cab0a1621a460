#pragma once
// What each path does; routes.cc has the table. Every function takes a call whose path fits its
// route and answers it, or says what the store must do first; what goes on then shares the call.

#include "api/api.h"
#include "api/call.h"

namespace fieldcast::api {

// update.cc, bulk_update.cc: writing
Reply update(const CallRef& call, const Context& context);
Reply bulk_update(const CallRef& call, const Context& context);

// feeds.cc, entries.cc, export.cc: reading
Reply read_feed(const CallRef& call, const Context& context);
Reply read_field(const CallRef& call, const Context& context);
Reply read_status(const CallRef& call, const Context& context);
Reply read_last_entry(const CallRef& call, const Context& context);
Reply read_last_aggregate(const CallRef& call, const Context& context);
Reply read_entry(const CallRef& call, const Context& context);
Reply read_last_value(const CallRef& call, const Context& context);
Reply read_field_entry(const CallRef& call, const Context& context);
Reply read_last_status(const CallRef& call, const Context& context);
Reply read_last_data_age(const CallRef& call, const Context& context);
Reply export_feed(const CallRef& call, const Context& context);

// channel_administration.cc, public_lists.cc: ThingSpeak's administration
Reply list_channels(const CallRef& call, const Context& context);
Reply create_channel(const CallRef& call, const Context& context);
Reply show_channel(const CallRef& call, const Context& context);
Reply change_channel(const CallRef& call, const Context& context);
Reply delete_channel(const CallRef& call, const Context& context);
Reply clear_feed(const CallRef& call, const Context& context);
Reply delete_entry(const CallRef& call, const Context& context);
Reply list_public_channels(const CallRef& call, const Context& context);
Reply show_user(const CallRef& call, const Context& context);
Reply list_channels_of_user(const CallRef& call, const Context& context);

// v1_*.cc: /api/v1
Reply v1_show_session(const CallRef& call, const Context& context);
Reply v1_sign_in(const CallRef& call, const Context& context);
Reply v1_sign_out(const CallRef& call, const Context& context);
Reply v1_show_welcome(const CallRef& call, const Context& context);
Reply v1_welcome(const CallRef& call, const Context& context);
Reply v1_account(const CallRef& call, const Context& context);
Reply v1_change_account(const CallRef& call, const Context& context);
Reply v1_change_password(const CallRef& call, const Context& context);
Reply v1_renew_user_key(const CallRef& call, const Context& context);
Reply v1_list_sign_ins(const CallRef& call, const Context& context);
Reply v1_end_sign_in(const CallRef& call, const Context& context);
Reply v1_show_server(const CallRef& call, const Context& context);
Reply v1_list_users(const CallRef& call, const Context& context);
Reply v1_create_user(const CallRef& call, const Context& context);
Reply v1_change_user(const CallRef& call, const Context& context);
Reply v1_link_user(const CallRef& call, const Context& context);
Reply v1_delete_user(const CallRef& call, const Context& context);
Reply v1_list_channels(const CallRef& call, const Context& context);
Reply v1_create_demo(const CallRef& call, const Context& context);
Reply v1_create_channel(const CallRef& call, const Context& context);
Reply v1_show_channel(const CallRef& call, const Context& context);
Reply v1_change_channel(const CallRef& call, const Context& context);
Reply v1_delete_channel(const CallRef& call, const Context& context);
Reply v1_clear_feed(const CallRef& call, const Context& context);
Reply v1_read_statistics(const CallRef& call, const Context& context);
Reply v1_import_feed(const CallRef& call, const Context& context);
Reply v1_list_public_channels(const CallRef& call, const Context& context);
Reply v1_read_series(const CallRef& call, const Context& context);
Reply v1_list_devices(const CallRef& call, const Context& context);
Reply v1_create_device(const CallRef& call, const Context& context);
Reply v1_show_device(const CallRef& call, const Context& context);
Reply v1_change_device(const CallRef& call, const Context& context);
Reply v1_delete_device(const CallRef& call, const Context& context);
Reply v1_show_journey(const CallRef& call, const Context& context);
Reply v1_renew_device_password(const CallRef& call, const Context& context);

// v1_activity.cc
Reply v1_list_activity(const CallRef& call, const Context& context);

// openapi.cc
Reply openapi(const CallRef& call, const Context& context);

}  // namespace fieldcast::api
