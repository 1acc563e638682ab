// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/gce/ak_roots.h"
#include "postern/sdk/json_config.h"

namespace postern::gcp {

// AkTrustKind: on whose word an attestation key is believed to be in the TPM of a machine.
//   kComputeApi      the Compute Engine API is asked, for each document
//   kAkCertificate   the document brings a certificate of Google's CA; nothing is asked
enum class AkTrustKind { kComputeApi, kAkCertificate };
std::string_view name_of(AkTrustKind kind);  // "compute-api", "ak-certificate"

// CredentialsKind: as whom the Compute API is asked: by the account of the machine that the gate runs on, or by a
// service account whose key file is a secret.
enum class CredentialsKind { kMetadata, kServiceAccount };

// CredentialsConfig: URLs have no '/' at their end.
struct CredentialsConfig {
  CredentialsKind kind = CredentialsKind::kMetadata;
  std::string metadata_url = {};     // kMetadata: of the metadata server, without a path
  std::string token_url = {};        // kServiceAccount: whole
  std::string service_account = {};  // kServiceAccount: name of the secret
};

struct AkTrustConfig {
  AkTrustKind kind = AkTrustKind::kComputeApi;
  std::vector<std::string> allowed_projects;  // at least one
  std::vector<std::string> allowed_zones;     // empty: any
  std::string compute_url;                    // kComputeApi
  CredentialsConfig credentials;              // kComputeApi
  gce::AkRoots ak_roots;                      // kAkCertificate: Google's, and those configured
};

// parse_ak_trust_config: reads the keys ak_trust, allowed_projects, allowed_zones, compute_url, credentials,
// metadata_url, token_url, service_account, trusted_ak_roots and ak_intermediates; one that has no effect is refused.
// The caller calls reader.finish(). Pure. Errors: misconfigured, subject = JSON pointer.
sdk::Result<AkTrustConfig> parse_ak_trust_config(sdk::JsonConfig& reader);

// kAkTrustProperties: the keys' part of "properties" in a component's JSON Schema, without a comma at either end. Write
// "ak_trust" and "allowed_projects" into "required" beside them. kAkTrustConditions: members of an "allOf", likewise.
extern const std::string_view kAkTrustProperties, kAkTrustConditions;

}  // namespace postern::gcp
