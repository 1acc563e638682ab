// SPDX-License-Identifier: Apache-2.0
//
// A host key that is accepted is its type and its parts and nothing else, and can be certified: the certificate holds the
// parts as they came, at their place.
#include <algorithm>

#include "common/ssh/host_certificate.h"
#include "common/ssh/parse_public_key.h"
#include "common/ssh/wire_reader.h"
#include "common/ssh/wire_writer.h"
#include "fuzz/tpm2/require.h"
#include "support/recording_host.h"

using namespace postern;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  static test::RecordingHost host;
  static const ssh::CaKey ca = ssh::CaKey::from_seed(sdk::as_bytes("0123456789abcdef0123456789abcdef")).take();
  const sdk::ByteView whole = fuzz::input(data, size);
  const auto key = ssh::parse_public_key(whole);
  if (!key.ok()) {
    fuzz::require(key.failure().status() == POSTERN_DENIED && key.failure().code() == POSTERN_REASON_REQUEST_INVALID,
                  "a refusal is a denial");
    return 0;
  }
  const auto& [type, parts] = key.value();
  fuzz::require(ssh::WireWriter().string(type).raw(parts).bytes() == sdk::to_vector(whole), "written again it is the same bytes");
  ssh::WireReader reader(parts);
  while (!reader.rest().empty()) fuzz::require(reader.string().has_value(), "its parts are strings");
  const auto line = ssh::sign_host_certificate(ca, key.value(), {"fuzz", {"node-1"}, std::chrono::sys_seconds()});
  fuzz::require(line.ok(), "it can be certified");
  fuzz::require(line.value().starts_with(type + "-cert-v01@openssh.com AAAA") && line.value().ends_with("\n"), "as a line");
  fuzz::require(std::count(line.value().begin(), line.value().end(), '\n') == 1, "as one line");
  return 0;
}
