#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "app/admin_commands.h"
#include "app/admin_socket.h"
#include "app/administration.h"
#include "app/data_folder.h"
#include "app/program.h"
#include "base/clock.h"
#include "devices/credentials.h"
#include "net/listener.h"
#include "server/server.h"
#include "temporary_folder.h"

namespace fieldcast::app {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;
using Json = nlohmann::ordered_json;
using Words = std::vector<std::string>;

Json request(const Words& words) {
    const auto invocation = parse_command_line(words);
    EXPECT_TRUE(invocation) << invocation.error();
    return invocation ? Json::parse(request_of(*invocation)) : Json{};
}

TEST(AdministrationRequest, CarriesArgumentsAndOptionsUnderTheirKeys) {
    EXPECT_EQ(request({"device", "allow", "7", "1:publish", "2:subscribe"}),
              (Json{{"command", "device allow"},
                    {"id", "7"},
                    {"permissions", {"1:publish", "2:subscribe"}}}));
    EXPECT_EQ(request({"channel", "set", "1", "--github-url", "u", "--field", "1=a", "--public"}),
              (Json{{"command", "channel set"},
                    {"id", "1"},
                    {"public", true},
                    {"field", Json::array({"1=a"})},
                    {"github_url", "u"}}));
}

TEST(AdministrationRequest, LeavesOutWhatIsForTheCommandLineOnly) {
    EXPECT_EQ(request({"channel", "clear", "1", "--yes", "--json", "--data", "x"}),
              (Json{{"command", "channel clear"}, {"id", "1"}}));
    EXPECT_EQ(request({"user", "add", "ada", "--password-stdin", "--administrator=false"}),
              (Json{{"command", "user add"}, {"name", "ada"}}));
}

/// Commands on a folder, as a person gives them.
class Administration : public testing::Test {
  protected:
    Outcome command(Words words) {
        words.insert(words.end(), {"--data", folder});
        return run(words, {});
    }
    Json json(Words words) {
        words.emplace_back("--json");
        const Outcome outcome = command(words);
        EXPECT_EQ(outcome.status, 0) << outcome.error;
        return Json::parse(outcome.output, nullptr, false);
    }

