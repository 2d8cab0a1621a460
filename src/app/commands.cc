// The table of commands.
#include "app/command_line.h"
#include "app/option_docs.h"

namespace fieldcast::app {
namespace {

using Arguments = std::vector<CommandArgument>;
using Options = std::vector<CommandOption>;

const CommandArgument id{.placeholder = "ID", .key = "id"};
const CommandArgument name{.placeholder = "NAME", .key = "name"};

CommandOption value(std::string option, std::string placeholder, std::string doc) {
    return {
        .name = std::move(option), .placeholder = std::move(placeholder), .doc = std::move(doc)};
}

CommandOption flag(std::string option, std::string doc) {
    return value(std::move(option), "", std::move(doc));
}

CommandArgument optional(CommandArgument argument) {
    argument.optional = true;
    return argument;
}

CommandOption required(CommandOption option) {
    option.required = true;
    return option;
}

CommandOption repeated(CommandOption option) {
    option.repeated = true;
    return option;
}

CommandOption local(CommandOption option) {
    option.stays_here = true;
    return option;
}

const CommandOption owner =
    value("owner", "USER", "The user it belongs to. Default: the first user.");
const CommandOption new_owner = value("owner", "USER", "Its new owner.");
const CommandOption password_stdin =
    local(flag("password-stdin", "Read the password from the first line of standard input."));

const CommandOption attempts_from =
    value("attempts-from", "ADDRESS",
          "Of attempts that belong to no device, only those from this IP address.");

/// What `channel add` and `channel set` have in common.
Options channel_options() {
    return {
        repeated(value("field", "N=LABEL",
                       "Enable field N (1 to 8) under this label; an empty "
                       "label disables it.")),
        value("description", "TEXT", "What the channel is about."),
        value("interval", "SECONDS", "Shortest time between two entries; 0: no limit."),
        value("metadata", "TEXT", "Any text, for programs."),
        value("tags", "LIST", "Keywords, separated by commas."),
        value("url", "URL", "A page about the channel."),
        value("github-url", "URL", "Its repository."),
        value("latitude", "DEGREES", "From -90 to 90."),
        value("longitude", "DEGREES", "From -180 to 180."),
        value("elevation", "METRES", "Height above the sea."),
        value("last-entry-on-subscribe", "ON|OFF",
              "Whether a new subscriber is sent the newest entry at once."),
        value("retention-days", "N", "Remove entries that are older; 0: none."),
        value("retention-entries", "N", "Remove all but so many of the newest entries; 0: none."),
        repeated(value("share", "USER", "Let this user read the channel.")),
    };
}

Options joined(Options first, Options second) {
    first.insert(first.end(), std::make_move_iterator(second.begin()),
                 std::make_move_iterator(second.end()));
    return first;
}

Options serve_options() {
    Options flags;
    for (const Option& option : options()) {
        CommandOption flag_option{.name = std::string{option.name},
                                  .placeholder = std::string{option.placeholder},
                                  .doc = full_doc(option),
                                  .group = std::string{title_of(option.group)}};
        flag_option.repeated = option.is_list();
        flags.push_back(std::move(flag_option));
    }
    return flags;
}

Command administration(std::string words, std::string doc, std::string example) {
    return {.task = Task::administer,
            .words = std::move(words),
            .doc = std::move(doc),
            .example = std::move(example),
            .arguments = {},
            .options = {}};
}

/// A command with the options that all of administration takes.
Command with(Command command, Arguments arguments, Options options) {
    command.arguments = std::move(arguments);
    command.options = std::move(options);
    if (!command.warning.empty())
        command.options.push_back(local(flag("yes", "Do it without asking.")));
    command.options.push_back(
        local(value("data", "DIR", "The data folder. Default: $FIELDCAST_DATA, or ./data.")));
    command.options.push_back(local(flag("json", "Print JSON.")));
    return command;
}

Command asking(Command command, std::string warning) {
    command.warning = std::move(warning);
    return command;
}

Command for_task(Task task, Command command) {
    command.task = task;
    return command;
}

Command reading(Command command, Password password) {
    command.password = password;
    return command;
}

std::vector<Command> user_commands() {
    return {
        with(reading(administration("user add", "Add a user, who may own channels and devices.",
                                    "fieldcast user add ada"),
                     Password::may_be_read),
             {name},
             {password_stdin, flag("administrator", "May do everything. The first user is one.")}),
        with(administration("user list", "List all users.", "fieldcast user list"), {}, {}),
        with(reading(administration("user password", "Set the password of a user.",
                                    "fieldcast user password ada"),
                     Password::must_be_read),
             {name}, {password_stdin}),
        with(administration("user set", "Change role or time zone of a user.",
                            "fieldcast user set ada --role administrator"),
             {name},
             {value("role", "ROLE", "administrator or user."),
              value("time-zone", "ZONE",
                    "The zone that the page shows times in, such as Europe/Berlin; empty: that of "
                    "the browser.")}),
        with(administration("user link",
                            "Make a link by which a user sets a password; without NAME, the one "
                            "that sets a new server up.",
                            "fieldcast user link ada"),
             {optional(name)}, {}),
        with(administration("user sign-ins", "List where a user has signed in.",
                            "fieldcast user sign-ins ada"),
             {name}, {}),
        with(administration("user sign-out", "End what a user has signed in.",
                            "fieldcast user sign-out ada"),
             {name}, {value("id", "ID", "Only this one.")}),
        with(administration("user key", "Show the user's API key.", "fieldcast user key ada"),
             {name}, {flag("regenerate", "Make a new one; the old one ends at once.")}),
        with(asking(administration("user remove", "Remove a user who owns nothing.",
                                   "fieldcast user remove ada"),
                    "This removes user {}"),
             {name}, {}),
    };
}

std::vector<Command> channel_commands() {
    const CommandOption channel_name = value("name", "TEXT", "The channel's name.");
    const CommandArgument file{.placeholder = "FILE", .key = "file"};
    const CommandArgument optional_file{.placeholder = "FILE", .key = "file", .optional = true};
    return {
        with(administration("channel add", "Add a channel and print its keys.",
                            "fieldcast channel add --name Greenhouse --field 1=Temperature"),
             {},
             joined({required(channel_name), owner, flag("public", "Everybody may read it."),
                     flag("simulated",
                          "Let the server feed it with made-up weather, to try things out.")},
                    channel_options())),
        with(administration("channel list", "List all channels.", "fieldcast channel list"), {},
             {}),
        with(administration("channel show", "Show a channel with its keys.",
                            "fieldcast channel show 1"),
             {id}, {}),
        with(
            administration("channel set", "Change settings of a channel.",
                           "fieldcast channel set 1 --field 2=Humidity --interval 15"),
            {id},
            joined(joined({channel_name, new_owner, flag("public", "Everybody may read it."),
                           flag("private", "Only with a read key.")},
                          channel_options()),
                   {repeated(value("unshare", "USER", "No longer let this user read the channel.")),
                    repeated(value("share-only", "USER",
                                   "Let this user read the channel, and nobody who might before.")),
                    flag("new-write-key", "Make a new write key; the old one ends at once."),
                    value("add-read-key", "NOTE", "Make one more read key."),
                    value("remove-read-key", "KEY", "End a read key.")})),
        with(administration("channel feed", "Print the newest entries, as ThingSpeak does.",
                            "fieldcast channel feed 1 --results 10 --format csv"),
             {id},
             {value("results", "N", "How many at most. Default: 100."),
              value("format", "json|csv", "Default: json."),
              flag("location", "Add latitude, longitude and elevation."),
              flag("status", "Add the status.")}),
        with(for_task(Task::import_feed,
                      administration("channel import", "Import entries from a CSV file.",
                                     "fieldcast channel import 1 garden.csv")),
             {id, file},
             {value("timezone", "ZONE", "Of times that name none. Default: UTC."),
              flag("check", "Only say whether all rows are right.")}),
        with(for_task(Task::export_feed,
                      administration("channel export", "Export all entries as CSV.",
                                     "fieldcast channel export 1 garden.csv")),
             {id, optional_file}, {}),
        with(asking(administration("channel clear", "Remove all entries of a channel.",
                                   "fieldcast channel clear 1 --yes"),
                    "This removes all entries of channel {}"),
             {id}, {}),
        with(asking(administration("channel remove", "Remove a channel and all its entries.",
                                   "fieldcast channel remove 1 --yes"),
                    "This removes channel {} and all its entries"),
             {id}, {}),
    };
}

std::vector<Command> device_commands() {
    const CommandArgument permission{
        .placeholder = "CHANNEL:publish,subscribe", .key = "permissions", .repeated = true};
    const CommandArgument withdrawn{
        .placeholder = "CHANNEL[:publish,subscribe]", .key = "permissions", .repeated = true};
    const CommandOption device_name = value("name", "TEXT", "The device's name.");
    const CommandOption description = value("description", "TEXT", "What it is.");
    return {
        with(administration("device add", "Add a device and print its MQTT credentials.",
                            "fieldcast device add --name Sensor --channel 1:publish"),
             {},
             {required(device_name),
              repeated(value("channel", "ID:publish,subscribe", "What it may do to a channel.")),
              description, owner}),
        with(administration("device list", "List all devices.", "fieldcast device list"), {}, {}),
        with(administration("device show", "Show a device and what it may do.",
                            "fieldcast device show 1 --events"),
             {id}, {flag("events", "Also what was refused, and what to do about it.")}),
        with(administration("device set", "Change name, description or owner of a device.",
                            "fieldcast device set 1 --name Cellar"),
             {id},
             {device_name, description, new_owner,
              repeated(
                  value("only-channel", "ID:publish,subscribe",
                        "What it may do to a channel, in place of all that it might before."))}),
        with(administration("device allow", "Allow a device to publish or subscribe to channels.",
                            "fieldcast device allow 1 2:publish,subscribe"),
             {id, permission}, {}),
        with(administration("device deny", "Withdraw permissions of a device.",
                            "fieldcast device deny 1 2:publish"),
             {id, withdrawn}, {}),
        with(administration("device password", "Make a new password; the old one ends at once.",
                            "fieldcast device password 1 --keep-old-hours 24"),
             {id},
             {value("keep-old-hours", "N",
                    "The old one stays valid too, for so many hours, up to 168.")}),
        with(administration("device journey",
                            "Show how far the device's last connection came, and what stopped it.",
                            "fieldcast device journey 1"),
             {id}, {attempts_from}),
        with(asking(administration("device remove", "Remove a device; it is disconnected.",
                                   "fieldcast device remove 1 --yes"),
                    "This removes device {}"),
             {id}, {}),
    };
}

std::vector<Command> activity_commands() {
    return {
        with(administration("activity",
                            "Show who connected, what was refused, and what to do about it.",
                            "fieldcast activity --device 1"),
             {},
             {value("device", "ID", "Only of this device."),
              value("channel", "ID", "Only what names this channel."),
              value("owner", "USER", "Only of this user's devices."), attempts_from,
              value("limit", "N", "How many lines at most, up to 1000. Default: 200.")}),
    };
}

Command plain(Task task, std::string words, std::string doc, std::string example) {
    return for_task(task, administration(std::move(words), std::move(doc), std::move(example)));
}

std::vector<Command> all_commands() {
    Command serve = plain(Task::serve, "serve", "Run the server until SIGINT or SIGTERM.",
                          "fieldcast serve --data ./data --mqtt-port 1883");
    serve.options = serve_options();
    Command password_hash = plain(Task::password_hash, "password hash",
                                  "Print a line that gives a user of the access file a password.",
                                  "fieldcast password hash --generate");
    password_hash.options = {
        flag("generate",
             "Make the password, instead of asking for one or reading it from the "
             "first line of standard input.")};
    Command help =
        plain(Task::help, "help", "Show what a command takes.", "fieldcast help device add");
    help.arguments = {
        {.placeholder = "COMMAND", .key = "command", .repeated = true, .optional = true}};

    std::vector<Command> all{std::move(serve)};
    all.push_back(with(
        administration("status", "Show what the running server is and has.", "fieldcast status"),
        {}, {}));
    for (auto group : {user_commands(), channel_commands(), device_commands(), activity_commands()})
        all.insert(all.end(), group.begin(), group.end());
    all.push_back(std::move(password_hash));
    all.push_back(plain(Task::config_sample, "config sample",
                        "Print a configuration file that explains every option.",
                        "fieldcast config sample > data/fieldcast.toml"));
    all.push_back(plain(Task::config_docs, "config docs", "Print docs/configuration.md.",
                        "fieldcast config docs"));
    all.push_back(plain(Task::version, "version", "Print the version.", "fieldcast --version"));
    all.push_back(std::move(help));
    return all;
}

}  // namespace

std::span<const Command> commands() {
    static const std::vector<Command> table = all_commands();
    return table;
}

}  // namespace fieldcast::app
