// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/joining_node/joining_node.h"

#include "backends/kube-token/joining_node/node_name.h"
#include "common/kube/access_rights.h"
#include "common/kube/node_version.h"

namespace postern::joining_node {

using sdk::Failure;
using sdk::Result;

sdk::Description JoiningNode::describe() {
  return {.id = "joining-node",
          .version = "1.0.0",
          .summary = "Lists the node as a JoiningNode of a Constellation cluster",
          .config_schema_json = kConfigSchema,
          .threading = POSTERN_THREADING_CONCURRENT};
}

Result<std::unique_ptr<JoiningNode>> JoiningNode::create(sdk::Call&, Config config) {
  POSTERN_TRY(client, kube::create_client(std::move(config.access)));
  return std::make_unique<JoiningNode>(std::move(client), config.is_required);
}

Result<void> JoiningNode::self_test(sdk::Call& call) {
  const kube::Resource nodes = kube::of_constellation("joiningnodes");
  const kube::Resource version = kube::of_constellation("nodeversions").named(kube::kNodeVersionName);
  POSTERN_CHECK(kube::check_rights(
      call, *client_, {{"get", version}, {"get", nodes}, {"create", nodes}, {"patch", nodes}, {"delete", nodes}}));
  if (!is_required_) return {};
  POSTERN_TRY(is_known, list_.is_known(call));
  if (!is_known) return absent(call, "knows no joiningnodes.update.edgeless.systems");
  return {};
}

// absent: the cluster is none of Constellation's.
Result<void> JoiningNode::absent(sdk::Call& call, const std::string& what) const {
  if (is_required_)
    return Failure(POSTERN_MISCONFIGURED, POSTERN_REASON_BACKEND_REFUSED)
        .about("/required")
        .text("the cluster " + what + ", and the configuration says required");
  call.info("the cluster " + what + ": the node is not listed");
  return {};
}

Result<void> JoiningNode::contribute(sdk::Call& call, const sdk::Request& request) {
  POSTERN_TRY(node, node_name_of(request));
  const bool is_control_plane = request.role == "control-plane";
  if (!is_control_plane && node == kControlPlane)
    return Failure::denied(POSTERN_REASON_REQUEST_INVALID)
        .about("csr.subject.CN")
        .text("a worker named control-plane would take the place of a control-plane node that joins");
  POSTERN_TRY(version, kube::read_node_version(call, *client_));
  if (!version) return absent(call, "has no nodeversions.update.edgeless.systems constellation-version");
  POSTERN_TRY(mark, new_mark());
  const auto time = is_control_plane ? std::chrono::seconds(kControlPlaneTime) : std::chrono::seconds(kWorkerTime);
  const JoiningEntry entry{std::move(node), std::move(version->components_reference), is_control_plane,
                           std::chrono::floor<std::chrono::seconds>(call.now()) + time, std::move(mark)};
  POSTERN_TRY(outcome, is_control_plane ? list_.list_control_plane(call, entry) : list_.list_worker(call, entry));
  if (outcome == Outcome::kUnknown) return absent(call, "knows no joiningnodes.update.edgeless.systems");
  return {};
}

Result<void> JoiningNode::revoke(sdk::Call& call, sdk::ByteView effect) {
  const auto parsed = parse_effect({reinterpret_cast<const char*>(effect.data()), effect.size()});
  if (!parsed) return Failure::internal("asked to revoke what is no effect of joining-node");
  return list_.withdraw(call, *parsed);
}

}  // namespace postern::joining_node
