// SPDX-License-Identifier: Apache-2.0
#include "host/web/web_server.h"

#include <absl/strings/str_cat.h>
#include <civetweb.h>

#include <utility>

namespace postern::web {

struct WebServer::State {
  Pages pages;
  mg_context* context = nullptr;
};

namespace {

// The pages bring one script and one style sheet of their own and need nothing else.
constexpr char kHeaders[] =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cache-Control: no-store\r\n";

const char* phrase(int status) {
  switch (status) {
    case 200: return "OK";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 503: return "Service Unavailable";
    default: return "Internal Server Error";
  }
}

Page make(const WebServer::Pages& pages, const mg_request_info& request) {
  const std::string method = request.request_method == nullptr ? "" : request.request_method;
  if (method != "GET" && method != "HEAD") return {405, "text/plain; charset=utf-8", "these pages can only be read\n"};
  const auto found = pages.find(request.local_uri == nullptr ? "" : request.local_uri);
  if (found == pages.end()) return {404, "text/plain; charset=utf-8", "there is no such page\n"};
  try {
    return found->second();
  } catch (...) {
    return {500, "text/plain; charset=utf-8", "this page cannot be made now\n"};
  }
}

int answer(mg_connection* connection, void* pages) {
  const mg_request_info& request = *mg_get_request_info(connection);
  const Page page = make(*static_cast<const WebServer::Pages*>(pages), request);
  const std::string head =
      absl::StrCat("HTTP/1.1 ", page.status, " ", phrase(page.status), "\r\nContent-Type: ", page.type,
                   "\r\nContent-Length: ", page.body.size(), page.status == 405 ? "\r\nAllow: GET, HEAD\r\n" : "\r\n",
                   kHeaders, "Connection: close\r\n\r\n");
  mg_write(connection, head.data(), head.size());
  const bool has_body = request.request_method != std::string("HEAD");
  if (has_body) mg_write(connection, page.body.data(), page.body.size());
  return page.status;
}

}  // namespace

WebServer::WebServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

WebServer::~WebServer() {
  if (state_->context != nullptr) mg_stop(state_->context);
}

absl::StatusOr<std::unique_ptr<WebServer>> WebServer::start(const std::string& address, Pages pages) {
  auto state = std::make_unique<State>();
  state->pages = std::move(pages);
  mg_callbacks callbacks{};
  const char* options[] = {"listening_ports", address.c_str(), "num_threads",       "4",    "request_timeout_ms", "5000",
                           "keep_alive_timeout_ms", "0",       "enable_keep_alive", "no", nullptr};
  mg_init_library(0);
  state->context = mg_start(&callbacks, nullptr, options);
  if (state->context == nullptr)
    return absl::UnavailableError(absl::StrCat("cannot serve pages on ", address, ": the address cannot be listened on"));
  mg_set_request_handler(state->context, "**", answer, &state->pages);
  return std::unique_ptr<WebServer>(new WebServer(std::move(state)));
}

int WebServer::port() const {
  mg_server_port ports[4]{};
  return mg_get_server_ports(state_->context, 4, ports) < 1 ? 0 : ports[0].port;
}

}  // namespace postern::web
