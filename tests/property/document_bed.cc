// SPDX-License-Identifier: Apache-2.0
#include "property/document_bed.h"

#include "common/attdoc/parse_document.h"
#include "common/attdoc/write_document.h"
#include "property/mutate_bytes.h"

namespace postern::property {
namespace {

std::string text_of(sdk::ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

// Said: what a validator answered and told the host.
struct Said {
  postern_status status = POSTERN_DENIED;
  std::string code;       // empty when it allows
  std::map<std::string, std::string> statement;  // claims and bindings that something signed stands behind
  bool allowed = false;   // by the host, too
};

class DocumentWorker {
 public:
  explicit DocumentWorker(const DocumentBed& bed) : bed_(bed), host_(std::make_shared<test::RecordingHost>()) {
    bed.prepare(*host_);
    sdk::Call call = host_->call();
    validator_ = bed.make_validator(call);
    for (const Original& original : bed.originals) {
      const Said said = judge(original.text);
      if (said.allowed != original.is_for_us) throw std::runtime_error("a document of " + bed.type + " is judged wrongly: " + said.code);
      if (!said.allowed) continue;
      accepted_.push_back({*signed_view(original.text, bed.kind), *hardware_view(original.text, bed.kind), said.statement});
    }
  }

  Trial operator()(Random& random) {
    const Original& base = pick_base(random);
    const bool requoted = bed_.kind != InstanceInfoKind::kNone && random.chance(12);
    const std::string text = requoted ? requoted_text(random, base) : changed_text(random, base);
    const Said said = judge(text);
    Trial trial{said.allowed, said.code, ""};
    if (said.status != POSTERN_OK && said.status != POSTERN_DENIED && said.status != POSTERN_UNAVAILABLE)
      trial.broken = "no verdict but status " + std::to_string(said.status) + " " + said.code;
    if (said.allowed)
      if (const std::string differs = what_differs(text, said.statement, requoted); !differs.empty())
        trial.broken = "ALLOWED with another " + differs + ": " + text;
    return trial;
  }

 private:
  struct Accepted {
    SignedView whole, hardware;
    std::map<std::string, std::string> statement;
  };

  const Original& pick_base(Random& random) const {
    for (;;)
      if (const Original& original = random.pick(bed_.originals); original.is_for_us) return original;
  }

  // changed_text: not the base's own, which a change can leave as it is.
  std::string changed_text(Random& random, const Original& base) const {
    for (;;)
      if (std::string text = change(random, base); text != base.text) return text;
  }

  std::string change(Random& random, const Original& base) const {
    const Original& other = random.pick(bed_.originals);
    if (random.chance(30)) return mutate_bytes(random, base.text, other.text);
    Json json = base.json;
    for (std::size_t i = 0, times = random.chance(75) ? 1 : 2 + random.below(3); i < times; ++i) mutate_json(random, json, other.json);
    return write_json(random, json, other.json);
  }

  // requoted_text: another InstanceInfo under quotes that the machine's own TPM made over it.
  std::string requoted_text(Random& random, const Original& base) const {
    attdoc::Document document = attdoc::parse_document(base.text).take();
    const attdoc::Document other = attdoc::parse_document(random.pick(bed_.originals).text).take();
    const std::string info = text_of(*document.instance_info), info_beside = text_of(*other.instance_info);
    std::string changed;
    if (random.chance(25)) {
      changed = mutate_bytes(random, info, info_beside);
    } else {
      Json json = Json::parse(info);
      const Json beside = Json::parse(info_beside);
      mutate_json(random, json, beside);
      changed = write_json(random, json, beside);
    }
    document.instance_info = sdk::to_vector(sdk::as_bytes(changed));
    bed_.requote(document, base.machine);
    return attdoc::write_document(document);
  }

  Said judge(const std::string& text) {
    host_->claims.clear();
    host_->bindings.clear();
    host_->log.clear();
    host_->requests.clear();
    sdk::Call call = host_->call();
    const auto judged = validator_->validate(call, {bed_.type, sdk::as_bytes(text), kNonce, kKey});
    if (!judged.ok()) return {judged.failure().status(), judged.failure().code(), {}, false};
    if (host_->bindings[POSTERN_BINDING_NONCE] != text_of(kNonce)) return {POSTERN_OK, POSTERN_REASON_NONCE_MISMATCH, {}, false};
    if (host_->bindings[POSTERN_BINDING_CHANNEL_KEY] != text_of(kKey)) return {POSTERN_OK, POSTERN_REASON_CHANNEL_MISMATCH, {}, false};
    return {POSTERN_OK, "", statement(), true};
  }

  // statement: what the validator told the host. Not of it: banks, since a document may leave one out, and where a cloud
  // vouches for the key, its TPM Name (signed_view.h).
  std::map<std::string, std::string> statement() const {
    std::map<std::string, std::string> all;
    for (const auto& [name, value] : host_->claims) all[name] = std::to_string(value.integer) + value.bytes;
    for (const auto& [kind, value] : host_->bindings) all["binding " + std::to_string(kind)] = value;
    all.erase("tpm.banks");
    if (bed_.kind == InstanceInfoKind::kNone) return all;
    all.erase("tpm.ak.name");
    all.erase("binding " + std::to_string(POSTERN_BINDING_TPM_AK));
    return all;
  }

  // what_differs: from the accepted documents; empty when it is one of them.
  std::string what_differs(const std::string& text, const std::map<std::string, std::string>& said, bool requoted) const {
    auto view = requoted ? hardware_view(text, bed_.kind) : signed_view(text, bed_.kind);
    if (!view) return "form";
    std::string differs;
    for (const Accepted& one : accepted_)
      for (const Accepted& reporter : accepted_) {
        if (&one != &reporter && !(requoted && bed_.report_is_independent)) continue;
        SignedView wanted = requoted ? one.hardware : one.whole;
        if (requoted && bed_.report_is_independent) wanted.parts["report"] = reporter.hardware.parts.at("report");
        const std::string part = view->what_differs(wanted);
        if (part.empty() && said == joined(one.statement, reporter.statement)) return {};
        differs += (part.empty() ? "statement" : part) + " ";
      }
    return differs;
  }

  // joined: what is said of a machine with another one's report.
  static std::map<std::string, std::string> joined(std::map<std::string, std::string> said, const std::map<std::string, std::string>& reporter) {
    for (auto& [name, value] : said)
      if (name.starts_with("snp.")) value = reporter.at(name);
    return said;
  }

  const DocumentBed& bed_;
  std::shared_ptr<test::RecordingHost> host_;
  std::shared_ptr<sdk::Validator> validator_;
  std::vector<Accepted> accepted_;
};

}  // namespace

void DocumentBed::add(std::string text, std::size_t machine, bool is_for_us) {
  Json json = Json::parse(text);
  originals.push_back({std::move(text), std::move(json), is_for_us, machine});
}

Worker make_worker(const DocumentBed& bed) {
  return [worker = std::make_shared<DocumentWorker>(bed)](Random& random) { return (*worker)(random); };
}

}  // namespace postern::property
