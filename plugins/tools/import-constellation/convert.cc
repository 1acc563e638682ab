// SPDX-License-Identifier: Apache-2.0
#include "tools/import-constellation/convert.h"

#include <algorithm>

#include "tools/import-constellation/check_instance.h"
#include "tools/import-constellation/instance_config.h"
#include "tools/import-constellation/write_files.h"

namespace postern::constellation {
namespace {

void note_common(const AttestationConfig& source, std::vector<std::string>& notes) {
  notes.push_back("Constellation believes a machine that says that it is a control plane. Postern wants a verified claim "
                  "for that (`when`), so only workers join by these pipelines.");
  const bool warns = std::any_of(source.measurements.begin(), source.measurements.end(),
                                 [](const auto& entry) { return entry.second.warn_only; });
  if (warns) notes.push_back("warnOnly became warn_only: such PCRs are reported and admit any value.");
}

void note_snp(const AttestationConfig& source, std::vector<std::string>& notes) {
  notes.push_back("The committed TCB and that of the launch must reach the minimum, too; check_launch_tcb = false leaves "
                  "the latter out.");
  if (source.has_signing_key)
    notes.push_back("amdSigningKey is left out: an intermediate certificate, which machines send or AMD's service gives.");
  notes.push_back(source.amd_root_key.empty() ? "There is no amdRootKey: all of AMD's root keys are believed."
                                              : "amdRootKey became amd-root.pem: that root alone is believed. Without "
                                                "amd_roots and trusted_roots all of AMD's are.");
}

std::vector<std::string> notes_for(const AttestationConfig& source) {
  std::vector<std::string> notes;
  note_common(source, notes);
  if (is_snp(source.variant)) note_snp(source, notes);
  if (source.variant == Variant::kAzureSevSnp && !source.signer.maa_url.empty() &&
      source.signer.enforcement != Enforcement::kMaaFallback)
    notes.push_back("maaURL is left out: it has no effect without maaFallback.");
  if (source.variant == Variant::kQemuVtpm)
    notes.push_back("Any TPM is believed, as Constellation does on QEMU: for development only. ak_trust = \"pinned\" "
                    "names those that may join.");
  return notes;
}

}  // namespace

sdk::Result<Imported> convert(const AttestationConfig& source, const ConvertChoice& choice) {
  POSTERN_TRY(set, make_set(source, choice.set_name));
  POSTERN_TRY(instance, make_instance(source, choice));
  POSTERN_CHECK(check_instance(source.variant, instance, set));
  Imported out;
  out.notes = notes_for(source);
  out.files.push_back({"gate.toml", write_gate_file(source.variant, instance, out.notes)});
  out.files.push_back({"measurements.toml", write_measurement_file(set)});
  if (!instance.root_pem.empty()) out.files.push_back({kRootFile, instance.root_pem});
  return out;
}

}  // namespace postern::constellation
