// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which plugin judges a document of a vector, and with which configuration: made from the case's config.json, which says
// it in the reference's words.

#include <optional>

#include "vectors/case_context.h"

namespace postern::vectors {

struct DocumentJudge {
  std::string file;       // of the plugin, in the plugin folder
  std::string component;  // "plugin/component"
};

// find_document_judge: of that evidence type; nothing when no plugin judges it.
std::optional<DocumentJudge> find_document_judge(const std::string& variant);

// document_config: the component's configuration as JSON. project: the one project whose machines are admitted, for
// machines of Google. Throws BrokenCase when config.json lacks what the type needs.
Json document_config(const std::string& variant, const Json& reference, const CaseFiles& files, const std::string& project);

}  // namespace postern::vectors
