// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "common/tpm2/device_key.h"
#include "common/tpm2/device_settings.h"
#include "postern/sdk/component.h"

namespace postern::gcp {

// emit_document: the document with quotes by key that cover instance_info, with the key's certificate and the event
// log. Errors: those of quote_banks, read_ak_certificate and read_event_log.
sdk::Result<void> emit_document(const sdk::Call& call, tpm2::Device& device, const tpm2::DeviceKey& key,
                                const tpm2::DeviceSettings& settings, const std::string& instance_info,
                                const sdk::Challenge& challenge);

// tell_key: for self tests: the key's TPM Name, and whether it has a certificate.
sdk::Result<void> tell_key(const sdk::Call& call, tpm2::Device& device);

}  // namespace postern::gcp
