// SPDX-License-Identifier: Apache-2.0
//
// What parse_report accepts is told completely by the fields of Report: written back from them alone, with
// zeros in between, it is the very bytes that were read.
#include <algorithm>
#include <utility>

#include "common/snp/parse_report.h"
#include "fuzz/tpm2/require.h"

using namespace postern;

namespace {

// Writer: fields at their offsets into a report of zeros.
class Writer {
 public:
  Writer() : bytes_(snp::kReportSize) {}

  void number(std::size_t offset, std::size_t size, uint64_t value) {
    for (std::size_t i = 0; i < size; ++i) bytes_[offset + i] = static_cast<std::byte>(value >> (8 * i));
  }
  void copy(std::size_t offset, sdk::ByteView field) {
    std::copy(field.begin(), field.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(offset));
  }
  const sdk::ByteVector& bytes() const { return bytes_; }

 private:
  sdk::ByteVector bytes_;
};

uint64_t policy_bits(const snp::GuestPolicy& policy) {
  const bool flags[] = {policy.smt,
                        true,
                        policy.migrate_ma,
                        policy.debug,
                        policy.single_socket,
                        policy.cxl_allow,
                        policy.mem_aes_256_xts,
                        policy.rapl_dis,
                        policy.ciphertext_hiding,
                        policy.page_swap_disable};
  uint64_t bits = policy.abi_minor | uint64_t{policy.abi_major} << 8;
  for (std::size_t i = 0; i < std::size(flags); ++i) bits |= uint64_t{flags[i]} << (16 + i);
  return bits;
}

void write_numbers(const snp::Report& report, Writer& out) {
  out.number(0x000, 4, report.version);
  out.number(0x004, 4, report.guest_svn);
  out.number(0x008, 8, policy_bits(report.policy));
  out.number(0x030, 4, report.vmpl);
  out.number(0x034, 4, 1);
  out.number(0x038, 8, report.current_tcb.bits);
  out.number(0x040, 8, report.platform_info.bits);
  out.number(0x048, 4,
             uint32_t{report.author_key_en} | uint32_t{report.mask_chip_key} << 1 |
                 static_cast<uint32_t>(report.signing_key) << 2);
  out.number(0x180, 8, report.reported_tcb.bits);
  out.number(0x1E0, 8, report.committed_tcb.bits);
  out.number(0x1F0, 8, report.launch_tcb.bits);
  std::size_t offset = 0x1E8;
  for (const snp::FirmwareVersion& firmware : {report.current_firmware, report.committed_firmware}) {
    out.number(offset, 1, firmware.build);
    out.number(offset + 1, 1, firmware.minor);
    out.number(offset + 2, 1, firmware.major);
    offset += 4;
  }
  if (report.cpuid)
    out.number(0x188, 3, report.cpuid->family | report.cpuid->model << 8 | report.cpuid->stepping << 16);
  out.number(0x1F8, 8, report.launch_mitigations.value_or(0));
  out.number(0x200, 8, report.current_mitigations.value_or(0));
}

sdk::ByteVector write(const snp::Report& report) {
  Writer out;
  write_numbers(report, out);
  const std::pair<std::size_t, sdk::ByteView> fields[] = {
      {0x010, report.family_id},         {0x020, report.image_id},    {0x050, report.report_data},
      {0x090, report.measurement},       {0x0C0, report.host_data},   {0x0E0, report.id_key_digest},
      {0x110, report.author_key_digest}, {0x140, report.report_id},   {0x160, report.report_id_ma},
      {0x1A0, report.chip_id},           {0x2A0, report.signature_r}, {0x2E8, report.signature_s}};
  for (const auto& [offset, field] : fields) out.copy(offset, field);
  return out.bytes();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const sdk::ByteView whole = fuzz::input(data, size);
  const auto parsed = snp::parse_report(whole);
  if (!parsed.ok()) {
    fuzz::require(parsed.failure().status() == POSTERN_DENIED, "a refusal is a denial");
    return 0;
  }
  const snp::Report& report = parsed.value();
  const sdk::ByteVector again = write(report);
  fuzz::require(std::equal(again.begin(), again.end(), whole.begin(), whole.end()),
                "the fields tell everything");
  fuzz::require(std::equal(report.wire.begin(), report.wire.end(), whole.begin(), whole.end()),
                "the bytes are kept");
  fuzz::require(report.policy.bits == policy_bits(report.policy), "every bit of the policy has its flag");
  fuzz::require(report.vmpl <= 3, "the VMPL is a guest's");
  fuzz::require(report.cpuid.has_value() == (report.version >= 3), "versions from 3 on have a CPUID");
  return 0;
}
