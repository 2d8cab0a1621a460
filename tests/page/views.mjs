/** The views of the page, for what has to hold on each of them. */

/** What anybody sees. */
export const publicViews = [
  ["/sign-in", "Sign in"],
  ["/public", "Public channels"],
  ["/channels/2", "Open"],
];

/** What ann sees, an administrator: channel 1 has entries, device 1 was refused something. */
export const ownViews = [
  ["/channels", "Channels"],
  ["/channels/1", "Garden"],
  ["/channels/1/settings", "Garden"],
  ["/channels/1/sharing", "Garden"],
  ["/channels/1/keys", "Garden"],
  ["/channels/1/data", "Garden"],
  ["/channels/1/activity", "Garden"],
  ["/channels/3", "Young"],
  ["/charts", "All charts"],
  ["/devices", "MQTT devices"],
  ["/devices/1", "Sensor"],
  ["/activity", "Activity"],
  ["/account", "Account"],
  ["/administration", "Administration"],
];

/** Dialogs, each opened by a button of a view. */
export const dialogs = [
  ["/channels", "New channel"],
  ["/devices", "Add device"],
  ["/devices/1", "Edit"],
  ["/channels/1/data", "Delete channel"],
];
