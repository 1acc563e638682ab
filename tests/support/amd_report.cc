// SPDX-License-Identifier: Apache-2.0
#include "support/amd_report.h"

#include <openssl/bn.h>
#include <openssl/ecdsa.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace postern::test {
namespace {

constexpr std::size_t kNumberSize = 72, kSignatureR = 0x2A0, kSignatureS = kSignatureR + kNumberSize;

void require(bool condition, const char* what) {
  if (!condition) throw std::runtime_error(std::string("report: ") + what);
}

// Writer: puts values at their offsets, little-endian.
class Writer {
 public:
  void number(std::size_t offset, uint64_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) bytes_.at(offset + i) = static_cast<std::byte>(value >> (8 * i));
  }
  void u32(std::size_t offset, uint32_t value) { number(offset, value, 4); }
  void u64(std::size_t offset, uint64_t value) { number(offset, value, 8); }
  void field(std::size_t offset, const sdk::ByteVector& value, std::size_t size) {
    require(value.size() <= size, "a field is too long");
    std::copy(value.begin(), value.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(offset));
  }
  void triple(std::size_t offset, const std::array<uint8_t, 3>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) number(offset + i, values[i], 1);
  }
  sdk::ByteVector take() { return std::move(bytes_); }

 private:
  sdk::ByteVector bytes_ = sdk::ByteVector(kReportSize);
};

void write_first_half(Writer& out, const ReportParts& parts) {
  out.u32(0x000, parts.version);
  out.u32(0x004, parts.guest_svn);
  out.u64(0x008, parts.policy);
  out.field(0x010, parts.family_id, 16);
  out.field(0x020, parts.image_id, 16);
  out.u32(0x030, parts.vmpl);
  out.u32(0x034, parts.signature_algo);
  out.u64(0x038, parts.current_tcb);
  out.u64(0x040, parts.platform_info);
  out.u32(0x048, parts.key_info);
  out.field(0x050, parts.report_data, 64);
  out.field(0x090, parts.measurement, 48);
  out.field(0x0C0, parts.host_data, 32);
  out.field(0x0E0, parts.id_key_digest, 48);
  out.field(0x110, parts.author_key_digest, 48);
  out.field(0x140, parts.report_id, 32);
  out.field(0x160, parts.report_id_ma, 32);
}

void write_second_half(Writer& out, const ReportParts& parts) {
  out.u64(0x180, parts.reported_tcb);
  if (parts.version >= 3) out.triple(0x188, parts.cpuid);
  out.field(0x1A0, parts.chip_id, 64);
  out.u64(0x1E0, parts.committed_tcb);
  out.triple(0x1E8, parts.current_version);
  out.triple(0x1EC, parts.committed_version);
  out.u64(0x1F0, parts.launch_tcb);
  if (parts.version >= 5) {
    out.u64(0x1F8, parts.launch_mitigations);
    out.u64(0x200, parts.current_mitigations);
  }
  for (const auto& [offset, value] : parts.patches) out.number(offset, value, 1);
}

// write_number: little-endian in 72 bytes.
void write_number(sdk::ByteVector& report, std::size_t offset, const BIGNUM* number) {
  require(BN_bn2lebinpad(number, reinterpret_cast<unsigned char*>(report.data() + offset), kNumberSize) ==
              static_cast<int>(kNumberSize),
          "signature");
}

}  // namespace

uint64_t pack_tcb(AmdProduct product, const TcbParts& tcb) {
  const uint64_t microcode = uint64_t{tcb.microcode} << 56;
  if (product == AmdProduct::kTurin)
    return microcode | uint64_t{tcb.snp} << 24 | uint64_t{tcb.tee} << 16 | uint64_t{tcb.bootloader} << 8 | tcb.fmc;
  return microcode | uint64_t{tcb.snp} << 48 | uint64_t{tcb.tee} << 8 | tcb.bootloader;
}

ReportParts good_report(AmdProduct product, uint32_t version, VekKind kind, const TcbParts& tcb) {
  ReportParts parts;
  parts.version = version;
  const uint64_t packed = pack_tcb(product, tcb);
  parts.current_tcb = parts.reported_tcb = parts.committed_tcb = parts.launch_tcb = packed;
  if (product == AmdProduct::kMilan) parts.cpuid = {0x19, 0x01, 0x01};
  if (product == AmdProduct::kGenoa) parts.cpuid = {0x19, 0x11, 0x01};
  if (product == AmdProduct::kTurin) parts.cpuid = {0x1A, 0x02, 0x01};
  if (kind == VekKind::kVlek)
    parts.key_info = 4;
  else
    parts.chip_id = default_chip_id(product);
  parts.report_data.assign(64, std::byte{0xD0});
  parts.measurement.assign(48, std::byte{0x3E});
  return parts;
}

void sign_report(sdk::ByteVector& report, EVP_PKEY* key) {
  require(report.size() == kReportSize, "size");
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  unsigned char der[256];
  std::size_t size = sizeof der;
  require(context != nullptr &&
              EVP_DigestSignInit_ex(context.get(), nullptr, "SHA384", nullptr, nullptr, key, nullptr) == 1 &&
              EVP_DigestSign(context.get(), der, &size, reinterpret_cast<const unsigned char*>(report.data()),
                             kSignedReportSize) == 1,
          "ECDSA");
  const unsigned char* next = der;
  const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> signature(
      d2i_ECDSA_SIG(nullptr, &next, static_cast<long>(size)), ECDSA_SIG_free);
  require(signature != nullptr, "ECDSA signature");
  write_number(report, kSignatureR, ECDSA_SIG_get0_r(signature.get()));
  write_number(report, kSignatureS, ECDSA_SIG_get0_s(signature.get()));
}

sdk::ByteVector write_report(const ReportParts& parts, EVP_PKEY* key) {
  Writer out;
  write_first_half(out, parts);
  write_second_half(out, parts);
  sdk::ByteVector report = out.take();
  if (key != nullptr) sign_report(report, key);
  return report;
}

}  // namespace postern::test
