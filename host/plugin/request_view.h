// SPDX-License-Identifier: Apache-2.0
#pragma once

// RequestView: a request in the contract's form, with everything that it points to.

#include <string>
#include <vector>

#include "host/pipeline/request.h"
#include "postern/plugin.h"

namespace postern::plugin {

class RequestView {
 public:
  RequestView(pipeline::Request request, std::string role, std::vector<std::string> wanted);
  RequestView(const RequestView&) = delete;

  // raw: valid as long as this view.
  const postern_request& raw() const { return raw_; }

 private:
  const pipeline::Request request_;
  const std::string role_;
  const std::vector<std::string> wanted_names_;
  std::vector<postern_field> fields_;
  std::vector<postern_bytes> wanted_;
  postern_request raw_{};
};

}  // namespace postern::plugin
