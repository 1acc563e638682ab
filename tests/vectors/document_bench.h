// SPDX-License-Identifier: Apache-2.0
#pragma once

// DocumentBench: the real host around one plugin: loads it, makes an instance, and judges a document as the gate does.
// The web is what the case brings: a token for everybody, and the Compute API, which knows one key.

#include "host/attest/chain.h"
#include "host/plugin/plugin_set.h"
#include "vectors/document_config.h"

namespace postern::vectors {

struct DocumentRequest {
  DocumentJudge judge;
  std::string plugin_dir;
  Json config;
  std::string variant;
  attest::ByteVector document, nonce, user_data;
  std::string trusted_ak;  // PEM; what the Compute API answers; empty: it does not answer
  attest::Time now;
};

// judge_document: throws BrokenCase when the plugin cannot be loaded or refuses the configuration: that is no verdict.
attest::Verdict judge_document(const DocumentRequest& request);

}  // namespace postern::vectors
