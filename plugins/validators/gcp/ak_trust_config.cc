// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/ak_trust_config.h"

#include "common/gce/instance.h"
#include "common/x509/parse_certificate.h"

namespace postern::gcp {

constinit const std::string_view kAkTrustProperties = R"(
    "ak_trust": {
      "enum": ["compute-api", "ak-certificate"],
      "description": "who vouches for a machine's attestation key: the Compute Engine API, asked each time, or a certificate of Google's CA that the machine brings"
    },
    "allowed_projects": {
      "type": "array", "minItems": 1, "maxItems": 256, "uniqueItems": true, "items": {"type": "string"},
      "description": "ids of the projects whose machines may be admitted; of others nothing is even asked"
    },
    "allowed_zones": {
      "type": "array", "minItems": 1, "maxItems": 256, "uniqueItems": true, "items": {"type": "string"},
      "description": "zones whose machines may be admitted; without it all"
    },
    "compute_url": {
      "type": "string", "x-postern-url": true,
      "description": "compute-api: address of the Compute Engine API; in the cloud https://compute.googleapis.com"
    },
    "credentials": {
      "enum": ["metadata", "service-account"],
      "description": "compute-api: as whom it is asked: as the machine that the gate runs on, or as a service account"
    },
    "metadata_url": {
      "type": "string", "x-postern-url": true,
      "description": "credentials metadata: address of the metadata server; in the cloud http://metadata.google.internal"
    },
    "token_url": {
      "type": "string", "x-postern-url": true,
      "description": "credentials service-account: where tokens are asked for; in the cloud https://oauth2.googleapis.com/token"
    },
    "service_account": {
      "type": "string", "minLength": 1,
      "description": "credentials service-account: name of the secret that is the JSON key file of the account"
    },
    "trusted_ak_roots": {
      "type": "array", "minItems": 1, "maxItems": 8, "items": {"type": "string"}, "x-postern-file": "text",
      "description": "ak-certificate: files with further root certificates (PEM) that are trusted as Google's are"
    },
    "ak_intermediates": {
      "type": "array", "minItems": 1, "maxItems": 8, "items": {"type": "string"}, "x-postern-file": "text",
      "description": "ak-certificate: files with certificates (PEM) between attestation keys and roots, for documents that do not bring them; not trusted by themselves"
    })";

constinit const std::string_view kAkTrustConditions = R"(
    {
      "if": {"properties": {"ak_trust": {"const": "compute-api"}}},
      "then": {"required": ["compute_url", "credentials"],
        "not": {"anyOf": [{"required": ["trusted_ak_roots"]}, {"required": ["ak_intermediates"]}]}},
      "else": {"not": {"anyOf": [{"required": ["compute_url"]}, {"required": ["credentials"]},
        {"required": ["metadata_url"]}, {"required": ["token_url"]}, {"required": ["service_account"]}]}}
    },
    {
      "if": {"properties": {"credentials": {"const": "metadata"}}, "required": ["credentials"]},
      "then": {"required": ["metadata_url"],
        "not": {"anyOf": [{"required": ["token_url"]}, {"required": ["service_account"]}]}}
    },
    {
      "if": {"properties": {"credentials": {"const": "service-account"}}, "required": ["credentials"]},
      "then": {"required": ["token_url", "service_account"], "not": {"required": ["metadata_url"]}}
    })";

