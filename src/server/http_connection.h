#pragma once
// An HTTP client's connection: request after request, each answered before the next is looked at,
// until it ends or becomes a WebSocket that speaks MQTT. Kind of state: *owned* by a shard.

#include <memory>
#include <optional>
#include <string>

#include "api/api.h"
#include "http/request_parser.h"
#include "http/response_writer.h"
#include "server/connection.h"

namespace fieldcast::server {

class HttpConnection final : public Connection {
  public:
    using Connection::Connection;

    void on_outcome(const Outcome& outcome) override;
    void on_task_done(TaskDone& done) override;
    void on_admin_reply(std::string_view line) override;
    void on_flushed() override;

  protected:
    std::size_t consume(base::BytesView bytes) override;
    void on_lost() override {}
    base::Instant check_deadlines(base::Instant now) override;

  private:
    /// A request from its last byte to the last one of its response.
    struct Exchange {
        http::ResponseTerms terms;
        std::function<api::Reply(api::TaskResult, const api::Context&)> go_on = {};
        /// Of a long response: what comes when the client has taken the part before.
        std::optional<api::AfterTask> next = {};
        bool has_begun = false;  ///< the head of a long response is sent
    };

    void handle(http::Request request);
    void become_websocket(const http::Request& request, base::BytesView behind);
    void refuse(const http::BadRequest& bad);

    void carry_out(api::Reply reply);
    void carry_out(const http::Response& response);
    void carry_out(api::AfterTask after);
    void carry_out(api::Beginning beginning);
    void carry_out(api::Part part);
    void carry_out(const api::End& end);
    void carry_out(const api::Broken&) { leave(); }
    void post(api::StoreEntry task);
    void post(api::Administer task);
    void post(api::CheckPassword task) { ask_about_password(std::move(task)); }
    void post(api::HashPassword task) { ask_about_password(std::move(task)); }
    template <class Task>
    void ask_about_password(Task task);
    template <class Task>
    void post(Task task);

    void go_on(api::TaskResult result);
    void finish();
    [[nodiscard]] api::Context context() const;

    std::unique_ptr<http::RequestParser> parser_;  ///< while a request is coming
    std::unique_ptr<Exchange> exchange_;           ///< while one is answered
    std::string host_ = peer().host();
    base::Instant request_began_at_;
    bool waits_ = false;  ///< nothing is read until the response is made
};

}  // namespace fieldcast::server
