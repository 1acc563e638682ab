// SPDX-License-Identifier: Apache-2.0
//
// Keys in a real software HSM.

#include <gtest/gtest.h>
#include <openssl/hmac.h>

#include <atomic>
#include <thread>

#include "common/keys/create_source.h"
#include "support/openssl_kdf.h"
#include "support/recording_host.h"
#include "support/soft_hsm.h"

namespace postern::keys {
namespace {

using sdk::to_hex;
using std::chrono::milliseconds;

const std::string kMaster = "0123456789abcdefghijklmnopqrstuv";
const std::string kSalt = "SALT56789abcdefghijklmnopqrstuvw";
const std::string kPin = "pin of the token";
const std::string kDisk = "6f1d5e2a-0c1b-4e7f-9a3d-2b8c4d5e6f70";

// prk: RFC 5869, 2.2.
std::string prk() {
  std::string out(32, '\0');
  unsigned size = 0;
  HMAC(EVP_sha256(), kSalt.data(), 32, reinterpret_cast<const unsigned char*>(kMaster.data()), kMaster.size(),
       reinterpret_cast<unsigned char*>(out.data()), &size);
  return out;
}

class Hsm : public testing::Test {
 protected:
  void SetUp() override {
    if (test::SoftHsm::module().empty()) GTEST_SKIP() << "softhsm2 is not installed";
    token_ = "token-" + std::to_string(++count_);
    hsm().add_token(token_, kPin);
    hsm().add_key(token_, kPin, "prk", prk());
    host_.secrets["pin"] = kPin + "\n";
  }
  static test::SoftHsm& hsm() { return test::SoftHsm::get(); }

