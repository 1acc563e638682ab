// SPDX-License-Identifier: Apache-2.0
#include "support/azure_evidence.h"

#include <openssl/x509.h>

#include <algorithm>
#include <mutex>

#include "common/attdoc/extra_data.h"
#include "common/attdoc/write_snp_instance_info.h"
#include "common/encoding/base64.h"
#include "common/encoding/base64url.h"
#include "common/tpm2/digest.h"
#include "common/tpm2/parse_public.h"

namespace postern::test {
namespace {

using encoding::encode_base64;
using encoding::encode_base64url;
using nlohmann::json;
using nlohmann::ordered_json;

ByteVector to_bytes(std::string_view text) { return sdk::to_vector(sdk::as_bytes(text)); }
ByteVector sha256(ByteView bytes) { return tpm2::digest(HashAlgorithm::kSha256, {bytes}); }
std::string zeros(std::size_t digits) { return std::string(digits, '0'); }

ByteVector sized(ByteView bytes, std::size_t size) {
  ByteVector out = sdk::to_vector(bytes);
  out.resize(size);
  return out;
}

// ark_pem, chain_pem: kept once made, since RSA signatures of 4096 bits take their time.
const std::string& kept(const std::string& name, const CertificateParts& parts) {
  static std::mutex mutex;
  static std::map<std::string, std::string> made;
  const std::lock_guard lock(mutex);
  std::string& pem = made[name];
  if (pem.empty()) pem = write_certificate(parts).pem;
  return pem;
}
std::string ark_pem(const AmdPki& pki) { return kept(pki.ark_name(), pki.ark()); }
std::string chain_pem(const AzureMachine& machine) {
  const bool is_vlek = machine.vek.kind == VekKind::kVlek;
  return kept(is_vlek ? machine.pki.asvk_name() : machine.pki.ask_name(), machine.pki.intermediate(machine.vek.kind)) +
         ark_pem(machine.pki);
}

std::string hex_of(const ByteVector& bytes, std::size_t size) { return sdk::to_hex(sized(bytes, size)); }

}  // namespace

AzureMachine::AzureMachine() {
  report = good_report(pki.product());
  report.report_data.clear();  // so that the right one is put in
  report.id_key_digest = ByteVector(48, std::byte{0x1D});
  report.measurement = ByteVector(48, std::byte{0x3E});
}

std::string AzureMachine::runtime_text() const { return runtime_data ? *runtime_data : write_runtime_data(ak); }

ByteVector AzureMachine::report_bytes() const {
  if (signed_report) return *signed_report;
  ReportParts parts = report;
  if (parts.report_data.empty()) parts.report_data = sha256(sdk::as_bytes(runtime_text()));
  return write_report(parts, pki.vek_key(vek.kind));
}

ordered_json jwk_of(const SoftwareAk& ak, const std::string& kid) {
  const auto area = tpm2::parse_public(ak.public_area()).take();
  const auto* rsa = std::get_if<tpm2::RsaPublic>(&area.key);
  return {{"kid", kid},
          {"key_ops", {"sign"}},
          {"kty", "RSA"},
          {"e", "AQAB"},
          {"n", rsa == nullptr ? "" : encode_base64url(rsa->modulus)}};
}

std::string write_runtime_data(const SoftwareAk& ak) {
  static const SoftwareAk ek;
  ordered_json second = jwk_of(ek, "HCLEkPub");
  second["key_ops"] = {"encrypt"};
  const ordered_json configuration{{"console-enabled", true},
                                   {"secure-boot", true},
                                   {"tpm-enabled", true},
                                   {"vmUniqueId", "00000000-0000-4000-8000-0123456789AB"}};
  return ordered_json{{"keys", {jwk_of(ak), second}}, {"vm-configuration", configuration}, {"user-data", zeros(128)}}
      .dump();
}

attdoc::SnpInstanceInfo azure_instance_info(const AzureMachine& machine) {
  attdoc::SnpInstanceInfo info;
  if (machine.has_vek) info.report_signer = to_bytes(write_certificate(machine.pki.vek(machine.vek)).pem);
  if (machine.has_chain) info.cert_chain = to_bytes(chain_pem(machine));
  info.report = machine.report_bytes();
  info.azure = attdoc::AzureInstance{to_bytes(machine.runtime_text()), machine.maa_token};
  return info;
}

void requote(attdoc::Document& document, const AzureMachine& machine, ByteView nonce) {
  const ByteVector extra_data = attdoc::quote_extra_data(document, nonce);
  document.quotes.clear();
  for (const HashAlgorithm bank : machine.banks)
    document.quotes.push_back(make_quote(
        machine.ak, bank, bank == HashAlgorithm::kSha256 ? machine.pcrs : zero_pcrs(bank), extra_data));
}

attdoc::Document make_azure_snp(const AzureMachine& machine, ByteView nonce, ByteView user_data) {
  attdoc::Document document;
  document.ak_pub = machine.ak.public_area();
  document.user_data = sdk::to_vector(user_data);
  document.instance_info = to_bytes(
      machine.instance_info ? *machine.instance_info : attdoc::write_snp_instance_info(azure_instance_info(machine)));
  if (!machine.event_log.empty()) document.event_log = machine.event_log;
  requote(document, machine, nonce);
  return document;
}

ByteVector write_hcl_report(ByteView report, std::string_view runtime_data, const HclParts& parts) {
  const auto u32 = [](uint64_t number) {
    ByteVector bytes = big_endian(number, 4);
    std::reverse(bytes.begin(), bytes.end());
    return bytes;
  };
  const std::size_t size = runtime_data.size();
  const ByteVector header =
      join({sdk::as_bytes(parts.magic), u32(parts.version),
            u32(parts.report_size.value_or(static_cast<uint32_t>(0x4D4 + size))), u32(parts.request_type),
            u32(parts.status), ByteVector(12)});
  const ByteVector data =
      join({u32(parts.data_size.value_or(static_cast<uint32_t>(20 + size))), u32(parts.data_version),
            u32(parts.report_type), u32(parts.hash_type),
            u32(parts.variable_size.value_or(static_cast<uint32_t>(size))), sdk::as_bytes(runtime_data)});
  ByteVector blob = join({header, sized(report, kReportSize), data});
  if (blob.size() < parts.padded_to) blob.resize(parts.padded_to);
  return blob;
}

json maa_claims(const AzureMachine& machine, ByteView nonce, ByteView user_data) {
  const ByteVector extra_data = attdoc::user_hash(user_data, nonce);
  const ByteVector report = machine.report_bytes();
  const auto field = [&](std::size_t offset, std::size_t size) {
    return sdk::to_hex(ByteView(report).subspan(offset, size));
  };
  const json tee{{"x-ms-attestation-type", "sevsnpvm"},
                 {"x-ms-compliance-status", "azure-compliant-cvm"},
                 {"x-ms-runtime", json::parse(machine.runtime_text(), nullptr, false)},
                 {"x-ms-sevsnpvm-authorkeydigest", hex_of(machine.report.author_key_digest, 48)},
                 {"x-ms-sevsnpvm-guestsvn", machine.report.guest_svn},
                 {"x-ms-sevsnpvm-hostdata", hex_of(machine.report.host_data, 32)},
                 {"x-ms-sevsnpvm-idkeydigest", field(0xE0, 48)},
                 {"x-ms-sevsnpvm-is-debuggable", false},
                 {"x-ms-sevsnpvm-launchmeasurement", field(0x90, 48)},
                 {"x-ms-sevsnpvm-reportdata", field(0x50, 64)},
                 {"x-ms-sevsnpvm-vmpl", machine.report.vmpl}};
  return {{"iss", kMaaUrl},
          {"iat", kPkiNow - 60},
          {"nbf", kPkiNow - 60},
          {"exp", kPkiNow + 8 * 3600},
          {"jti", "0123456789abcdef"},
          {"secureboot", true},
          {"x-ms-attestation-type", "azurevm"},
          {"x-ms-isolation-tee", tee},
          {"x-ms-runtime", {{"client-payload", {{"nonce", encode_base64(extra_data)}}}, {"keys", json::array()}}},
          {"x-ms-ver", "1.0"}};
}

EVP_PKEY* maa_key() { return rsa_key("Microsoft Azure Attestation"); }

std::string sign_token(const json& header, const std::string& payload, EVP_PKEY* key) {
  const std::string text =
      encode_base64url(sdk::as_bytes(header.dump())) + "." + encode_base64url(sdk::as_bytes(payload));
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(key));
  ByteVector signature(size);
  if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     reinterpret_cast<const unsigned char*>(text.data()), text.size()) != 1)
    throw std::runtime_error("OpenSSL cannot sign a token");
  signature.resize(size);
  return text + "." + encode_base64url(signature);
}

