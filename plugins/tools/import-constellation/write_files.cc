// SPDX-License-Identifier: Apache-2.0
#include "tools/import-constellation/write_files.h"

#include <sstream>

namespace postern::constellation {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kWidth = 110;

constexpr std::string_view kSecrets = R"(
# FILL IN: each a file of 32 bytes that only its owner can read (mode 0600), with the cluster's own values: master secret
# and salt are those of Constellation's key service, so that the disks of machines that rejoin can still be opened.
[secrets]
master-secret    = { file = "secrets/master-secret" }
kdf-salt         = { file = "secrets/kdf-salt" }
measurement-salt = { file = "secrets/measurement-salt" }
)";

constexpr std::string_view kKeys = R"(
# Who gives: the disk key and the measurement secret.
[instances.keys]
use = "kms"
[instances.keys.config]
mode             = "local"
master_secret    = "master-secret"
salt             = "kdf-salt"
measurement_salt = "measurement-salt"
)";

// toml_value: JSON's scalars and lists are TOML's too; only tables are written otherwise. Texts are printable ASCII.
std::string toml_value(const ordered_json& value) {
  if (value.is_array()) {
    std::string list;
    for (const ordered_json& item : value) list += (list.empty() ? "" : ", ") + toml_value(item);
    return "[" + list + "]";
  }
  if (!value.is_object()) return value.dump();
  std::string table;
  for (const auto& [key, item] : value.items()) table += (table.empty() ? "" : ", ") + key + " = " + toml_value(item);
  return "{ " + table + " }";
}

// As a comment, broken into lines.
void write_note(std::ostream& out, const std::string& note) {
  std::istringstream words(note);
  std::string line = "#  -";
  for (std::string word; words >> word;) {
    if (line.size() + 1 + word.size() > kWidth) {
      out << line << '\n';
      line = "#   ";
    }
    line += " " + word;
  }
  out << line << '\n';
}

std::string plugin_of(Variant variant) {
  switch (variant) {
    case Variant::kAzureSevSnp: return "azure-snp";
    case Variant::kQemuVtpm: return "qemu-tpm";
    default: return "gcp";
  }
}

// A plugin with several validators is used by the name of one.
std::string use_of(Variant variant) {
  const std::string plugin = plugin_of(variant);
  return plugin == "gcp" ? plugin + "/" + std::string(evidence_of(variant)) : plugin;
}

void write_head(std::ostream& out, Variant variant, const std::vector<std::string>& notes) {
  out << "# A gate imported from Constellation's attestation configuration (" << evidence_of(variant) << ").\n#\n"
      << "#   postern check gate.toml      what is wrong with it, and which hosts it contacts\n#\n"
      << "# What is to be filled in is marked with FILL IN. What became of the rest:\n";
  for (const std::string& note : notes) write_note(out, note);
  out << "\n[gate]\nlisten = \"0.0.0.0:9090\"\n";
}

void write_pipeline(std::ostream& out, Variant variant, const char* name, const char* match) {
  out << "[[pipeline]]\nname = \"" << name << "\"\nmatch = { evidence = \"" << evidence_of(variant) << "\", " << match
      << " }\nsteps = [\"machine\", \"keys\"]\n";
}

}  // namespace

std::string write_gate_file(Variant variant, const Instance& instance, const std::vector<std::string>& notes) {
  const std::string plugin = plugin_of(variant);
  std::ostringstream out;
  write_head(out, variant, notes);
  if (!instance.hosts.empty())
    out << "\n# Whom the gate may contact.\n[collateral]\nhosts = " << toml_value(instance.hosts) << '\n';
  out << kSecrets << "\n[plugins]\n" << plugin << " = { path = \"" << plugin << ".so\" }\nkms = { path = \"kms.so\" }\n"
      << "\n# Who judges.\n[instances.machine]\nuse = \"" << use_of(variant) << "\"\n[instances.machine.config]\n";
  for (const auto& [key, value] : instance.config.items()) out << key << " = " << toml_value(value) << '\n';
  out << kKeys << "\n# Which chain answers which request.\n";
  write_pipeline(out, variant, "workers", "request = \"join\", role = \"worker\"");
  out << '\n';
  write_pipeline(out, variant, "rejoin", "request = \"rejoin\"");
  return out.str();
}

std::string write_measurement_file(const ordered_json& set) {
  std::ostringstream out;
  out << "# Reference values imported from Constellation's attestation configuration.\n\n[[set]]\nname = " << set["name"]
      << '\n';
  for (const auto& [pcr, entry] : set["pcrs"].items()) {
    out << "\n[set.pcrs." << pcr << "]\nexpected = " << entry["expected"] << '\n';
    if (entry.contains("warn_only")) out << "warn_only = true\n";
  }
  return out.str();
}

}  // namespace postern::constellation
