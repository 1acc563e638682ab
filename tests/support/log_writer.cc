// SPDX-License-Identifier: Apache-2.0
#include "support/log_writer.h"

#include <algorithm>

#include "common/tpm2/digest.h"

namespace postern::test {

ByteVector little_endian(uint64_t number, std::size_t size) {
  ByteVector bytes = big_endian(number, size);
  std::reverse(bytes.begin(), bytes.end());
  return bytes;
}

LogWriter::LogWriter(std::vector<HashAlgorithm> banks) : banks_(std::move(banks)) {
  if (banks_.empty()) return;
  using namespace std::literals;
  ByteVector spec = join({sdk::as_bytes("Spec ID Event03\0"sv), little_endian(0, 4),
                          little_endian(0x02000200, 4), little_endian(banks_.size(), 4)});
  for (const HashAlgorithm bank : banks_)
    spec = join(
        {spec, little_endian(static_cast<uint16_t>(bank), 2), little_endian(tpm2::digest_size(bank), 2)});
  spec = join({spec, little_endian(0, 1)});
  raw(join({little_endian(0, 4), little_endian(3, 4), ByteVector(20), little_endian(spec.size(), 4), spec}));
}

LogWriter& LogWriter::event(uint32_t pcr, uint32_t type, std::string_view measured, std::string_view data) {
  raw(join({little_endian(pcr, 4), little_endian(type, 4)}));
  if (banks_.empty()) raw(tpm2::digest(HashAlgorithm::kSha1, {sdk::as_bytes(measured)}));
  if (!banks_.empty()) raw(little_endian(banks_.size(), 4));
  for (const HashAlgorithm bank : banks_)
    raw(join({little_endian(static_cast<uint16_t>(bank), 2), tpm2::digest(bank, {sdk::as_bytes(measured)})}));
  return raw(join({little_endian(data.size(), 4), sdk::as_bytes(data)}));
}

LogWriter& LogWriter::startup_locality(uint8_t locality) {
  std::string data("StartupLocality");
  data.push_back('\0');
  data.push_back(static_cast<char>(locality));
  return event(0, 3, data);
}

LogWriter& LogWriter::raw(ByteView bytes) {
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  return *this;
}

}  // namespace postern::test
