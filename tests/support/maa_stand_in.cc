// SPDX-License-Identifier: Apache-2.0
#include "support/maa_stand_in.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include "common/encoding/base64.h"
#include "common/encoding/base64url.h"
#include "support/rsa_from_tpm.h"

namespace postern::test {
namespace {

using encoding::encode_base64;
using nlohmann::json;

ByteVector bytes(const json& text) { return encoding::decode_base64(text.get<std::string>()).value(); }
std::string text_of(const ByteVector& content) {
  return {reinterpret_cast<const char*>(content.data()), content.size()};
}
const unsigned char* raw(const ByteVector& content) { return reinterpret_cast<const unsigned char*>(content.data()); }
unsigned char* raw(ByteVector& content) { return reinterpret_cast<unsigned char*>(content.data()); }

bool is_signed(const KeyHandle& key, const ByteVector& message, const ByteVector& signature) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(message), message.size()) == 1;
}

void read_tpm(const json& tpm, MaaRequest& out) {
  out.ak_cert = bytes(tpm.at("AikCert"));
  out.ak_pub = bytes(tpm.at("AikPub"));
  out.ak_pub.erase(out.ak_pub.begin(), out.ak_pub.begin() + 2);
  out.quote = bytes(tpm.at("PcrQuote"));
  out.quote_signature = bytes(tpm.at("PcrSignature"));
  out.key = bytes(tpm.at("EncKeyPub"));
  out.key_word = bytes(tpm.at("EncKeyCertifyInfo"));
  out.key_word_signature = bytes(tpm.at("EncKeyCertifyInfoSignature"));
}

}  // namespace

MaaRequest read_maa_request(const std::string& body) {
  const auto decoded = encoding::decode_base64url(json::parse(body).at("AttestationInfo").get<std::string>()).value();
  MaaRequest out;
  out.info = json::parse(text_of(decoded));
  out.nonce = bytes(out.info.at("ClientPayload").at("nonce"));
  const json& evidence = out.info.at("IsolationInfo").at("Evidence");
  const json proof = json::parse(text_of(bytes(evidence.at("Proof"))));
  out.report = encoding::decode_base64url(proof.at("SnpReport").get<std::string>()).value();
  out.certificates = text_of(bytes(proof.at("VcekCertChain")));
  out.runtime_data = bytes(evidence.at("RunTimeData"));
  out.log = bytes(out.info.at("TcgLogs"));
  read_tpm(out.info.at("TpmInfo"), out);
  return out;
}

std::string check_maa_request(const MaaRequest& request) {
  const KeyHandle ak = rsa_from_tpm(request.ak_pub);
  if (!is_signed(ak, request.quote, request.quote_signature)) return "the quote is not the attestation key's";
  if (!is_signed(ak, request.key_word, request.key_word_signature)) return "the key is not certified";
  const std::string quote = text_of(request.quote), nonce = text_of(request.nonce);
  if (quote.find(nonce) == quote.npos) return "the quote is not for the nonce";
  if (request.info.at("TpmInfo").at("PCRs").size() != 24) return "PCRs are missing";
  return "";
}

std::string write_maa_answer(const MaaRequest& request, const std::string& token, bool spoiled) {
  ByteVector key(32), iv(12), tag(16), sealed(token.size());
  RAND_bytes(raw(key), static_cast<int>(key.size()));
  RAND_bytes(raw(iv), static_cast<int>(iv.size()));
  const std::string additional = "Transport Key";
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(EVP_CIPHER_CTX_new(),
                                                                               EVP_CIPHER_CTX_free);
  int size = 0;
  EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, raw(key), raw(iv));
  EVP_EncryptUpdate(context.get(), nullptr, &size, reinterpret_cast<const unsigned char*>(additional.data()),
                    static_cast<int>(additional.size()));
  EVP_EncryptUpdate(context.get(), raw(sealed), &size, reinterpret_cast<const unsigned char*>(token.data()),
                    static_cast<int>(token.size()));
  EVP_EncryptFinal_ex(context.get(), raw(sealed) + size, &size);
  EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(tag.size()), tag.data());
  if (spoiled) tag[0] ^= std::byte{1};
  const json inner{{"Jwt", encode_base64(sealed)},
                   {"EncryptedInnerKey", encode_base64(encrypt_for(request.key, key))},
                   {"EncryptionParams", {{"Iv", encode_base64(iv)}}},
                   {"AuthenticationData", encode_base64(tag)}};
  return json{{"token", encoding::encode_base64url(sdk::as_bytes(inner.dump()))}}.dump();
}

}  // namespace postern::test
