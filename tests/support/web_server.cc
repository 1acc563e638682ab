// SPDX-License-Identifier: Apache-2.0
#include "support/web_server.h"

#include <netinet/in.h>
#include <openssl/pem.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

namespace postern::test {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

void use_identity(SSL_CTX* context, const PemPair& identity) {
  BIO* certificate_in = BIO_new_mem_buf(identity.certificate.data(), static_cast<int>(identity.certificate.size()));
  BIO* key_in = BIO_new_mem_buf(identity.key.data(), static_cast<int>(identity.key.size()));
  X509* certificate = PEM_read_bio_X509(certificate_in, nullptr, nullptr, nullptr);
  EVP_PKEY* key = PEM_read_bio_PrivateKey(key_in, nullptr, nullptr, nullptr);
  SSL_CTX_use_certificate(context, certificate);
  SSL_CTX_use_PrivateKey(context, key);
  EVP_PKEY_free(key);
  X509_free(certificate);
  BIO_free(key_in);
  BIO_free(certificate_in);
  if (SSL_CTX_check_private_key(context) != 1) throw std::runtime_error("web server: certificate and key do not fit");
}

void parse_head(WebRequest& request) {
  const std::string& head = request.head;
  const std::size_t space = head.find(' ');
  request.method = head.substr(0, space);
  request.target = head.substr(space + 1, head.find(' ', space + 1) - space - 1);
  for (std::size_t start = head.find("\r\n"); start != head.npos; start = head.find("\r\n", start + 2)) {
    const std::string line = head.substr(start + 2, head.find("\r\n", start + 2) - start - 2);
    const std::size_t colon = line.find(": ");
    if (colon != line.npos) request.headers[lower(line.substr(0, colon))] = line.substr(colon + 2);
  }
}

std::string print(const WebAnswer& answer) {
  std::string text = "HTTP/1.1 " + std::to_string(answer.status) + " Status\r\n";
  for (const std::string& header : answer.headers) text += header + "\r\n";
  text += "Content-Length: " + std::to_string(answer.body.size()) + "\r\n\r\n";
  const bool is_whole = answer.manner == WebAnswer::Manner::kWhole;
  return text + answer.body.substr(0, is_whole ? answer.body.size() : answer.body.size() / 2);
}

}  // namespace

// Connection: a socket, or TLS over it.
class WebServer::Connection {
 public:
  Connection(int socket, SSL_CTX* context) : socket_(socket), tls_(context ? SSL_new(context) : nullptr, SSL_free) {
    if (tls_) SSL_set_fd(tls_.get(), socket);
  }
  bool accept() { return !tls_ || SSL_accept(tls_.get()) == 1; }

  // receive: nothing when the connection ended before a whole request.
  std::optional<WebRequest> receive() {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == buffer_.npos)
      if (!read_some()) return std::nullopt;
    WebRequest request;
    request.head = buffer_.substr(0, end + 2);
    parse_head(request);
    const std::string length = request.headers["content-length"];
    const std::size_t size = length.empty() ? 0 : std::stoul(length);
    while (buffer_.size() < end + 4 + size)
      if (!read_some()) return std::nullopt;
    request.body = buffer_.substr(end + 4, size);
    buffer_.erase(0, end + 4 + size);
    return request;
  }

  bool send_all(const std::string& text) {
    for (std::size_t sent = 0; sent < text.size();) {
      const auto left = text.size() - sent;
      const ssize_t now = tls_ ? SSL_write(tls_.get(), text.data() + sent, static_cast<int>(left))
                               : send(socket_, text.data() + sent, left, MSG_NOSIGNAL);
      if (now <= 0) return false;
      sent += static_cast<std::size_t>(now);
    }
    return true;
  }

  // wait_for_end: until the client or the server ends the connection.
  void wait_for_end() {
    while (read_some()) continue;
  }

 private:
  bool read_some() {
    char chunk[4096];
    const ssize_t got = tls_ ? SSL_read(tls_.get(), chunk, sizeof chunk) : recv(socket_, chunk, sizeof chunk, 0);
    if (got > 0) buffer_.append(chunk, static_cast<std::size_t>(got));
    return got > 0;
  }
  const int socket_;
  const std::unique_ptr<SSL, void (*)(SSL*)> tls_;
  std::string buffer_;
};

WebServer::WebServer(Handler handler, std::optional<PemPair> identity)
    : handler_(std::move(handler)), context_(identity ? SSL_CTX_new(TLS_server_method()) : nullptr, SSL_CTX_free) {
  if (identity) use_identity(context_.get(), *identity);
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, plain, size) != 0 || listen(listener_, 256) != 0 || getsockname(listener_, plain, &size) != 0)
    throw std::runtime_error("web server: cannot listen");
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

WebServer::~WebServer() {
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  for (const int socket : sockets_) shutdown(socket, SHUT_RDWR);
  for (std::thread& thread : threads_) thread.join();
  for (const int socket : sockets_) close(socket);
  close(listener_);
}

std::vector<WebRequest> WebServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

std::size_t WebServer::count(const std::string& target) const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::count_if(requests_.begin(), requests_.end(),
                                                [&](const WebRequest& request) { return request.target == target; }));
}

std::size_t WebServer::connections() const {
  const std::lock_guard lock(mutex_);
  return sockets_.size();
}

void WebServer::accept_all() {
  // Here and in the threads that inherit it: a client that went away is an error and no signal.
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  for (;;) {
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    const std::lock_guard lock(mutex_);
    sockets_.push_back(socket);
    threads_.emplace_back([this, socket] { serve(socket); });
  }
}

void WebServer::serve(int socket) {
  Connection connection(socket, context_.get());
  if (!connection.accept()) {
    shutdown(socket, SHUT_RDWR);
    return;
  }
  while (const auto request = connection.receive()) {
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(*request);
    }
    const WebAnswer answer = handler_(*request);
    using Manner = WebAnswer::Manner;
    const bool sent = answer.manner == Manner::kHang ||
                      connection.send_all(answer.manner == Manner::kRaw ? answer.body : print(answer));
    if (answer.manner == Manner::kHang || answer.manner == Manner::kStall) connection.wait_for_end();
    if (!sent || answer.manner != Manner::kWhole) break;
  }
  shutdown(socket, SHUT_RDWR);
}

WebAnswer ok(const std::string& body) { return {200, body}; }
WebAnswer status(int code, std::vector<std::string> headers, const std::string& body) { return {code, body, std::move(headers)}; }
WebAnswer too_many(const std::string& retry_after) { return {429, "slow down", {"Retry-After: " + retry_after}}; }
WebAnswer redirect(const std::string& location) { return {302, "", {"Location: " + location}}; }
WebAnswer half(const std::string& body) { return {200, body, {}, WebAnswer::Manner::kHalf}; }
WebAnswer stall(const std::string& body) { return {200, body, {}, WebAnswer::Manner::kStall}; }
WebAnswer hang() { return {200, "", {}, WebAnswer::Manner::kHang}; }
WebAnswer raw(const std::string& bytes) { return {200, bytes, {}, WebAnswer::Manner::kRaw}; }

}  // namespace postern::test
