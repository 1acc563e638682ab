// SPDX-License-Identifier: Apache-2.0
#include "common/snp/parse_report.h"

#include <algorithm>
#include <cstdio>
#include <string>

namespace postern::snp {
namespace {

using sdk::Result;

constexpr uint32_t kNewestVersion = 5;
constexpr uint32_t kEcdsaP384Sha384 = 1;  // AMD 56860, 10.1
constexpr uint32_t kHighestVmpl = 3;
constexpr uint64_t kPolicyMustBeOne = uint64_t{1} << 17;
constexpr uint64_t kPolicyReserved = ~((uint64_t{1} << 26) - 1);
constexpr uint64_t kPlatformKnown = 0xFF;      // 6 is set by genuine Turins; what it means is not public
constexpr uint32_t kKeyInfoReserved = ~0x1Fu;  // bits 5 to 31

sdk::Failure refused(std::string_view code, std::string text) {
  return sdk::Failure::denied(code)
      .about("snp.report")
      .spec("AMD 56860 rev. 1.58, 7.3, ATTESTATION_REPORT")
      .peer("the attestation report is not valid")
      .text(std::move(text));
}
sdk::Failure malformed(std::string text) { return refused(POSTERN_REASON_REPORT_MALFORMED, std::move(text)); }

std::string hex(uint64_t number) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(number));
  return text;
}

constexpr bool bit(uint64_t bits, unsigned index) { return (bits >> index & 1) != 0; }

// Fields: what stands at which offset; every offset and size is checked while compiling.
class Fields {
 public:
  explicit Fields(std::span<const std::byte, kReportSize> bytes) : bytes_(bytes) {}

  template <typename Number, std::size_t Offset>
  Number number() const {
    static_assert(Offset + sizeof(Number) <= kReportSize);
    uint64_t value = 0;
    for (std::size_t i = sizeof(Number); i-- > 0;)
      value = value << 8 | std::to_integer<uint64_t>(bytes_[Offset + i]);
    return static_cast<Number>(value);
  }
  template <std::size_t Offset, std::size_t Size>
  void copy(Bytes<Size>& out) const {
    static_assert(Offset + Size <= kReportSize);
    std::copy_n(bytes_.begin() + Offset, Size, out.begin());
  }
  // check_zero: the bytes from first to last, both included, that nothing may stand in.
  template <std::size_t First, std::size_t Last>
  Result<void> check_zero() const {
    if (is_zero<First, Last>()) return {};
    std::size_t at = First;
    while (bytes_[at] == std::byte{0}) ++at;
    return malformed("reserved bytes at " + hex(First) + " are not zero")
        .expected("zeros from " + hex(First) + " to " + hex(Last))
        .observed(hex(std::to_integer<uint64_t>(bytes_[at])) + " at " + hex(at));
  }
  // is_zero: the bytes from first to last, both included.
  template <std::size_t First, std::size_t Last>
  bool is_zero() const {
    static_assert(First <= Last && Last < kReportSize);
    const auto part = bytes_.subspan(First, Last - First + 1);
    return std::all_of(part.begin(), part.end(), [](std::byte byte) { return byte == std::byte{0}; });
  }

 private:
  std::span<const std::byte, kReportSize> bytes_;
};

Result<void> check_version(uint32_t version) {
  if (version == 2 || version == 3 || version == 5) return {};
  return refused(
             POSTERN_REASON_REPORT_VERSION,
             version > kNewestVersion
                 ? "the report's version is newer than what this software knows; it needs an update"
                 : "reports of this version are not understood: no public specification tells their layout")
      .expected("2, 3 or 5")
      .observed(std::to_string(version));
}

Result<void> check_reserved(const Fields& fields, uint32_t version) {
  POSTERN_CHECK((fields.check_zero<0x04C, 0x04F>()));
  if (version < 3) POSTERN_CHECK((fields.check_zero<0x188, 0x18A>()));  // CPUID
  POSTERN_CHECK((fields.check_zero<0x18B, 0x19F>()));
  POSTERN_CHECK((fields.check_zero<0x1EB, 0x1EB>()));
  POSTERN_CHECK((fields.check_zero<0x1EF, 0x1EF>()));
  if (version < 5) POSTERN_CHECK((fields.check_zero<0x1F8, 0x207>()));  // mitigations
  POSTERN_CHECK((fields.check_zero<0x208, 0x29F>()));
  return fields.check_zero<0x330, 0x49F>();
}

Result<GuestPolicy> parse_policy(uint64_t bits) {
  if ((bits & kPolicyMustBeOne) == 0)
    return malformed("bit 17 of the guest policy is not one").expected("bit 17 set").observed(hex(bits));
  if ((bits & kPolicyReserved) != 0)
    return malformed("the guest policy has bits that are not known").expected("none above bit 25").observed(hex(bits));
  GuestPolicy out;
  out.bits = bits;
  out.abi_minor = static_cast<uint8_t>(bits);
  out.abi_major = static_cast<uint8_t>(bits >> 8);
  out.smt = bit(bits, 16);
  out.migrate_ma = bit(bits, 18);
  out.debug = bit(bits, 19);
  out.single_socket = bit(bits, 20);
  out.cxl_allow = bit(bits, 21);
  out.mem_aes_256_xts = bit(bits, 22);
  out.rapl_dis = bit(bits, 23);
  out.ciphertext_hiding = bit(bits, 24);
  out.page_swap_disable = bit(bits, 25);
  return out;
}

