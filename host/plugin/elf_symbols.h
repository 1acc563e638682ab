// SPDX-License-Identifier: Apache-2.0
#pragma once

// Exported symbols of a shared library, read from its bytes: nothing of it is mapped or run.

#include <absl/status/statusor.h>

#include <string>
#include <vector>

#include "host/attest/value.h"

namespace postern::plugin {

// elf_symbols: the names that a 64-bit little-endian ELF shared object exports: defined, global or weak, and visible.
// They stand in its dynamic symbol table (.dynsym), which strip(1) leaves, unlike .symtab.
// Errors: INVALID_ARGUMENT when the bytes are no such object, with what is wrong. Every offset is checked.
// Source: System V Application Binary Interface, Object Files (gABI 4.1), chapter 4.
absl::StatusOr<std::vector<std::string>> elf_symbols(attest::ByteView image);

}  // namespace postern::plugin
