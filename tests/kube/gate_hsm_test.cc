// SPDX-License-Identifier: Apache-2.0
//
// Keys in an HSM, and an HSM that is removed after the token has been made: the token goes, nothing is shown, and the
// next join works.

#include <gmock/gmock.h>

#include <atomic>

#include "host/rpc/refusal_details.h"
#include "kube/gate_bench.h"
#include "support/openssl_kdf.h"
#include "support/soft_hsm.h"

namespace postern::test {
namespace {

using ::testing::SizeIs;

class GateHsm : public GateBench {
 protected:
  void SetUp() override {
    if (SoftHsm::module().empty()) GTEST_SKIP() << "softhsm2 is not installed";
    GateBench::SetUp();
    if (IsSkipped()) return;
    dir_.write("pin", kPin + "\n");
    hsm().add_token("gate", kPin);
    run({POSTERN_KEYSERVICE, "import", "--module", SoftHsm::module(), "--token-label", "gate", "--key-label", "prk", "--pin-file",
         dir_.path() + "/pin", "--master-secret-file", dir_.path() + "/master", "--salt-file", dir_.path() + "/salt"});
    GateFileParts parts;
    parts.instances = "[secrets.pin]\nfile = \"pin\"\n[instances.hsm]\nuse = \"kms\"\nconfig = { mode = \"pkcs11\", module = \"" +
                      SoftHsm::module() + "\", token_label = \"gate\", key_label = \"prk\", pin = \"pin\", timeout = \"2s\", " +
                      "measurement_salt = \"measurement-salt\" }\n";
    parts.worker_steps = R"("tpm", "joining", "token", "hsm", "cert", "parts", "ssh")";
    configure(parts);
  }
  static SoftHsm& hsm() { return SoftHsm::get(); }

  static inline const std::string kPin = "pin of the token";
};

TEST_F(GateHsm, RemovedAfterTheTokenWasMade) {
  std::atomic<int> made = 0;
  const auto gate = start();
  proxy_->after([&](const WebRequest& request) -> std::optional<WebAnswer> {
    if (creates_token(request) && ++made == 1) hsm().remove();
    return std::nullopt;
  });
  for (int joins = 1; joins <= 2; ++joins) {  // removed during the first one, and away when the second one begins
    const auto refused = join(*gate);
    EXPECT_TRUE(absl::IsUnavailable(refused.status())) << refused.status();
    const auto details = rpc::details_of(refused.status());
    ASSERT_TRUE(details) << refused.status();
    EXPECT_EQ(details->code, "BACKEND_UNAVAILABLE");
    EXPECT_EQ(made, joins) << "there was something to undo";
    EXPECT_TRUE(cluster().await([&] { return tokens().empty() && nodes().empty(); }));
  }
  hsm().put_back();
  const auto ticket = join(*gate);
  ASSERT_TRUE(ticket.ok()) << ticket.status();
  EXPECT_THAT(tokens(), SizeIs(1));
  const std::string key = text(*ticket, "state_disk_key");
  EXPECT_EQ(attest::to_hex(attest::as_bytes(key)),
            openssl_hkdf(file("master"), file("salt"), "key-" + std::string(kDiskUuid), 32));
  EXPECT_EQ(gate->stop(), 0);
  expect_no_secret_shown({{"PIN", kPin}, {"disk key", key}, {"measurement secret", text(*ticket, "measurement_secret")}});
}

}  // namespace
}  // namespace postern::test