  std::unique_ptr<KeySource> make(const std::string& key = "prk", std::size_t sessions = 4) {
    auto call = host_.call();
    auto made = create_source(call, HsmConfig{test::SoftHsm::module(), HsmLocation::of_labels(token_, key).take(), "pin",
                                              sessions, milliseconds(20'000)});
    EXPECT_TRUE(made.ok());
    return made.take();
  }
  std::string key(KeySource& source, const KeyId& id, std::size_t length = 32) {
    auto call = host_.call();
    const auto key = source.data_key(call, id, length);
    return key.ok() ? to_hex(key.value().bytes()) : std::to_string(key.failure().status());
  }
  // failed: the status of a key that cannot be had; the self-test says the same.
  postern_status failed(KeySource& source) {
    auto call = host_.call();
    const auto tested = source.self_test(call);
    const auto key = source.data_key(call, KeyId::measurement_secret(), 32);
    if (key.ok() || tested.ok()) return POSTERN_OK;
    EXPECT_EQ(tested.failure().status(), key.failure().status()) << tested.failure().operator_text();
    for (const std::string& secret : {kPin, prk()})
      EXPECT_EQ(key.failure().operator_text().find(secret), std::string::npos);
    return key.failure().status();
  }
  static std::string expected(const std::string& id, std::size_t length = 32) {
    return test::openssl_hkdf(kMaster, kSalt, "key-" + id, length);
  }

  test::RecordingHost host_;
  std::string token_;
  static inline int count_ = 0;
};

TEST_F(Hsm, GivesTheKeysOfTheOpensslProgram) {
  const auto source = make();
  EXPECT_EQ(failed(*source), POSTERN_OK);
  EXPECT_EQ(key(*source, KeyId::measurement_secret()), expected("measurementSecret"));
  EXPECT_EQ(key(*source, KeyId::ssh_ca_seed()), expected("ca_emergency_ssh"));
  EXPECT_EQ(key(*source, *KeyId::disk(kDisk)), expected(kDisk));
  const KeyId bound = KeyId::disk(kDisk)->bound_to("snp.chip_id", sdk::as_bytes("chip"));
  EXPECT_EQ(key(*source, bound), expected(bound.text()));
  for (const std::size_t length : {1u, 16u, 31u}) EXPECT_EQ(key(*source, KeyId::measurement_secret(), length), expected("measurementSecret", length));
}

TEST_F(Hsm, GivesTheKeysOfTheLocalSource) {
  host_.secrets["master"] = kMaster;
  host_.secrets["salt"] = kSalt;
  auto call = host_.call();
  const auto local = create_source(call, LocalConfig{"master", "salt"}).take();
  const auto source = make();
  for (const KeyId& id : {KeyId::measurement_secret(), KeyId::ssh_ca_seed(), *KeyId::disk(kDisk)})
    EXPECT_EQ(key(*source, id), key(*local, id));
}

TEST_F(Hsm, RefusesLengthsThatOneBlockCannotGive) {
  const auto source = make();
  EXPECT_EQ(key(*source, KeyId::measurement_secret(), 33), std::to_string(POSTERN_DENIED));
  EXPECT_EQ(key(*source, KeyId::measurement_secret(), 0), std::to_string(POSTERN_DENIED));
}

TEST_F(Hsm, SharesFewSessionsAmongManyThreads) {
  const auto source = make("prk", 2);
  const std::string right = expected(kDisk);
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      for (int k = 0; k < 50; ++k) wrong += key(*source, *KeyId::disk(kDisk)) == right ? 0 : 1;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST_F(Hsm, IsUnavailableWhileTheTokenIsAwayAndWorksWhenItIsBack) {
  const auto source = make();
  const std::string before = key(*source, *KeyId::disk(kDisk));
  hsm().remove();
  EXPECT_EQ(failed(*source), POSTERN_UNAVAILABLE);
  EXPECT_EQ(failed(*source), POSTERN_UNAVAILABLE);
  hsm().put_back();
  EXPECT_EQ(key(*source, *KeyId::disk(kDisk)), before);
}

TEST_F(Hsm, ManyThreadsLoseTheTokenAndGetItBack) {
  const auto source = make("prk", 4);
  const std::string right = key(*source, *KeyId::disk(kDisk));
  const auto ask_from_threads = [&] {
    std::atomic<int> good = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) threads.emplace_back([&] { good += key(*source, *KeyId::disk(kDisk)) == right ? 1 : 0; });
    for (std::thread& thread : threads) thread.join();
    return good.load();
  };
  hsm().remove();
  EXPECT_EQ(ask_from_threads(), 0);
  hsm().put_back();
  EXPECT_EQ(ask_from_threads(), 8);
}

TEST_F(Hsm, OpensLostSessionsAnew) {
  const auto source = make();
  const std::string before = key(*source, *KeyId::disk(kDisk));
  hsm().close_all_sessions(token_, kPin);  // restarts the library, too
  EXPECT_EQ(key(*source, *KeyId::disk(kDisk)), before);
}

TEST_F(Hsm, TwoSourcesOfOneTokenDoNotDisturbEachOther) {
  const auto first = make();
  auto second = make();
  const std::string right = key(*first, *KeyId::disk(kDisk));
  EXPECT_EQ(key(*second, *KeyId::disk(kDisk)), right);
  second = nullptr;  // as the old generation goes
  EXPECT_EQ(key(*first, *KeyId::disk(kDisk)), right);
}

TEST_F(Hsm, NeverTriesAWrongPinTwice) {
  const auto source = make();
  host_.secrets["pin"] = "another pin";
  EXPECT_EQ(failed(*source), POSTERN_MISCONFIGURED);
  host_.secrets["pin"] = kPin;
  EXPECT_EQ(failed(*source), POSTERN_OK);
  hsm().change_pin(token_, kPin, "another pin");
  host_.secrets["pin"] = "another pin";  // it would be right now, but is not tried
  EXPECT_EQ(failed(*source), POSTERN_MISCONFIGURED);
  EXPECT_EQ(failed(*make()), POSTERN_MISCONFIGURED);
}

TEST_F(Hsm, RefusesKeysThatAreNotFit) {
  hsm().add_key(token_, kPin, "readable", prk(), {.sensitive = false, .extractable = true});
  hsm().add_key(token_, kPin, "extractable", prk(), {.extractable = true});
  hsm().add_key(token_, kPin, "mute", prk(), {.sign = false});
  hsm().add_key(token_, kPin, "short", prk().substr(1));
  hsm().add_key(token_, kPin, "twin", prk());
  hsm().add_key(token_, kPin, "twin", prk());
  for (const char* label : {"readable", "extractable", "mute", "short", "twin", "missing"})
    EXPECT_EQ(failed(*make(label)), POSTERN_MISCONFIGURED) << label;
  EXPECT_EQ(failed(*make()), POSTERN_OK);
}

TEST_F(Hsm, KeepsToTheTimeThatIsLeft) {
  const auto source = make();
  host_.remaining = milliseconds(0);
  EXPECT_EQ(failed(*source), POSTERN_DEADLINE_EXCEEDED);
}

TEST_F(Hsm, SaysWhichLibraryCannotBeLoaded) {
  auto call = host_.call();
  const auto made = create_source(call, HsmConfig{"/nonexistent/hsm.so", HsmLocation::of_labels(token_, "prk").take(), "pin",
                                                  1, milliseconds(1'000)});
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.failure().status(), POSTERN_MISCONFIGURED);
  EXPECT_EQ(made.failure().subject(), "module");
}

}  // namespace
}  // namespace postern::keys
