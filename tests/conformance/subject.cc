// SPDX-License-Identifier: Apache-2.0
#include "conformance/subject.h"

#include <openssl/crypto.h>

#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "common/attdoc/write_document.h"
#include "support/azure_evidence.h"
#include "support/gcp_evidence.h"
#include "support/journal_recorder.h"
#include "support/swtpm.h"

namespace postern::conformance {
namespace {

using Json = nlohmann::json;
constexpr std::chrono::nanoseconds kPatience = std::chrono::minutes(1);
const attest::Time kNow{std::chrono::seconds(1'790'000'000)};

// QuietServices: no secrets, and of the web what the Compute API says about one machine.
class QuietServices : public plugin::Services {
 public:
  QuietServices() { test::serve_compute_api(pages_, test::GcpMachine()); }
  attest::Journal& journal() override { return journal_; }
  absl::StatusOr<pipeline::SecretBytes> secret(std::string_view) override { return absl::NotFoundError("no secrets here"); }
  absl::StatusOr<attest::ByteVector> fetch(const plugin::FetchRequest& request) override {
    const auto page = pages_.find(request.url);
    if (page == pages_.end()) return absl::UnavailableError("no page " + request.url);
    return sdk::to_vector(sdk::as_bytes(page->second));
  }
  void metric_add(const std::string&, const std::string&, double) override {}
  void metric_observe(const std::string&, const std::string&, double) override {}

 private:
  test::JournalRecorder journal_;
  std::map<std::string, std::string> pages_;
};

// Workshop: loads plugins and makes instances of them.
class Workshop {
 public:
  std::shared_ptr<plugin::Instance> make(const std::string& file, const std::string& use, uint32_t kind, const Json& config) {
    const std::string name = use.substr(0, use.find('/'));
    if (!plugins_.all().contains(name)) require(plugins_.add({name, file, ""}));
    const auto found = plugins_.find(use, 1u << kind);
    require(found.status());
    auto made = plugin::Instance::create({use, found->library, found->component, config.dump()}, around_, kNow, true);
    if (const auto* refusal = std::get_if<attest::Refusal>(&made)) throw std::runtime_error(describe(*refusal));
    return std::get<std::shared_ptr<plugin::Instance>>(made);
  }

  // pair: a subject whose plugin has an issuer too.
  Subject pair(const std::string& file, const std::string& evidence, const std::string& validator, const Json& how,
               const std::string& issuer, const Json& by) {
    const auto facade = std::make_shared<plugin::IssuerFacade>(make(file, issuer, POSTERN_KIND_ISSUER, by));
    return {evidence, std::make_shared<plugin::ValidatorFacade>(make(file, validator, POSTERN_KIND_VALIDATOR, how)),
            [facade, evidence](const attest::ByteVector& nonce, const attest::ByteVector& key) {
              auto document = facade->issue(evidence, nonce, key, kNow, kPatience);
              if (const auto* refusal = std::get_if<attest::Refusal>(&document)) throw std::runtime_error(describe(*refusal));
              return std::get<attest::ByteVector>(document);
            }};
  }

  // made: a subject whose documents are made by test code.
  Subject made(const std::string& file, const std::string& evidence, const std::string& validator, const Json& how,
               std::function<attdoc::Document(const attest::ByteVector&, const attest::ByteVector&)> make_document) {
    return {evidence, std::make_shared<plugin::ValidatorFacade>(make(file, validator, POSTERN_KIND_VALIDATOR, how)),
            [make_document = std::move(make_document)](const attest::ByteVector& nonce, const attest::ByteVector& key) {
              return sdk::to_vector(sdk::as_bytes(attdoc::write_document(make_document(nonce, key))));
            }};
  }

 private:
  static void require(const absl::Status& status) {
    if (!status.ok()) throw std::runtime_error(std::string(status.message()));
  }
  plugin::PluginSet plugins_;
  const plugin::Surroundings around_{std::make_shared<plugin::Executor>(), std::make_shared<QuietServices>()};
};

Subject make_plain(Workshop& workshop) {
  return workshop.pair(POSTERN_BINARY_DIR "/lib/postern/test-plugins/plain-c.so", "plain", "plain-c/plain-validator",
                       Json::object(), "plain-c/plain-issuer", Json::object());
}

Subject make_qemu_tpm(Workshop& workshop) {
  static const test::Swtpm tpm;
  const Json set{{"name", "a fresh software TPM"}, {"pcrs", {{"4", {{"expected", std::string(64, '0')}}}}}};
  return workshop.pair(POSTERN_PLUGIN_DIR "/qemu-tpm.so", "qemu-vtpm", "qemu-tpm/qemu-tpm",
                       {{"ak_trust", "any"}, {"measurements", Json::array({set})}}, "qemu-tpm/qemu-tpm",
                       {{"tcti", tpm.tcti()}, {"event_log", "none"}});
}

Subject make_azure_snp(Workshop& workshop) {
  static const test::AzureMachine machine;
  return workshop.made(POSTERN_PLUGIN_DIR "/azure-snp.so", "azure-sev-snp", "azure-snp/azure-snp", test::azure_snp_config(machine),
                       [](const attest::ByteVector& nonce, const attest::ByteVector& key) {
                         return test::make_azure_snp(machine, nonce, key);
                       });
}

Subject make_sev_es(Workshop& workshop) {
  return workshop.made(POSTERN_PLUGIN_DIR "/gcp.so", "gcp-sev-es", "gcp/gcp-sev-es", test::sev_es_config("compute-api"),
                       [](const attest::ByteVector& nonce, const attest::ByteVector& key) {
                         return test::make_sev_es(test::GcpMachine(), nonce, key);
                       });
}

Subject make_sev_snp(Workshop& workshop) {
  return workshop.made(POSTERN_PLUGIN_DIR "/gcp.so", "gcp-sev-snp", "gcp/gcp-sev-snp", test::sev_snp_config("compute-api"),
                       [](const attest::ByteVector& nonce, const attest::ByteVector& key) {
                         return test::make_sev_snp(test::GcpMachine(), nonce, key);
                       });
}

using Make = Subject (*)(Workshop&);
const std::map<std::string, Make>& makers() {
  static const std::map<std::string, Make> all{{"azure-snp/azure-snp", make_azure_snp},
                                               {"gcp/gcp-sev-es", make_sev_es},
                                               {"gcp/gcp-sev-snp", make_sev_snp},
                                               {"plain-c/plain-validator", make_plain},
                                               {"qemu-tpm/qemu-tpm", make_qemu_tpm}};
  return all;
}

}  // namespace

attest::Verdict Subject::judge(attest::ByteVector document, attest::ByteVector nonce, attest::ByteVector key) const {
  const attest::Chain chain{{{validator_, attest::StepMode::kEnforce, kPatience}}};
  return attest::judge(chain, {evidence_, std::move(document), std::move(nonce), std::move(key)}, kNow, "conformance");
}

std::vector<std::string> subjects() {
  std::vector<std::string> names;
  for (const auto& [name, make] : makers()) names.push_back(name);
  return names;
}

const Subject& subject(const std::string& name) {
  OPENSSL_init_crypto(0, nullptr);  // before the workshop, so that its threads are gone when OpenSSL cleans up
  static Workshop workshop;
  static std::map<std::string, Subject> made;
  const auto found = made.find(name);
  return found != made.end() ? found->second : made.emplace(name, makers().at(name)(workshop)).first->second;
}

}  // namespace postern::conformance
