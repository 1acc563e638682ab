// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/elf_symbols.h"

#include <absl/strings/str_cat.h>
#include <elf.h>

#include <cstring>
#include <optional>

namespace postern::plugin {
namespace {

using attest::ByteView;

absl::Status wrong(const char* what) { return absl::InvalidArgumentError(what); }

// The part of the image at offset, or nothing when it does not lie inside.
std::optional<ByteView> part(ByteView image, uint64_t offset, uint64_t size) {
  if (offset > image.size() || size > image.size() - offset) return std::nullopt;
  return image.subspan(offset, size);
}

template <typename T>
std::optional<T> read(ByteView image, uint64_t offset) {
  const auto bytes = part(image, offset, sizeof(T));
  if (!bytes) return std::nullopt;
  T value;
  std::memcpy(&value, bytes->data(), sizeof(T));
  return value;
}

absl::StatusOr<Elf64_Ehdr> read_header(ByteView image) {
  const auto header = read<Elf64_Ehdr>(image, 0);
  if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) return wrong("not an ELF file");
  if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB)
    return wrong("not a 64-bit little-endian ELF file");
  if (header->e_type != ET_DYN) return wrong("not a shared object");
  if (header->e_shentsize != sizeof(Elf64_Shdr)) return wrong("section headers of another size");
  return *header;
}

bool is_exported(const Elf64_Sym& symbol) {
  const unsigned binding = ELF64_ST_BIND(symbol.st_info), visibility = ELF64_ST_VISIBILITY(symbol.st_other);
  return symbol.st_shndx != SHN_UNDEF && (binding == STB_GLOBAL || binding == STB_WEAK || binding == STB_GNU_UNIQUE) &&
         (visibility == STV_DEFAULT || visibility == STV_PROTECTED);
}

// The name at this offset; nothing when it does not end inside of the table.
std::optional<std::string> name_at(ByteView names, uint64_t offset) {
  if (offset >= names.size()) return std::nullopt;
  const auto* begin = reinterpret_cast<const char*>(names.data()) + offset;
  const void* end = std::memchr(begin, 0, names.size() - offset);
  if (end == nullptr) return std::nullopt;
  return std::string(begin, static_cast<const char*>(end));
}

absl::StatusOr<std::vector<std::string>> read_symbols(ByteView table, ByteView names) {
  std::vector<std::string> exported;
  for (uint64_t at = 0; at + sizeof(Elf64_Sym) <= table.size(); at += sizeof(Elf64_Sym)) {
    const auto symbol = *read<Elf64_Sym>(table, at);
    if (!is_exported(symbol)) continue;
    auto name = name_at(names, symbol.st_name);
    if (!name) return wrong("a symbol whose name lies outside of the file");
    if (!name->empty()) exported.push_back(*std::move(name));
  }
  return exported;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> elf_symbols(ByteView image) {
  const auto header = read_header(image);
  if (!header.ok()) return header.status();
  for (uint64_t i = 0; i < header->e_shnum; ++i) {
    const auto section = read<Elf64_Shdr>(image, header->e_shoff + i * sizeof(Elf64_Shdr));
    if (!section || header->e_shoff > image.size()) return wrong("section headers outside of the file");
    if (section->sh_type != SHT_DYNSYM) continue;
    if (section->sh_link >= header->e_shnum) return wrong("a symbol table without names");
    const auto strings = read<Elf64_Shdr>(image, header->e_shoff + section->sh_link * sizeof(Elf64_Shdr));
    if (!strings) return wrong("section headers outside of the file");
    const auto table = part(image, section->sh_offset, section->sh_size);
    const auto names = part(image, strings->sh_offset, strings->sh_size);
    if (!table || !names) return wrong("a symbol table outside of the file");
    return read_symbols(*table, *names);
  }
  return wrong("no dynamic symbol table");
}

}  // namespace postern::plugin
