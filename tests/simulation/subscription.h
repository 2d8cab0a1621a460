#pragma once
// What a client knows of one of its subscriptions, and what that promises it.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "simulation/messages.h"

namespace fieldcast::simulation {

class Subscription {
  public:
    explicit Subscription(std::string filter) : filter_(std::move(filter)) {}

    [[nodiscard]] const std::string& filter() const { return filter_; }
    [[nodiscard]] bool is_shared() const { return filter_.starts_with("$share/"); }
    [[nodiscard]] bool is_absent() const { return state_ == State::absent; }
    [[nodiscard]] bool is_standing() const { return state_ == State::standing; }

    /// Whether SUBACK or UNSUBACK with this identifier is for it.
    [[nodiscard]] bool awaits(std::uint16_t packet_id) const {
        return is_pending() && packet_id_ == packet_id;
    }

    /// SUBSCRIBE or UNSUBSCRIBE is sent.
    void ask(std::uint16_t packet_id) {
        gone_since_.reset();
        state_ = State::asked;
        packet_id_ = packet_id;
    }
    void leave(std::uint16_t packet_id, Step now) {
        times_.back().until = now;
        state_ = State::leaving;
        packet_id_ = packet_id;
    }

    /// Its acknowledgement has come.
    void confirm(Step now) {
        if (state_ == State::asked) times_.push_back({.from = now});
        if (state_ == State::leaving) gone_since_ = now;
        state_ = state_ == State::asked ? State::standing : State::absent;
    }

    /// Whether the server has got the request is not known now.
    void end_connection() {
        if (is_pending()) state_ = State::absent;
    }

    /// What was promised is void.
    void end_session(Step now) {
        times_.clear();
        gone_since_ = now;
        state_ = State::absent;
    }

    /// The client must get `message`: it was sent and acknowledged while the subscription stood.
    [[nodiscard]] bool promises(const Message& message) const {
        if (!message.acknowledged || !selects(filter_, message)) return false;
        for (const Time& time : times_)
            if (time.from < message.sent && *message.acknowledged < time.until) return true;
        return false;
    }

    /// It stood when `message` was first sent.
    [[nodiscard]] bool precedes(const Message& message) const {
        if (!selects(filter_, message)) return false;
        return std::ranges::any_of(times_, [&](const Time& time) {
            return time.from < message.sent && message.sent < time.until;
        });
    }

    /// The client may get `message` by it.
    [[nodiscard]] bool allows(const Message& message) const {
        const bool was_gone = gone_since_ && *gone_since_ < message.sent;
        return !was_gone && selects(filter_, message);
    }

    /// Since when it stands; nothing if it does not.
    [[nodiscard]] std::optional<Step> stands_since() const {
        if (!is_standing()) return std::nullopt;
        return times_.back().from;
    }

  private:
    enum class State : std::uint8_t { absent, asked, standing, leaving };

    struct Time {
        Step from;
        Step until = std::numeric_limits<Step>::max();
    };

    [[nodiscard]] bool is_pending() const {
        return state_ == State::asked || state_ == State::leaving;
    }

    std::string filter_;
    State state_ = State::absent;
    std::uint16_t packet_id_ = 0;
    std::vector<Time> times_;                   ///< in this session
    std::optional<Step> gone_since_ = Step{0};  ///< nothing: the server may have it
};

}  // namespace fieldcast::simulation
