// SPDX-License-Identifier: Apache-2.0
#pragma once

// Swtpm: a software TPM of its own for a test, on Unix sockets in a temporary folder; powered on and started.
// It has no event log and fresh seeds, so every instance has another attestation key. Ends with the object,
// or with the thread that made it.

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "postern/sdk/bytes.h"

namespace postern::test {

class Swtpm {
 public:
  // Starts swtpm and returns when it accepts connections. Throws std::runtime_error when it does not.
  Swtpm();
  ~Swtpm();
  Swtpm(const Swtpm&) = delete;

  // tcti: what tpm2-tss needs to reach it: "swtpm:path=/tmp/…/tpm.sock".
  std::string tcti() const { return "swtpm:path=" + folder_ + "/tpm.sock"; }
  // folder: the temporary folder; removed at the end with everything in it.
  const std::string& folder() const { return folder_; }

  // extend: extends the PCR in all banks with the hashes of the text (TPM2_PCR_Event).
  void extend(uint32_t pcr, std::string_view text) const;
  // extend_digests: extends the PCR in the named banks (TPM_ALG_ID) with these digests (TPM2_PCR_Extend).
  void extend_digests(uint32_t pcr, const std::map<uint16_t, sdk::ByteVector>& digests) const;

 private:
  void start();
  void wait_until_ready(int watch) const;

  std::string folder_;
  pid_t pid_ = -1;
};

}  // namespace postern::test
