// SPDX-License-Identifier: Apache-2.0
// Bad handshakes: each is refused with its code, in one event, with the alert that fits; nothing reaches the
// sink.

#include <sys/socket.h>

#include <stdexcept>

#include "unit/atls/gate_fixture.h"
#include "unit/atls/stream.h"

namespace postern::atls::test {
namespace {

struct BadCase {
  const char* name;
  std::function<void(RawOptions&)> spoil;
  const char* code;
  int alert12, alert13;
  const char* subject;
};

void PrintTo(const BadCase& bad, std::ostream* out) { *out << bad.name; }

const BadCase kBadCases[] = {
    {"NoCertificate", [](RawOptions& o) { o.sends_certificate = false; }, POSTERN_REASON_CERTIFICATE_MISSING,
     SSL_AD_HANDSHAKE_FAILURE, SSL_AD_CERTIFICATE_REQUIRED, "certificate"},
    {"SignedByAnotherKey",
     [](RawOptions& o) {
       static const KeyPtr other = ec_key();
       o.certificate.signer = other.get();
     },
     POSTERN_REASON_CERTIFICATE_INVALID, SSL_AD_BAD_CERTIFICATE, SSL_AD_BAD_CERTIFICATE, "signature"},
    {"RsaKey", [](RawOptions& o) { o.key = rsa_key(); }, POSTERN_REASON_CERTIFICATE_INVALID,
     SSL_AD_BAD_CERTIFICATE, SSL_AD_BAD_CERTIFICATE, "key"},
    {"Expired", [](RawOptions& o) { o.certificate.not_after = -std::chrono::hours(1); },
     POSTERN_REASON_CERTIFICATE_EXPIRED, SSL_AD_CERTIFICATE_EXPIRED, SSL_AD_CERTIFICATE_EXPIRED, "validity"},
    {"NotYetValid", [](RawOptions& o) { o.certificate.not_before = std::chrono::hours(1); },
     POSTERN_REASON_CERTIFICATE_EXPIRED, SSL_AD_CERTIFICATE_EXPIRED, SSL_AD_CERTIFICATE_EXPIRED, "validity"},
    {"NoExtension", [](RawOptions& o) { o.certificate.oid.clear(); }, POSTERN_REASON_EVIDENCE_MISSING,
     SSL_AD_UNSUPPORTED_CERTIFICATE, SSL_AD_UNSUPPORTED_CERTIFICATE, "extensions"},
    {"UnknownOid", [](RawOptions& o) { o.certificate.oid = kUnknownOid; }, POSTERN_REASON_EVIDENCE_MISSING,
     SSL_AD_UNSUPPORTED_CERTIFICATE, SSL_AD_UNSUPPORTED_CERTIFICATE, "extensions"},
    {"TooManyExtensions",
     [](RawOptions& o) {
       o.certificate.oid = kUnknownOid;
       o.certificate.extensions = 65;
     },
     POSTERN_REASON_CERTIFICATE_INVALID, SSL_AD_BAD_CERTIFICATE, SSL_AD_BAD_CERTIFICATE, "extensions"},
    {"JustTooLarge", [](RawOptions& o) { o.certificate.document.resize(10'001); },
     POSTERN_REASON_EVIDENCE_TOO_LARGE, SSL_AD_BAD_CERTIFICATE, SSL_AD_BAD_CERTIFICATE, "evidence"},
    {"FarTooLarge", [](RawOptions& o) { o.certificate.document.resize(3 << 20); },
     POSTERN_REASON_EVIDENCE_TOO_LARGE, SSL_AD_ILLEGAL_PARAMETER, SSL_AD_ILLEGAL_PARAMETER, "evidence"},
    {"NoH2", [](RawOptions& o) { o.protocols = {"http/1.1"}; }, "HANDSHAKE_FAILED",
     SSL_AD_NO_APPLICATION_PROTOCOL, SSL_AD_NO_APPLICATION_PROTOCOL, "alpn"},
};

struct BadHandshake : GateFixture, testing::WithParamInterface<std::tuple<BadCase, int>> {};

INSTANTIATE_TEST_SUITE_P(All, BadHandshake,
                         testing::Combine(testing::ValuesIn(kBadCases),
                                          testing::Values(TLS1_2_VERSION, TLS1_3_VERSION)),
                         [](const auto& instance) {
                           return std::string(std::get<0>(instance.param).name) +
                                  (std::get<1>(instance.param) == TLS1_2_VERSION ? "Tls12" : "Tls13");
                         });

TEST_P(BadHandshake, IsRefusedWithItsCode) {
  const auto& [bad, version] = GetParam();
  options_.max_evidence_bytes = 10'000;
  start();
  RawOptions options;
  options.min_version = options.max_version = version;
  options.certificate.document = document_of("evidence");
  bad.spoil(options);
  RawClient client(address(), std::move(options));
  const bool done = client.handshake();
  EXPECT_EQ(client.alert(), version == TLS1_2_VERSION ? bad.alert12 : bad.alert13);
  if (version == TLS1_2_VERSION) {
    EXPECT_FALSE(done);
  }
  const attest::Event refused = only_refusal();
  EXPECT_EQ(field(refused, "code"), bad.code);
  EXPECT_EQ(field(refused, "subject"), bad.subject);
  EXPECT_EQ(field(refused, "class"), "denied");
  EXPECT_THAT(field(refused, "peer"), testing::StartsWith("127.0.0.1:"));
  EXPECT_THAT(field(refused, "connection"), testing::StartsWith("postern-"));
  EXPECT_THAT(refused.text, testing::HasSubstr(bad.code));
  EXPECT_THAT(examiner_.seen(), testing::IsEmpty());
}

struct RefusalTest : GateFixture {};

TEST_F(RefusalTest, LargestDocumentIsAccepted) {
  options_.max_evidence_bytes = 10'000;
  start();
  RawOptions options = good_options();
  options.certificate.document.resize(10'000);
  RawClient client(address(), std::move(options));
  ASSERT_TRUE(client.handshake());
  EXPECT_EQ(journal_.wait("handshake-admitted").size(), 1u);
}

TEST_F(RefusalTest, ReasonOfTheExaminerPassesThrough) {
  examiner_.script = [](const attest::Evidence&, const std::string&) -> Verdict {
    attest::Refusal refusal = attest::denied(POSTERN_REASON_PCR_MISMATCH, "firmware differs");
    refusal.step = "tpm-prod";
    refusal.reason.subject = "tpm.pcr.4";
    refusal.reason.expected = "aa";
    refusal.reason.observed = "bb";
    refusal.reason.specification = "TCG PC Client 3.3.4";
    refusal.reason.peer_text = "measurement differs";
    return refusal;
  };
  start();
  RawClient client(address(), good_options());
  client.handshake();
  EXPECT_EQ(client.alert(), SSL_AD_BAD_CERTIFICATE);
  const attest::Event refused = only_refusal();
  EXPECT_EQ(refused.level, attest::Level::kWarn);
  EXPECT_EQ(field(refused, "code"), "PCR_MISMATCH");
  EXPECT_EQ(field(refused, "step"), "tpm-prod");
  EXPECT_EQ(field(refused, "subject"), "tpm.pcr.4");
  EXPECT_EQ(field(refused, "expected"), "aa");
  EXPECT_EQ(field(refused, "observed"), "bb");
  EXPECT_EQ(field(refused, "spec"), "TCG PC Client 3.3.4");
  EXPECT_THAT(refused.text, testing::HasSubstr("firmware differs"));
  EXPECT_EQ(field(refused, "connection").find(' '), std::string::npos);
}

TEST_F(RefusalTest, ExaminerThatThrowsRefuses) {
  examiner_.script = [](const attest::Evidence&, const std::string&) -> Verdict {
    throw std::runtime_error("broken");
  };
  start();
  RawClient client(address(), good_options());
  client.handshake();
  EXPECT_EQ(client.alert(), SSL_AD_INTERNAL_ERROR);
  const attest::Event refused = only_refusal();
  EXPECT_EQ(field(refused, "code"), POSTERN_REASON_PLUGIN_FAULT);
  EXPECT_EQ(field(refused, "class"), "internal");
  EXPECT_THAT(refused.text, testing::HasSubstr("broken"));
}

TEST_F(RefusalTest, ExaminerThatThrowsSomethingElseRefuses) {
  examiner_.script = [](const attest::Evidence&, const std::string&) -> Verdict { throw 42; };
  start();
  RawClient client(address(), good_options());
  client.handshake();
  EXPECT_EQ(client.alert(), SSL_AD_INTERNAL_ERROR);
  EXPECT_EQ(field(only_refusal(), "code"), POSTERN_REASON_PLUGIN_FAULT);
}

TEST_F(RefusalTest, NullIdentityRefuses) {
  examiner_.script = [](const attest::Evidence&, const std::string&) -> Verdict {
    return attest::IdentityPtr();
  };
  start();
  RawClient client(address(), good_options());
  client.handshake();
  EXPECT_EQ(client.alert(), SSL_AD_INTERNAL_ERROR);
  EXPECT_EQ(field(only_refusal(), "code"), POSTERN_REASON_PLUGIN_FAULT);
}

TEST_F(RefusalTest, SinkThatIsFullRefuses) {
  sink_.refuses = true;
  start();
  RawClient client(address(), good_options());
  client.handshake();
  EXPECT_EQ(client.read(1), "");
  const attest::Event refused = only_refusal();
  EXPECT_EQ(field(refused, "code"), POSTERN_REASON_OVERLOADED);
  EXPECT_EQ(sink_.forgotten(), 0u);
}

TEST_F(RefusalTest, GarbageInsteadOfTls) {
  start();
  const UniqueFd fd = tcp_connect(address());
  ASSERT_TRUE(write_all(fd.get(), "GET / HTTP/1.1\r\nHost: gate\r\n\r\n"));
  read_all(fd.get());
  const attest::Event refused = only_refusal();
  EXPECT_EQ(field(refused, "code"), "HANDSHAKE_FAILED");
  EXPECT_EQ(refused.level, attest::Level::kWarn);
}

TEST_F(RefusalTest, Tls11Client) {
  start();
  RawOptions options = good_options();
  options.min_version = options.max_version = TLS1_1_VERSION;
  RawClient client(address(), std::move(options));
  EXPECT_FALSE(client.handshake());
  EXPECT_EQ(client.alert(), SSL_AD_PROTOCOL_VERSION);
  const attest::Event refused = only_refusal();
  EXPECT_EQ(field(refused, "code"), "HANDSHAKE_FAILED");
  EXPECT_EQ(field(refused, "subject"), "tls-version");
}

}  // namespace
}  // namespace postern::atls::test
