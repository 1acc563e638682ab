// SPDX-License-Identifier: Apache-2.0
#include "vectors/document_bench.h"

#include "host/plugin/validator_facade.h"

namespace postern::vectors {
namespace {

constexpr std::chrono::nanoseconds kPatience = std::chrono::minutes(2);

class QuietJournal : public attest::Journal {
 public:
  void note(attest::Event) override {}
};

attest::ByteVector to_bytes(const std::string& text) {
  const attest::ByteView view = attest::as_bytes(text);
  return {view.begin(), view.end()};
}

// CaseServices: the web of one case.
class CaseServices : public plugin::Services {
 public:
  explicit CaseServices(std::string trusted_ak) : trusted_ak_(std::move(trusted_ak)) {}
  attest::Journal& journal() override { return journal_; }
  absl::StatusOr<pipeline::SecretBytes> secret(std::string_view) override { return absl::NotFoundError("no secrets here"); }
  absl::StatusOr<attest::ByteVector> fetch(const plugin::FetchRequest& request) override {
    if (request.url.ends_with("/token")) return to_bytes(R"({"access_token":"vector","expires_in":3599,"token_type":"Bearer"})");
    if (request.url.ends_with("/getShieldedInstanceIdentity") && !trusted_ak_.empty())
      return to_bytes(Json{{"kind", "compute#shieldedInstanceIdentity"}, {"signingKey", {{"ekPub", trusted_ak_}}}}.dump());
    return absl::UnavailableError("the vectors have no page " + request.url);
  }
  void metric_add(const std::string&, const std::string&, double) override {}
  void metric_observe(const std::string&, const std::string&, double) override {}

 private:
  const std::string trusted_ak_;
  QuietJournal journal_;
};

plugin::Found load(const DocumentRequest& request) {
  static plugin::PluginSet plugins;
  const std::string name = request.judge.component.substr(0, request.judge.component.find('/'));
  if (!plugins.all().contains(name)) {
    const auto path = std::filesystem::absolute(request.plugin_dir) / request.judge.file;
    if (const auto status = plugins.add({name, path.string(), ""}); !status.ok()) throw BrokenCase(std::string(status.message()));
  }
  const auto found = plugins.find(request.judge.component, 1u << POSTERN_KIND_VALIDATOR);
  if (!found.ok()) throw BrokenCase(std::string(found.status().message()));
  return *found;
}

}  // namespace

attest::Verdict judge_document(const DocumentRequest& request) {
  static const auto executor = std::make_shared<plugin::Executor>();
  const plugin::Found found = load(request);
  const plugin::Surroundings around{executor, std::make_shared<CaseServices>(request.trusted_ak)};
  auto made = plugin::Instance::create({"vector", found.library, found.component, request.config.dump()}, around, request.now, true);
  if (const auto* refusal = std::get_if<attest::Refusal>(&made))
    throw BrokenCase("the plugin refuses the configuration: " + describe(*refusal));
  const attest::Chain chain{{{std::make_shared<plugin::ValidatorFacade>(std::get<0>(made)), attest::StepMode::kEnforce, kPatience}}};
  return attest::judge(chain, {request.variant, request.document, request.nonce, request.user_data}, request.now, "vector");
}

}  // namespace postern::vectors
