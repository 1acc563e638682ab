// SPDX-License-Identifier: Apache-2.0
#include "common/snp/tcb.h"

#include <gmock/gmock.h>

#include <type_traits>

namespace postern::snp {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr PackedTcb kPacked{0x0807060504030201};

// is_comparable: whether == compiles.
template <typename T>
concept Comparable = requires(T a, T b) {
  a == b;
};
static_assert(!Comparable<PackedTcb>, "packed TCBs are never compared");

TEST(Tcb, LayoutDependsOnTheProduct) {
  for (const ProductLine product : {ProductLine::kMilan, ProductLine::kGenoa}) {
    const TcbVersion tcb = unpack_tcb(kPacked, product);
    EXPECT_FALSE(tcb.fmc.has_value());
    EXPECT_EQ(tcb.bootloader, 1);
    EXPECT_EQ(tcb.tee, 2);
    EXPECT_THAT(tcb.reserved, ElementsAre(3, 4, 5, 6));
    EXPECT_EQ(tcb.snp, 7);
    EXPECT_EQ(tcb.microcode, 8);
  }
  const TcbVersion tcb = unpack_tcb(kPacked, ProductLine::kTurin);
  EXPECT_EQ(tcb.fmc, 1);
  EXPECT_EQ(tcb.bootloader, 2);
  EXPECT_EQ(tcb.tee, 3);
  EXPECT_EQ(tcb.snp, 4);
  EXPECT_THAT(tcb.reserved, ElementsAre(5, 6, 7, 0));
  EXPECT_EQ(tcb.microcode, 8);
}

TEST(Tcb, ComponentsAreComparedEachOnItsOwn) {
  const TcbVersion least{.fmc = {}, .bootloader = 4, .tee = 1, .snp = 20, .microcode = 100};
  EXPECT_THAT(lower_components(least, least), IsEmpty());
  // As packed numbers this one is the greater: its microcode is in the highest byte.
  TcbVersion actual{.fmc = {}, .bootloader = 3, .tee = 0, .snp = 20, .microcode = 200};
  EXPECT_THAT(lower_components(actual, least), ElementsAre(TcbComponent::kBootloader, TcbComponent::kTee));
  actual = {.fmc = {}, .bootloader = 255, .tee = 255, .snp = 19, .microcode = 99};
  EXPECT_THAT(lower_components(actual, least), ElementsAre(TcbComponent::kSnp, TcbComponent::kMicrocode));
}

TEST(Tcb, ComponentThatIsMissingIsLower) {
  const TcbVersion with_fmc{.fmc = 0}, without{};
  EXPECT_THAT(lower_components(without, with_fmc), ElementsAre(TcbComponent::kFmc));
  EXPECT_THAT(lower_components(with_fmc, without), IsEmpty());
  EXPECT_THAT(different_components(with_fmc, without), ElementsAre("fmc"));
}

TEST(Tcb, DifferencesAreNamed) {
  TcbVersion tcb{.fmc = 1, .bootloader = 2, .tee = 3, .snp = 4, .microcode = 5};
  EXPECT_THAT(different_components(tcb, tcb), IsEmpty());
  TcbVersion other{.fmc = 9, .bootloader = 9, .tee = 9, .snp = 9, .microcode = 9, .reserved = {0, 0, 1, 0}};
  EXPECT_THAT(different_components(tcb, other),
              ElementsAre("fmc", "bootloader", "tee", "snp", "microcode", "reserved"));
}

TEST(Tcb, TextNamesEveryComponent) {
  EXPECT_EQ(to_text(TcbVersion{.fmc = 1, .bootloader = 2, .tee = 3, .snp = 4, .microcode = 219}),
            "fmc 1 bootloader 2 tee 3 snp 4 microcode 219");
  EXPECT_EQ(to_text(TcbVersion{}), "bootloader 0 tee 0 snp 0 microcode 0");
}

}  // namespace
}  // namespace postern::snp
