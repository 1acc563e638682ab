// SPDX-License-Identifier: Apache-2.0
#include "tools/import-constellation/read_yaml.h"

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <sstream>

#include "tools/import-constellation/yaml_json.h"

namespace postern::constellation {
namespace {

using nlohmann::json;
using sdk::Failure;
using sdk::Result;

constexpr std::size_t kLargest = 256 * 1024;
constexpr const char* kNoMapping = "the file is neither a JSON object nor a YAML mapping";

bool is_utf8(const json& value) {
  try {
    return !value.dump().empty();
  } catch (const json::exception&) {
    return false;
  }
}

}  // namespace

Result<json> read_yaml(std::string_view text) {
  if (text.size() > kLargest) return Failure::misconfigured("", "the file is longer than 256 KiB");
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    YamlJson builder;
    while (parser.HandleNextDocument(builder)) {  // the builder refuses a second document
    }
    if (!builder.root().is_object()) return Failure::misconfigured("", kNoMapping);
    if (!is_utf8(builder.root())) return Failure::misconfigured("", "the file is not UTF-8");
    return builder.root();
  } catch (const YamlJson::Complaint& complaint) {
    return Failure::misconfigured(complaint.pointer, complaint.text);
  } catch (const YAML::Exception& error) {
    return Failure::misconfigured("", std::string("the file is not YAML: ") + error.what());
  }
}

}  // namespace postern::constellation
