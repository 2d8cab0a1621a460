#include <fmt/format.h>
#include <gmock/gmock.h>

#include "http/websocket.h"

namespace fieldcast::http {
namespace {

using testing::HasSubstr;
using testing::Not;

/// With the key of RFC 6455, 1.3.
Request upgrade() {
    return {.method = "GET",
            .path = "/mqtt",
            .headers = {{"Host", "a"},
                        {"Upgrade", "websocket"},
                        {"Connection", "Upgrade"},
                        {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                        {"Sec-WebSocket-Version", "13"},
                        {"Sec-WebSocket-Protocol", "mqtt"}},
            .is_upgrade = true};
}

Request with_header(std::string_view name, std::string value) {
    Request request = upgrade();
    for (Header& header : request.headers)
        if (header.name == name) header.value = value;
    return request;
}

TEST(WebSocketHandshake, IsAnsweredAsTheExampleOfTheStandard) {
    EXPECT_EQ(websocket_handshake(upgrade()),
              "HTTP/1.1 101 Switching Protocols\r\n"
              "Upgrade: websocket\r\n"
              "Connection: Upgrade\r\n"
              "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
              "Sec-WebSocket-Protocol: mqtt\r\n"
              "\r\n");
}

TEST(WebSocketHandshake, MayLookAsPahoPythonAndMqttJsWriteIt) {
    Request paho = upgrade();
    paho.headers = {{"Host", "a"},
                    {"upgrade", "WebSocket"},
                    {"CONNECTION", "keep-alive, upgrade"},
                    {"Sec-Websocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                    {"Sec-Websocket-Version", "13"},
                    {"Sec-Websocket-Protocol", "mqtt"},
                    {"Origin", "https://elsewhere:443"}};
    EXPECT_TRUE(websocket_handshake(paho).has_value());
    Request mqttjs = with_header("Sec-WebSocket-Protocol", "mqttv3.1");
    mqttjs.headers.push_back({"Sec-WebSocket-Extensions", "permessage-deflate"});
    const auto answer = websocket_handshake(mqttjs);
    ASSERT_TRUE(answer.has_value());
    EXPECT_THAT(*answer, HasSubstr("Sec-WebSocket-Protocol: mqttv3.1\r\n"));
    EXPECT_THAT(*answer, Not(HasSubstr("Extensions")));
}

TEST(WebSocketHandshake, ChoosesTheFirstSubProtocolThatIsMqtt) {
    const auto chosen = [](std::string offered) {
        const auto answer =
            websocket_handshake(with_header("Sec-WebSocket-Protocol", std::move(offered)));
        if (!answer) return answer.error().body;
        const std::size_t begin = answer->find("Protocol: ") + 10;
        return answer->substr(begin, answer->find('\r', begin) - begin);
    };
    EXPECT_EQ(chosen("chat, mqttv3.1 ,mqtt"), "mqttv3.1");
    EXPECT_EQ(chosen("mqtt, mqttv3.1"), "mqtt");
    EXPECT_EQ(chosen("MQTT, mqtt5"), "This WebSocket speaks MQTT: offer the sub-protocol mqtt.");
    Request request = with_header("Sec-WebSocket-Protocol", "chat");
    request.headers.push_back({"sec-websocket-protocol", "mqtt"});
    EXPECT_TRUE(websocket_handshake(request).has_value());
}

struct Refusal {
    std::string_view header;
    std::string value;
    int status;
};

TEST(WebSocketHandshake, IsRefusedWithAReason) {
    const Refusal refusals[] = {
        {"Connection", "keep-alive", 426},
        {"Connection", "upgraded", 426},
        {"Upgrade", "h2c", 426},
        {"Sec-WebSocket-Version", "8", 426},
        {"Sec-WebSocket-Version", "", 426},
        {"Sec-WebSocket-Key", "", 400},
        {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZ===", 400},
        {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25j!Q==", 400},
        {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQAA", 400},
        {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZSBub25jZQ==", 400},
        {"Sec-WebSocket-Protocol", "", 400},
    };
    for (const Refusal& refusal : refusals) {
        SCOPED_TRACE(fmt::format("{}: {}", refusal.header, refusal.value));
        const auto answer = websocket_handshake(with_header(refusal.header, refusal.value));
        ASSERT_FALSE(answer.has_value());
        EXPECT_EQ(answer.error().status, refusal.status);
        EXPECT_NE(answer.error().body, "");
    }
}

TEST(WebSocketHandshake, NamesTheVersionThatIsSpoken) {
    const auto answer = websocket_handshake(with_header("Sec-WebSocket-Version", "8"));
    ASSERT_FALSE(answer.has_value());
    EXPECT_THAT(answer.error().headers, testing::Contains(testing::AllOf(
                                            testing::Field(&Header::name, "Sec-WebSocket-Version"),
                                            testing::Field(&Header::value, "13"))));
}

TEST(WebSocketHandshake, BelongsToGetOfHttp11) {
    Request request = upgrade();
    request.method = "POST";
    EXPECT_FALSE(websocket_handshake(request).has_value());
    request = upgrade();
    request.minor_version = 0;
    EXPECT_FALSE(websocket_handshake(request).has_value());
}

TEST(WebSocketHandshake, IsToldFromOtherRequests) {
    EXPECT_TRUE(is_websocket_upgrade(upgrade()));
    EXPECT_TRUE(is_websocket_upgrade(with_header("Connection", "")));
    EXPECT_FALSE(is_websocket_upgrade(with_header("Upgrade", "h2c")));
    EXPECT_FALSE(is_websocket_upgrade({}));
}

}  // namespace
}  // namespace fieldcast::http
