// SPDX-License-Identifier: Apache-2.0
#pragma once

// ApiStandIn: a small HTTPS server on a free loopback port that answers as a test tells it. HTTP/1.1 with keep-alive;
// bodies by Content-Length only.

#include <openssl/ssl.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "support/test_pki.h"

namespace postern::test {

struct ApiRequest {
  std::string method, path, body;
  std::map<std::string, std::string> headers;  // names in lower case
  int connection = 0;                          // counts from 1
  std::string client;                          // common name of the client's certificate; empty without one
};

struct ApiAnswer {
  int code = 200;
  std::string body = {};
  bool is_silent = false;   // no answer; the connection stays open until the client or the server goes
  std::string header = {};  // one more header line, without line end
  bool is_cut = false;      // no answer; the connection ends
};

class ApiStandIn {
 public:
  using Handler = std::function<ApiAnswer(const ApiRequest&)>;

  // identity: the server's certificate chain and key. client_ca: when not empty, client certificates of this CA are
  // asked for and checked. The handler runs on the server's threads, one call at a time. Throws when it cannot listen.
  ApiStandIn(PemPair identity, Handler handler, std::string client_ca = {});
  ~ApiStandIn();  // ends every connection
  ApiStandIn(const ApiStandIn&) = delete;

  int port() const { return port_; }
  std::string url() const { return "https://127.0.0.1:" + std::to_string(port_); }

  // requests: all that came so far, in order.
  std::vector<ApiRequest> requests() const;
  int connections() const;

 private:
  void accept_all();
  void serve(int socket, int number);
  ApiAnswer answer(const ApiRequest& request);

  const Handler handler_;
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_;
  int listener_ = -1, port_ = 0;
  mutable std::mutex mutex_;
  std::mutex handler_mutex_;
  std::vector<ApiRequest> requests_;
  std::vector<int> sockets_;
  std::vector<std::thread> workers_;
  std::thread acceptor_;
};

}  // namespace postern::test
