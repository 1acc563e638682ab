// SPDX-License-Identifier: Apache-2.0
// What a node that is in order gets: a plaintext stream, its own identity, and TLS as WIRE §1 wants it.

#include <set>

#include "unit/atls/gate_fixture.h"
#include "unit/atls/stream.h"

namespace postern::atls::test {
namespace {

class JoinTest : public GateFixture, public testing::WithParamInterface<TlsVersion> {
 protected:
  RawOptions raw() const {
    RawOptions options;
    options.max_version = options.min_version =
        GetParam() == TlsVersion::kTls12 ? TLS1_2_VERSION : TLS1_3_VERSION;
    options.certificate.document = document_of("evidence");
    return options;
  }
};

INSTANTIATE_TEST_SUITE_P(Tls, JoinTest, testing::Values(TlsVersion::kTls12, TlsVersion::kTls13),
                         [](const auto& instance) {
                           return instance.param == TlsVersion::kTls12 ? "Tls12" : "Tls13";
                         });

TEST_P(JoinTest, ExaminerSeesNonceKeyAndDocumentOfTheConnection) {
  start();
  FixedSource source("my evidence");
  const auto client = join(source, GetParam());
  ASSERT_TRUE(client.ok()) << client.status();
  const auto served = sink_.take();
  ASSERT_TRUE(served.fd);
  const auto seen = examiner_.seen();
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].type, "dummy");
  EXPECT_EQ(text_of(seen[0].document), "my evidence");
  ASSERT_EQ(source.nonces.size(), 1u);
  EXPECT_EQ(seen[0].nonce, attest::ByteVector(source.nonces[0].begin(), source.nonces[0].end()));
  EXPECT_EQ(seen[0].channel_key,
            attest::ByteVector(source.channel_keys[0].begin(), source.channel_keys[0].end()));
  EXPECT_EQ((*client)->tls_version(), GetParam() == TlsVersion::kTls12 ? "TLSv1.2" : "TLSv1.3");
  const auto identity = std::dynamic_pointer_cast<const TestIdentity>(served.identity);
  ASSERT_TRUE(identity);
  EXPECT_EQ(text_of(identity->evidence.document), "my evidence");
}

TEST_P(JoinTest, OneEventNamesConnectionPeerEvidenceAndVersion) {
  start();
  FixedSource source;
  const auto client = join(source, GetParam());
  ASSERT_TRUE(client.ok()) << client.status();
  const auto served = sink_.take();
  const auto admitted = journal_.wait("handshake-admitted");
  ASSERT_EQ(admitted.size(), 1u);
  EXPECT_EQ(field(admitted[0], "connection"), served.name);
  EXPECT_THAT(field(admitted[0], "peer"), testing::StartsWith("127.0.0.1:"));
  EXPECT_EQ(field(admitted[0], "evidence"), "dummy");
  EXPECT_EQ(field(admitted[0], "tls"), (*client)->tls_version());
  EXPECT_THAT(served.name, testing::StartsWith("postern-" + std::to_string(::getpid()) + "-"));
  EXPECT_TRUE(sink_.names_agree());
}

TEST_P(JoinTest, StreamWorksBothWays) {
  start();
  FixedSource source;
  const auto client = join(source, GetParam());
  ASSERT_TRUE(client.ok()) << client.status();
  const UniqueFd node((*client)->take_fd());
  const auto served = sink_.take();
  ASSERT_TRUE(write_all(node.get(), "ping"));
  EXPECT_EQ(read_exactly(served.fd.get(), 4), "ping");
  ASSERT_TRUE(write_all(served.fd.get(), "pong"));
  EXPECT_EQ(read_exactly(node.get(), 4), "pong");
  EXPECT_TRUE((*client)->failure().ok());
  EXPECT_EQ((*client)->take_fd(), -1);
}

