// SPDX-License-Identifier: Apache-2.0
#pragma once

// LogWriter: writes TCG event logs for tests, byte by byte and in either form; can also be made to write
// wrong ones.

#include <vector>

#include "support/software_ak.h"

namespace postern::test {

ByteVector little_endian(uint64_t number, std::size_t size);

class LogWriter {
 public:
  // Crypto-agile with these banks.
  explicit LogWriter(std::vector<HashAlgorithm> banks = {HashAlgorithm::kSha256});
  // sha1_form: the form of TCG 1.2.
  static LogWriter sha1_form() { return LogWriter(std::vector<HashAlgorithm>()); }

  // event: an event whose digests are those of its data.
  LogWriter& event(uint32_t pcr, uint32_t type, std::string_view data) {
    return event(pcr, type, data, data);
  }
  // event: an event whose digests are those of something else than its data.
  LogWriter& event(uint32_t pcr, uint32_t type, std::string_view measured, std::string_view data);
  LogWriter& startup_locality(uint8_t locality);
  LogWriter& raw(ByteView bytes);

  const ByteVector& bytes() const { return bytes_; }

 private:
  std::vector<HashAlgorithm> banks_;
  ByteVector bytes_;
};

}  // namespace postern::test
