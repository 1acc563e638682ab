// SPDX-License-Identifier: Apache-2.0
#pragma once

// The program postern-keyservice, certificates for it and for its clients, and secrets.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>

#include "support/child_process.h"
#include "support/temp_dir.h"
#include "support/test_pki.h"
#include "unit/kms/fixture.h"

namespace postern::keyservice {

inline std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Process: the running service. Its log is what it writes to standard error.
class Process {
 public:
  Process(const std::string& config, std::string log)
      : log_(std::move(log)), child_({POSTERN_KEYSERVICE, "--config", config}, log_) {
    const std::string line = wait_for(" ready ");
    address_ = line.substr(line.find("address=") + 8);
  }
  const std::string& address() const { return address_; }
  std::string log() const { return content_of(log_); }
  test::ChildProcess& child() { return child_; }

  // wait_for: the first line with this text; throws when the process ends without it or it does not come.
  std::string wait_for(const std::string& text) {
    for (int i = 0; i < 2000; ++i) {
      const std::string all = log();
      if (const std::size_t at = all.find(text); at != all.npos && all.find('\n', at) != all.npos) {
        const std::size_t start = all.rfind('\n', at) == all.npos ? 0 : all.rfind('\n', at) + 1;
        return all.substr(start, all.find('\n', at) - start);
      }
      if (child_.ends_within(std::chrono::milliseconds(10))) break;
    }
    throw std::runtime_error("no \"" + text + "\" in: " + log());
  }

 private:
  const std::string log_;
  test::ChildProcess child_;
  std::string address_;
};

class KeyServiceTest : public kms::KmsTest {
 protected:
  KeyServiceTest() {
    const auto server = server_ca_.issue({"kms", "", {"DNS:kms.internal", "IP:127.0.0.1"}});
    files_.write("server.pem", server.certificate);
    files_.write("server.key", server.key);
    files_.write("client-ca.pem", client_ca_.certificate());
    files_.write("master", kms::kMaster);
    files_.write("salt", kms::kSalt);
    use_client({"gate", "", {"DNS:gate.example"}});
    host_.secrets["ca"] = server_ca_.certificate();
  }
  // use_client: the gate shows a certificate with these names from now on.
  void use_client(const test::LeafRequest& names) { use_client_of(client_ca_, names); }
  void use_client_of(test::TestCa& ca, const test::LeafRequest& names) {
    const auto client = ca.issue(names);
    host_.secrets["cert"] = client.certificate;
    host_.secrets["key"] = client.key;
  }

  // door: the top of a configuration with mutual TLS.
  static std::string door() {
    return "listen = \"127.0.0.1:0\"\ncertificate = \"server.pem\"\nprivate_key = \"server.key\"\n"
           "client_ca = \"client-ca.pem\"\nclients = [\"dns:gate.example\"]\n";
  }
  static std::string local_source() {
    return "[secrets]\nmaster = { file = \"master\" }\nsalt = { file = \"salt\" }\n"
           "[source]\nmode = \"local\"\nmaster_secret = \"master\"\nsalt = \"salt\"\n";
  }
  std::unique_ptr<Process> start(const std::string& toml) {
    const std::string name = std::to_string(++started_);
    return std::make_unique<Process>(files_.write(name + ".toml", toml), files_.path() + "/" + name + ".log");
  }

  // gate: the kms plugin as a client of services.
  static nlohmann::json gate(const std::vector<std::string>& endpoints, const std::string& timeout = "20s") {
    return {{"mode", "grpc"},         {"endpoints", endpoints}, {"tls", "mtls"},          {"ca", "ca"},
            {"client_cert", "cert"}, {"client_key", "key"},    {"measurement_salt", "msalt"}, {"timeout", timeout}};
  }

  test::TempDir files_;
  test::TestCa server_ca_{"service CA"}, client_ca_{"client CA"}, stranger_{"another CA"};
  int started_ = 0;
};

}  // namespace postern::keyservice
