// SPDX-License-Identifier: Apache-2.0
#include "vectors/manifest.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "common/encoding/hex.h"
#include "common/tpm2/digest.h"

namespace postern::vectors {
namespace {

constexpr uint64_t kLargestFile = 64 * 1024 * 1024;  // bytes

std::optional<std::string> read_file(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error) || std::filesystem::file_size(path, error) > kLargestFile)
    return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  if (!file) return std::nullopt;
  return content.str();
}

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// A case whose parts are missing or of another type keeps them empty, and is then found to be broken.
VectorCase read_case(const Json& entry) {
  const auto part = [&](const char* key, Json otherwise) {
    const auto found = entry.find(key);
    return found != entry.end() && found->type() == otherwise.type() ? *found : otherwise;
  };
  VectorCase vector;
  vector.id = text_of(entry, "id");
  vector.kind = text_of(entry, "kind");
  vector.derived_from = text_of(entry, "derived_from");
  vector.expected = part("expected", Json::object());
  vector.verdict = text_of(vector.expected, "verdict");
  vector.facts = part("facts", Json::object());
  vector.origin = part("origin", Json::object());
  vector.files = part("files", Json::array());
  return vector;
}

bool leaves_folder(const std::filesystem::path& path) {
  return path.empty() || path.is_absolute() || std::find(path.begin(), path.end(), "..") != path.end();
}

// read_checked: one file of a case, if it is the one that the manifest means.
std::string read_checked(const Manifest& manifest, const Json& entry) {
  const std::string path = entry.is_object() ? text_of(entry, "path") : std::string();
  if (leaves_folder(path)) throw BrokenCase("the manifest lists a file without a path below its folder");
  const auto content = read_file(manifest.folder() / path);
  if (!content) throw BrokenCase("file " + path + " is missing or cannot be read");
  const auto size = entry.find("size");
  if (size != entry.end() && *size != content->size())
    throw BrokenCase("file " + path + " has " + std::to_string(content->size()) + " bytes, the manifest says " + size->dump());
  const std::string sum = text_of(entry, "sha256");
  const auto digest = tpm2::digest(tpm2::HashAlgorithm::kSha256, {sdk::as_bytes(*content)});
  if (sdk::to_hex(digest) != sum) throw BrokenCase("file " + path + " does not have the SHA-256 that the manifest gives");
  return *content;
}

}  // namespace

std::variant<Manifest, std::string> Manifest::load(const std::string& path) {
  const auto content = read_file(path);
  if (!content) return "cannot read the manifest " + path;
  Manifest manifest;
  manifest.whole_ = Json::parse(*content, nullptr, false);
  if (!manifest.whole_.is_object() || !manifest.whole_.contains("cases") || !manifest.whole_["cases"].is_array())
    return path + " is not a manifest: no JSON object with a list \"cases\"";
  manifest.folder_ = std::filesystem::absolute(path).parent_path();
  for (const Json& entry : manifest.whole_["cases"])
    manifest.cases_.push_back(entry.is_object() ? read_case(entry) : VectorCase());
  return manifest;
}

const VectorCase* Manifest::find(const std::string& id) const {
  const auto found = std::find_if(cases_.begin(), cases_.end(), [&](const VectorCase& one) { return one.id == id; });
  return found == cases_.end() ? nullptr : &*found;
}

CaseFiles::CaseFiles(const Manifest& manifest, const VectorCase& vector) {
  if (vector.id.empty() || vector.kind.empty()) throw BrokenCase("the manifest gives this case no id or no kind");
  for (const Json& entry : vector.files) {
    std::string content = read_checked(manifest, entry);
    files_[std::filesystem::path(text_of(entry, "path")).filename().string()] = std::move(content);
  }
}

const std::string& CaseFiles::text(const std::string& name) const {
  const auto found = files_.find(name);
  if (found == files_.end()) throw BrokenCase("the case has no file " + name);
  return found->second;
}

sdk::ByteVector CaseFiles::bytes(const std::string& name) const { return sdk::to_vector(sdk::as_bytes(text(name))); }

Json CaseFiles::json(const std::string& name) const {
  Json parsed = Json::parse(text(name), nullptr, false);
  if (parsed.is_discarded()) throw BrokenCase("file " + name + " is not JSON");
  return parsed;
}

const std::string* CaseFiles::first(std::initializer_list<const char*> names) const {
  for (const char* name : names)
    if (const auto found = files_.find(name); found != files_.end()) return &found->second;
  return nullptr;
}

sdk::ByteVector from_hex(const std::string& text) {
  const auto bytes = encoding::decode_hex(text);
  if (!bytes) throw BrokenCase("not hex: " + text);
  return *bytes;
}

}  // namespace postern::vectors
