// SPDX-License-Identifier: Apache-2.0
#pragma once

// WebServer: a stand-in for a web service on a free loopback port that answers as a test tells it, well or badly.
// HTTP/1.1 or HTTPS, each connection on a thread of its own, several requests per connection.

#include <openssl/ssl.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "support/test_pki.h"

namespace postern::test {

struct WebRequest {
  std::string method, target;  // "GET", "/path?query"
  std::string head;            // all lines of the head
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

// WebAnswer: what is sent, and how.
struct WebAnswer {
  enum class Manner {
    kWhole,  // the answer, with its length; the connection stays
    kHalf,   // the length of the whole and half of the body; then the connection ends
    kStall,  // the same, but the connection stays open and silent
    kHang,   // nothing; the connection stays open
    kRaw,    // the body's bytes and nothing else; then the connection ends
  };
  int status = 200;
  std::string body = {};
  std::vector<std::string> headers = {};  // "Name: value"
  Manner manner = Manner::kWhole;
};

// Answers by name. kHang and kStall end when the server goes.
WebAnswer ok(const std::string& body);
WebAnswer status(int code, std::vector<std::string> headers = {}, const std::string& body = "");
WebAnswer too_many(const std::string& retry_after);  // 429
WebAnswer redirect(const std::string& location);     // 302
WebAnswer half(const std::string& body);
WebAnswer stall(const std::string& body);
WebAnswer hang();
WebAnswer raw(const std::string& bytes);

class WebServer {
 public:
  using Handler = std::function<WebAnswer(const WebRequest&)>;

  // The handler runs on the connections' threads, several at a time; it may block. identity: serve HTTPS with this
  // certificate and key. Throws when it cannot listen.
  explicit WebServer(Handler handler, std::optional<PemPair> identity = std::nullopt);
  ~WebServer();  // ends every connection
  WebServer(const WebServer&) = delete;

  int port() const { return port_; }
  std::string origin() const { return "127.0.0.1:" + std::to_string(port_); }
  std::string url(const std::string& target = "/") const { return (context_ ? "https://" : "http://") + origin() + target; }

  std::vector<WebRequest> requests() const;             // all that came so far, in order
  std::size_t count(const std::string& target) const;   // how many of them were for this target
  std::size_t connections() const;                      // that were accepted so far

 private:
  class Connection;
  void accept_all();
  void serve(int socket);

  const Handler handler_;
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_;
  int listener_ = -1, port_ = 0;
  mutable std::mutex mutex_;
  std::vector<WebRequest> requests_;
  std::vector<int> sockets_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace postern::test
