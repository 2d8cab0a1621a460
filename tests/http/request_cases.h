#pragma once
// Requests as clients send them and as they should not, for tests and as seeds for the fuzzer.

#include <string>
#include <string_view>
#include <vector>

namespace fieldcast::http {

struct RequestCase {
    std::string_view name;
    std::string bytes;
    std::string reading;         ///< as to_text() writes it, or how the refusal begins
    std::string_view rest = {};  ///< at the end of `bytes`, not of this request
};

inline const std::vector<RequestCase> request_case_table = {
    {"plain GET", "GET /update?api_key=K&field1=73 HTTP/1.1\r\nHost: a\r\n\r\n",
     "GET /update ? api_key=K&field1=73 HTTP/1.1\n[Host]: [a]\n"},
    {"no headers at all", "GET / HTTP/1.1\r\n\r\n", "GET / ?  HTTP/1.1\n"},
    {"line feeds alone", "GET /a HTTP/1.1\nHost: a\n\n", "GET /a ?  HTTP/1.1\n[Host]: [a]\n"},
    {"HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", "GET / ?  HTTP/1.0 close\n"},
    {"HTTP/1.0 that stays", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
     "GET / ?  HTTP/1.0\n[Connection]: [keep-alive]\n"},
    {"close", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
     "GET / ?  HTTP/1.1 close\n[Connection]: [close]\n"},
    {"a later minor version", "GET / HTTP/1.2\r\n\r\n", "GET / ?  HTTP/1.1\n"},
    {"any method", "PURGE-IT /x HTTP/1.1\r\n\r\n", "PURGE-IT /x ?  HTTP/1.1\n"},
    {"OPTIONS of all", "OPTIONS * HTTP/1.1\r\n\r\n", "OPTIONS * ?  HTTP/1.1\n"},
    {"absolute target", "GET http://a.example:80/x?y=1 HTTP/1.1\r\n\r\n",
     "GET /x ? y=1 HTTP/1.1\n"},
    {"absolute target without path", "GET http://a HTTP/1.1\r\n\r\n", "GET / ?  HTTP/1.1\n"},
    {"absolute target with a query alone", "GET http://a?b=/c HTTP/1.1\r\n\r\n",
     "GET / ? b=/c HTTP/1.1\n"},
    {"raw blanks", "GET /update?status=pump is on  &field1= 7 HTTP/1.1\r\n\r\n",
     "GET /update ? status=pump is on  &field1= 7 HTTP/1.1\n"},
    {"blanks around the target", "GET   /a   HTTP/1.1\r\n\r\n", "GET /a ?  HTTP/1.1\n"},
    {"raw UTF-8", "GET /update?status=T\u00fcr HTTP/1.1\r\n\r\n",
     "GET /update ? status=T\u00fcr HTTP/1.1\n"},
    {"bytes above 127", "GET /?a=\xff\xfe HTTP/1.1\r\n\r\n", "GET / ? a=\xff\xfe HTTP/1.1\n"},
    {"raw characters of URLs", "GET /a?b=#{}|\\^`\"<>?c HTTP/1.1\r\n\r\n",
     "GET /a ? b=#{}|\\^`\"<>?c HTTP/1.1\n"},
    {"empty lines before", "\r\n\n\r\nGET / HTTP/1.1\r\n\r\n", "GET / ?  HTTP/1.1\n"},
    {"values without the blanks around them", "GET / HTTP/1.1\r\nA: \t x y \t\r\nB:\r\nC:z\r\n\r\n",
     "GET / ?  HTTP/1.1\n[A]: [x y]\n[B]: []\n[C]: [z]\n"},
    {"UTF-8 in a header", "GET / HTTP/1.1\r\nA: T\u00fcr\r\n\r\n",
     "GET / ?  HTTP/1.1\n[A]: [T\u00fcr]\n"},
    {"body", "POST /update HTTP/1.1\r\nContent-Length: 8\r\n\r\nfield1=5",
     "POST /update ?  HTTP/1.1\n[Content-Length]: [8]\nfield1=5"},
    {"body of a GET", "GET / HTTP/1.1\r\ncontent-length: 2\r\n\r\nab",
     "GET / ?  HTTP/1.1\n[content-length]: [2]\nab"},
    {"empty body", "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
     "POST / ?  HTTP/1.1\n[Content-Length]: [0]\n"},
    {"body with line ends", "POST / HTTP/1.1\r\nContent-Length: 6\r\n\r\n\r\n\r\n\r\n",
     "POST / ?  HTTP/1.1\n[Content-Length]: [6]\n\r\n\r\n\r\n"},
    {"chunks",
     "POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n"
     "4;a=b\r\nfiel\r\nA\r\nd1=5&field\r\n0\r\n\r\n",
     "POST / ?  HTTP/1.1\n[Transfer-Encoding]: [Chunked]\nfield1=5&field"},
    {"chunks with trailers",
     "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nHost: b\r\n\r\n",
     "POST / ?  HTTP/1.1\n[Transfer-Encoding]: [chunked]\na"},
    {"pipelined", "GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n", "GET /1 ?  HTTP/1.1\n",
     "GET /2 HTTP/1.1\r\n\r\n"},
    {"pipelined behind a body", "POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\naGET /2",
     "POST / ?  HTTP/1.1\n[Content-Length]: [1]\na", "GET /2"},
    {"pipelined behind chunks",
     "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n\r\nGET",
     "POST / ?  HTTP/1.1\n[Transfer-Encoding]: [chunked]\na", "\r\nGET"},
    {"upgrade with frames behind it",
     "GET /mqtt HTTP/1.1\r\nUpgrade: websocket\r\nconnection: keep-alive, "
     "Upgrade\r\n\r\n\x82\x80",
     "GET /mqtt ?  HTTP/1.1 upgrade\n[Upgrade]: [websocket]\n"
     "[connection]: [keep-alive, Upgrade]\n",
     "\x82\x80"},
    {"cut in the line", "GET /upd", "unfinished"},
    {"cut in the headers", "GET / HTTP/1.1\r\nHost: a\r\n", "unfinished"},
    {"cut in the body", "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nfield1=5", "unfinished"},

    {"TLS", "\x16\x03\x01\x02\x05\x01", "400 The client began with TLS"},
    {"MQTT", std::string("\x10\x10\x00\x04MQTT", 8), "400 The client began with MQTT"},
    {"other bytes", std::string("\0\1\2", 3), "400 These bytes are no HTTP request"},
    {"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505 This version"},
    {"HTTP/0.9", "GET /update?field1=5\r\n\r\n", "400 The first line does not end in"},
    {"method alone", "GET\r\n\r\n", "400 The first line does not end in"},
    {"other protocol", "EHLO relay.example\r\n", "400 The first line does not end in"},
    {"no path", "GET HTTP/1.1\r\n\r\n", "400 The first line has no path"},
    {"no slash", "GET update HTTP/1.1\r\n\r\n", "400 The first line has no path"},
    {"strange method", "GE(T / HTTP/1.1\r\n\r\n", "400 The method"},
    {"tab in the line", "GET /a\tb HTTP/1.1\r\n\r\n", "400 The first line has a control"},
    {"NUL in the line", std::string("GET /\0 HTTP/1.1\r\n\r\n", 19),
     "400 The first line has a control"},
    {"return in the line", "GET / HTTP/1.1\rX: y\r\n\r\n", "400 The first line has a control"},
    {"header without colon", "GET / HTTP/1.1\r\nHost\r\n\r\n", "400 A header"},
    {"blank before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", "400 A header"},
    {"NUL in a header", std::string("GET / HTTP/1.1\r\nA: \0\r\n\r\n", 24), "400 A header"},
    {"header in two lines", "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", "400 A header has a line end"},
    {"return in a header", "GET / HTTP/1.1\r\nA: b\rC: d\r\n\r\n", "400 A header has a line end"},
    {"return that could end the head", "POST / HTTP/1.1\r\nContent-Length: 5\r\n\rXabcde\r\n\r\n",
     "400 A header has a line end"},
    {"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", "400 The header Host"},
    {"two lengths", "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
     "400 Content-Length comes twice"},
    {"list of lengths", "POST / HTTP/1.1\r\nContent-Length: 1, 1\r\n\r\na",
     "400 Content-Length is no number"},
    {"negative length", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
     "400 Content-Length is no number"},
    {"signed length", "POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\na",
     "400 Content-Length is no number"},
    {"endless length", "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n",
     "400 Content-Length is no number"},
    {"length and chunks",
     "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     "400 Content-Length comes twice"},
    {"chunks and length",
     "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n",
     "400 Content-Length comes twice"},
    {"unknown coding", "POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
     "501 Of transfer codings"},
    {"unknown coding before chunks",
     "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
     "501 Of transfer codings"},
    {"coding twice",
     "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
     "501 Of transfer codings"},
    {"chunks in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     "400 HTTP/1.0 has no Transfer-Encoding"},
    {"chunk without length", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
     "400 The length of a chunk"},
    {"length above the limit", "POST / HTTP/1.1\r\nContent-Length: 16777217\r\n\r\n",
     "413 The body has more than 16777216 bytes"},
    {"chunk above the limit",
     "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n1000000\r\n",
     "413 The body has more than 16777216 bytes"},
};

inline const std::vector<RequestCase>& request_cases() {
    return request_case_table;
}

}  // namespace fieldcast::http
