// SPDX-License-Identifier: Apache-2.0
#pragma once

// NV indexes of a software TPM, set up as a cloud does. Functions throw std::runtime_error.

#include "support/swtpm.h"

namespace postern::test {

// install_nv: the index, anew, with exactly this content; owner and index may read and write it. remove_nv: no more.
void install_nv(const Swtpm& tpm, uint32_t index, sdk::ByteView content);
void remove_nv(const Swtpm& tpm, uint32_t index);

// make_persistent: the owner hierarchy's usual attestation key under that handle; its TPMT_PUBLIC. remove_key: no more.
sdk::ByteVector make_persistent(const Swtpm& tpm, uint32_t handle);
void remove_key(const Swtpm& tpm, uint32_t handle);

// endorsement_template: a template of an attestation key; endorsement_key: TPMT_PUBLIC of what it makes in this TPM.
sdk::ByteVector endorsement_template();
sdk::ByteVector endorsement_key(const Swtpm& tpm);

}  // namespace postern::test