Result<PlatformInfo> parse_platform_info(uint64_t bits) {
  if ((bits & ~kPlatformKnown) != 0)
    return malformed("PLATFORM_INFO has flags that are not known").expected("none above bit 7").observed(hex(bits));
  PlatformInfo out;
  out.bits = bits;
  out.smt_enabled = bit(bits, 0);
  out.tsme_enabled = bit(bits, 1);
  out.ecc_enabled = bit(bits, 2);
  out.rapl_disabled = bit(bits, 3);
  out.ciphertext_hiding = bit(bits, 4);
  out.alias_check_complete = bit(bits, 5);
  out.tio_enabled = bit(bits, 7);
  return out;
}

Result<void> read_key_info(uint32_t bits, Report& out) {
  if ((bits & kKeyInfoReserved) != 0)
    return malformed("reserved bits of KEY_INFO are not zero").expected("none above bit 4").observed(hex(bits));
  const uint32_t key = bits >> 2 & 7;
  if (key > 1 && key != 7) return malformed("SIGNING_KEY is not known").expected("0, 1 or 7").observed(std::to_string(key));
  out.author_key_en = bit(bits, 0);
  out.mask_chip_key = bit(bits, 1);
  out.signing_key = static_cast<SigningKey>(key);
  return {};
}

void read_bytes(const Fields& fields, Report& out) {
  fields.copy<0x010>(out.family_id);
  fields.copy<0x020>(out.image_id);
  fields.copy<0x050>(out.report_data);
  fields.copy<0x090>(out.measurement);
  fields.copy<0x0C0>(out.host_data);
  fields.copy<0x0E0>(out.id_key_digest);
  fields.copy<0x110>(out.author_key_digest);
  fields.copy<0x140>(out.report_id);
  fields.copy<0x160>(out.report_id_ma);
  fields.copy<0x1A0>(out.chip_id);
  fields.copy<0x2A0>(out.signature_r);
  fields.copy<0x2E8>(out.signature_s);
  fields.copy<0x000>(out.wire);
}

void read_versions(const Fields& fields, Report& out) {
  out.current_tcb = {fields.number<uint64_t, 0x038>()};
  out.reported_tcb = {fields.number<uint64_t, 0x180>()};
  out.committed_tcb = {fields.number<uint64_t, 0x1E0>()};
  out.launch_tcb = {fields.number<uint64_t, 0x1F0>()};
  out.current_firmware = {fields.number<uint8_t, 0x1EA>(), fields.number<uint8_t, 0x1E9>(),
                          fields.number<uint8_t, 0x1E8>()};
  out.committed_firmware = {fields.number<uint8_t, 0x1EE>(), fields.number<uint8_t, 0x1ED>(),
                            fields.number<uint8_t, 0x1EC>()};
  if (out.version >= 3)
    out.cpuid = Cpuid{fields.number<uint8_t, 0x188>(), fields.number<uint8_t, 0x189>(),
                      fields.number<uint8_t, 0x18A>()};
  if (out.version < 5) return;
  out.launch_mitigations = fields.number<uint64_t, 0x1F8>();
  out.current_mitigations = fields.number<uint64_t, 0x200>();
}

Result<void> read_numbers(const Fields& fields, Report& out) {
  out.guest_svn = fields.number<uint32_t, 0x004>();
  POSTERN_TRY(policy, parse_policy(fields.number<uint64_t, 0x008>()));
  POSTERN_TRY(platform_info, parse_platform_info(fields.number<uint64_t, 0x040>()));
  POSTERN_CHECK(read_key_info(fields.number<uint32_t, 0x048>(), out));
  out.policy = policy;
  out.platform_info = platform_info;
  out.vmpl = fields.number<uint32_t, 0x030>();
  if (out.vmpl > kHighestVmpl) return malformed("there is no such VMPL").expected("0 to 3").observed(hex(out.vmpl));
  const auto algorithm = fields.number<uint32_t, 0x034>();
  if (algorithm != kEcdsaP384Sha384)
    return malformed("the signature algorithm is not ECDSA P-384 with SHA-384")
        .expected(std::to_string(kEcdsaP384Sha384))
        .observed(std::to_string(algorithm));
  return {};
}

}  // namespace

Result<Report> parse_report(sdk::ByteView bytes) {
  if (bytes.size() != kReportSize)
    return malformed("an attestation report has another size")
        .expected(std::to_string(kReportSize))
        .observed(std::to_string(bytes.size()));
  const Fields fields(bytes.first<kReportSize>());
  Report out;
  out.version = fields.number<uint32_t, 0x000>();
  POSTERN_CHECK(check_version(out.version));
  POSTERN_CHECK(check_reserved(fields, out.version));
  POSTERN_CHECK(read_numbers(fields, out));
  read_versions(fields, out);
  read_bytes(fields, out);
  return out;
}

}  // namespace postern::snp