TEST_P(JoinTest, RawClientFindsOneNonceAndAProperServerCertificate) {
  start();
  RawClient client(address(), raw());
  ASSERT_TRUE(client.handshake());
  const auto served = sink_.take();
  ASSERT_TRUE(client.write("ping"));
  EXPECT_EQ(read_exactly(served.fd.get(), 4), "ping");
  EXPECT_EQ(client.names(), 1);
  EXPECT_TRUE(client.nonce().has_value());
  const X509Ptr gate(SSL_get1_peer_certificate(client.ssl()));
  char name[64] = {};
  X509_NAME_get_text_by_NID(X509_get_subject_name(gate.get()), NID_commonName, name, sizeof name);
  EXPECT_STREQ(name, "Constellation");
  EXPECT_EQ(X509_verify(gate.get(), X509_get0_pubkey(gate.get())), 1);
  EXPECT_EQ(EVP_PKEY_get_bits(X509_get0_pubkey(gate.get())), 256);
  const std::time_t now = std::time(nullptr);
  EXPECT_LE(std::abs(ASN1_TIME_cmp_time_t(X509_get0_notBefore(gate.get()), now - 7200 - 60)), 1);
  EXPECT_EQ(ASN1_TIME_cmp_time_t(X509_get0_notBefore(gate.get()), now - 7100), -1);
  EXPECT_EQ(ASN1_TIME_cmp_time_t(X509_get0_notAfter(gate.get()), now + 7100), 1);
  EXPECT_EQ(ASN1_TIME_cmp_time_t(X509_get0_notAfter(gate.get()), now + 7300), -1);
}

TEST_P(JoinTest, AlpnChoosesH2AndToleratesNone) {
  start();
  RawOptions both = raw();
  both.protocols = {"http/1.1", "h2"};
  RawClient client(address(), std::move(both));
  ASSERT_TRUE(client.handshake());
  const unsigned char* chosen = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(client.ssl(), &chosen, &size);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(chosen), size), "h2");
  RawOptions none = raw();
  none.protocols.clear();
  RawClient silent(address(), std::move(none));
  ASSERT_TRUE(silent.handshake());
  EXPECT_EQ(journal_.wait("handshake-admitted", 2).size(), 2u);
}

TEST_P(JoinTest, FirstKnownExtensionCounts) {
  examiner_.script = [](const attest::Evidence& evidence, const std::string&) -> Verdict {
    return attest::IdentityPtr(std::make_shared<TestIdentity>(evidence));
  };
  start();
  RawOptions twice = raw();
  twice.certificate.extensions = 2;
  RawClient client(address(), std::move(twice));
  ASSERT_TRUE(client.handshake());
  ASSERT_EQ(journal_.wait("handshake-admitted").size(), 1u);
  EXPECT_EQ(examiner_.seen().size(), 1u);
}

TEST_P(JoinTest, P384IsAcceptedToo) {
  start();
  RawOptions options = raw();
  options.key = ec_key("P-384");
  options.certificate.digest = EVP_sha384();
  RawClient client(address(), std::move(options));
  ASSERT_TRUE(client.handshake());
  ASSERT_EQ(journal_.wait("handshake-admitted").size(), 1u);
}

// A session cannot be taken up again, not even by a client that makes up an identifier for the old one.
TEST_P(JoinTest, ResumptionGetsAFullHandshakeAndANewNonce) {
  start();
  RawClient first(address(), raw());
  ASSERT_TRUE(first.handshake());
  auto served = sink_.take();
  ASSERT_TRUE(write_all(served.fd.get(), "x"));  // a ticket would come before that byte
  EXPECT_EQ(first.read(1), "x");
  std::unique_ptr<SSL_SESSION, FreeWith<SSL_SESSION_free>> session(SSL_get1_session(first.ssl()));
  EXPECT_EQ(SSL_SESSION_has_ticket(session.get()), 0);
  EXPECT_EQ(SSL_SESSION_is_resumable(session.get()), 0);
  std::unique_ptr<SSL_SESSION, FreeWith<SSL_SESSION_free>> copy(SSL_SESSION_dup(session.get()));
  const unsigned char id[32] = {1};
  SSL_SESSION_set1_id(copy.get(), id, sizeof id);
  RawOptions again = raw();
  again.resume = copy.get();
  RawClient second(address(), std::move(again));
  ASSERT_TRUE(second.handshake());
  EXPECT_EQ(SSL_session_reused(second.ssl()), 0);
  ASSERT_EQ(journal_.wait("handshake-admitted", 2).size(), 2u);
  ASSERT_EQ(examiner_.seen().size(), 2u);
  EXPECT_NE(examiner_.seen()[0].nonce, examiner_.seen()[1].nonce);
}

