// SPDX-License-Identifier: Apache-2.0
#include "host/atls/client.h"

#include <mutex>

#include "host/atls/node_handshake.h"
#include "host/atls/plain_pair.h"
#include "host/atls/relay.h"
#include "host/atls/socket_address.h"

namespace postern::atls {
namespace {
// An RPC may take long; the gate closes what is idle, not the node.
constexpr std::chrono::hours kNeverIdle{24 * 365};
}  // namespace

class Client::Impl {
 public:
  Impl(UniqueFd fd, SslPtr ssl)
      : tls_version_(SSL_get_version(ssl.get())), fd_(std::move(fd)), ssl_(std::move(ssl)) {}
  ~Impl() {
    loop_.stop();
    relay_.reset();
  }

  absl::Status start();
  int take_fd() { return plain_.release(); }
  absl::Status failure() const {
    const std::lock_guard lock(mutex_);
    return failure_;
  }
  const std::string& tls_version() const { return tls_version_; }

 private:
  void failed(const absl::Status& why) {
    const std::lock_guard lock(mutex_);
    failure_ = why;
  }

  const std::string tls_version_;
  UniqueFd fd_;  // until start(), then the relay's
  SslPtr ssl_;
  UniqueFd plain_;
  mutable std::mutex mutex_;
  absl::Status failure_;  // under mutex_
  EventLoop loop_;
  std::unique_ptr<Relay> relay_;  // on the loop
};

absl::Status Client::Impl::start() {
  auto pair = make_plain_pair("");
  if (!pair.ok()) return pair.status();
  plain_ = std::move(pair->theirs);
  if (absl::Status started = loop_.start(); !started.ok()) return started;
  Relay::Parts parts{std::move(fd_), std::move(ssl_), std::move(pair->ours), kNeverIdle,
                     [this](const absl::Status& why) { failed(why); }};
  loop_.post([this, moved = std::move(parts)]() mutable {
    // Once it is over, closing is all that is left to do.
    relay_ = std::make_unique<Relay>(loop_, std::move(moved),
                                     [this](const std::string&) { loop_.post([this] { relay_.reset(); }); });
    relay_->start();
  });
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Client>> Client::connect(const ClientOptions& options,
                                                        EvidenceSource& source) {
  const auto deadline = std::chrono::steady_clock::now() + options.timeout;
  const auto where = parse_host_port(options.address);
  if (!where.ok()) return where.status();
  auto context = make_node_context(options.tls_max == TlsVersion::kTls12 ? TLS1_2_VERSION : TLS1_3_VERSION);
  if (!context.ok()) return context.status();
  auto fd = connect_to(*where, deadline);
  if (!fd.ok()) return fd.status();
  auto ssl = NodeHandshake::run(context->get(), fd->get(), source, deadline);
  if (!ssl.ok()) return ssl.status();
  auto impl = std::make_unique<Impl>(*std::move(fd), *std::move(ssl));
  if (absl::Status started = impl->start(); !started.ok()) return started;
  return std::unique_ptr<Client>(new Client(std::move(impl)));
}

Client::Client(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Client::~Client() = default;

int Client::take_fd() { return impl_->take_fd(); }

absl::Status Client::failure() const { return impl_->failure(); }

std::string Client::tls_version() const { return impl_->tls_version(); }

}  // namespace postern::atls
