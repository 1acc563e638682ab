// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/control_plane_files/control_plane_files.h"

#include <vector>

#include "common/kube/private_file.h"

namespace postern::kube_token {
namespace {

using Files = std::vector<sdk::Secret>;

constexpr std::string_view kFiles = "control_plane_files";
constexpr std::string_view kControlPlane = "control-plane";
constexpr std::size_t kMaxContent = 64 * 1024;

// read_all: in the order of kControlPlaneFiles.
sdk::Result<Files> read_all(const std::string& directory) {
  Files files;
  for (const std::string_view name : kControlPlaneFiles) {
    const std::string path = directory + "/" + std::string(name);
    const auto privacy = name.ends_with(".key") ? kube::Privacy::kOwnerOnly : kube::Privacy::kAny;
    POSTERN_TRY(content, kube::read_file(path, privacy));
    if (content.size() > kMaxContent) return sdk::Failure::misconfigured("", "file " + path + " is longer than 64 KiB");
    files.push_back(std::move(content));
  }
  return files;
}

}  // namespace

sdk::Description ControlPlaneFiles::describe() {
  return {.id = "control-plane-files",
          .version = "1.0.0",
          .summary = "The cluster's keys and certificates, for nodes of the control plane",
          .config_schema_json = kControlPlaneFilesSchema,
          .threading = POSTERN_THREADING_CONCURRENT,
          .fields_out = {{kFiles, POSTERN_TYPE_BYTES, POSTERN_FIELD_SECRET | POSTERN_FIELD_REPEATED}}};
}

sdk::Result<std::unique_ptr<ControlPlaneFiles>> ControlPlaneFiles::create(sdk::Call&, Config config) {
  return std::make_unique<ControlPlaneFiles>(std::move(config.directory));
}

sdk::Result<void> ControlPlaneFiles::self_test(sdk::Call&) {
  POSTERN_CHECK(read_all(directory_));
  return {};
}

sdk::Result<void> ControlPlaneFiles::contribute(sdk::Call& call, const sdk::Request& request) {
  if (request.role != kControlPlane || !request.wants(kFiles)) return {};
  POSTERN_TRY(files, read_all(directory_));
  for (std::size_t i = 0; i < files.size(); ++i)
    POSTERN_CHECK(call.emit(kFiles, files[i].bytes(), kControlPlaneFiles[i]));
  return {};
}

}  // namespace postern::kube_token
