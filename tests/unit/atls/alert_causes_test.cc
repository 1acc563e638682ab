// SPDX-License-Identifier: Apache-2.0
#include "host/atls/alert_causes.h"

#include <gmock/gmock.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <set>

namespace postern::atls {
namespace {

TEST(AlertCauses, TravelWithAStatus) {
  absl::Status status = absl::PermissionDeniedError("no");
  EXPECT_EQ(alert_of(status), std::nullopt);
  attach_alert(SSL_AD_BAD_CERTIFICATE, status);
  EXPECT_EQ(alert_of(status), SSL_AD_BAD_CERTIFICATE);
  EXPECT_EQ(alert_of(absl::OkStatus()), std::nullopt);
}

TEST(AlertCauses, DifferByAlert) {
  std::set<const std::string_view*> lists;
  for (const int alert : {SSL_AD_BAD_CERTIFICATE, SSL_AD_CERTIFICATE_EXPIRED, SSL_AD_UNSUPPORTED_CERTIFICATE,
                          SSL_AD_INTERNAL_ERROR, SSL_AD_PROTOCOL_VERSION})
    lists.insert(causes_of(alert).data());
  EXPECT_EQ(lists.size(), 5u);
}

TEST(AlertCauses, AreLinesOfTextForEveryAlert) {
  for (int alert = -1; alert < 300; ++alert) {
    ASSERT_FALSE(causes_of(alert).empty());
    for (const std::string_view cause : causes_of(alert))
      EXPECT_TRUE(!cause.empty() && std::all_of(cause.begin(), cause.end(), [](char c) { return c >= 0x20 && c < 0x7F; }));
  }
}

}  // namespace
}  // namespace postern::atls
