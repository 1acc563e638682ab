// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/fetcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/api_stand_in.h"
#include "unit/collateral/web_server.h"

namespace postern::collateral {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using test::WebServer;

constexpr std::chrono::nanoseconds kLong = std::chrono::minutes(1);

FetchCall get(const std::string& url, uint64_t max_bytes = 1000, std::chrono::nanoseconds timeout = kLong) {
  return {false, url, "", "", max_bytes, timeout};
}
std::string text(const absl::StatusOr<std::vector<std::byte>>& page) {
  if (!page.ok()) return page.status().ToString();
  return {reinterpret_cast<const char*>(page->data()), page->size()};
}
const Fetcher& local() {
  static const Fetcher fetcher({"127.0.0.1"});
  return fetcher;
}

TEST(FetcherTest, GetsABody) {
  WebServer server([](const std::string&) { return test::ok("hello"); });
  FetchCall call = get(server.url("/a?b=c"));
  call.headers = "Metadata: true\nX-Other: 1\n";
  EXPECT_EQ(text(local().fetch(call)), "hello");
  ASSERT_EQ(server.requests().size(), 1u);
  EXPECT_THAT(server.requests()[0], StartsWith("GET /a?b=c HTTP/1.1\r\n"));
  EXPECT_THAT(server.requests()[0], HasSubstr("\r\nMetadata: true\r\n"));
  EXPECT_THAT(server.requests()[0], HasSubstr("\r\nX-Other: 1\r\n"));
}

TEST(FetcherTest, PostsABody) {
  WebServer server([](const std::string&) { return test::ok(""); });
  FetchCall call = get(server.url());
  call.post = true;
  call.body = std::string("a\0b", 3);
  EXPECT_EQ(text(local().fetch(call)), "");
  EXPECT_THAT(server.requests()[0], StartsWith("POST / HTTP/1.1\r\n"));
  EXPECT_TRUE(server.requests()[0].ends_with(std::string("\r\n\r\na\0b", 7)));
}

TEST(FetcherTest, AllowsTheHostWithItsPortOnly) {
  WebServer server([](const std::string&) { return test::ok("hello"); });
  const std::string port = std::to_string(server.port());
  EXPECT_EQ(text(Fetcher({"127.0.0.1:" + port}).fetch(get(server.url()))), "hello");
  EXPECT_EQ(text(Fetcher({"127.0.0.1:1"}).fetch(get(server.url()))),
            "PERMISSION_DENIED: host 127.0.0.1 is not in [collateral] hosts");
  EXPECT_EQ(server.requests().size(), 1u);
}

struct Denied {
  std::string url, text;
  friend void PrintTo(const Denied& d, std::ostream* out) { *out << d.url; }
};
class DeniedAddress : public ::testing::TestWithParam<Denied> {};
TEST_P(DeniedAddress, IsNeverContacted) {
  const Fetcher fetcher({"example.org", "kdsintf.amd.com", "169.254.169.254", "169.254.example.org", "127.example.org", "127.0.0.1"});
  EXPECT_EQ(text(fetcher.fetch(get(GetParam().url))), "PERMISSION_DENIED: " + GetParam().text);
}
INSTANTIATE_TEST_SUITE_P(
    Addresses, DeniedAddress,
    ::testing::Values(
        Denied{"https://example.com/", "host example.com is not in [collateral] hosts"},
        Denied{"https://example.org.evil.example/", "host example.org.evil.example is not in [collateral] hosts"},
        Denied{"https://sub.example.org/", "host sub.example.org is not in [collateral] hosts"},
        Denied{"http://example.org/", "scheme http is not allowed for example.org; expected https"},
        Denied{"http://169.254.example.org/", "scheme http is not allowed for 169.254.example.org; expected https"},
        Denied{"http://127.example.org/", "scheme http is not allowed for 127.example.org; expected https"},
        Denied{"http://10.0.0.1/", "scheme http is not allowed for 10.0.0.1; expected https"},
        Denied{"http://169.254.169.253/", "host 169.254.169.253 is not in [collateral] hosts"},
        Denied{"file:///etc/passwd", "scheme file is not allowed for ; expected https"},
        Denied{"ftp://example.org/", "scheme ftp is not allowed for example.org; expected https"},
        Denied{"https://user@example.org/", "a URL with a user name is not allowed"},
        Denied{"https://user:password@example.org/", "a URL with a user name is not allowed"},
        Denied{"https://example.org@evil.example/", "a URL with a user name is not allowed"},
        Denied{"example.org/path", "not an absolute URL: example.org/path"}, Denied{"", "not an absolute URL: "},
        Denied{"https://", "not an absolute URL: https://"}));

TEST(FetcherTest, EmptyListAllowsNothing) {
  EXPECT_THAT(text(Fetcher({}).fetch(get("https://example.org/"))), StartsWith("PERMISSION_DENIED"));
}

TEST(SecurityRule10, AnswerIsBounded) {
  WebServer server([](const std::string&) { return test::ok(std::string(1000, 'x')); });
  EXPECT_EQ(text(local().fetch(get(server.url(), 1000))), std::string(1000, 'x'));
  EXPECT_EQ(text(local().fetch(get(server.url(), 999))), "OUT_OF_RANGE: " + server.url() + ": answer longer than 999 bytes");
  EXPECT_THAT(text(local().fetch(get(server.url(), 0))), StartsWith("OUT_OF_RANGE"));
}

TEST(SecurityRule10, AnswerWithoutALengthIsBoundedToo) {
  WebServer server([](const std::string&) { return "HTTP/1.0 200 OK\r\n\r\n" + std::string(3'000'000, 'x'); });
  EXPECT_THAT(text(local().fetch(get(server.url(), 100'000))), StartsWith("OUT_OF_RANGE"));
}

TEST(FetcherTest, SilentServerTimesOut) {
  WebServer server([](const std::string&) { return ""; });
  EXPECT_EQ(text(local().fetch(get(server.url(), 10, std::chrono::milliseconds(50)))),
            "DEADLINE_EXCEEDED: " + server.url() + ": timed out");
}

TEST(FetcherTest, RedirectIsNotFollowed) {
  WebServer target([](const std::string&) { return test::ok("secret"); });
  WebServer server([&](const std::string&) {
    return "HTTP/1.1 302 Found\r\nLocation: " + target.url() + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  });
  EXPECT_EQ(text(local().fetch(get(server.url()))), "UNAVAILABLE: " + server.url() + ": HTTP status 302");
  EXPECT_TRUE(target.requests().empty());
}

TEST(FetcherTest, OtherStatusesAreUnavailable) {
  for (const char* status : {"404 Not Found", "429 Too Many Requests", "500 Oh", "204 No Content", "206 Partial Content"}) {
    WebServer server([&](const std::string&) {
      return std::string("HTTP/1.1 ") + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    });
    EXPECT_EQ(text(local().fetch(get(server.url()))), "UNAVAILABLE: " + server.url() + ": HTTP status " + std::string(status).substr(0, 3));
  }
}

TEST(FetcherTest, NonsenseIsUnavailable) {
  WebServer server([](const std::string&) { return "hello\r\n"; });
  EXPECT_THAT(text(local().fetch(get(server.url()))), StartsWith("UNAVAILABLE"));
}

TEST(FetcherTest, NobodyThereIsUnavailable) {
  std::string url;
  { url = WebServer([](const std::string&) { return ""; }).url(); }
  EXPECT_THAT(text(local().fetch(get(url))), StartsWith("UNAVAILABLE: " + url));
}

TEST(FetcherTest, CertificateMustBeTrusted) {
  test::TestCa ca("somebody");
  test::ApiStandIn server(ca.issue({.common_name = "127.0.0.1", .names = {"IP:127.0.0.1"}}), [](const test::ApiRequest&) { return test::ApiAnswer{}; });
  EXPECT_THAT(text(local().fetch(get(server.url()))), StartsWith("UNAVAILABLE"));
  EXPECT_TRUE(server.requests().empty()) << "nothing is sent before the certificate has been checked";
}

}  // namespace
}  // namespace postern::collateral