namespace {

using sdk::JsonConfig;
using sdk::Result;

constexpr std::size_t kLongestUrl = 512;
constexpr std::size_t kMostCertificates = 8;  // under one key

Result<std::vector<std::string>> read_names(JsonConfig& reader, const std::string& key, bool (*fits)(std::string_view)) {
  POSTERN_TRY(names, reader.texts_or_empty(key));
  if (reader.has(key) && names.empty()) return reader.wrong(key, "expected at least one name");
  for (const std::string& name : names)
    if (!fits(name)) return reader.wrong(key, "\"" + name + "\" has not the form that Compute Engine gives such names");
  return names;
}

// read_url: an absolute http or https URL of printable characters, without query and fragment. Whether its host may be
// contacted, and without TLS, is decided by the gate.
Result<std::string> read_url(JsonConfig& reader, const std::string& key) {
  POSTERN_TRY(url, reader.text(key));
  while (url.ends_with('/')) url.pop_back();
  const bool has_scheme = url.starts_with("https://") || url.starts_with("http://");
  bool is_clean = url.size() <= kLongestUrl && url.find("://") + 3 < url.size();
  for (const char c : url) is_clean = is_clean && c > 0x20 && c < 0x7F && c != '?' && c != '#' && c != '"' && c != '\\';
  if (!has_scheme || !is_clean)
    return reader.wrong(key, "expected an address like \"https://compute.googleapis.com\", found \"" + url + "\"");
  return url;
}

// refuse_keys: keys that have no effect beside what is configured.
Result<void> refuse_keys(const JsonConfig& reader, std::initializer_list<const char*> keys, const std::string& beside) {
  for (const char* key : keys)
    if (reader.has(key)) return reader.wrong(key, "has no effect with " + beside + "; remove one of the two");
  return {};
}

Result<CredentialsConfig> read_credentials(JsonConfig& reader) {
  CredentialsConfig config;
  POSTERN_TRY(word, reader.text("credentials"));
  if (word == "metadata") {
    POSTERN_CHECK(refuse_keys(reader, {"token_url", "service_account"}, "credentials = \"metadata\""));
    POSTERN_TRY(url, read_url(reader, "metadata_url"));
    config.metadata_url = std::move(url);
    return config;
  }
  if (word != "service-account")
    return reader.wrong("credentials", "expected one of \"metadata\", \"service-account\", found \"" + word + "\"");
  config.kind = CredentialsKind::kServiceAccount;
  POSTERN_CHECK(refuse_keys(reader, {"metadata_url"}, "credentials = \"service-account\""));
  POSTERN_TRY(url, read_url(reader, "token_url"));
  config.token_url = std::move(url);
  POSTERN_TRY(name, reader.text("service_account"));
  if (name.empty()) return reader.wrong("service_account", "expected the name of a secret");
  config.service_account = std::move(name);
  return config;
}

Result<std::vector<x509::Certificate>> read_certificates(JsonConfig& reader, const std::string& key) {
  POSTERN_TRY(texts, reader.texts_or_empty(key));
  if (reader.has(key) && texts.empty()) return reader.wrong(key, "expected at least one file");
  std::vector<x509::Certificate> out;
  for (const std::string& text : texts) {
    auto certificates = x509::parse_certificates(sdk::as_bytes(text), key);
    if (!certificates.ok()) return reader.wrong(key, certificates.failure().operator_text());
    for (x509::Certificate& each : certificates.value()) out.push_back(std::move(each));
  }
  if (out.size() > kMostCertificates) return reader.wrong(key, "these are too many certificates");
  return out;
}

Result<gce::AkRoots> read_roots(JsonConfig& reader) {
  gce::AkRoots roots = gce::google_ak_roots();
  POSTERN_TRY(trusted, read_certificates(reader, "trusted_ak_roots"));
  for (const x509::Certificate& each : trusted) {
    if (!each.is_ca() || !each.is_self_issued())
      return reader.wrong("trusted_ak_roots", "certificate \"" + each.label() + "\" is not that of a root");
    roots.pins.push_back(x509::spki_pin(each));
    roots.certificates.push_back(each);
  }
  POSTERN_TRY(intermediates, read_certificates(reader, "ak_intermediates"));
  for (const x509::Certificate& each : intermediates) roots.certificates.push_back(each);
  return roots;
}

}  // namespace

std::string_view name_of(AkTrustKind kind) {
  return kind == AkTrustKind::kComputeApi ? "compute-api" : "ak-certificate";
}

Result<AkTrustConfig> parse_ak_trust_config(JsonConfig& reader) {
  AkTrustConfig config;
  POSTERN_TRY(word, reader.text("ak_trust"));
  if (word != "compute-api" && word != "ak-certificate")
    return reader.wrong("ak_trust", "expected one of \"compute-api\", \"ak-certificate\", found \"" + word + "\"");
  POSTERN_TRY(projects, read_names(reader, "allowed_projects", gce::is_project_id));
  if (projects.empty()) return reader.wrong("allowed_projects", "expected the ids of the projects that may join");
  config.allowed_projects = std::move(projects);
  POSTERN_TRY(zones, read_names(reader, "allowed_zones", gce::is_zone));
  config.allowed_zones = std::move(zones);
  if (word == "compute-api") {
    POSTERN_CHECK(refuse_keys(reader, {"trusted_ak_roots", "ak_intermediates"}, "ak_trust = \"compute-api\""));
    POSTERN_TRY(url, read_url(reader, "compute_url"));
    config.compute_url = std::move(url);
    POSTERN_TRY(credentials, read_credentials(reader));
    config.credentials = std::move(credentials);
    return config;
  }
  config.kind = AkTrustKind::kAkCertificate;
  POSTERN_CHECK(refuse_keys(reader, {"compute_url", "credentials", "metadata_url", "token_url", "service_account"},
                            "ak_trust = \"ak-certificate\""));
  POSTERN_TRY(roots, read_roots(reader));
  config.ak_roots = std::move(roots);
  return config;
}

}  // namespace postern::gcp