// Whoever records a certificate and its key can show them again, but never for the same nonce.
TEST_P(JoinTest, RecordedCertificateMeetsANewNonce) {
  examiner_.script = [](const attest::Evidence& evidence, const std::string&) -> Verdict {
    if (evidence.document == evidence.nonce)
      return attest::IdentityPtr(std::make_shared<TestIdentity>(evidence));
    return attest::denied(POSTERN_REASON_NONCE_MISMATCH, "made for another connection");
  };
  start();
  RawOptions fresh = raw();
  fresh.make = [](const Nonce& nonce, const ChannelKey&) {
    TestCertificate made;
    made.document.assign(nonce.begin(), nonce.end());
    return made;
  };
  RawClient first(address(), std::move(fresh));
  ASSERT_TRUE(first.handshake());
  ASSERT_EQ(journal_.wait("handshake-admitted").size(), 1u);
  RawOptions replay = raw();
  replay.key = first.take_key();
  replay.recorded = first.take_certificate();
  RawClient second(address(), std::move(replay));
  second.handshake();
  EXPECT_EQ(second.alert(), SSL_AD_BAD_CERTIFICATE);
  const auto refused = journal_.wait("handshake-refused");
  ASSERT_EQ(refused.size(), 1u);
  EXPECT_EQ(field(refused[0], "code"), POSTERN_REASON_NONCE_MISMATCH);
  const auto seen = examiner_.seen();
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(seen[0].document, seen[1].document);
  EXPECT_NE(seen[0].nonce, seen[1].nonce);
  EXPECT_EQ(seen[0].channel_key, seen[1].channel_key);
  EXPECT_EQ(sink_.admitted(), 1u);
}

TEST_P(JoinTest, NoncesNeverRepeat) {
  start();
  constexpr std::size_t kConnections = 64;
  std::set<Nonce> nonces;
  for (std::size_t i = 0; i < kConnections; ++i) {
    RawClient client(address(), raw());
    client.handshake();
    ASSERT_TRUE(client.nonce());
    nonces.insert(*client.nonce());
  }
  EXPECT_EQ(nonces.size(), kConnections);
}

TEST_F(GateFixture, ListensOnIpv6) {
  options_.listen_address = "[::1]:0";
  Acceptor probe(options_, examiner_, sink_, journal_);
  if (absl::IsUnavailable(probe.start())) GTEST_SKIP() << "no IPv6 here";
  EXPECT_THAT(probe.address(), testing::StartsWith("[::1]:"));
  FixedSource source;
  const auto client = Client::connect({probe.address()}, source);
  ASSERT_TRUE(client.ok()) << client.status();
}

TEST_F(GateFixture, BadOptionsAreToldAtTheStart) {
  const auto start_with = [this](auto change) {
    AcceptorOptions options = options_;
    change(options);
    return Acceptor(options, examiner_, sink_, journal_).start().code();
  };
  using absl::StatusCode;
  EXPECT_EQ(start_with([](auto& o) { o.listen_address = "localhost"; }), StatusCode::kInvalidArgument);
  EXPECT_EQ(start_with([](auto& o) { o.listen_address = "::1:80"; }), StatusCode::kInvalidArgument);
  EXPECT_EQ(start_with([](auto& o) { o.listen_address = "127.0.0.1:65536"; }), StatusCode::kInvalidArgument);
  EXPECT_EQ(start_with([](auto& o) { o.max_handshakes = 0; }), StatusCode::kInvalidArgument);
  EXPECT_EQ(start_with([](auto& o) { o.idle_timeout = o.idle_timeout.zero(); }),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(start_with([](auto& o) { o.max_evidence_bytes = 0; }), StatusCode::kInvalidArgument);
  start();
  EXPECT_EQ(start_with([this](auto& o) { o.listen_address = address(); }), StatusCode::kUnavailable);
}

}  // namespace
}  // namespace postern::atls::test
