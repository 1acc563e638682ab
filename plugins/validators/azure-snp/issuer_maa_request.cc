// SPDX-License-Identifier: Apache-2.0
#include "validators/azure-snp/issuer_maa_request.h"

#include <nlohmann/json.hpp>

#include "common/encoding/base64.h"
#include "common/encoding/base64url.h"
#include "common/tpm2/parse_signature.h"

namespace postern::azure_snp {
namespace {

using encoding::encode_base64;
using encoding::encode_base64url;
using json = nlohmann::ordered_json;
using sdk::Result;

constexpr std::string_view kSystem = "Postern";

// The signature without its TPMT_SIGNATURE around it.
Result<std::string> rsa_part(sdk::ByteView tpmt_signature) {
  const auto signature = tpm2::parse_signature(tpmt_signature);
  if (!signature.ok() || signature.value().rsa.empty())
    return sdk::Failure::unavailable("Microsoft Azure Attestation takes RSA signatures only");
  return encode_base64(signature.value().rsa);
}

// with_size: as a TPM2B structure, with a 16-bit big-endian size in front.
sdk::ByteVector with_size(const sdk::ByteVector& content) {
  sdk::ByteVector out{static_cast<std::byte>(content.size() >> 8), static_cast<std::byte>(content.size())};
  out.insert(out.end(), content.begin(), content.end());
  return out;
}

json isolation_info(const attdoc::SnpInstanceInfo& info) {
  sdk::ByteVector chain = info.report_signer;
  chain.insert(chain.end(), info.cert_chain.begin(), info.cert_chain.end());
  const json proof{{"SnpReport", encode_base64url(info.report)}, {"VcekCertChain", encode_base64(chain)}};
  return {{"Evidence",
           {{"Proof", encode_base64(sdk::as_bytes(proof.dump()))},
            {"RunTimeData", encode_base64(info.azure ? info.azure->runtime_data : sdk::ByteVector())}}},
          {"Type", "SevSnp"}};
}

Result<json> tpm_info(const MaaEvidence& evidence) {
  POSTERN_TRY(quote_signature, rsa_part(evidence.quote.signature));
  POSTERN_TRY(key_signature, rsa_part(evidence.key_word.signature));
  json pcrs = json::array(), numbers = json::array();
  for (const auto& [pcr, value] : evidence.quote.pcrs.values()) {
    pcrs.push_back({{"Digest", encode_base64(value)}, {"Index", pcr}});
    numbers.push_back(pcr);
  }
  return json{{"AikCert", encode_base64(evidence.ak_cert)},
              {"AikPub", encode_base64(with_size(evidence.ak_pub))},
              {"EncKeyCertifyInfo", encode_base64(evidence.key_word.attest)},
              {"EncKeyCertifyInfoSignature", std::move(key_signature)},
              {"EncKeyPub", encode_base64(evidence.key)},
              {"PCRs", std::move(pcrs)},
              {"PcrQuote", encode_base64(evidence.quote.attest)},
              {"PcrSet", std::move(numbers)},
              {"PcrSignature", std::move(quote_signature)}};
}

}  // namespace

Result<std::string> write_maa_request(const MaaEvidence& evidence) {
  POSTERN_TRY(tpm, tpm_info(evidence));
  const std::string system = encode_base64(sdk::as_bytes(kSystem));
  const json info{{"AttestationProtocolVersion", "2.0"},
                  {"ClientPayload", {{"nonce", encode_base64(evidence.nonce)}}},
                  {"IsolationInfo", isolation_info(evidence.info)},
                  {"OSBuild", system},
                  {"OSDistro", system},
                  {"OSType", system},
                  {"OSVersionMajor", 0},
                  {"OSVersionMinor", 0},
                  {"TcgLogs", encode_base64(evidence.event_log)},
                  {"TpmInfo", std::move(tpm)}};
  return json{{"AttestationInfo", encode_base64url(sdk::as_bytes(info.dump()))}}.dump();
}

}  // namespace postern::azure_snp
