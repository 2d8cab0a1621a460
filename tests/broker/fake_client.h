#pragma once
// A client at the other end of a session: it reads what the session writes and tells it in words,
// such as "x qos 1 id 1 dup". It knows the topic aliases that were set on its connection.

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "broker/output.h"
#include "mqtt/decode.h"
#include "mqtt/property.h"

namespace fieldcast::broker {

using Words = std::vector<std::string>;

class FakeClient final : public Output {
  public:
    base::Bytes& buffer() override { return bytes; }
    bool has_room_for(std::size_t size) const override { return bytes.size() + size <= room; }
    bool make_room_for(std::size_t size) override { return has_room_for(size); }
    base::Instant now() const override { return time; }
    void note_drop() override { ++drops; }
    void note_done(std::uint16_t packet_id) override { done.push_back(packet_id); }

    /// A new network connection: nothing of the old one arrives any more.
    void connect(mqtt::ProtocolVersion with) {
        version = with;
        bytes.clear();
        aliases_.clear();
    }

    /// Takes what was written so far, a packet each.
    Words received() {
        Words words;
        while (const auto frame = next_frame()) words.push_back(describe(*frame));
        return words;
    }

    /// The same, each packet with its bytes.
    std::vector<std::size_t> received_sizes() {
        std::vector<std::size_t> sizes;
        while (const auto frame = next_frame()) sizes.push_back(frame->size);
        return sizes;
    }

    base::Bytes bytes;
    std::size_t room = 100'000;
    base::Instant time{};
    int drops = 0;
    std::vector<std::uint16_t> done;
    mqtt::ProtocolVersion version = mqtt::ProtocolVersion::v3_1_1;

  private:
    std::optional<mqtt::Frame> next_frame() {
        taken_ = std::move(bytes);
        bytes.clear();
        auto frame = mqtt::next_frame(taken_, version, 1'000'000);
        EXPECT_TRUE(frame);
        if (!frame || !*frame) return std::nullopt;
        bytes = taken_.substr((*frame)->size);
        return *frame;
    }

    std::string describe(const mqtt::Frame& frame) {
        return frame.type == mqtt::PacketType::publish ? describe_publish(frame)
                                                       : describe_acknowledgement(frame);
    }

    std::string describe_acknowledgement(const mqtt::Frame& frame) const {
        const auto packet = mqtt::decode_acknowledgement(version, frame.type, frame.body);
        EXPECT_TRUE(packet);
        return std::string{mqtt::name_of(frame.type)} + " " + std::to_string(packet->packet_id);
    }

    std::string describe_publish(const mqtt::Frame& frame) {
        mqtt::FieldReader fields(frame.body);
        const std::string topic{fields.take_binary()};
        const int qos = (frame.flags >> 1) & 3;
        std::string words = " qos " + std::to_string(qos);
        if (qos != 0) words += " id " + std::to_string(fields.take_u16());
        if (frame.flags & 8) words += " dup";
        if (frame.flags & 1) words += " retained";
        if (version == mqtt::ProtocolVersion::v5)
            words += describe_properties(fields.take_property_section(), topic);
        EXPECT_FALSE(fields.has_failed());
        return std::string{fields.rest()} + words;
    }

    std::string describe_properties(base::BytesView section, const std::string& topic) {
        std::string words;
        mqtt::FieldReader fields(section);
        while (!fields.rest().empty()) {
            const mqtt::Property property = mqtt::take_property(fields);
            const std::string number = std::to_string(property.number);
            switch (property.id) {
                case mqtt::PropertyId::topic_alias:
                    words += " alias " + number + resolve(property.number, topic);
                    break;
                case mqtt::PropertyId::message_expiry_interval: words += " expiry " + number; break;
                case mqtt::PropertyId::subscription_identifier: words += " for " + number; break;
                default: words += " " + std::string{property.text};
            }
        }
        return words;
    }

    std::string resolve(std::uint32_t alias, const std::string& topic) {
        if (topic.empty()) return "=" + (aliases_.contains(alias) ? aliases_[alias] : "?");
        aliases_[alias] = topic;
        return " set";
    }

    base::Bytes taken_;  ///< what the last frame views
    std::map<std::uint32_t, std::string> aliases_;
};

}  // namespace fieldcast::broker
