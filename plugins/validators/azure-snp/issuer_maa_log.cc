// SPDX-License-Identifier: Apache-2.0
#include "validators/azure-snp/issuer_maa_log.h"

#include <string_view>

namespace postern::azure_snp {
namespace {

using std::string_view_literals::operator""sv;

constexpr uint32_t kLastPcr = 7;
constexpr std::size_t kSha1Size = 20, kSha256Size = 32;
constexpr auto kSha256 = static_cast<uint16_t>(tpm2::HashAlgorithm::kSha256);

class Writer {
 public:
  Writer& number(uint64_t value, int size) {
    for (int i = 0; i < size; ++i) out_.push_back(static_cast<std::byte>(value >> (8 * i)));
    return *this;
  }
  Writer& bytes(sdk::ByteView content) {
    out_.insert(out_.end(), content.begin(), content.end());
    return *this;
  }
  sdk::ByteVector take() { return std::move(out_); }

 private:
  sdk::ByteVector out_;
};

// The Spec ID event: version 2.0, 64-bit platform, one algorithm, no vendor information.
void write_header(Writer& out) {
  Writer data;
  data.bytes(sdk::as_bytes("Spec ID Event03\0"sv)).number(0, 4).number(0, 1).number(2, 1).number(0, 1).number(2, 1);
  data.number(1, 4).number(kSha256, 2).number(kSha256Size, 2).number(0, 1);
  const sdk::ByteVector content = data.take();
  out.number(0, 4).number(tpm2::kEvNoAction, 4).bytes(sdk::ByteVector(kSha1Size));
  out.number(content.size(), 4).bytes(content);
}

}  // namespace

sdk::ByteVector write_maa_log(const tpm2::EventLog& log) {
  Writer out;
  write_header(out);
  for (const tpm2::Event& event : log.events) {
    const sdk::ByteView digest = tpm2::find_digest(event, tpm2::HashAlgorithm::kSha256);
    if (event.pcr > kLastPcr || digest.empty()) continue;
    out.number(event.pcr, 4).number(event.type, 4).number(1, 4).number(kSha256, 2).bytes(digest);
    out.number(event.data.size(), 4).bytes(event.data);
  }
  return out.take();
}

}  // namespace postern::azure_snp
