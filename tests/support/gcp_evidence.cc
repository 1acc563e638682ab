// SPDX-License-Identifier: Apache-2.0
#include "support/gcp_evidence.h"

#include <openssl/pem.h>

#include <memory>
#include <stdexcept>

#include "common/attdoc/extra_data.h"
#include "common/attdoc/write_snp_instance_info.h"
#include "common/tpm2/digest.h"

namespace postern::test {
namespace {

using namespace std::literals;

constexpr uint32_t kVersionEvent = 0x8, kNonHostEvent = 0x11, kSeparatorEvent = 0x4, kLoaderEvent = 0xD;

ByteVector der(uint8_t tag, ByteView content) {
  ByteVector size;
  if (content.size() < 0x80) size = big_endian(content.size(), 1);
  else if (content.size() < 0x100) size = join({big_endian(0x81, 1), big_endian(content.size(), 1)});
  else size = join({big_endian(0x82, 1), big_endian(content.size(), 2)});
  return join({big_endian(tag, 1), size, content});
}
ByteVector utf8(const std::string& text) { return der(0x0C, sdk::as_bytes(text)); }
ByteVector boolean(bool value) { return der(0x01, big_endian(value ? 0xFF : 0, 1)); }
ByteVector integer(uint64_t value) {
  ByteVector bytes = big_endian(value, 9);  // a leading zero keeps it positive
  while (bytes.size() > 1 && bytes[0] == std::byte{0} && bytes[1] < std::byte{0x80}) bytes.erase(bytes.begin());
  return der(0x02, bytes);
}

std::string_view measured_part(const GcpEvent& event) { return event.measured.empty() ? event.data : event.measured; }

ByteVector write_log(const GcpMachine& machine) {
  LogWriter log(machine.banks);
  for (const GcpEvent& event : machine.events) log.event(event.pcr, event.type, measured_part(event), event.data);
  return log.bytes();
}

attdoc::Document make(const GcpMachine& machine, std::string instance_info, ByteView nonce, ByteView user_data) {
  attdoc::Document document;
  document.ak_pub = machine.ak.public_area();
  document.user_data = sdk::to_vector(user_data);
  document.instance_info = sdk::to_vector(sdk::as_bytes(machine.instance_info.value_or(instance_info)));
  document.ak_cert = machine.ak_cert;
  document.intermediate_certs = machine.intermediate_certs;
  if (machine.has_event_log) document.event_log = write_log(machine);
  const ByteVector extra_data = attdoc::quote_extra_data(document, nonce);
  for (const HashAlgorithm bank : machine.banks)
    document.quotes.push_back(make_quote(machine.ak, bank, gcp_pcrs(machine, bank), extra_data));
  return document;
}

std::string snp_instance_info(const GcpMachine& machine, ByteView nonce, ByteView user_data) {
  ReportParts report = machine.report;
  if (report.report_data.empty()) report.report_data = attdoc::user_hash(user_data, nonce);
  attdoc::SnpInstanceInfo info;
  const auto add = [](ByteVector& to, const CertificateParts& parts) {
    to = join({to, sdk::as_bytes(write_certificate(parts).pem)});
  };
  if (machine.has_vek) add(info.report_signer, machine.pki.vek(machine.vek));
  if (machine.has_ask) add(info.cert_chain, machine.pki.intermediate(machine.vek.kind));
  if (machine.has_ark) add(info.cert_chain, machine.pki.ark());
  info.report = write_report(report, machine.pki.vek_key(machine.vek.kind));
  info.gcp = attdoc::GcpInstance{machine.instance.zone, machine.instance.project_id, machine.instance.instance_name};
  return attdoc::write_snp_instance_info(info);
}

CertificateParts google_certificate(const std::string& name, const std::string& issuer) {
  CertificateParts parts;
  parts.common_name = name;
  parts.issuer = issuer;
  parts.organization = parts.issuer_organization = "Google LLC";
  parts.key = rsa_key(name);
  parts.signature = {.key = rsa_key(issuer), .hash = "SHA256", .is_pss = false};
  parts.basic_constraints = "critical,CA:TRUE";
  parts.key_usage = "critical,keyCertSign,cRLSign";
  return parts;
}

constexpr const char* kRootName = "EK/AK CA Root of tests";
constexpr const char* kIntermediateName = "EK/AK CA Intermediate of tests";

// Keys of certificates live as long as the process.
EVP_PKEY* public_key_of(const SoftwareAk& ak) {
  static std::map<std::string, std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>> keys;
  const std::string pem = ak.pem();
  if (const auto found = keys.find(pem); found != keys.end()) return found->second.get();
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  EVP_PKEY* key = PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr);
  if (key == nullptr) throw std::runtime_error("OpenSSL cannot read the key of a test");
  return keys.emplace(pem, std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>(key, EVP_PKEY_free)).first->second.get();
}

nlohmann::json trust_keys(const std::string& ak_trust, const GcpMachine& machine) {
  nlohmann::json config{{"ak_trust", ak_trust}, {"allowed_projects", {machine.instance.project_id}}};
  const auto pcrs = gcp_pcrs(machine, HashAlgorithm::kSha256);
  config["measurements"] = {{{"name", "image"}, {"pcrs", {{"4", {{"expected", sdk::to_hex(pcrs.at(4))}}}}}}};
  if (ak_trust == "ak-certificate") {
    config["trusted_ak_roots"] = {write_certificate(GoogleCa().root()).pem};
    return config;
  }
  config["compute_url"] = kComputeUrl;
  config["credentials"] = "metadata";
  config["metadata_url"] = kMetadataUrl;
  return config;
}

}  // namespace

