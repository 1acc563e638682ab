// SPDX-License-Identifier: Apache-2.0
#include "common/ssh/parse_public_key.h"

#include "common/ssh/key_parts.h"
#include "common/ssh/wire_reader.h"

namespace postern::ssh {
namespace {

sdk::Failure refused(std::string text) {
  return sdk::Failure::denied(POSTERN_REASON_REQUEST_INVALID)
      .about("host_public_key")
      .expected("ssh-ed25519, ecdsa-sha2-nistp256, -nistp384, -nistp521, or ssh-rsa of 2048 to 8192 bits")
      .spec("RFC 4253, 6.6")
      .peer("host_public_key is no host key that can be certified")
      .text(std::move(text));
}

}  // namespace

sdk::Result<PublicKey> parse_public_key(sdk::ByteView wire) {
  if (wire.empty() || wire.size() > kMaxPublicKey) return refused("the host key is empty or longer than 4 KiB");
  WireReader reader(wire);
  const auto name = reader.string();
  if (!name) return refused("the host key is not in SSH wire format");
  const std::string type(reinterpret_cast<const char*>(name->data()), name->size());
  const std::string wrong = check_key_parts(type, reader.rest());
  if (!wrong.empty()) return refused("the host key " + wrong);
  return PublicKey{type, sdk::to_vector(reader.rest())};
}

}  // namespace postern::ssh
