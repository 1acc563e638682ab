// SPDX-License-Identifier: Apache-2.0
#pragma once

// SoftHsm: a software HSM (SoftHSM2) with its tokens in a temporary folder. One per process, since the PKCS#11 library
// reads its configuration once; programs that this process starts use it too.

#include <optional>
#include <string>

#include "common/keys/hsm_location.h"
#include "common/keys/hsm_module.h"
#include "support/temp_dir.h"

namespace postern::test {

// HsmKeyOptions: what a key object is like; the default is one that keys may come from.
struct HsmKeyOptions {
  bool sensitive = true, extractable = false, sign = true;
};

class SoftHsm {
 public:
  // get: makes it at first use, and sets SOFTHSM2_CONF. Throws when the programs are missing.
  static SoftHsm& get();

  // module: absolute path of its PKCS#11 library; empty when it is not installed.
  static std::string module();

  void add_token(const std::string& label, const std::string& pin);
  void add_key(const std::string& token, const std::string& pin, const std::string& label, const std::string& value,
               HsmKeyOptions options = {});
  void change_pin(const std::string& token, const std::string& pin, const std::string& new_pin);
  void close_all_sessions(const std::string& token, const std::string& pin);

  // remove, put_back: all tokens go away, and come again.
  void remove();
  void put_back();

 private:
  SoftHsm();
  TempDir dir_;
};

}  // namespace postern::test