ByteVector write_instance_extension(const GcpInstance& instance) {
  ByteVector content = join({utf8(instance.zone), integer(instance.project_number), utf8(instance.project_id),
                             integer(instance.instance_id), utf8(instance.instance_name)});
  if (instance.has_security_properties) {
    const ByteVector properties = join({der(0xA0, integer(0)), der(0xA1, boolean(instance.is_production)),
                                        der(0xA2, boolean(false)), der(0xA3, boolean(false))});
    content = join({content, der(0xA0, der(0x30, properties))});
  }
  return der(0x30, content);
}

std::string write_instance_names(const GcpInstance& instance) {
  return R"({"zone":")" + instance.zone + R"(","project_id":")" + instance.project_id + R"(","instance_name":")" +
         instance.instance_name + "\"}";
}

std::string utf16(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out.push_back(c);
    out.push_back('\0');
  }
  return out;
}

std::vector<GcpEvent> gce_events(int firmware_version, uint8_t technology) {
  std::vector<GcpEvent> events;
  events.push_back({0, kVersionEvent, utf16("GCE Virtual Firmware v" + std::to_string(firmware_version) + "\0"s)});
  std::string nonhost = "GCE NonHostInfo\0"s + static_cast<char>(technology);
  nonhost.resize(32, '\0');
  events.push_back({0, kNonHostEvent, nonhost});
  for (uint32_t pcr = 0; pcr < 8; ++pcr) events.push_back({pcr, kSeparatorEvent, "\0\0\0\0"s});
  events.push_back({4, kLoaderEvent, "a boot loader"});
  return events;
}

PcrValues gcp_pcrs(const GcpMachine& machine, HashAlgorithm bank) {
  PcrValues values = zero_pcrs(bank);
  for (const GcpEvent& event : machine.events) {
    const ByteVector measured = tpm2::digest(bank, {sdk::as_bytes(measured_part(event))});
    values[event.pcr] = tpm2::digest(bank, {values[event.pcr], measured});
  }
  return values;
}

const SoftwareAk& gcp_ak() {
  static const SoftwareAk ak;
  return ak;
}

ReportParts gcp_report(AmdProduct product) {
  ReportParts report = good_report(product);
  report.report_data.clear();
  return report;
}

CertificateParts GoogleCa::root() const { return google_certificate(kRootName, kRootName); }
CertificateParts GoogleCa::intermediate() const { return google_certificate(kIntermediateName, kRootName); }

CertificateParts GoogleCa::ak(const SoftwareAk& ak, const GcpInstance& instance) const {
  CertificateParts parts = google_certificate(kIntermediateName, kIntermediateName);
  parts.common_name = std::to_string(instance.instance_id);
  parts.organization = "Google Compute Engine";
  parts.key = public_key_of(ak);
  parts.basic_constraints = "critical,CA:FALSE";
  parts.key_usage = "critical,digitalSignature";
  parts.extensions = {{"1.3.6.1.4.1.11129.2.1.21", write_instance_extension(instance)}};
  return parts;
}

void GcpMachine::certify() {
  ak_cert = write_certificate(GoogleCa().ak(ak, instance)).der;
  intermediate_certs = {write_certificate(GoogleCa().intermediate()).der};
}

attdoc::Document make_sev_es(const GcpMachine& machine, ByteView nonce, ByteView user_data) {
  return make(machine, write_instance_names(machine.instance), nonce, user_data);
}

attdoc::Document make_sev_snp(const GcpMachine& machine, ByteView nonce, ByteView user_data) {
  return make(machine, machine.instance_info ? "" : snp_instance_info(machine, nonce, user_data), nonce, user_data);
}

std::string private_pem(EVP_PKEY* key) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
  if (PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1)
    throw std::runtime_error("OpenSSL cannot write the key of a test");
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string compute_api_path(const GcpInstance& instance) {
  return "/compute/v1/projects/" + instance.project_id + "/zones/" + instance.zone + "/instances/" +
         instance.instance_name + "/getShieldedInstanceIdentity";
}

std::string compute_api_answer(const SoftwareAk& ak) {
  return nlohmann::json{{"kind", "compute#shieldedInstanceIdentity"}, {"signingKey", {{"ekPub", ak.pem()}}}}.dump(2);
}

std::string token_answer(const std::string& token, int seconds) {
  return nlohmann::json{{"access_token", token}, {"expires_in", seconds}, {"token_type", "Bearer"}}.dump();
}

void serve_compute_api(std::map<std::string, std::string>& pages, const GcpMachine& machine) {
  pages[kMetadataUrl + std::string(kTokenPath)] = token_answer();
  pages[kComputeUrl + compute_api_path(machine.instance)] = compute_api_answer(machine.ak);
}

nlohmann::json sev_es_config(const std::string& ak_trust, const GcpMachine& machine) {
  return trust_keys(ak_trust, machine);
}

nlohmann::json sev_snp_config(const std::string& ak_trust, const GcpMachine& machine) {
  nlohmann::json config = trust_keys(ak_trust, machine);
  config["trusted_roots"] = {write_certificate(machine.pki.ark()).pem};
  config["kds"] = "none";
  config["minimum_tcb"] = {{"bootloader", 4}, {"tee", 2}, {"snp", 24}, {"microcode", 219}};
  return config;
}

}  // namespace postern::test
