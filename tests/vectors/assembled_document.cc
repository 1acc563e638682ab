// SPDX-License-Identifier: Apache-2.0
#include "vectors/assembled_document.h"

#include "common/attdoc/write_document.h"
#include "common/attdoc/write_snp_instance_info.h"
#include "common/azure/parse_hcl_report.h"
#include "common/encoding/base64.h"
#include "support/software_ak.h"
#include "vectors/ak_public_area.h"
#include "vectors/tpm_facts.h"

namespace postern::vectors {
namespace {

using sdk::ByteVector;
using test::SoftwareAk;
using tpm2::HashAlgorithm;

const ByteVector kNonce(32, std::byte{0x11}), kUserData(32, std::byte{0x22});

template <typename T>
T good(sdk::Result<T> result) {
  if (!result.ok()) throw BrokenCase(result.failure().operator_text());
  return result.take();
}

DocumentRequest request(const CaseContext& context, const std::string& variant, const Json& reference, const std::string& text) {
  return {*find_document_judge(variant), context.plugin_dir, document_config(variant, reference, context.files, "example-project"),
          variant, sdk::to_vector(sdk::as_bytes(text)), kNonce, kUserData, "", context.now};
}

// Any PCR will do: what is to be shown is refused before, or admitted with that value.
Json expecting(const std::string& pcr, const std::string& value) {
  return {{"measurements", {{pcr, {{"expected", value}}}}}};
}

// Parts: files of the case; what it does not have is as in the case that it was made from.
class Parts {
 public:
  explicit Parts(const CaseContext& context) : own_(context.files) {
    if (const VectorCase* base = base_of(context.manifest, context.vector)) base_.emplace(context.manifest, *base);
  }
  const std::string* find(std::initializer_list<const char*> names) const {
    const std::string* found = own_.first(names);
    return found != nullptr || !base_ ? found : base_->first(names);
  }
  const std::string& text(const char* name) const {
    const std::string* found = find({name});
    return found != nullptr ? *found : own_.text(name);
  }
  ByteVector bytes(const char* name) const { return sdk::to_vector(sdk::as_bytes(text(name))); }
  Json json(const char* name) const { return own_.has(name) || !base_ ? own_.json(name) : base_->json(name); }
  // right: of the case that it was made from, if it was.
  ByteVector right(const char* name) const { return base_ ? base_->bytes(name) : own_.bytes(name); }

