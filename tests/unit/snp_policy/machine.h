// SPDX-License-Identifier: Apache-2.0
#pragma once

// Machine: a machine of the test PKI, whose report comes out of verify_evidence like every other.

#include "common/snp/verify_evidence.h"
#include "support/amd_report.h"

namespace postern::snp {

struct Machine {
  explicit Machine(test::AmdProduct of = test::AmdProduct::kMilan, uint32_t version = 3,
                   test::VekKind signed_by = test::VekKind::kVcek, const test::TcbParts& tcb = {});

  // set: all TCBs of the report, so also the one that its key is made for.
  void set(const test::TcbParts& tcb);

  // judge: what verify_evidence says. verified: that it is genuine; throws when it is not.
  sdk::Result<VerifiedReport> judge() const;
  VerifiedReport verified() const;

  test::AmdProduct product;
  test::VekKind kind;
  test::TcbParts key_tcb;  // that the key is made for; the report's reported TCB must be the same
  test::ReportParts parts;
};

// packed: of a Milan or Genoa.
inline uint64_t packed(const test::TcbParts& tcb) { return test::pack_tcb(test::AmdProduct::kMilan, tcb); }

// with: the default patch levels with one of them changed.
inline test::TcbParts with(uint8_t test::TcbParts::*component, int level) {
  test::TcbParts tcb;
  tcb.*component = static_cast<uint8_t>(level);
  return tcb;
}

// default_minimum: the patch levels that a Machine has by default, as a minimum.
inline TcbVersion default_minimum() {
  const test::TcbParts tcb;
  TcbVersion minimum;
  minimum.bootloader = tcb.bootloader;
  minimum.tee = tcb.tee;
  minimum.snp = tcb.snp;
  minimum.microcode = tcb.microcode;
  return minimum;
}

}  // namespace postern::snp
