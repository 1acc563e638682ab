// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/attdoc/document.h"

namespace postern::attdoc {

// user_hash: SHA-256(UserData ‖ nonce), 32 bytes. What ties evidence to the TLS key and to the verifier's
// nonce.
sdk::ByteVector user_hash(sdk::ByteView user_data, sdk::ByteView nonce);

// quote_extra_data: SHA-256(InstanceInfo ‖ user_hash), 32 bytes: the extraData that every quote of the
// document must carry. InstanceInfo is taken exactly as sent; null counts as no bytes.
sdk::ByteVector quote_extra_data(const Document& document, sdk::ByteView nonce);

}  // namespace postern::attdoc
