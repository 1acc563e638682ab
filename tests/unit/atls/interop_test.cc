// SPDX-License-Identifier: Apache-2.0
// A node that shares no code with the gate, over Go's crypto/tls: the TLS half, against the acceptor with
// recorders. What it does with a whole gate is shown by the end-to-end tests.

#include <sys/wait.h>

#include <cstdio>
#include <filesystem>

#include "unit/atls/gate_fixture.h"
#include "unit/atls/stream.h"

namespace postern::atls::test {
namespace {

struct Outcome {
  int exit_code = -1;
  std::string output;  // both streams
};

class InteropTest : public GateFixture, public testing::WithParamInterface<bool> {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(POSTERN_INTEROP)) GTEST_SKIP() << "the Go program was not built";
    sink_.on_admit = [](const RecordingSink::Served& served) {
      write_all(served.fd.get(), "welcome");
      ::shutdown(served.fd.get(), SHUT_WR);
    };
  }

  // The document repeats what it is asked to be bound to: nonce and user data in hex, without a space.
  Outcome interop(const std::string& oid = kKnownOid) {
    const std::string command =
        std::string(POSTERN_INTEROP) + " -request none -timeout 20s -addr " + address() + " -oid " + oid +
        (GetParam() ? " -tls12" : "") +
        " -evidence-command 'printf %s%s \"$INTEROP_NONCE\" \"$INTEROP_USER_DATA\"' 2>&1";
    Outcome outcome;
    std::FILE* pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) return outcome;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) outcome.output += static_cast<char>(c);
    const int status = ::pclose(pipe);
    outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return outcome;
  }
};

INSTANTIATE_TEST_SUITE_P(Tls, InteropTest, testing::Bool(),
                         [](const auto& instance) { return instance.param ? "Tls12" : "Tls13"; });

TEST_P(InteropTest, GoNodeIsAdmittedAndReadsPlaintext) {
  start();
  const Outcome outcome = interop();
  ASSERT_EQ(outcome.exit_code, 0) << outcome.output;
  EXPECT_THAT(outcome.output, testing::HasSubstr("\"text\": \"welcome\""));
  EXPECT_THAT(outcome.output, testing::HasSubstr("\"protocol\": \"h2\""));
  EXPECT_THAT(outcome.output,
              testing::HasSubstr(GetParam() ? "\"tls\": \"TLS 1.2\"" : "\"tls\": \"TLS 1.3\""));
  const auto seen = examiner_.seen();
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(text_of(seen[0].document), attest::to_hex(seen[0].nonce) + attest::to_hex(seen[0].channel_key));
}

TEST_P(InteropTest, GoNodeIsRefused) {
  examiner_.script = [](const attest::Evidence&, const std::string&) -> Verdict {
    return attest::denied(POSTERN_REASON_PCR_MISMATCH, "");
  };
  start();
  const Outcome outcome = interop();
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, testing::HasSubstr("bad certificate"));
  EXPECT_EQ(field(only_refusal(), "code"), POSTERN_REASON_PCR_MISMATCH);
}

TEST_P(InteropTest, GoNodeWithUnknownEvidenceIsRefused) {
  start();
  const Outcome outcome = interop(kUnknownOid);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, testing::HasSubstr("unsupported certificate"));
  EXPECT_EQ(field(only_refusal(), "code"), POSTERN_REASON_EVIDENCE_MISSING);
}

}  // namespace
}  // namespace postern::atls::test
