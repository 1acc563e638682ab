// SPDX-License-Identifier: Apache-2.0
#include "support/api_stand_in.h"

#include <netinet/in.h>
#include <openssl/pem.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace postern::test {
namespace {

template <typename Use>
void with_pem(const std::string& pem, Use use) {
  BIO* memory = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  use(memory);
  BIO_free(memory);
}

void use_identity(SSL_CTX* context, const PemPair& identity) {
  with_pem(identity.certificate, [&](BIO* in) {
    X509* certificate = PEM_read_bio_X509(in, nullptr, nullptr, nullptr);
    SSL_CTX_use_certificate(context, certificate);
    X509_free(certificate);
  });
  with_pem(identity.key, [&](BIO* in) {
    EVP_PKEY* key = PEM_read_bio_PrivateKey(in, nullptr, nullptr, nullptr);
    SSL_CTX_use_PrivateKey(context, key);
    EVP_PKEY_free(key);
  });
  if (SSL_CTX_check_private_key(context) != 1) throw std::runtime_error("stand-in: certificate and key do not fit");
}

void ask_clients(SSL_CTX* context, const std::string& client_ca) {
  if (client_ca.empty()) return;
  with_pem(client_ca, [&](BIO* in) {
    X509* certificate = PEM_read_bio_X509(in, nullptr, nullptr, nullptr);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate);
    X509_free(certificate);
  });
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
}

std::string client_of(SSL* tls) {
  X509* certificate = SSL_get1_peer_certificate(tls);
  if (certificate == nullptr) return {};
  char name[256] = {};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
  X509_free(certificate);
  return name;
}

// read_some: appends what arrives; false when the connection ended.
bool read_some(SSL* tls, std::string& buffer) {
  char chunk[4096];
  const int got = SSL_read(tls, chunk, sizeof chunk);
  if (got > 0) buffer.append(chunk, static_cast<std::size_t>(got));
  return got > 0;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

void parse_head(std::string_view head, ApiRequest& out) {
  const std::size_t space = head.find(' ');
  out.method = head.substr(0, space);
  out.path = head.substr(space + 1, head.find(' ', space + 1) - space - 1);
  for (std::size_t start = head.find("\r\n"); start != head.npos; start = head.find("\r\n", start + 2)) {
    const std::string_view line = head.substr(start + 2, head.find("\r\n", start + 2) - start - 2);
    const std::size_t colon = line.find(": ");
    if (colon != line.npos) out.headers[lower(std::string(line.substr(0, colon)))] = line.substr(colon + 2);
  }
}

// read_request: nothing when the connection ended before a whole request.
std::optional<ApiRequest> read_request(SSL* tls, std::string& buffer) {
  ApiRequest request;
  std::size_t end = 0;
  while ((end = buffer.find("\r\n\r\n")) == buffer.npos)
    if (!read_some(tls, buffer)) return std::nullopt;
  parse_head(std::string_view(buffer).substr(0, end), request);
  const std::string length = request.headers["content-length"];
  const std::size_t size = length.empty() ? 0 : std::stoul(length);
  while (buffer.size() < end + 4 + size)
    if (!read_some(tls, buffer)) return std::nullopt;
  request.body = buffer.substr(end + 4, size);
  buffer.erase(0, end + 4 + size);
  return request;
}

bool write_answer(SSL* tls, const ApiAnswer& answer) {
  const std::string text = "HTTP/1.1 " + std::to_string(answer.code) + " Status\r\nContent-Type: application/json\r\n" +
                           (answer.header.empty() ? "" : answer.header + "\r\n") + "Content-Length: " +
                           std::to_string(answer.body.size()) + "\r\n\r\n" + answer.body;
  return SSL_write(tls, text.data(), static_cast<int>(text.size())) > 0;
}

}  // namespace

ApiStandIn::ApiStandIn(PemPair identity, Handler handler, std::string client_ca)
    : handler_(std::move(handler)), context_(SSL_CTX_new(TLS_server_method()), SSL_CTX_free) {
  use_identity(context_.get(), identity);
  ask_clients(context_.get(), client_ca);
  SSL_CTX_set_session_id_context(context_.get(), reinterpret_cast<const unsigned char*>("test"), 4);
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener_, 64) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("stand-in: cannot listen");
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

ApiStandIn::~ApiStandIn() {
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  for (const int socket : sockets_) shutdown(socket, SHUT_RDWR);
  for (std::thread& worker : workers_) worker.join();
  for (const int socket : sockets_) close(socket);
  close(listener_);
}

std::vector<ApiRequest> ApiStandIn::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

int ApiStandIn::connections() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(sockets_.size());
}

void ApiStandIn::accept_all() {
  // Here and in the workers, which inherit it: a client that went away is an error and no signal. The rest of the
  // process keeps its signals, so that the code under test is seen to cope by itself.
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  for (;;) {
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    const std::lock_guard lock(mutex_);
    sockets_.push_back(socket);
    workers_.emplace_back([this, socket, number = static_cast<int>(sockets_.size())] { serve(socket, number); });
  }
}

ApiAnswer ApiStandIn::answer(const ApiRequest& request) {
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
  }
  const std::lock_guard lock(handler_mutex_);
  return handler_(request);
}

void ApiStandIn::serve(int socket, int number) {
  const std::unique_ptr<SSL, void (*)(SSL*)> tls(SSL_new(context_.get()), SSL_free);
  SSL_set_fd(tls.get(), socket);
  if (SSL_accept(tls.get()) == 1) {
    std::string buffer;
    while (auto request = read_request(tls.get(), buffer)) {
      request->connection = number;
      request->client = client_of(tls.get());
      const ApiAnswer chosen = answer(*request);
      if (chosen.is_cut) break;
      if (!chosen.is_silent && !write_answer(tls.get(), chosen)) break;
    }
  }
  shutdown(socket, SHUT_RDWR);
}

}  // namespace postern::test
