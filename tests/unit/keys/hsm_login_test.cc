// SPDX-License-Identifier: Apache-2.0
#include "common/keys/hsm_login.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace postern::keys {
namespace {

using sdk::as_bytes;

// A token that knows one PIN and counts how often it is asked.
std::atomic<int> asked;
std::atomic<bool> is_logged_in;
CK_RV answer_wrong = CKR_PIN_INCORRECT;

CK_RV login(CK_SESSION_HANDLE, CK_USER_TYPE, CK_UTF8CHAR* pin, CK_ULONG size) {
  ++asked;
  if (std::string(reinterpret_cast<char*>(pin), size) != "right") return answer_wrong;
  is_logged_in = true;
  return CKR_OK;
}
CK_RV session_info(CK_SESSION_HANDLE, CK_SESSION_INFO* info) {
  info->state = is_logged_in ? CKS_RO_USER_FUNCTIONS : CKS_RO_PUBLIC_SESSION;
  return CKR_OK;
}

class HsmLoginTest : public testing::Test {
 protected:
  HsmLoginTest() {
    asked = 0;
    is_logged_in = false;
    answer_wrong = CKR_PIN_INCORRECT;
    functions_.C_Login = login;
    functions_.C_GetSessionInfo = session_info;
  }
  postern_status log_in(const std::string& pin) {
    const auto result = login_.log_in(&functions_, 1, token_, as_bytes(pin));
    if (result.ok()) return POSTERN_OK;
    EXPECT_EQ(result.failure().operator_text().find(pin), std::string::npos);
    return result.failure().status();
  }
  CK_FUNCTION_LIST functions_{};
  CK_TOKEN_INFO token_{};
  HsmLogin login_;
};

TEST_F(HsmLoginTest, LogsInOnce) {
  EXPECT_EQ(log_in("right"), POSTERN_OK);
  EXPECT_EQ(log_in("right"), POSTERN_OK);
  EXPECT_EQ(asked, 1);
}

TEST_F(HsmLoginTest, NeverTriesARefusedPinAgain) {
  for (int i = 0; i < 10; ++i) EXPECT_EQ(log_in("wrong"), POSTERN_MISCONFIGURED);
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(log_in("right"), POSTERN_OK);
  EXPECT_EQ(asked, 2);
}

TEST_F(HsmLoginTest, TriesARefusedPinOnceHoweverManyThreadsHaveIt) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) threads.emplace_back([&] { EXPECT_EQ(log_in("wrong"), POSTERN_MISCONFIGURED); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(asked, 1);
}

TEST_F(HsmLoginTest, RemembersPerToken) {
  EXPECT_EQ(log_in("wrong"), POSTERN_MISCONFIGURED);
  token_.serialNumber[0] = '2';
  EXPECT_EQ(log_in("wrong"), POSTERN_MISCONFIGURED);
  EXPECT_EQ(asked, 2);
}

TEST_F(HsmLoginTest, RemembersOnlyWhatIsAboutThePin) {
  answer_wrong = CKR_DEVICE_REMOVED;
  EXPECT_EQ(log_in("wrong"), POSTERN_UNAVAILABLE);
  EXPECT_EQ(log_in("wrong"), POSTERN_UNAVAILABLE);
  EXPECT_EQ(asked, 2);
}

TEST_F(HsmLoginTest, LeavesTheLastTryToPeople) {
  token_.flags = CKF_USER_PIN_FINAL_TRY;
  EXPECT_EQ(log_in("right"), POSTERN_MISCONFIGURED);
  token_.flags = CKF_USER_PIN_LOCKED;
  EXPECT_EQ(log_in("right"), POSTERN_MISCONFIGURED);
  EXPECT_EQ(asked, 0);
}

TEST_F(HsmLoginTest, NeverSendsAnEmptyOrEndlessPin) {
  EXPECT_EQ(log_in(std::string(256, 'x')), POSTERN_MISCONFIGURED);
  EXPECT_FALSE(login_.log_in(&functions_, 1, token_, {}).ok());
  EXPECT_EQ(asked, 0);
}

}  // namespace
}  // namespace postern::keys
