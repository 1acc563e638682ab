// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/ak_name.h"

#include "common/tpm2/digest.h"

namespace postern::tpm2 {

sdk::ByteVector ak_name(const Public& key) {
  const auto id = static_cast<uint16_t>(key.name_algorithm);
  sdk::ByteVector name{static_cast<std::byte>(id >> 8), static_cast<std::byte>(id & 0xFF)};
  const sdk::ByteVector hash = digest(key.name_algorithm, {key.wire});
  name.insert(name.end(), hash.begin(), hash.end());
  return name;
}

}  // namespace postern::tpm2
