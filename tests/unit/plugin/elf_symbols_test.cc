// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/elf_symbols.h"

#include <elf.h>
#include <gmock/gmock.h>

#include <cstring>
#include <fstream>
#include <sstream>

#include "unit/plugin/bench.h"

namespace postern::plugin {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

// A shared object with two symbols, put together by hand: header, names, symbols, section headers.
struct Image {
  Image() {
    std::memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS64;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_type = ET_DYN;
    header.e_shentsize = sizeof(Elf64_Shdr);
    header.e_shnum = 2;
    header.e_shoff = sizeof(header) + sizeof(names) + sizeof(symbols);
    sections[0] = section(SHT_STRTAB, sizeof(header), sizeof(names), 0);
    sections[1] = section(SHT_DYNSYM, sizeof(header) + sizeof(names), sizeof(symbols), 0);
    symbols[0] = symbol(1, STB_GLOBAL, STV_DEFAULT, 5);
    symbols[1] = symbol(5, STB_WEAK, STV_PROTECTED, 5);
  }
  static Elf64_Shdr section(uint32_t type, uint64_t offset, uint64_t size, uint32_t link) {
    Elf64_Shdr made{};
    made.sh_type = type, made.sh_offset = offset, made.sh_size = size, made.sh_link = link;
    return made;
  }
  static Elf64_Sym symbol(uint32_t name, unsigned binding, unsigned visibility, uint16_t index) {
    Elf64_Sym made{};
    made.st_name = name, made.st_info = ELF64_ST_INFO(binding, STT_FUNC), made.st_shndx = index;
    made.st_other = static_cast<unsigned char>(visibility);
    return made;
  }
  attest::ByteVector bytes() const {
    std::string all(reinterpret_cast<const char*>(&header), sizeof(header));
    all.append(names, sizeof(names));
    all.append(reinterpret_cast<const char*>(symbols), sizeof(symbols));
    all.append(reinterpret_cast<const char*>(sections), sizeof(sections));
    return plugin::bytes(all);
  }
  std::string failure() const { return std::string(elf_symbols(bytes()).status().message()); }

  Elf64_Ehdr header{};
  char names[16] = "\0one\0two";
  Elf64_Sym symbols[2]{};
  Elf64_Shdr sections[2]{};
};

TEST(ElfSymbols, ReadsExportedNames) {
  EXPECT_THAT(*elf_symbols(Image().bytes()), ElementsAre("one", "two"));
}

TEST(ElfSymbols, LeavesOutWhatIsNotExported) {
  Image image;
  image.symbols[0].st_shndx = SHN_UNDEF;
  image.symbols[1].st_other = STV_HIDDEN;
  EXPECT_THAT(*elf_symbols(image.bytes()), ::testing::IsEmpty());
  image.symbols[0] = Image::symbol(1, STB_LOCAL, STV_DEFAULT, 5);
  EXPECT_THAT(*elf_symbols(image.bytes()), ::testing::IsEmpty());
}

TEST(ElfSymbols, ReadsRealPlugins) {
  std::ostringstream text;
  text << std::ifstream(plugin_path("plain-c"), std::ios::binary).rdbuf();
  EXPECT_THAT(*elf_symbols(bytes(text.str())), ::testing::Contains("postern_plugin_entry_v1"));
}

TEST(ElfSymbols, RefusesOtherFiles) {
  const auto failure = [](auto&& change) {
    Image image;
    change(image);
    return image.failure();
  };
  EXPECT_EQ(elf_symbols({}).status().message(), "not an ELF file");
  EXPECT_EQ(failure([](Image& i) { i.header.e_ident[1] = 'e'; }), "not an ELF file");
  EXPECT_EQ(failure([](Image& i) { i.header.e_ident[EI_CLASS] = ELFCLASS32; }), "not a 64-bit little-endian ELF file");
  EXPECT_EQ(failure([](Image& i) { i.header.e_ident[EI_DATA] = ELFDATA2MSB; }), "not a 64-bit little-endian ELF file");
  EXPECT_EQ(failure([](Image& i) { i.header.e_type = ET_REL; }), "not a shared object");
  EXPECT_EQ(failure([](Image& i) { i.header.e_shentsize = 63; }), "section headers of another size");
  EXPECT_EQ(failure([](Image& i) { i.header.e_shnum = 0; }), "no dynamic symbol table");
  EXPECT_EQ(failure([](Image& i) { i.header.e_shoff += 1; }), "section headers outside of the file");
  EXPECT_EQ(failure([](Image& i) { i.header.e_shoff = ~uint64_t{0} - 63; }), "section headers outside of the file");
  EXPECT_EQ(failure([](Image& i) { i.header.e_shoff = 1 << 30; }), "section headers outside of the file");
  EXPECT_EQ(failure([](Image& i) { i.sections[1].sh_type = SHT_SYMTAB; }), "no dynamic symbol table");
  EXPECT_EQ(failure([](Image& i) { i.sections[1].sh_link = 2; }), "a symbol table without names");
  EXPECT_EQ(failure([](Image& i) { i.sections[1].sh_size = ~uint64_t{0}; }), "a symbol table outside of the file");
  EXPECT_EQ(failure([](Image& i) { i.sections[0].sh_offset = ~uint64_t{0}; }), "a symbol table outside of the file");
  EXPECT_EQ(failure([](Image& i) { i.symbols[0].st_name = 16; }), "a symbol whose name lies outside of the file");
  EXPECT_EQ(failure([](Image& i) { std::memset(i.names, 'x', 16); }), "a symbol whose name lies outside of the file");
}

TEST(ElfSymbols, SurvivesEveryTruncation) {
  const attest::ByteVector whole = Image().bytes();
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(elf_symbols(attest::ByteView(whole).first(size)).ok()) << size;
}

}  // namespace
}  // namespace postern::plugin
