// SPDX-License-Identifier: Apache-2.0
//
// A certificate request gives a node name that can stand in a path of the API, or a denial; an effect reads back as what
// was written, and only that is one.

#include "backends/kube-token/joining_node/joining_entry.h"
#include "backends/kube-token/joining_node/node_name.h"
#include "common/kube/node_version.h"
#include "require.h"
#include "support/recording_host.h"

namespace {

using namespace postern;

void require_name_or_denial(std::string_view csr) {
  const std::string_view name = "certificate_request";
  const postern_field fields[] = {{sdk::raw(name), {}, {POSTERN_TYPE_BYTES, 0, 0, sdk::raw(csr)}}};
  const auto node = joining_node::node_name_of({"join", "worker", "r", fields, {}});
  if (node.ok()) REQUIRE(kube::of_constellation("joiningnodes").named(node.value()).is_valid());
  else REQUIRE(node.failure().status() == POSTERN_DENIED);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static test::RecordingHost host;
  const std::string_view text = fuzz::as_text(data, size);
  require_name_or_denial(text);
  if (const auto effect = joining_node::parse_effect(text)) {
    REQUIRE(effect->text() == text);
    REQUIRE(kube::of_constellation("joiningnodes").named(effect->name).is_valid());
  }
  return 0;
}
