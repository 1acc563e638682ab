// SPDX-License-Identifier: Apache-2.0
#pragma once

// Manifest: a list of attestation test vectors ("attestation test vectors, MANIFEST version 1") and the folder that
// their files lie in. Everything that the runner does is decided from here; it knows no case by name.

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "postern/sdk/bytes.h"

namespace postern::vectors {

using Json = nlohmann::json;

// BrokenCase: a case that cannot be judged as it stands (a file is missing or is not what the manifest says). Always
// a FAIL, never a refusal by the code under test.
class BrokenCase : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct VectorCase {
  std::string id, kind;
  std::string verdict;       // expected.verdict
  std::string derived_from;  // id of the case that this one was made from, or empty
  Json expected, facts, origin;
  Json files;                // as the manifest lists them: [{"path", "size", "sha256"}]

  // name: the id behind its last slash.
  std::string name() const { return id.substr(id.rfind('/') + 1); }
};

class Manifest {
 public:
  // load: reads the file. Answers a text that says what is wrong with it as a whole; a wrong case is no such thing.
  static std::variant<Manifest, std::string> load(const std::string& path);

  const std::vector<VectorCase>& cases() const { return cases_; }
  const VectorCase* find(const std::string& id) const;  // nullptr when there is none
  const std::filesystem::path& folder() const { return folder_; }
  const Json& whole() const { return whole_; }

 private:
  Json whole_;
  std::filesystem::path folder_;
  std::vector<VectorCase> cases_;
};

// CaseFiles: the files of one case, read and found to have the size and SHA-256 that the manifest gives.
class CaseFiles {
 public:
  // Throws BrokenCase.
  CaseFiles(const Manifest& manifest, const VectorCase& vector);

  bool has(const std::string& name) const { return files_.contains(name); }
  // Each throws BrokenCase when the case has no such file, or it is not of that form.
  const std::string& text(const std::string& name) const;
  sdk::ByteVector bytes(const std::string& name) const;
  Json json(const std::string& name) const;
  // first: the first of these files that the case has, or nullptr.
  const std::string* first(std::initializer_list<const char*> names) const;
  const std::map<std::string, std::string>& all() const { return files_; }

 private:
  std::map<std::string, std::string> files_;  // by name without folder
};

// from_hex: throws BrokenCase on anything else.
sdk::ByteVector from_hex(const std::string& text);

}  // namespace postern::vectors
