// SPDX-License-Identifier: Apache-2.0
#include "support/software_ak.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <stdexcept>

#include "common/attdoc/extra_data.h"
#include "common/tpm2/digest.h"

namespace postern::test {
namespace {

void require(bool condition) {
  if (!condition) throw std::runtime_error("OpenSSL failed in a test");
}

ByteVector number_of(EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  require(EVP_PKEY_get_bn_param(key, name, &number) == 1);
  ByteVector bytes(static_cast<std::size_t>(BN_num_bytes(number)));
  BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
  BN_free(number);
  return bytes;
}

ByteVector sized(ByteView bytes) { return join({big_endian(bytes.size(), 2), bytes}); }
ByteVector id_of(HashAlgorithm hash) { return big_endian(static_cast<uint16_t>(hash), 2); }

ByteVector raw_signature(EVP_PKEY* key, AkKind kind, HashAlgorithm hash, ByteView message) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_PKEY_CTX* key_context = nullptr;
  require(EVP_DigestSignInit(context.get(), &key_context, tpm2::message_digest(hash), nullptr, key) == 1);
  if (kind == AkKind::kRsapss) require(EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING) == 1);
  std::size_t size = 0;
  const auto* data = reinterpret_cast<const unsigned char*>(message.data());
  require(EVP_DigestSign(context.get(), nullptr, &size, data, message.size()) == 1);
  ByteVector signature(size);
  require(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, data,
                         message.size()) == 1);
  signature.resize(size);
  return signature;
}

ByteVector ecdsa_wire(ByteView der, HashAlgorithm hash) {
  const auto* next = reinterpret_cast<const unsigned char*>(der.data());
  ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &next, static_cast<long>(der.size()));
  require(pair != nullptr);
  const auto bytes = [](const BIGNUM* number) {
    ByteVector out(static_cast<std::size_t>(BN_num_bytes(number)));
    BN_bn2bin(number, reinterpret_cast<unsigned char*>(out.data()));
    return out;
  };
  const ByteVector wire = join({big_endian(0x0018, 2), id_of(hash), sized(bytes(ECDSA_SIG_get0_r(pair))),
                                sized(bytes(ECDSA_SIG_get0_s(pair)))});
  ECDSA_SIG_free(pair);
  return wire;
}

bool is_rsa(AkKind kind) { return kind == AkKind::kRsassa || kind == AkKind::kRsapss; }

}  // namespace

ByteVector big_endian(uint64_t number, std::size_t size) {
  ByteVector bytes(size);
  for (std::size_t i = size; i-- > 0; number >>= 8) bytes[i] = static_cast<std::byte>(number & 0xFF);
  return bytes;
}

