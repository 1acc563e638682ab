// SPDX-License-Identifier: Apache-2.0
#include "tools/import-constellation/instance_config.h"

#include "common/encoding/base64.h"
#include "common/x509/parse_certificate.h"

namespace postern::constellation {
namespace {

using nlohmann::ordered_json;
using sdk::Failure;
using sdk::Result;

constexpr const char* kAmd = "kdsintf.amd.com";
constexpr std::size_t kPemLine = 64;

Result<uint8_t> level(std::optional<uint8_t> given, std::optional<uint8_t> latest, const std::string& name) {
  if (given) return *given;
  if (latest) return *latest;
  return Failure::misconfigured(name + "Version",
                                name + "Version is \"latest\": Constellation's command line asks a service of its maker for "
                                       "the number. Postern's files say what counts; give the number: --latest " + name + "=…");
}

Result<ordered_json> minimum_tcb(const TcbLevels& given, const TcbLevels& latest) {
  POSTERN_TRY(bootloader, level(given.bootloader, latest.bootloader, "bootloader"));
  POSTERN_TRY(tee, level(given.tee, latest.tee, "tee"));
  POSTERN_TRY(snp, level(given.snp, latest.snp, "snp"));
  POSTERN_TRY(microcode, level(given.microcode, latest.microcode, "microcode"));
  return ordered_json{{"bootloader", bootloader}, {"tee", tee}, {"snp", snp}, {"microcode", microcode}};
}

std::string to_pem(sdk::ByteView der) {
  const std::string text = encoding::encode_base64(der);
  std::string pem = "-----BEGIN CERTIFICATE-----\n";
  for (std::size_t i = 0; i < text.size(); i += kPemLine) pem += text.substr(i, kPemLine) + "\n";
  return pem + "-----END CERTIFICATE-----\n";
}

Result<void> add_snp(const AttestationConfig& source, const ConvertChoice& choice, Instance& out) {
  POSTERN_TRY(minimum, minimum_tcb(source.minimum, choice.latest));
  out.config["minimum_tcb"] = std::move(minimum);
  out.hosts.push_back(kAmd);
  if (source.amd_root_key.empty()) return {};
  const auto root = x509::parse_one_certificate(sdk::as_bytes(source.amd_root_key), "amdRootKey");
  if (!root.ok()) return Failure::misconfigured("amdRootKey", "amdRootKey: " + root.failure().operator_text());
  out.root_pem = to_pem(root.value().der());
  out.config["amd_roots"] = false;
  out.config["trusted_roots"] = ordered_json::array({kRootFile});
  return {};
}

// The host of a URL of an attestation provider; nothing for what is none.
std::optional<std::string> host_of(const std::string& url) {
  constexpr std::string_view kScheme = "https://";
  if (!url.starts_with(kScheme)) return std::nullopt;
  std::string host = url.substr(kScheme.size());
  while (host.ends_with('/')) host.pop_back();
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
  const bool is_host = !host.empty() && host.size() <= 253 && host.find_first_not_of(kAllowed) == host.npos;
  return is_host ? std::optional(host) : std::nullopt;
}

Result<void> add_signer(const FirmwareSigner& signer, Instance& out) {
  out.config["id_key_digests"] = ordered_json::array();
  for (const sdk::ByteVector& digest : signer.accepted_key_digests)
    out.config["id_key_digests"].push_back(sdk::to_hex(digest));
  if (signer.accepted_key_digests.empty())
    return Failure::misconfigured("acceptedKeyDigests",
                                  "acceptedKeyDigests is empty. What was launched on Azure must be identified, or the "
                                  "quotes of its TPM prove nothing");
  if (signer.enforcement != Enforcement::kMaaFallback) {
    out.config["id_key_enforcement"] = signer.enforcement == Enforcement::kEqual ? "equal" : "warn";
    return {};
  }
  const auto host = host_of(signer.maa_url);
  if (!host)
    return Failure::misconfigured("maaURL",
                                  "maaFallback needs maaURL, the https address of the attestation provider without a path; "
                                  "Constellation's command line fills it in when it creates a cluster");
  out.config["id_key_enforcement"] = "maa-fallback";
  out.config["maa_url"] = "https://" + *host;
  out.hosts.push_back(*host);
  return {};
}

Result<void> add_google(const ConvertChoice& choice, Instance& out) {
  if (choice.projects.empty())
    return Failure::misconfigured(
        "project", "the file does not say whose machines may join; name Google's projects with --project");
  out.config["ak_trust"] = "compute-api";
  out.config["compute_url"] = "https://compute.googleapis.com";
  out.config["credentials"] = "metadata";
  out.config["metadata_url"] = "http://metadata.google.internal";
  out.config["allowed_projects"] = choice.projects;
  out.hosts.insert(out.hosts.end(), {"compute.googleapis.com", "metadata.google.internal"});
  return {};
}

}  // namespace

Result<ordered_json> make_set(const AttestationConfig& source, const std::string& name) {
  for (const char c : name)
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7F)
      return Failure::misconfigured("name", "the name of the set is not printable ASCII");
  ordered_json set{{"name", name}, {"pcrs", ordered_json::object()}};
  for (const auto& [pcr, expectation] : source.measurements) {
    ordered_json& entry = set["pcrs"][std::to_string(pcr)];
    entry["expected"] = sdk::to_hex(expectation.expected.front());
    if (expectation.warn_only) entry["warn_only"] = true;
  }
  return set;
}

Result<Instance> make_instance(const AttestationConfig& source, const ConvertChoice& choice) {
  Instance out;
  out.config["measurements"] = ordered_json::array({kMeasurementFile});
  if (source.variant == Variant::kQemuVtpm) out.config["ak_trust"] = "any";
  const bool is_google = source.variant == Variant::kGcpSevEs || source.variant == Variant::kGcpSevSnp;
  if (is_google) POSTERN_CHECK(add_google(choice, out));
  if (is_snp(source.variant)) POSTERN_CHECK(add_snp(source, choice, out));
  if (source.variant == Variant::kAzureSevSnp) POSTERN_CHECK(add_signer(source.signer, out));
  return out;
}

}  // namespace postern::constellation
