#include "server/http_connection.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/log.h"
#include "http/websocket.h"
#include "server/shard.h"

namespace fieldcast::server {
namespace {

using api::TaskResult;

/// Where a WebSocket speaks MQTT. Some clients leave the path out.
constexpr std::array<std::string_view, 3> websocket_paths = {"/mqtt", "/mqtt/", "/"};

constexpr std::string_view continue_response = "HTTP/1.1 100 Continue\r\n\r\n";

/// Who begins with another protocol meant another door; anything else is told to the client alone.
std::optional<model::Refusal> refusal_of(http::Protocol spoken) {
    switch (spoken) {
        case http::Protocol::http: return std::nullopt;
        case http::Protocol::tls: return model::Refusal::tls_to_http_port;
        case http::Protocol::mqtt: return model::Refusal::mqtt_to_http_port;
    }
    return std::nullopt;
}

TaskResult result_of(const Outcome& outcome) {
    if (outcome.kind == Outcome::Kind::entry_stored) return api::EntryStored{outcome.entry};
    return api::TaskRefused{outcome.refusal.value_or(model::Refusal::storage_failed)};
}

}  // namespace

std::size_t HttpConnection::consume(base::BytesView bytes) {
    std::size_t used = 0;
    while (is_open() && !exchange_ && used < bytes.size()) {
        if (!parser_) {
            const Settings& settings = shard().settings();
            parser_ = std::make_unique<http::RequestParser>(
                http::Limits{.head_bytes_max = settings.unauthenticated_bytes_max,
                             .body_bytes_max = settings.http_body_bytes_max});
            request_began_at_ = shard().now();
        }
        auto parsed = parser_->parse(bytes.substr(used));
        if (!parsed) {
            refuse(parsed.error());
            return bytes.size();
        }
        used += parsed->used;
        if (!parsed->request) {
            if (parser_->wants_continue()) buffer().append(continue_response);
            return used;
        }
        parser_.reset();
        if (parsed->request->is_upgrade && http::is_websocket_upgrade(*parsed->request)) {
            become_websocket(*parsed->request, bytes.substr(used));
            return bytes.size();
        }
        handle(std::move(*parsed->request));
    }
    return used;
}

/// The bytes behind it are of no use: nobody knows where the next request begins.
void HttpConnection::refuse(const http::BadRequest& bad) {
    base::log(base::LogLevel::info, "connection from {}: {}", peer().to_string(), bad.details);
    if (const auto reason = refusal_of(bad.spoken))
        shard().watch().note_failure(peer(), *reason, model::remedy_of(*reason));
    exchange_ = std::make_unique<Exchange>(Exchange{.terms = {.keep_alive = false}});
    carry_out(http::Response{.status = bad.status,
                             .content_type = "text/plain; charset=utf-8",
                             .body = bad.details + "\n"});
}

void HttpConnection::handle(http::Request request) {
    exchange_ = std::make_unique<Exchange>(Exchange{.terms = http::terms_of(request)});
    if (request.path == "/ca.pem" && !shard().ca_pem().empty())
        return carry_out(http::Response{.content_type = "application/x-pem-file",
                                        .body = std::string{shard().ca_pem()}});
    carry_out(api::handle(std::move(request), context()));
    // What comes behind a request that waits for the store is not read until it is answered.
    if (!exchange_) return;
    waits_ = true;
    pause_reading(true);
}

void HttpConnection::become_websocket(const http::Request& request, base::BytesView behind) {
    exchange_ = std::make_unique<Exchange>(Exchange{.terms = {.keep_alive = false}});
    if (std::ranges::find(websocket_paths, request.path) == websocket_paths.end())
        return carry_out(http::Response{.status = 404,
                                        .content_type = "text/plain; charset=utf-8",
                                        .body = "There is no WebSocket here; MQTT's is /mqtt.\n"});
    auto handshake = http::websocket_handshake(request);
    if (!handshake) return carry_out(handshake.error());
    auto viewer = viewer_of(request, context());
    if (!viewer) return carry_out(viewer.error());
    buffer().append(*handshake);
    flush();
    if (!is_open() || blocked_since()) return leave();
    shard().take_mqtt_stream(http::make_websocket_stream(release_stream(), behind), peer(),
                             *viewer);
}

void HttpConnection::carry_out(api::Reply reply) {
    std::visit([this](auto& content) { carry_out(std::move(content)); },
               static_cast<decltype(reply)::variant&>(reply));
}

void HttpConnection::carry_out(const http::Response& response) {
    http::append_response(buffer(), response, exchange_->terms);
    finish();
}

void HttpConnection::carry_out(api::AfterTask after) {
    exchange_->go_on = std::move(after.go_on);
    std::visit([this](auto& task) { post(std::move(task)); }, after.task);
    if (!after.meanwhile) return;
    shard().send_mail();
    after.meanwhile();
}

void HttpConnection::carry_out(api::Beginning beginning) {
    http::append_stream_head(buffer(), beginning.head, exchange_->terms);
    if (exchange_->terms.is_head) return finish();
    exchange_->next = std::move(beginning.next);
}

void HttpConnection::carry_out(api::Part part) {
    http::append_stream_part(buffer(), part.text, exchange_->terms);
    exchange_->next = std::move(part.next);
}

void HttpConnection::carry_out(const api::End& end) {
    http::append_stream_part(buffer(), end.text, exchange_->terms);
    http::append_stream_end(buffer(), exchange_->terms);
    if (exchange_->terms.minor_version == 0) exchange_->terms.keep_alive = false;
    finish();
}

void HttpConnection::on_flushed() {
    if (!exchange_ || !exchange_->next) return;
    if (shard().is_stopping()) return leave();
    carry_out(*std::exchange(exchange_->next, std::nullopt));
}

// --- tasks ---

void HttpConnection::post(api::StoreEntry task) {
    shard().ask(
        PublishToStore{.content = std::move(task.update), .publisher = {.connection = id()}});
}

void HttpConnection::post(api::Administer task) {
    shard().post(
        AdminRequest{.shard = shard().index(), .connection = id(), .line = std::move(task.line)});
}

template <class Task>
void HttpConnection::ask_about_password(Task task) {
    shard().ask(PasswordTask{.connection = id(), .task = std::move(task)});
}

template <class Task>
void HttpConnection::post(Task task) {
    shard().ask(StoreTask{.connection = id(), .task = std::move(task)});
}

void HttpConnection::on_outcome(const Outcome& outcome) {
    go_on(result_of(outcome));
}

void HttpConnection::on_task_done(TaskDone& done) {
    go_on(std::move(done.result));
}

void HttpConnection::on_admin_reply(std::string_view line) {
    go_on(api::Administered{std::string{line}});
}

void HttpConnection::go_on(TaskResult result) {
    if (!is_open()) return;
    const auto make_reply = std::exchange(exchange_->go_on, nullptr);
    carry_out(make_reply(std::move(result), context()));
}

api::Context HttpConnection::context() const {
    return {.directory = shard().directory(),
            .update_rules = shard().rest_rules(),
            .zones = shard().time_zones(),
            .secret = shard().secret(),
            .random = shard().random(),
            .facts = shard().facts(),
            .now = shard().wall_time(),
            .peer_address = host_,
            .is_secure = stream().is_encrypted(),
            .bulk_entries_max = shard().settings().bulk_entries_max};
}

// --- from one request to the next ---

void HttpConnection::finish() {
    const bool stays = exchange_->terms.keep_alive && !shard().is_stopping();
    exchange_.reset();
    if (!stays) return close_after_flush();
    if (!std::exchange(waits_, false)) return;
    pause_reading(false);
    take_up_again();
}

base::Instant HttpConnection::check_deadlines(base::Instant now) {
    const Settings& settings = shard().settings();
    base::Instant due = last_read_at() + settings.http_idle_timeout;
    if (parser_) due = request_began_at_ + settings.http_request_timeout;
    if (exchange_) due = now + settings.http_idle_timeout;
    if (const auto since = blocked_since()) due = *since + settings.slow_reader_timeout;
    if (due <= now) leave();
    return due;
}

}  // namespace fieldcast::server
