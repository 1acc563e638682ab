// SPDX-License-Identifier: Apache-2.0
#pragma once

// The kms backend in front of a real key service process.

#include "fixture.h"
#include "support/child_process.h"

namespace postern::kms {

// KeyService: the process. options: words of its command line, see kms_server.cc.
class KeyService {
 public:
  explicit KeyService(std::vector<std::string> options = {}) : process_(command(std::move(options))) {
    const auto line = process_.read_line();
    if (!line || !line->starts_with("port ")) throw std::runtime_error("the key service did not start");
    port_ = line->substr(5);
  }
  const std::string& port() const { return port_; }
  std::string endpoint() const { return "127.0.0.1:" + port_; }
  void stop() { process_.stop(); }

  // next_request: "PEER ID LENGTH" of the next request that it was asked.
  std::string next_request() { return process_.read_line().value_or("asked nothing").substr(6); }

 private:
  static std::vector<std::string> command(std::vector<std::string> options) {
    std::vector<std::string> argv{POSTERN_KMS_SERVER, "master=" + sdk::to_hex(sdk::as_bytes(kMaster)),
                                  "salt=" + sdk::to_hex(sdk::as_bytes(kSalt))};
    argv.insert(argv.end(), options.begin(), options.end());
    return argv;
  }
  test::ChildProcess process_;
  std::string port_;
};

class KmsServiceTest : public KmsTest {
 protected:
  static nlohmann::json plain_config(const std::string& endpoint, const std::string& timeout = "20s") {
    return {{"mode", "grpc"}, {"endpoints", nlohmann::json::array({endpoint})}, {"tls", "off"}, {"measurement_salt", "msalt"}, {"timeout", timeout}};
  }

  // expect_reference_keys: what the service gives equals what the local mode derives.
  void expect_reference_keys(Kms& kms) {
    const auto local = make(local_config());
    ASSERT_TRUE(contribute(*local, TicketRequest(kDiskUuid)).ok());
    const std::string disk = host_.field("state_disk_key"), secret = host_.field("measurement_secret");
    const auto result = contribute(kms, TicketRequest(kDiskUuid));
    ASSERT_TRUE(result.ok()) << result.failure().operator_text();
    EXPECT_EQ(host_.field("state_disk_key"), disk);
    EXPECT_EQ(host_.field("measurement_secret"), secret);
    EXPECT_EQ(host_.field("measurement_salt"), kMeasurementSaltValue);
  }
};

}  // namespace postern::kms
