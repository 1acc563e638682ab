// SPDX-License-Identifier: Apache-2.0
// The node's side: what it takes for a gate, and how it tells why it was not let in.

#include "unit/atls/gate_fixture.h"
#include "unit/atls/raw_gate.h"
#include "unit/atls/stream.h"

namespace postern::atls::test {
namespace {

using testing::HasSubstr;

class RefusedNode : public GateFixture {
 protected:
  // why: of a node that a gate with this refusal did not let in, however it learned of it.
  absl::Status why(const attest::Refusal& refusal, TlsVersion version) {
    examiner_.script = [refusal](const attest::Evidence&, const std::string&) -> Verdict { return refusal; };
    start();
    const auto client = join(source_, version);
    if (!client.ok()) return client.status();
    const UniqueFd fd((*client)->take_fd());
    write_all(fd.get(), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");  // as gRPC does at once
    EXPECT_EQ(read_all(fd.get()), "");
    return (*client)->failure();
  }
  FixedSource source_;
};

TEST_F(RefusedNode, Tls13TellsTheAlertAfterwards) {
  const absl::Status status = why(attest::denied(POSTERN_REASON_PCR_MISMATCH, ""), TlsVersion::kTls13);
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(status.message(), "gate refused the evidence (TLS alert: bad certificate)");
}

TEST_F(RefusedNode, Tls12TellsTheAlertAtOnce) {
  const absl::Status status = why(attest::denied(POSTERN_REASON_PCR_MISMATCH, ""), TlsVersion::kTls12);
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(status.message(), "gate refused the evidence (TLS alert: bad certificate)");
}

TEST_F(RefusedNode, GateThatCouldNotJudgeMayBeAskedAgain) {
  const absl::Status status = why(attest::internal(POSTERN_REASON_PLUGIN_FAULT, ""), TlsVersion::kTls13);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), HasSubstr("could not judge the evidence"));
}

TEST_F(GateFixture, EvidenceOfUnknownTypeIsRefused) {
  start();
  FixedSource source("evidence", kUnknownOid);
  const auto client = join(source, TlsVersion::kTls12);
  EXPECT_EQ(client.status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(client.status().message()), HasSubstr("unsupported certificate"));
}

class BrokenSource final : public EvidenceSource {
 public:
  absl::StatusOr<EvidenceDocument> make_evidence(const Nonce&, const ChannelKey&) override {
    return absl::DataLossError("the TPM does not answer");
  }
};

TEST_F(GateFixture, ErrorOfTheSourceComesBackAsItIs) {
  start();
  BrokenSource source;
  const auto client = join(source);
  EXPECT_EQ(client.status(), absl::DataLossError("the TPM does not answer"));
  EXPECT_EQ(field(only_refusal(), "code"), "HANDSHAKE_FAILED");
}

TEST_F(GateFixture, OidThatIsNoneIsAnError) {
  start();
  FixedSource source("evidence", "one.two");
  EXPECT_EQ(join(source).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(GateFixture, DestroyingTheClientEndsTheConnection) {
  start();
  FixedSource source;
  auto client = join(source);
  ASSERT_TRUE(client.ok());
  const UniqueFd fd((*client)->take_fd());
  const auto served = sink_.take();
  client->reset();
  EXPECT_EQ(read_all(fd.get()), "");
  EXPECT_EQ(read_all(served.fd.get()), "");
}

struct BadGate {
  const char* name;
  RawGateOptions options;
  const char* message;
};

void PrintTo(const BadGate& bad, std::ostream* out) { *out << bad.name; }

const std::string kNonce = nonce_text(Nonce{});

const BadGate kBadGates[] = {
    {"NoNonce", {}, "it sent no nonce"},
    {"TwoNames", {.names = {kNonce, kNonce}}, "more than one name"},
    {"TwoAttributes", {.names = {kNonce}, .two_attributes = true}, "not exactly one attribute"},
    {"ShortNonce", {.names = {kNonce.substr(4)}}, "not 44 characters of base64"},
    {"UrlBase64", {.names = {std::string(42, 'A') + "_="}}, "not 44 characters of base64"},
    {"NoBase64", {.names = {std::string(43, '!') + "="}}, "not 44 characters of base64"},
    {"AsksForNothing", {.asks_for_certificate = false}, "it asked for no evidence"},
    {"NoH2", {.names = {kNonce}, .chooses_h2 = false}, "does not speak h2"},
    {"Expired",
     {.names = {kNonce}, .certificate = {.oid = "", .not_after = -std::chrono::hours(1)}},
     "CERTIFICATE_EXPIRED"},
    {"NotYetValid",
     {.names = {kNonce}, .certificate = {.oid = "", .not_before = std::chrono::hours(1)}},
     "CERTIFICATE_EXPIRED"},
};

struct BadGateTest : testing::TestWithParam<std::tuple<BadGate, TlsVersion>> {};

INSTANTIATE_TEST_SUITE_P(All, BadGateTest,
                         testing::Combine(testing::ValuesIn(kBadGates),
                                          testing::Values(TlsVersion::kTls12, TlsVersion::kTls13)),
                         [](const auto& instance) {
                           return std::string(std::get<0>(instance.param).name) +
                                  (std::get<1>(instance.param) == TlsVersion::kTls12 ? "Tls12" : "Tls13");
                         });

TEST_P(BadGateTest, IsToldFromAGate) {
  const auto& [bad, version] = GetParam();
  const RawGate gate(bad.options);
  FixedSource source;
  const auto client = Client::connect({gate.address(), kPatience, version}, source);
  EXPECT_EQ(client.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(client.status().message()), HasSubstr("no attestation gate"));
  EXPECT_THAT(std::string(client.status().message()), HasSubstr(bad.message));
}

TEST(ClientTest, ServerCertificateOfAnotherKeyIsRefused) {
  const KeyPtr other = ec_key();
  RawGateOptions options{.names = {kNonce}};
  options.certificate.signer = other.get();
  const RawGate gate(std::move(options));
  FixedSource source;
  const auto client = Client::connect({gate.address()}, source);
  EXPECT_EQ(client.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(client.status().message()), HasSubstr("CERTIFICATE_INVALID"));
  EXPECT_THAT(source.nonces, testing::IsEmpty());
}

TEST(ClientTest, SilentGateRunsIntoTheDeadline) {
  const RawGate gate({.answers = false});
  FixedSource source;
  const auto client = Client::connect({gate.address(), std::chrono::milliseconds(50)}, source);
  EXPECT_EQ(client.status().code(), absl::StatusCode::kDeadlineExceeded);
}

TEST(ClientTest, NobodyListens) {
  UniqueFd taken = *listen_on({"127.0.0.1", "0"});
  const std::string address = local_address(taken.get());
  taken.reset();
  FixedSource source;
  EXPECT_EQ(Client::connect({address}, source).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Client::connect({"no-port"}, source).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace postern::atls::test
