// SPDX-License-Identifier: Apache-2.0
#include "common/ssh/host_certificate.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>

#include "common/ssh/authorized_key.h"
#include "common/ssh/principal.h"
#include "common/ssh/wire_writer.h"

namespace postern::ssh {
namespace {

constexpr uint32_t kHostCertificate = 2;  // SSH_CERT_TYPE_HOST
constexpr std::string_view kSuffix = "-cert-v01@openssh.com";

// Random: what makes this certificate another than every other one.
struct Random {
  std::array<unsigned char, 32> nonce;
  uint64_t serial;
};

bool draw(Random& out) {
  return RAND_bytes(out.nonce.data(), static_cast<int>(out.nonce.size())) == 1 &&
         RAND_bytes(reinterpret_cast<unsigned char*>(&out.serial), sizeof out.serial) == 1;
}

sdk::ByteVector list_of(const std::vector<std::string>& principals) {
  WireWriter list;
  for (const std::string& principal : principals) list.string(principal);
  return list.bytes();
}

}  // namespace

sdk::Result<std::string> sign_host_certificate(const CaKey& ca, const PublicKey& host, const HostGrant& grant) {
  const auto& names = grant.principals;
  if (names.empty() || !std::all_of(names.begin(), names.end(), is_principal))
    return sdk::Failure::internal("a host certificate must name its hosts, and none by a pattern");
  Random random{};
  if (!draw(random)) return sdk::Failure::internal("OpenSSL has no randomness");
  const std::string type = host.type + std::string(kSuffix);
  WireWriter certificate;
  certificate.string(type)
      .string(sdk::ByteView(reinterpret_cast<const std::byte*>(random.nonce.data()), random.nonce.size()))
      .raw(host.parts)
      .u64(random.serial)
      .u32(kHostCertificate)
      .string(grant.key_id)
      .string(list_of(names))
      .u64(static_cast<uint64_t>(grant.valid_after.time_since_epoch().count()))
      .u64(kNoEnd)
      .string("")   // critical options: none are defined for hosts
      .string("")   // extensions, likewise
      .string("")   // reserved
      .string(ca.public_wire());
  POSTERN_TRY(signature, ca.sign(certificate.bytes()));
  certificate.string(signature);
  return authorized_key(type, certificate.bytes());
}

}  // namespace postern::ssh
