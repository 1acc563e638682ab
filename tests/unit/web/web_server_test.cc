// SPDX-License-Identifier: Apache-2.0
#include "host/web/web_server.h"

#include <curl/curl.h>
#include <gmock/gmock.h>

#include <stdexcept>

namespace postern::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Answer {
  long status = 0;
  std::string head, body;
};

std::size_t append(char* data, std::size_t size, std::size_t count, void* to) {
  static_cast<std::string*>(to)->append(data, size * count);
  return size * count;
}

Answer ask(const WebServer& server, const std::string& path, const char* method = "GET") {
  Answer answer;
  CURL* curl = curl_easy_init();
  const std::string url = "http://127.0.0.1:" + std::to_string(server.port()) + path;
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
  curl_easy_setopt(curl, CURLOPT_NOBODY, std::string(method) == "HEAD" ? 1L : 0L);
  curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 30L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer.body);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, append);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer.head);
  if (curl_easy_perform(curl) == CURLE_OK) curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
  curl_easy_cleanup(curl);
  return answer;
}

// One server for all tests: civetweb takes two seconds to end.
class WebServerTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto started = WebServer::start(
        "127.0.0.1:0", {{"/", [] { return Page{200, "text/html; charset=utf-8", "<p>first</p>"}; }},
                        {"/readyz", [] { return Page{503, "text/plain; charset=utf-8", "not yet\n"}; }},
                        {"/throws", []() -> Page { throw std::runtime_error("CANARY-SECRET"); }}});
    EXPECT_TRUE(started.ok()) << started.status();
    server_ = *std::move(started);
  }
  static void TearDownTestSuite() { server_.reset(); }
  static std::unique_ptr<WebServer> server_;
};
std::unique_ptr<WebServer> WebServerTest::server_;

TEST_F(WebServerTest, GivesItsPagesWithHeadersThatLetNothingElseIn) {
  const Answer answer = ask(*server_, "/");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "<p>first</p>");
  EXPECT_THAT(answer.head, HasSubstr("Content-Type: text/html; charset=utf-8"));
  EXPECT_THAT(answer.head, HasSubstr("Content-Security-Policy: default-src 'none';"));
  EXPECT_THAT(answer.head, HasSubstr("Cache-Control: no-store"));
  EXPECT_EQ(ask(*server_, "/readyz").status, 503);
}

TEST_F(WebServerTest, QueriesDoNotMatter) { EXPECT_EQ(ask(*server_, "/?a=b").status, 200); }

TEST_F(WebServerTest, HeadHasNoBody) {
  const Answer answer = ask(*server_, "/", "HEAD");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "");
}

TEST_F(WebServerTest, OtherPathsDoNotExist) {
  for (const char* path : {"/x", "/readyz/", "/../etc/passwd", "/%2e%2e/etc/passwd", "/.htpasswd"})
    EXPECT_THAT(ask(*server_, path).status, ::testing::AnyOf(404, 400)) << path;
}

TEST_F(WebServerTest, NothingCanBeSent) {
  for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "PROPFIND", "MKCOL", "OPTIONS"}) {
    const Answer answer = ask(*server_, "/", method);
    EXPECT_NE(answer.status, 200) << method;
    EXPECT_THAT(answer.body, Not(HasSubstr("first"))) << method;
  }
}

TEST_F(WebServerTest, PageThatThrowsSaysNothing) {
  const Answer answer = ask(*server_, "/throws");
  EXPECT_EQ(answer.status, 500);
  EXPECT_THAT(answer.body, Not(HasSubstr("CANARY")));
}

TEST_F(WebServerTest, AddressInUseIsAnError) {
  const auto second = WebServer::start("127.0.0.1:" + std::to_string(server_->port()), {});
  EXPECT_TRUE(absl::IsUnavailable(second.status())) << second.status();
}

}  // namespace
}  // namespace postern::web
