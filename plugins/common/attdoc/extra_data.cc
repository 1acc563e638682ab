// SPDX-License-Identifier: Apache-2.0
#include "common/attdoc/extra_data.h"

#include "common/tpm2/digest.h"

namespace postern::attdoc {

sdk::ByteVector user_hash(sdk::ByteView user_data, sdk::ByteView nonce) {
  return tpm2::digest(tpm2::HashAlgorithm::kSha256, {user_data, nonce});
}

sdk::ByteVector quote_extra_data(const Document& document, sdk::ByteView nonce) {
  const sdk::ByteView instance_info =
      document.instance_info ? sdk::ByteView(*document.instance_info) : sdk::ByteView();
  return tpm2::digest(tpm2::HashAlgorithm::kSha256, {instance_info, user_hash(document.user_data, nonce)});
}

}  // namespace postern::attdoc