std::string write_maa_token(const json& claims) {
  return sign_token({{"alg", "RS256"}, {"jku", std::string(kMaaUrl) + "/certs"}, {"kid", "maa-key"}, {"typ", "JWT"}},
                    claims.dump(), maa_key());
}

std::string maa_key_set() {
  CertificateParts parts;
  parts.common_name = parts.issuer = kMaaUrl;
  parts.key = parts.signature.key = maa_key();
  const json key{{"kid", "maa-key"}, {"kty", "RSA"}, {"x5c", {encode_base64(write_certificate(parts).der)}}};
  return json{{"keys", {key}}}.dump();
}

void serve_kds(std::map<std::string, std::string>& pages, const AzureMachine& machine) {
  const auto text = [](const ByteVector& bytes) {
    return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  };
  const bool is_turin = machine.pki.product() == AmdProduct::kTurin;
  const std::string base = std::string(kKdsUrl) + "/vcek/v1/" + to_text(machine.pki.product());
  const TcbParts& tcb = machine.vek.spl;
  const ByteVector hwid = machine.vek.hwid.value_or(default_chip_id(machine.pki.product()));
  std::string query = "?blSPL=" + std::to_string(tcb.bootloader) + "&teeSPL=" + std::to_string(tcb.tee) +
                      "&snpSPL=" + std::to_string(tcb.snp) + "&ucodeSPL=" + std::to_string(tcb.microcode);
  if (is_turin) query += "&fmcSPL=" + std::to_string(tcb.fmc);
  pages[base + "/" + sdk::to_hex(ByteView(hwid).first(is_turin ? 8 : 64)) + query] =
      text(write_certificate(machine.pki.vek(machine.vek)).der);
  pages[base + "/cert_chain"] = chain_pem(machine);
  pages[base + "/crl"] = text(write_crl(machine.pki.crl()));
}

void serve_maa(std::map<std::string, std::string>& pages) { pages[std::string(kMaaUrl) + "/certs"] = maa_key_set(); }

json azure_snp_config(const AzureMachine& machine) {
  const json expected{{"expected", zeros(64)}};
  const TcbParts minimum;
  json tcb{{"bootloader", minimum.bootloader}, {"tee", minimum.tee}, {"snp", minimum.snp}, {"microcode", minimum.microcode}};
  if (machine.pki.product() == AmdProduct::kTurin) tcb["fmc"] = minimum.fmc;
  return {{"measurements", {{{"name", "image"}, {"pcrs", {{"4", expected}, {"9", expected}}}}}},
          {"amd_roots", false},
          {"trusted_roots", {ark_pem(machine.pki)}},
          {"kds", kKdsUrl},
          {"minimum_tcb", tcb},
          {"id_key_digests", {sdk::to_hex(ByteVector(48, std::byte{0x1D}))}}};
}

}  // namespace postern::test
