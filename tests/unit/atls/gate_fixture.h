// SPDX-License-Identifier: Apache-2.0
#pragma once

// GateFixture: an acceptor on a free loopback port between recorders, and a node that joins it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <ostream>

#include "host/atls/acceptor.h"
#include "host/atls/client.h"
#include "unit/atls/raw_client.h"
#include "unit/atls/recorders.h"

namespace postern::atls {
// PrintTo: for the names of tests.
inline void PrintTo(TlsVersion version, std::ostream* out) {
  *out << (version == TlsVersion::kTls12 ? "TLS 1.2" : "TLS 1.3");
}
}  // namespace postern::atls

namespace postern::atls::test {

// FixedSource: evidence that is always the same text.
class FixedSource final : public EvidenceSource {
 public:
  explicit FixedSource(std::string text = "evidence", std::string oid = kKnownOid)
      : text_(std::move(text)), oid_(std::move(oid)) {}
  absl::StatusOr<EvidenceDocument> make_evidence(const Nonce& nonce, const ChannelKey& channel_key) override {
    nonces.push_back(nonce);
    channel_keys.push_back(channel_key);
    return EvidenceDocument{oid_, document_of(text_)};
  }
  std::vector<Nonce> nonces;
  std::vector<ChannelKey> channel_keys;

 private:
  std::string text_, oid_;
};

class GateFixture : public testing::Test {
 protected:
  GateFixture() { options_.listen_address = "127.0.0.1:0"; }

  // The examiner, sink and options are set up before start.
  void start() {
    acceptor_ = std::make_unique<Acceptor>(options_, examiner_, sink_, journal_);
    const absl::Status started = acceptor_->start();
    ASSERT_TRUE(started.ok()) << started;
  }
  std::string address() const { return acceptor_->address(); }

  absl::StatusOr<std::unique_ptr<Client>> join(EvidenceSource& source,
                                               TlsVersion version = TlsVersion::kTls13) {
    return Client::connect({address(), kPatience, version}, source);
  }

  // good_options: of a node whose handshake is in order.
  static RawOptions good_options() {
    RawOptions options;
    options.certificate.document = document_of("evidence");
    return options;
  }

  // only_refusal: of the journal, once it is there; no second one and no admission beside it.
  attest::Event only_refusal() {
    const auto refused = journal_.wait("handshake-refused");
    EXPECT_EQ(refused.size(), 1u);
    EXPECT_EQ(sink_.admitted(), 0u);
    EXPECT_THAT(journal_.events("handshake-admitted"), testing::IsEmpty());
    return refused.empty() ? attest::Event{} : refused.front();
  }

  AcceptorOptions options_;
  ScriptedExaminer examiner_;
  RecordingSink sink_;
  RecordingJournal journal_;
  std::unique_ptr<Acceptor> acceptor_;  // goes first
};

}  // namespace postern::atls::test
