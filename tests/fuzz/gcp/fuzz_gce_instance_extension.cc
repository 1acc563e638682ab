// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "common/gce/parse_instance_extension.h"
#include "fuzz/tpm2/require.h"
#include "support/gcp_evidence.h"

using namespace postern;

namespace {

// content: what is inside of the outermost element, whose head has two to four bytes here.
sdk::ByteView content(sdk::ByteView der) {
  const auto length = std::to_integer<unsigned>(der[1]);
  return der.subspan(length < 0x80 ? 2 : 2 + (length & 0x7F));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const sdk::ByteView whole = fuzz::input(data, size);
  const auto parsed = gce::parse_instance_extension(whole);
  if (!parsed.ok()) {
    fuzz::require(parsed.failure().code() == POSTERN_REASON_CERTIFICATE_INVALID, "a refusal is a denial for that reason");
    return 0;
  }
  const gce::InstanceExtension& facts = parsed.value();
  fuzz::require(gce::is_zone(facts.instance.zone) && gce::is_project_id(facts.instance.project_id) &&
                    gce::is_instance_name(facts.instance.instance_name),
                "names have their form");
  test::GcpInstance same{facts.instance.zone, facts.instance.project_id, facts.instance.instance_name,
                         facts.project_number, facts.instance_id, false, false};
  const sdk::ByteVector written = test::write_instance_extension(same);
  const sdk::ByteView start = content(written), inside = content(whole);
  fuzz::require(inside.size() >= start.size() && std::equal(start.begin(), start.end(), inside.begin()),
                "the five members are what another writer writes");
  fuzz::require(facts.security.has_value() == (inside.size() > start.size()), "what follows was read, too");
  return 0;
}
