// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/http_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "support/temp_dir.h"
#include "support/web_server.h"
#include "unit/collateral/pages.h"

namespace postern::collateral {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using test::WebRequest;
using test::WebServer;

class HttpClientTest : public ::testing::Test {
 protected:
  static HttpRequest get(const WebServer& server, const std::string& target = "/", uint64_t max_bytes = 1000) {
    return {false, server.url(target), server.origin(), "", "", max_bytes, std::chrono::minutes(1)};
  }
  std::string said(const HttpRequest& request) {
    const auto answer = client_.ask(request);
    if (!answer.ok()) return answer.status().ToString();
    return std::to_string(answer->status) + " " + text_of(answer->body) +
           (answer->retry_after.empty() ? "" : " after " + answer->retry_after);
  }
  HttpClient client_;
};

TEST_F(HttpClientTest, GetsABody) {
  WebServer server([](const WebRequest&) { return test::ok("hello"); });
  HttpRequest request = get(server, "/a?b=c");
  request.headers = "Metadata: true\nX-Other: 1\n";
  EXPECT_EQ(said(request), "200 hello");
  ASSERT_EQ(server.requests().size(), 1u);
  WebRequest seen = server.requests()[0];
  EXPECT_EQ(seen.method + " " + seen.target, "GET /a?b=c");
  EXPECT_EQ(seen.headers["metadata"], "true");
  EXPECT_EQ(seen.headers["x-other"], "1");
  EXPECT_THAT(seen.headers["user-agent"], ::testing::MatchesRegex("postern/[0-9]+\\.[0-9]+\\.[0-9]+"));
  EXPECT_EQ(seen.headers["host"], server.origin());
}

TEST_F(HttpClientTest, PostsABody) {
  WebServer server([](const WebRequest&) { return test::ok(""); });
  HttpRequest request = get(server);
  request.post = true;
  request.body = std::string("a\0b", 3);
  EXPECT_EQ(said(request), "200 ");
  EXPECT_EQ(server.requests()[0].method, "POST");
  EXPECT_EQ(server.requests()[0].body, std::string("a\0b", 3));
  EXPECT_EQ(said(get(server)), "200 ");
  EXPECT_EQ(server.requests()[1].method, "GET") << "a connection that is used again keeps nothing of the last request";
  EXPECT_EQ(server.requests()[1].body, "");
}

TEST_F(HttpClientTest, ConnectionsAreUsedAgain) {
  WebServer server([](const WebRequest&) { return test::ok("x"); });
  for (int i = 0; i < 5; ++i) EXPECT_EQ(said(get(server)), "200 x");
  EXPECT_EQ(server.connections(), 1u);
  EXPECT_EQ(server.requests().size(), 5u);
}

TEST_F(HttpClientTest, HeadersCannotBreakOut) {
  WebServer server([](const WebRequest&) { return test::ok("x"); });
  HttpRequest request = get(server);
  for (const std::string headers : {"Host: other", "HOST:other", "A: b\r", "A: b\rC: d", "A: \0"}) {
    request.headers = headers + (headers == "A: " ? std::string(1, '\0') : "");
    EXPECT_EQ(said(request), "PERMISSION_DENIED: a header that may not be sent") << headers;
  }
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(HttpClientTest, AnyStatusIsAnAnswer) {
  for (const int status : {204, 206, 302, 404, 429, 500, 503}) {
    WebServer server([&](const WebRequest&) { return test::status(status, {"retry-AFTER:  7 "}, "not shown"); });
    EXPECT_EQ(said(get(server)), std::to_string(status) + "  after 7");
  }
}

TEST_F(HttpClientTest, RedirectIsNotFollowed) {
  WebServer target([](const WebRequest&) { return test::ok("secret"); });
  WebServer server([&](const WebRequest&) { return test::redirect(target.url()); });
  EXPECT_EQ(said(get(server)), "302 ");
  EXPECT_TRUE(target.requests().empty());
}

TEST_F(HttpClientTest, BodyOfAnErrorIsNotWanted) {
  for (const auto manner : {test::WebAnswer::Manner::kWhole, test::WebAnswer::Manner::kHalf}) {
    WebServer server([&](const WebRequest&) {
      return test::WebAnswer{429, std::string(3'000'000, 'x'), {"Retry-After: 9"}, manner};
    });
    EXPECT_EQ(said(get(server, "/", 10)), "429  after 9") << "the status is told, however long the page about it is";
  }
}

TEST(SecurityRule10, AnswerIsBounded) {
  HttpClient client;
  WebServer server([](const WebRequest&) { return test::ok(std::string(1000, 'x')); });
  const HttpRequest request{false, server.url(), server.origin(), "", "", 1000, std::chrono::minutes(1)};
  EXPECT_EQ(client.ask(request)->body.size(), 1000u);
  for (const uint64_t most : {999u, 1u, 0u}) {
    HttpRequest shorter = request;
    shorter.max_bytes = most;
    EXPECT_EQ(client.ask(shorter).status(), absl::OutOfRangeError("answer longer than " + std::to_string(most) + " bytes"));
  }
}

TEST(SecurityRule10, AnswerWithoutALengthIsBoundedToo) {
  HttpClient client;
  WebServer server([](const WebRequest&) { return test::raw("HTTP/1.0 200 OK\r\n\r\n" + std::string(3'000'000, 'x')); });
  const HttpRequest request{false, server.url(), server.origin(), "", "", 100'000, std::chrono::minutes(1)};
  EXPECT_TRUE(absl::IsOutOfRange(client.ask(request).status()));
}

TEST(SecurityRule10, HeaderLinesAreBounded) {
  HttpClient client;
  WebServer server([](const WebRequest&) { return test::status(200, std::vector<std::string>(100, "X: " + std::string(1000, 'x')), "hello"); });
  const HttpRequest request{false, server.url(), server.origin(), "", "", 100'000, std::chrono::minutes(1)};
  EXPECT_EQ(client.ask(request).status(), absl::UnavailableError("the answer's header lines are too long"));
}

TEST_F(HttpClientTest, SilenceTimesOut) {
  for (const auto& answer : {test::hang(), test::stall("hello")}) {
    WebServer server([&](const WebRequest&) { return answer; });
    HttpRequest request = get(server);
    request.timeout = std::chrono::milliseconds(50);
    EXPECT_EQ(said(request), "DEADLINE_EXCEEDED: timed out");
  }
}

TEST_F(HttpClientTest, HalfABodyIsNone) {
  WebServer server([](const WebRequest&) { return test::half("hello hello"); });
  EXPECT_THAT(said(get(server)), HasSubstr("UNAVAILABLE: "));
}

TEST_F(HttpClientTest, NonsenseIsNone) {
  for (const std::string bytes : {"hello\r\n", "", "\r\n\r\n", "HTTP/1.1\r\n\r\n", "\x16\x03\x01", "HTTP/1.1 2000 OK\r\n\r\nhello",
                                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz"}) {
    WebServer server([&](const WebRequest&) { return test::raw(bytes); });
    EXPECT_THAT(said(get(server)), HasSubstr("UNAVAILABLE: ")) << bytes;
  }
}

TEST_F(HttpClientTest, NobodyThereIsUnavailable) {
  HttpRequest request;
  { request = get(WebServer([](const WebRequest&) { return test::hang(); })); }
  EXPECT_THAT(said(request), HasSubstr("UNAVAILABLE: "));
  EXPECT_THAT(said(request), Not(HasSubstr("http://"))) << "who calls adds the URL";
}

TEST_F(HttpClientTest, CertificateMustBeTrusted) {
  test::TestCa ca("somebody"), other("somebody else");
  const test::TempDir dir;
  const auto identity = ca.issue({.common_name = "127.0.0.1", .names = {"IP:127.0.0.1"}});
  WebServer server([](const WebRequest&) { return test::ok("hello"); }, identity);
  EXPECT_THAT(said(get(server)), HasSubstr("UNAVAILABLE: "));
  EXPECT_TRUE(absl::IsUnavailable(HttpClient(dir.write("other.pem", other.certificate())).ask(get(server)).status()));
  EXPECT_TRUE(server.requests().empty()) << "nothing is sent before the certificate has been checked";
  const auto answer = HttpClient(dir.write("ca.pem", ca.certificate())).ask(get(server));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(text_of(answer->body), "hello");
}

TEST_F(HttpClientTest, CertificateMustBeForThisHost) {
  test::TestCa ca("somebody");
  const test::TempDir dir;
  WebServer server([](const WebRequest&) { return test::ok("hello"); }, ca.issue({.common_name = "x", .names = {"DNS:example.org"}}));
  EXPECT_TRUE(absl::IsUnavailable(HttpClient(dir.write("ca.pem", ca.certificate())).ask(get(server)).status()));
}

TEST_F(HttpClientTest, StopEndsWhatRuns) {
  std::promise<void> asked;
  WebServer server([&](const WebRequest&) {
    asked.set_value();
    return test::hang();
  });
  auto answer = std::async(std::launch::async, [&] { return said(get(server)); });
  asked.get_future().wait();
  client_.stop();
  EXPECT_EQ(answer.get(), "UNAVAILABLE: the program is about to end");
}

}  // namespace
}  // namespace postern::collateral