    TemporaryFolder temporary;
    std::string folder = temporary.path();
};

TEST_F(Administration, WorksOnAFolderWithoutServer) {
    EXPECT_EQ(json({"user", "add", "ada"})["user"], "ada");
    EXPECT_EQ(json({"channel", "add", "--name", "x"})["id"], 1);
    EXPECT_EQ(json({"device", "add", "--name", "y", "--channel", "1:publish"})["device_id"], 1);
    EXPECT_EQ(json({"device", "list"})[0]["channels"][0]["publish"], true);
    EXPECT_THAT(command({"channel", "feed", "1"}).output, StartsWith(R"({"channel":{"id":1,)"));
    EXPECT_EQ(json({"channel", "feed", "1"})["feeds"], Json::array());
}

TEST_F(Administration, MakesAFolderForUsersOnly) {
    folder = temporary / "new";
    const Outcome outcome = command({"channel", "list"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.error, AllOf(HasSubstr("no data folder"), HasSubstr("user add NAME")));
    EXPECT_FALSE(std::filesystem::exists(folder));
    EXPECT_EQ(command({"user", "add", "ada"}).status, 0);
    EXPECT_EQ(command({"channel", "list"}).status, 0);
}

TEST_F(Administration, FailsWithStatusOneAndTheErrorAsJsonToo) {
    json({"user", "add", "ada"});
    const Outcome outcome = command({"channel", "show", "7", "--json"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.error, StartsWith("There is no channel 7."));
    EXPECT_EQ(Json::parse(outcome.output), (Json{{"error", outcome.error}}));
    EXPECT_EQ(command({"channel", "show", "7"}).output, "");
}

TEST_F(Administration, FailsWithStatusTwoWhereTheCommandIsWrong) {
    const Outcome outcome = run({"channel", "shwo", "7", "--json"}, {});
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(Json::parse(outcome.output).value("error", ""), HasSubstr("channel show"));
}

TEST_F(Administration, NamesTheProcessThatHoldsTheFolder) {
    const auto held = open_data_folder(folder);
    ASSERT_TRUE(held);
    const Outcome outcome = command({"user", "list"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.error, HasSubstr(fmt::format("process {}", ::getpid())));
}

TEST_F(Administration, WaitsForAnotherCommandOnTheSameFolder) {
    std::vector<std::thread> others;
    for (const char* name : {"ada", "bob", "cleo"})
        others.emplace_back([this, name] { json({"user", "add", name}); });
    for (std::thread& other : others) other.join();
    EXPECT_EQ(json({"user", "list"}).size(), 3);
}

/// Standard input comes from a file while this lives.
class StandardInput {
  public:
    explicit StandardInput(const std::string& path) : before_(::dup(STDIN_FILENO)) {
        EXPECT_TRUE(std::freopen(path.c_str(), "r", stdin));
    }
    StandardInput(const StandardInput&) = delete;
    StandardInput& operator=(const StandardInput&) = delete;
    ~StandardInput() {
        ::dup2(before_, STDIN_FILENO);
        ::close(before_);
    }

  private:
    int before_;
};

TEST_F(Administration, NeedsAYesWhereThereIsNoTerminal) {
    const StandardInput none{"/dev/null"};
    json({"user", "add", "ada"});
    json({"channel", "add", "--name", "x"});
    const Outcome outcome = command({"channel", "remove", "1"});
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.error, HasSubstr("--yes"));
    EXPECT_EQ(json({"channel", "list"}).size(), 1);
    EXPECT_EQ(command({"channel", "remove", "1", "--yes"}).status, 0);
    EXPECT_EQ(json({"channel", "list"}).size(), 0);
}

TEST_F(Administration, ReadsPasswordsFromStandardInputAndStoresTheirHash) {
    const StandardInput password{temporary.write("password", "correct horse\r\n")};
    EXPECT_EQ(json({"user", "add", "ada", "--password-stdin"})["can_sign_in"], true);
    const auto opened = open_data_folder(folder);
    ASSERT_TRUE(opened);
    EXPECT_TRUE(devices::user_password_matches("correct horse",
                                               opened->directory.find_user("ada")->password_hash));
}

TEST_F(Administration, RefusesPasswordsThatAreMissingOrShort) {
    json({"user", "add", "ada"});
    {
        const StandardInput none{"/dev/null"};
        EXPECT_THAT(command({"user", "password", "ada"}).error, HasSubstr("--password-stdin"));
        EXPECT_THAT(command({"user", "password", "ada", "--password-stdin"}).error,
                    HasSubstr("no password on standard input"));
    }
    const StandardInput password{temporary.write("password", "short\n")};
    EXPECT_THAT(command({"user", "password", "ada", "--password-stdin"}).error,
                HasSubstr("8 to 1024 bytes"));
}

/// A server without listeners but the Unix socket.
std::unique_ptr<server::Server> start_server(const std::string& path) {
    static const base::SystemClock clock;
    auto opened = open_data_folder(path);
    EXPECT_TRUE(opened) << opened.error().text;
    server::Settings settings;
    settings.mqtt_port = settings.mqtts_port = 0;
    settings.http_port = settings.https_port = {};
    settings.shards = 1;
    auto server = server::Server::start(settings, {.store = std::move(opened->store),
                                                   .directory = std::move(opened->directory),
                                                   .secret = opened->secret,
                                                   .random = devices::system_random(),
                                                   .clock = clock,
                                                   .administration = handle_admin_request,
                                                   .data_folder = path});
    EXPECT_TRUE(server) << server.error();
    return server ? std::move(*server) : nullptr;
}

TEST_F(Administration, GoesThroughTheServerWhereOneRuns) {
    auto server = start_server(folder);
    json({"user", "add", "ada"});
    const Json added = json({"channel", "add", "--name", "x"});
    EXPECT_EQ(json({"channel", "show", "1"})["write_api_key"], added["write_api_key"]);
    EXPECT_THAT(command({"channel", "show", "2"}).error, StartsWith("There is no channel 2."));
    server.reset();
    EXPECT_EQ(json({"channel", "list"})[0]["name"], "x");
}

TEST_F(Administration, ReachesAServerOnALongPath) {
    for (int level = 0; level < 4; ++level) folder += '/' + std::string(40, 'a');
    std::filesystem::create_directories(folder);
    const auto server = start_server(folder);
    EXPECT_EQ(json({"user", "add", "ada"})["user"], "ada");
}

/// Something that listens on the socket without being a server.
class SilentServer {
  public:
    explicit SilentServer(const std::string& folder)
        : listener_(*net::listen_unix(folder, server::admin_socket_name)) {}

    /// Takes one connection and closes it when the request has come.
    void hangs_up() {
        pollfd waiting{.fd = listener_.number(), .events = POLLIN, .revents = 0};
        ::poll(&waiting, 1, -1);
        const net::FileDescriptor connection{::accept(listener_.number(), nullptr, nullptr)};
        char request[256];
        EXPECT_GT(::recv(connection.number(), request, sizeof request, 0), 0);
    }

  private:
    net::FileDescriptor listener_;
};

TEST(AdminSocket, IsNoServerWhereNobodyListens) {
    const TemporaryFolder folder;
    auto answer = ask_server(folder.path(), "{}");
    ASSERT_TRUE(answer);
    EXPECT_EQ(*answer, std::nullopt);
    { const SilentServer gone{folder.path()}; }
    answer = ask_server(folder.path(), "{}");
    ASSERT_TRUE(answer);
    EXPECT_EQ(*answer, std::nullopt);
}

TEST(AdminSocket, TellsOfAServerThatHangsUp) {
    const TemporaryFolder folder;
    SilentServer server{folder.path()};
    std::thread thread{[&] { server.hangs_up(); }};
    const auto answer = ask_server(folder.path(), "{}");
    thread.join();
    ASSERT_FALSE(answer);
    EXPECT_THAT(answer.error(), AllOf(HasSubstr(fmt::format("process {}", ::getpid())),
                                      HasSubstr("closed the connection without an answer")));
}

TEST(AdminSocket, TellsOfAServerThatDoesNotAnswer) {
    const TemporaryFolder folder;
    const SilentServer server{folder.path()};
    const auto answer = ask_server(folder.path(), "{}", base::Milliseconds{50});
    ASSERT_FALSE(answer);
    EXPECT_THAT(answer.error(), HasSubstr("does not answer"));
}

}  // namespace
}  // namespace fieldcast::app
