// SPDX-License-Identifier: Apache-2.0
#include "support/vector_case.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "common/encoding/hex.h"

namespace postern::test {
namespace {

std::optional<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

}  // namespace

std::optional<std::string> VectorCase::read(const std::string& name) const {
  return read_file(std::filesystem::path(POSTERN_VECTORS) / id / name);
}

nlohmann::json VectorCase::read_json(const std::string& name) const {
  return nlohmann::json::parse(*read(name));
}

sdk::ByteVector VectorCase::read_bytes(const std::string& name) const {
  return sdk::to_vector(sdk::as_bytes(read(name).value()));
}

std::optional<std::vector<VectorCase>> load_vectors(const std::string& kind) {
  const auto manifest = read_file(std::filesystem::path(POSTERN_VECTORS) / "MANIFEST.json");
  if (!manifest) return std::nullopt;
  std::vector<VectorCase> cases;
  const nlohmann::json parsed = nlohmann::json::parse(*manifest);
  for (const auto& entry : parsed["cases"])
    if (entry["kind"] == kind)
      cases.push_back({entry["id"], entry["kind"], entry["expected"]["verdict"],
                       entry.value("facts", nlohmann::json::object())});
  return cases;
}

sdk::ByteVector from_hex(const std::string& text) {
  const auto bytes = encoding::decode_hex(text);
  if (!bytes) throw std::invalid_argument("not hex: " + text);
  return *bytes;
}

}  // namespace postern::test
