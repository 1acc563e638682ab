// SPDX-License-Identifier: Apache-2.0
#pragma once

// VectorCase: one case of the attestation test vectors that may lie beside the repository.

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "postern/sdk/bytes.h"

namespace postern::test {

struct VectorCase {
  std::string id, kind, verdict;
  nlohmann::json facts;

  // read: a file of the case; nothing when it has none of that name.
  std::optional<std::string> read(const std::string& name) const;
  nlohmann::json read_json(const std::string& name) const;
  sdk::ByteVector read_bytes(const std::string& name) const;
};

// load_vectors: the cases of that kind; nothing when there are no vectors.
std::optional<std::vector<VectorCase>> load_vectors(const std::string& kind);

// from_hex: for values in the vectors' JSON files; throws on anything else.
sdk::ByteVector from_hex(const std::string& text);

}  // namespace postern::test