 private:
  const CaseFiles& own_;
  std::optional<CaseFiles> base_;
};

const SoftwareAk& software_ak() {
  static const SoftwareAk ak;
  return ak;
}

attdoc::Document own_document() {
  return test::make_document(software_ak(), {{HashAlgorithm::kSha256, test::zero_pcrs(HashAlgorithm::kSha256)}}, kNonce, kUserData);
}

tpm2::Quote quote_of(const Parts& files) {
  const Json pcrs = files.json("pcrs.json");
  return {files.bytes("quote.msg"), files.bytes("quote.tpmt_sig"),
          good(parse_bank(pcrs.value("bank", ""), pcrs.value("pcrs", Json::object())))};
}

// The key is bound to the scheme with which the case, or the one that it was made from, signs.
ByteVector area_of(const Parts& files) {
  return public_area(files.text("ak.pem"), sdk::ByteView(files.right("quote.tpmt_sig")).first(4));
}

DocumentRequest azure(const CaseContext& context, attdoc::Document document, const attdoc::SnpInstanceInfo& info) {
  document.instance_info = sdk::to_vector(sdk::as_bytes(attdoc::write_snp_instance_info(info)));
  Json reference = expecting("4", std::string(64, '0'));
  for (const char* part : {"bootloader", "tee", "snp", "microcode"}) reference["min_tcb"][part] = 0;
  Json config = document_config("qemu-vtpm", reference, context.files, "");
  config.erase("ak_trust");
  config.update({{"amd_roots", false}, {"trusted_roots", {Parts(context).text("ark.pem")}}, {"kds", "none"}, {"minimum_tcb", reference["min_tcb"]},
                 {"id_key_digests", {std::string(96, '1')}}});
  return {*find_document_judge("azure-sev-snp"), context.plugin_dir, config, "azure-sev-snp",
          sdk::to_vector(sdk::as_bytes(attdoc::write_document(document))), kNonce, kUserData, "", context.now};
}

std::string pem_of(sdk::ByteView der) {
  const std::string base64 = encoding::encode_base64(der);
  std::string pem = "-----BEGIN CERTIFICATE-----\n";
  for (std::size_t at = 0; at < base64.size(); at += 64) pem += base64.substr(at, 64) + "\n";
  return pem + "-----END CERTIFICATE-----\n";
}

ByteVector joined(const Parts& files) {
  std::string issuer;
  if (const std::string* pem = files.find({"ask.pem", "asvk.pem"})) issuer = *pem;
  else if (const std::string* der = files.find({"ask.der", "asvk.der"}))
    issuer = pem_of(sdk::as_bytes(*der));
  return sdk::to_vector(sdk::as_bytes(issuer + "\n" + files.text("ark.pem")));
}

std::optional<DocumentRequest> around_vtpm_quote(const CaseContext& context) {
  const Parts files(context);
  const auto blob = azure::parse_hcl_report(files.bytes("hcl_report.bin"));
  if (context.files.has("td_quote.bin") || !blob.ok()) return std::nullopt;
  attdoc::Document document;
  document.ak_pub = area_of(files);
  document.quotes = {quote_of(files)};
  document.user_data = kUserData;
  return azure(context, document, {files.bytes("vek.pem"), joined(files), blob.value().report,
                                   attdoc::AzureInstance{blob.value().runtime_data, ""}, std::nullopt});
}

// The report of certificates alone: any that is well-formed, since certificates are looked at first.
ByteVector report_for(const CaseContext& context) {
  if (context.files.has("report.bin")) return context.files.bytes("report.bin");
  for (const VectorCase& other : context.manifest.cases())
    if (other.kind == "snp-report" && other.verdict == "valid") return CaseFiles(context.manifest, other).bytes("report.bin");
  throw BrokenCase("there is no report to go with the certificates");
}

std::optional<DocumentRequest> around_report(const CaseContext& context) {
  const Parts files(context);
  const std::string* vek = files.find({"vek.pem", "vek.der", "vcek.pem", "vcek.der", "vlek.pem", "vlek.der"});
  if (vek == nullptr || files.find({"ark.pem"}) == nullptr) return std::nullopt;
  return azure(context, own_document(), {sdk::to_vector(sdk::as_bytes(*vek)), joined(files), report_for(context),
                                         attdoc::AzureInstance{sdk::to_vector(sdk::as_bytes("{}")), ""}, std::nullopt});
}

std::optional<DocumentRequest> around_quote(const CaseContext& context) {
  attdoc::Document document;
  document.ak_pub = area_of(Parts(context));
  document.quotes = {quote_of(Parts(context))};
  document.user_data = kUserData;
  if (document.quotes.front().pcrs.algorithm() != HashAlgorithm::kSha256) return std::nullopt;
  return request(context, "qemu-vtpm", expecting("4", std::string(64, '0')), attdoc::write_document(document));
}

std::optional<DocumentRequest> around_event_log(const CaseContext& context) {
  const Json banks = context.files.has("expected_pcrs.json") ? context.files.json("expected_pcrs.json")
                                                             : Json{{"sha256", {{"0", std::string(64, '0')}}}};
  if (!banks.contains("sha256")) return std::nullopt;
  std::map<HashAlgorithm, test::PcrValues> values;
  for (const auto& [name, pcrs] : banks.items()) {
    const tpm2::PcrBank bank = good(parse_bank(name, pcrs));
    values[bank.algorithm()] = bank.values();
  }
  const auto document = test::make_document(software_ak(), values, kNonce, kUserData, context.files.bytes("eventlog.bin"));
  const auto first = banks["sha256"].begin();
  return request(context, "qemu-vtpm", expecting(first.key(), first.value()), attdoc::write_document(document));
}

std::optional<DocumentRequest> around_attestation(const CaseContext& context) {
  if (!context.files.has("attestation.go.json")) return std::nullopt;
  const std::string info = R"({"zone":"europe-west3-b","project_id":"example-project","instance_name":"vector"})";
  const std::string text = R"({"Attestation":)" + context.files.text("attestation.go.json") + R"(,"InstanceInfo":")" +
                           encoding::encode_base64(sdk::as_bytes(info)) + R"(","UserData":")" + encoding::encode_base64(kUserData) + "\"}";
  DocumentRequest made = request(context, "gcp-sev-es", expecting("4", std::string(64, '0')), text);
  made.trusted_ak = Parts(context).text("ak.pem");
  return made;
}

}  // namespace

std::optional<DocumentRequest> assemble(const CaseContext& context) {
  const std::string& kind = context.vector.kind;
  if (kind == "azure-vtpm-quote") return around_vtpm_quote(context);
  if (kind == "snp-report" || kind == "snp-certs") return around_report(context);
  if (kind == "tpm-quote") return around_quote(context);
  if (kind == "tpm-eventlog") return around_event_log(context);
  if (kind == "gce") return around_attestation(context);
  return std::nullopt;
}

std::string end_of(const std::string& kind) {
  if (kind == "tpm-eventlog") return "";
  if (kind == "snp-certs") return POSTERN_REASON_SIGNATURE_INVALID;  // the report beside them is another chip's
  if (kind == "snp-report") return POSTERN_REASON_REPORT_DATA_MISMATCH;
  return POSTERN_REASON_NONCE_MISMATCH;
}

}  // namespace postern::vectors
