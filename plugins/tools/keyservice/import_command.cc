// SPDX-License-Identifier: Apache-2.0
#include "tools/keyservice/import_command.h"

#include <iostream>

#include "common/crypto/hkdf.h"
#include "common/keys/hsm_session.h"
#include "common/private_file/private_file.h"
#include "tools/keyservice/import_key.h"

namespace postern::keyservice {
namespace {

using sdk::Failure;
using sdk::Result;
using sdk::Secret;

constexpr std::size_t kSize = 32;

// Material: the key to import, and what it must give for the probe; both empty when the HSM makes the key.
struct Material {
  Secret prk, expected;
};

Result<Material> read_material(const ImportOptions& options) {
  if (options.generate) return Material{};
  POSTERN_TRY(master_secret, common::read_private_file(options.master_secret_file));
  POSTERN_TRY(salt, common::read_private_file(options.salt_file));
  POSTERN_TRY(prk, pseudo_random_key(master_secret.bytes(), salt.bytes()));
  POSTERN_TRY(expected, common::hkdf_sha256(master_secret.bytes(), salt.bytes(), "key-" + std::string(kProbe), kSize));
  return Material{std::move(prk), std::move(expected)};
}

Result<std::string> run_import(const ImportOptions& options) {
  if (!options.module.starts_with('/')) return Failure::misconfigured("", "--module: expected an absolute path");
  POSTERN_TRY(location, keys::HsmLocation::of_labels(options.token_label, options.key_label));
  POSTERN_TRY(pin, common::read_private_file(options.pin_file));
  POSTERN_TRY(material, read_material(options));
  const Import import{options.module, location, options.key_label, options.replace};
  POSTERN_CHECK(import_key(import, keys::without_line_end(pin.bytes()), material.prk.bytes(), material.expected.bytes()));
  return location.text();
}

}  // namespace

int import_command(const ImportOptions& options) {
  const bool has_files = !options.master_secret_file.empty() && !options.salt_file.empty();
  const bool has_any_file = !options.master_secret_file.empty() || !options.salt_file.empty();
  if (options.generate ? has_any_file : !has_files) {
    std::cerr << "postern keyservice import: give --master-secret-file and --salt-file, or --generate\n";
    return 2;
  }
  const auto done = run_import(options);
  if (!done.ok()) {
    std::cerr << "postern keyservice import: " << done.failure().operator_text() << '\n';
    return 1;
  }
  std::cout << done.value() << '\n';
  if (options.generate)
    std::cerr << "This key exists in the HSM only. Without a backup of the HSM, losing it loses every disk.\n";
  return 0;
}

}  // namespace postern::keyservice
