// SPDX-License-Identifier: Apache-2.0
//
// A machine with a TPM joins a running gate, and one that is not as it should be does not.

#include <gmock/gmock.h>

#include "e2e/gate_process.h"
#include "e2e/joiner.h"

namespace postern::test {
namespace {

using testing::HasSubstr;

const std::string kZeros(64, '0');
const std::string kCleanPcrs = "[instances.tpm.config.measurements.pcrs]\n4 = { expected = \"" + kZeros +
                               "\" }\n9 = { expected = \"" + kZeros + "\", warn_only = true }\n";

// The key that the reference derives (HKDF-SHA-256), computed by the openssl program.
std::string reference_key(const GateProcess& gate, const std::string& id) {
  const auto hex = [](const std::string& bytes) { return attest::to_hex(attest::as_bytes(bytes)); };
  const std::string printed = run({"openssl", "kdf", "-keylen", "32", "-kdfopt", "digest:SHA256", "-kdfopt",
                                   "hexkey:" + hex(gate.secret("master")), "-kdfopt",
                                   "hexsalt:" + hex(gate.secret("salt")), "-kdfopt", "info:key-" + id, "HKDF"});
  std::string key;
  for (std::size_t at = 0; at + 1 < printed.size(); at += 3)
    key.push_back(static_cast<char>(std::stoi(printed.substr(at, 2), nullptr, 16)));
  return key;
}

class JoinTest : public testing::Test {
 protected:
  Swtpm tpm_;
  GateProcess gate_{tpm_gate(kCleanPcrs)};
  Joiner node_{tpm_};
};

TEST_F(JoinTest, AWorkerReceivesTheReferenceKeys) {
  const auto ticket = join(gate_.address(), node_, worker());
  ASSERT_TRUE(ticket.ok()) << ticket.status() << gate_.log().all();
  EXPECT_EQ(text(*ticket, "state_disk_key"), reference_key(gate_, kDiskUuid));
  EXPECT_EQ(text(*ticket, "measurement_secret"), reference_key(gate_, "measurementSecret"));
  EXPECT_EQ(text(*ticket, "measurement_salt"), gate_.secret("measurement-salt"));
}

TEST_F(JoinTest, Tls12Works) {
  JoinAs as = worker();
  as.tls_max = atls::TlsVersion::kTls12;
  EXPECT_TRUE(join(gate_.address(), node_, as).ok());
  EXPECT_TRUE(gate_.log().wait_for(EventLog::named("handshake-admitted", "tls", "TLSv1.2")));
}

TEST_F(JoinTest, ARejoinGetsDiskKeyAndMeasurementSecretOnly) {
  JoinAs as = worker();
  as.request.kind = "rejoin";
  as.request.role = "";
  const auto ticket = join(gate_.address(), node_, as);
  ASSERT_TRUE(ticket.ok()) << ticket.status();
  EXPECT_EQ(text(*ticket, "state_disk_key"), reference_key(gate_, kDiskUuid));
  EXPECT_EQ(text(*ticket, "measurement_secret"), reference_key(gate_, "measurementSecret"));
  EXPECT_EQ(ticket->fields.size(), 2u);
}

TEST_F(JoinTest, PosternProtocolNamesThePipeline) {
  JoinAs as = worker();
  as.protocol = rpc::Protocol::kPostern;
  const auto ticket = join(gate_.address(), node_, as);
  ASSERT_TRUE(ticket.ok()) << ticket.status();
  EXPECT_EQ(ticket->pipeline, "workers");
  EXPECT_TRUE(ticket->find("state_disk_key")->secret);
}

TEST_F(JoinTest, AChangedPcrIsRefusedWithPcrExpectedAndObserved) {
  ASSERT_TRUE(join(gate_.address(), node_, worker()).ok());
  tpm_.extend(4, "another boot loader");
  const auto ticket = join(gate_.address(), node_, worker());
  EXPECT_EQ(ticket.status().code(), absl::StatusCode::kPermissionDenied) << ticket.status();
  const auto event = gate_.refused("PCR_MISMATCH");
  EXPECT_EQ(event.value("subject", ""), "tpm.pcr.4");
  EXPECT_EQ(event.value("expected", ""), kZeros);
  EXPECT_EQ(event.value("observed", "").size(), 64u);
  EXPECT_NE(event.value("observed", ""), kZeros);
}

TEST_F(JoinTest, AWarnOnlyPcrIsAdmittedAndReported) {
  tpm_.extend(9, "another kernel command line");
  const auto ticket = join(gate_.address(), node_, worker());
  EXPECT_TRUE(ticket.ok()) << ticket.status();
  const auto event = gate_.log().wait_for(EventLog::named("measurement-warned"));
  ASSERT_TRUE(event) << gate_.log().all();
  EXPECT_THAT(event->value("pcrs", ""), HasSubstr("9"));
}

TEST_F(JoinTest, ControlPlaneIsNotGrantedByAsking) {
  JoinAs as = worker();
  as.request.role = "control-plane";
  const auto ticket = join(gate_.address(), node_, as);
  EXPECT_EQ(ticket.status().code(), absl::StatusCode::kPermissionDenied) << ticket.status();
  EXPECT_TRUE(gate_.log().wait_for(EventLog::named("ticket-refused", "code", "NO_PIPELINE")));
}

TEST_F(JoinTest, ADiskUuidThatNamesAnInternalKeyIsRefused) {
  JoinAs as = worker();
  as.request.fields[0].value = std::string("measurementSecret");
  const auto ticket = join(gate_.address(), node_, as);
  EXPECT_EQ(ticket.status().code(), absl::StatusCode::kInvalidArgument) << ticket.status();
  EXPECT_TRUE(gate_.log().wait_for(EventLog::named("ticket-refused", "code", "REQUEST_INVALID")));
}

TEST_F(JoinTest, NoSecretReachesTheLog) {
  const auto ticket = join(gate_.address(), node_, worker());
  ASSERT_TRUE(ticket.ok());
  ASSERT_TRUE(gate_.log().wait_for(EventLog::named("ticket-issued")));
  std::vector<std::string> secrets{gate_.secret("master"), text(*ticket, "state_disk_key"),
                                   text(*ticket, "measurement_secret")};
  EXPECT_EQ(gate_.stop(), 0);
  const std::string log = gate_.log().all();
  for (const std::string& secret : secrets) {
    ASSERT_EQ(secret.size(), 32u);
    EXPECT_EQ(log.find(secret), std::string::npos);
    EXPECT_EQ(log.find(attest::to_hex(attest::as_bytes(secret))), std::string::npos);
  }
}

TEST_F(JoinTest, SigtermEndsTheGateInOrder) {
  ASSERT_TRUE(join(gate_.address(), node_, worker()).ok());
  EXPECT_EQ(gate_.stop(), 0);
  EXPECT_TRUE(gate_.log().wait_for(EventLog::named("stopped")));
}

}  // namespace
}  // namespace postern::test
