// SPDX-License-Identifier: Apache-2.0
//
// No secret in anything that a gate writes or says: log, records, kept evidence, metrics, pages, status, errors, ledger,
// core files. The gate hands out whole tickets of a real cluster, refuses, fails and crashes.

#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "e2e/run_to_end.h"
#include "kube/gate_bench.h"

namespace postern::test {
namespace {

const std::string kPostern = POSTERN_BINARY_DIR "/bin/postern";

class GateCanary : public GateBench {
 protected:
  void SetUp() override {
    GateBench::SetUp();
    if (IsSkipped()) return;
    GateFileParts parts;
    parts.gate = "admin_listen = \"127.0.0.1:0\"\nadmin_socket = \"admin.sock\"\n";
    parts.more = "[records]\ndirectory = \"records\"\nkeep_evidence = true\n";
    configure(parts);
  }
  std::string pages(GateRun& gate) {
    const auto serving = gate.log().wait_for(EventLog::named("serving-pages"));
    EXPECT_TRUE(serving) << gate.log().all();
    std::string all;
    for (const char* page : {"", "status.html", "status.css", "status.js", "metrics", "healthz", "readyz", "nothing-here"})
      all += run_to_end({"curl", "-s", serving->value("url", "") + page}).output;
    return all;
  }
  std::string commands() {
    const std::string records = dir_.path() + "/records", config = dir_.path() + "/gate.toml", socket = dir_.path() + "/admin.sock";
    std::string all;
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"status", "--socket", socket}, {"status", "--socket", socket, "--json"}, {"reload", "--socket", socket},
             {"records", "verify", records}, {"records", "list", records}, {"records", "show", records, "1"},
             {"explain", "record", records, "1"}, {"explain", "record", records, "2"},
             {"replay", records, "--config", config, "--plugin-dir", POSTERN_PLUGIN_DIR},
             {"check", config, "--explain", "--json", "--self-test"}}) {
      std::vector<std::string> command{kPostern};
      command.insert(command.end(), words.begin(), words.end());
      all += run_to_end(command).output;
    }
    return all;
  }
  // Everything below the folder but what holds secrets by its purpose.
  std::string files() {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(dir_.path())) {
      const std::string path = entry.path().string().substr(dir_.path().size() + 1);
      const bool is_source = path == "master" || path == "salt" || path == "measurement-salt" || path == "kubeconfig" ||
                             path.starts_with("pki/");
      if (entry.is_regular_file() && !is_source) all += path + "\n" + file(path), ++files_;
    }
    return all;
  }
  std::size_t files_ = 0;
};

TEST_F(GateCanary, ShowsNoSecretAnywhere) {
  const auto gate = start();
  std::string kubelet_key;
  const auto ticket = join(*gate, {.kubelet_key = &kubelet_key});
  ASSERT_TRUE(ticket.ok()) << ticket.status() << gate->log().all();
  said_ += join(*gate, {.role = "control-plane"}).status().ToString();
  Forger forger(*joiner_);
  forger.before = [](atls::Nonce& nonce, atls::ChannelKey&) { nonce[0] ^= std::byte{1}; };
  said_ += test::join(gate->address(), forger, worker()).status().ToString();
  JoinAs misplaced = worker();  // a secret where none belongs
  misplaced.request.fields.push_back({"certificate_request", "", text(*ticket, "token")});
  said_ += test::join(gate->address(), *joiner_, misplaced).status().ToString();
  proxy_->before([](const WebRequest& request) { return creates_token(request) ? std::optional(status(503)) : std::nullopt; });
  said_ += join(*gate).status().ToString();
  proxy_->before(nullptr);
  said_ += pages(*gate) + commands();
  dir_.write("gate.toml", "[gate]\nlisten = nonsense");
  said_ += run_to_end({kPostern, "reload", "--socket", dir_.path() + "/admin.sock"}).output;
  EXPECT_EQ(gate->stop(), 0);
  std::filesystem::remove(dir_.path() + "/gate.toml");
  said_ += files();
  for (const char* part : {"postern_tickets_total", "tpm.ak.name", "kube-token", "ticket-issued", "NONCE_MISMATCH", "BACKEND_UNAVAILABLE", "whole records"})
    EXPECT_NE(said_.find(part), said_.npos) << part << ": what is searched holds what it should";
  EXPECT_GE(files_, 4u) << "records, evidence, ledger";
  const std::map<std::string, std::string> secrets{{"disk key", text(*ticket, "state_disk_key")},
                                                   {"measurement secret", text(*ticket, "measurement_secret")},
                                                   {"kubelet key", kubelet_key.substr(30, 60)}};
  expect_no_secret_shown(secrets);
  said_ += attest::to_hex(attest::as_bytes(text(*ticket, "state_disk_key")));
  EXPECT_NONFATAL_FAILURE(expect_no_secret_shown(secrets), "disk key");  // the search finds what is there
}

TEST_F(GateCanary, LeavesNoCoreFile) {
  const auto gate = start();
  const auto ticket = join(*gate);
  ASSERT_TRUE(ticket.ok()) << ticket.status();
  std::ifstream limits("/proc/" + std::to_string(gate->pid()) + "/limits");
  const std::string all{std::istreambuf_iterator<char>(limits), {}};
  const std::size_t at = all.find("Max core file size");
  ASSERT_NE(at, all.npos);
  EXPECT_THAT(all.substr(at, all.find('\n', at) - at), testing::ContainsRegex("size +0 +0 "));
  gate->crash();
  said_ += files();
  for (const std::string& folder : {dir_.path(), std::filesystem::current_path().string()})
    for (const auto& entry : std::filesystem::directory_iterator(folder))
      EXPECT_FALSE(entry.is_regular_file() && entry.path().filename().string().starts_with("core")) << entry.path();
  expect_no_secret_shown({{"disk key", text(*ticket, "state_disk_key")}});
}

}  // namespace
}  // namespace postern::test