ByteVector join(std::initializer_list<ByteView> parts) {
  ByteVector out;
  for (const ByteView part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

SoftwareAk::SoftwareAk(AkKind kind, HashAlgorithm hash, int rsa_bits) : kind_(kind), hash_(hash) {
  EVP_PKEY* key = is_rsa(kind) ? EVP_RSA_gen(static_cast<unsigned>(rsa_bits))
                               : EVP_EC_gen(kind == AkKind::kP256 ? "P-256" : "P-384");
  require(key != nullptr);
  key_ = {key, EVP_PKEY_free};
}

ByteVector SoftwareAk::public_area(uint32_t attributes) const {
  const ByteVector head = join({big_endian(is_rsa(kind_) ? 0x0001 : 0x0023, 2), id_of(HashAlgorithm::kSha256),
                                big_endian(attributes, 4), sized({}), big_endian(0x0010, 2)});
  if (is_rsa(kind_))
    return join({head, big_endian(kind_ == AkKind::kRsassa ? 0x0014 : 0x0016, 2), id_of(hash_),
                 big_endian(static_cast<uint64_t>(EVP_PKEY_get_bits(key_.get())), 2), big_endian(0, 4),
                 sized(number_of(key_.get(), OSSL_PKEY_PARAM_RSA_N))});
  return join({head, big_endian(0x0018, 2), id_of(hash_), big_endian(kind_ == AkKind::kP256 ? 3 : 4, 2),
               big_endian(0x0010, 2), sized(number_of(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X)),
               sized(number_of(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y))});
}

ByteVector SoftwareAk::qualified_name(uint32_t hierarchy, uint32_t attributes) const {
  const ByteVector id = id_of(HashAlgorithm::kSha256), area = public_area(attributes);
  const ByteVector name = join({id, tpm2::digest(HashAlgorithm::kSha256, {area})});
  return join({id, tpm2::digest(HashAlgorithm::kSha256, {big_endian(hierarchy, 4), name})});
}

ByteVector SoftwareAk::sign(ByteView message, HashAlgorithm hash) const {
  const ByteVector raw = raw_signature(key_.get(), kind_, hash, message);
  if (!is_rsa(kind_)) return ecdsa_wire(raw, hash);
  return join({big_endian(kind_ == AkKind::kRsassa ? 0x0014 : 0x0016, 2), id_of(hash), sized(raw)});
}

std::string SoftwareAk::pem() const {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
  require(PEM_write_bio_PUBKEY(bio.get(), key_.get()) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

ByteVector write_attest(const AttestParts& parts) {
  ByteVector selections = big_endian(parts.selections.size(), 4);
  for (const auto& [hash, pcrs] : parts.selections) {
    const ByteVector mask{static_cast<std::byte>(pcrs & 0xFF), static_cast<std::byte>(pcrs >> 8 & 0xFF),
                          static_cast<std::byte>(pcrs >> 16 & 0xFF)};
    selections = join({selections, big_endian(hash, 2), big_endian(3, 1), mask});
  }
  const ByteVector clock =
      join({big_endian(12345, 8), big_endian(7, 4), big_endian(9, 4), big_endian(parts.safe, 1)});
  return join({big_endian(parts.magic, 4), big_endian(parts.type, 2), sized(parts.qualified_signer),
               sized(parts.extra_data), clock, big_endian(0x2019102300163636, 8), selections,
               sized(parts.pcr_digest)});
}

PcrValues zero_pcrs(HashAlgorithm bank) {
  PcrValues values;
  for (uint32_t pcr = 0; pcr < tpm2::kPcrCount; ++pcr) values[pcr] = ByteVector(tpm2::digest_size(bank));
  return values;
}

tpm2::PcrBank make_bank(HashAlgorithm bank, const PcrValues& values) {
  std::map<std::string, ByteVector> by_text;
  for (const auto& [pcr, value] : values) by_text.emplace(std::to_string(pcr), value);
  auto parsed = tpm2::parse_pcr_bank(static_cast<uint16_t>(bank), by_text);
  if (!parsed.ok()) throw std::runtime_error(parsed.failure().operator_text());
  return parsed.take();
}

tpm2::Quote make_quote(const SoftwareAk& ak, HashAlgorithm bank, const PcrValues& values,
                       ByteView extra_data) {
  ByteVector all;
  uint32_t mask = 0;
  for (const auto& [pcr, value] : values) {
    all = join({all, value});
    mask |= tpm2::pcr_bit(pcr);
  }
  AttestParts parts;
  parts.qualified_signer = ak.qualified_name();
  parts.extra_data = sdk::to_vector(extra_data);
  parts.selections = {{static_cast<uint16_t>(bank), mask}};
  parts.pcr_digest = tpm2::digest(ak.hash(), {all});
  const ByteVector attest = write_attest(parts);
  return {attest, ak.sign(attest), make_bank(bank, values)};
}

attdoc::Document make_document(const SoftwareAk& ak, const std::map<HashAlgorithm, PcrValues>& banks,
                               ByteView nonce, ByteView user_data, ByteView event_log) {
  attdoc::Document document;
  document.ak_pub = ak.public_area();
  document.user_data = sdk::to_vector(user_data);
  const ByteVector extra_data = attdoc::quote_extra_data(document, nonce);
  for (const auto& [bank, values] : banks)
    document.quotes.push_back(make_quote(ak, bank, values, extra_data));
  if (!event_log.empty()) document.event_log = sdk::to_vector(event_log);
  return document;
}

}  // namespace postern::test
