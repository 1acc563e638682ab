// SPDX-License-Identifier: Apache-2.0
#pragma once

// CliRun: one case given to `postern verify` and `postern explain document` as an operator would, with a configuration made
// from it.

#include <ctime>

#include "support/child_process.h"
#include "support/temp_dir.h"
#include "support/web_server.h"
#include "vectors/document_bench.h"
#include "vectors/toml_text.h"

namespace postern::vectors {

struct Printed {
  int code = -1;
  std::string output;  // standard output
};

class CliRun {
 public:
  explicit CliRun(const DocumentRequest& request) : request_(request) {
    document_ = dir_.write("document", {reinterpret_cast<const char*>(request.document.data()), request.document.size()});
    config_ = dir_.write("gate.toml", configuration());
  }

  Printed verify() const { return run({"verify", "--json"}); }
  Printed explain() const { return run({"explain", "document"}); }

 private:
  // The web of the case: a token for everybody, and the Compute API, which knows one key.
  test::WebAnswer answer(const test::WebRequest& asked) const {
    if (asked.target.ends_with("/token")) return test::ok(R"({"access_token":"vector","expires_in":3599,"token_type":"Bearer"})");
    if (!asked.target.ends_with("/getShieldedInstanceIdentity") || request_.trusted_ak.empty()) return test::status(404);
    return test::ok(Json{{"kind", "compute#shieldedInstanceIdentity"}, {"signingKey", {{"ekPub", request_.trusted_ak}}}}.dump());
  }

  std::string configuration() const {
    const std::string plugin = request_.judge.component.substr(0, request_.judge.component.find('/'));
    Json config = request_.config;
    for (const char* url : {"compute_url", "metadata_url"})
      if (config.contains(url)) config[url] = web_.url("");
    for (Json& root : config.value("trusted_roots", Json::array()))  // a gate's file names files, a component has their content
      config["trusted_roots"] = Json::array({dir_.write("root.pem", root.get<std::string>())});
    return "[secrets]\nmaster = { file = \"absent\" }\n[collateral]\nhosts = [\"127.0.0.1\"]\n[plugins]\n" + plugin +
           " = { path = \"" + request_.judge.file + "\" }\nkms = { path = \"kms.so\" }\n[instances.judge]\nuse = \"" +
           request_.judge.component + "\"\nconfig = " + toml_text(config) +
           "\n[instances.keys]\nuse = \"kms\"\nconfig = { mode = \"local\", master_secret = \"master\", salt = \"master\", "
           "measurement_salt = \"master\" }\n[[pipeline]]\nname = \"vector\"\nmatch = { evidence = \"" +
           request_.variant + "\", request = \"join\" }\nsteps = [\"judge\", \"keys\"]\n";
  }

  std::string time() const {
    const std::time_t seconds = std::chrono::duration_cast<std::chrono::seconds>(request_.now.time_since_epoch()).count();
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
  }

  Printed run(std::vector<std::string> command) const {
    std::vector<std::string> words{"sh", "-c", "exec \"$0\" \"$@\" 2>/dev/null", POSTERN_BINARY_DIR "/bin/postern"};
    words.insert(words.end(), command.begin(), command.end());
    words.insert(words.end(), {"--config", config_, "--plugin-dir", request_.plugin_dir, "--type", request_.variant, "--nonce",
                               attest::to_hex(request_.nonce), "--user-data", attest::to_hex(request_.user_data), "--time", time()});
    if (request_.config.contains("compute_url")) words.emplace_back("--online");
    words.push_back(document_);
    test::ChildProcess child(words);
    Printed printed;
    printed.output = child.read_all(std::chrono::minutes(2));
    printed.code = child.wait();
    return printed;
  }

  const DocumentRequest& request_;
  const test::TempDir dir_;
  const test::WebServer web_{[this](const test::WebRequest& asked) { return answer(asked); }};
  std::string document_, config_;
};

}  // namespace postern::vectors
