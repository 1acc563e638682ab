// SPDX-License-Identifier: Apache-2.0
//
// `postern keyservice import` into a real software HSM.

#include <gmock/gmock.h>

#include "process.h"
#include "support/openssl_kdf.h"
#include "support/soft_hsm.h"

namespace postern::keyservice {
namespace {

using testing::HasSubstr;
using testing::Not;

class ImportTest : public KeyServiceTest {
 protected:
  void SetUp() override {
    if (test::SoftHsm::module().empty()) GTEST_SKIP() << "softhsm2 is not installed";
    token_ = "import-" + std::to_string(++count_);
    test::SoftHsm::get().add_token(token_, "pin-of-import");
    files_.write("pin", "pin-of-import\n");
    host_.secrets["pin"] = "pin-of-import";
  }
  // import: exit code and what was printed.
  std::pair<int, std::string> import(std::vector<std::string> more, const std::string& label = "prk") {
    std::vector<std::string> words{POSTERN_KEYSERVICE, "import",      "--module", test::SoftHsm::module(), "--token-label",
                                   token_,             "--key-label", label,      "--pin-file",            path("pin")};
    words.insert(words.end(), more.begin(), more.end());
    test::ChildProcess child(words, path("errors"));
    const std::string output = child.read_all();
    const std::string all = output + content_of(path("errors"));
    for (const std::string& secret : {std::string("pin-of-import"), kms::kMaster, kms::kSalt})
      EXPECT_THAT(all, Not(HasSubstr(secret)));
    return {child.wait(), output};
  }
  std::vector<std::string> secrets() { return {"--master-secret-file", path("master"), "--salt-file", path("salt")}; }
  std::string path(const std::string& name) { return files_.path() + "/" + name; }
  // key: the disk key, or the failure's status.
  std::string key(const std::string& label = "prk") {
    const auto kms = make({{"mode", "pkcs11"}, {"module", test::SoftHsm::module()}, {"token_label", token_},
                           {"key_label", label}, {"pin", "pin"}, {"measurement_salt", "msalt"}});
    const auto result = contribute(*kms, kms::TicketRequest(kms::kDiskUuid, {"state_disk_key"}));
    return result.ok() ? sdk::to_hex(sdk::as_bytes(host_.field("state_disk_key"))) : std::to_string(result.failure().status());
  }
  std::string expected() { return test::openssl_hkdf(kms::kMaster, kms::kSalt, "key-" + kms::kDiskUuid, 32); }

  std::string token_;
  static inline int count_ = 0;
};

TEST_F(ImportTest, GivesTheKeysOfTheMasterSecret) {
  const auto [code, output] = import(secrets());
  EXPECT_EQ(code, 0);
  EXPECT_EQ(output, "pkcs11:token=" + token_ + ";object=prk;type=secret-key\n");
  EXPECT_EQ(key(), expected());
}

TEST_F(ImportTest, KeepsAKeyThatIsThereUnlessToldOtherwise) {
  ASSERT_EQ(import({"--generate"}).first, 0);
  const std::string before = key();
  EXPECT_EQ(import(secrets()).first, 1);
  EXPECT_EQ(key(), before);
  auto replacing = secrets();
  replacing.push_back("--replace");
  EXPECT_EQ(import(replacing).first, 0);
  EXPECT_EQ(key(), expected());
}

TEST_F(ImportTest, GeneratesKeysThatDiffer) {
  ASSERT_EQ(import({"--generate"}, "one").first, 0);
  ASSERT_EQ(import({"--generate"}, "two").first, 0);
  EXPECT_EQ(key("one").size(), 64u);
  EXPECT_NE(key("one"), key("two"));
  EXPECT_NE(key("one"), expected());
}

TEST_F(ImportTest, RefusesWhatCannotBe) {
  EXPECT_EQ(import({}).first, 2);
  EXPECT_EQ(import({"--master-secret-file", path("master")}).first, 2);
  auto both = secrets();
  both.push_back("--generate");
  EXPECT_EQ(import(both).first, 2);
  files_.write("salt", kms::kSalt + "\n");
  EXPECT_EQ(import(secrets()).first, 1);
  files_.write("salt", kms::kSalt, 0644);
  EXPECT_EQ(import(secrets()).first, 1);
  files_.write("pin", "wrong");
  EXPECT_EQ(import({"--generate"}).first, 1);
  EXPECT_EQ(key(), std::to_string(POSTERN_MISCONFIGURED));  // nothing was made
}

}  // namespace
}  // namespace postern::keyservice
