// SPDX-License-Identifier: Apache-2.0
//
// A genuine report, its certificates and the revocation list are changed as the input says, also by pieces of
// another genuine report of the same machine. Whatever is then still accepted is the same in everything that
// is signed.
#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include "common/snp/verify_evidence.h"
#include "common/x509/parse_certificate.h"
#include "fuzz/tpm2/require.h"

using namespace postern;

namespace {

constexpr auto kNow =
    std::chrono::sys_seconds(std::chrono::seconds(1798761600));  // as the documents are made for

std::string read_file(const std::string& name) {
  std::ifstream file(std::string(POSTERN_FUZZ_DOCUMENTS "/") + name, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  fuzz::require(content.str().size() > 500, "the documents are there");
  return content.str();
}

// Parts: report, VEK, ASK, ARK and revocation list.
using Parts = std::array<std::string, 5>;

Parts read_parts() {
  return {read_file("report.bin"), read_file("vek.der"), read_file("ask.der"), read_file("ark.der"),
          read_file("crl.der")};
}

snp::HardwareTrust make_trust(const Parts& parts) {
  const auto ark = x509::parse_certificate(sdk::as_bytes(parts[3]), "ark");
  fuzz::require(ark.ok(), "the root can be read");
  snp::HardwareTrust trust;
  trust.now = kNow;
  trust.roots = {{snp::ProductLine::kMilan, x509::spki_pin(ark.value())}};
  trust.crl_max_age = std::chrono::hours(7 * 24);
  return trust;
}

bool is_accepted(const Parts& parts, const snp::HardwareTrust& trust) {
  snp::HardwareEvidence evidence{sdk::as_bytes(parts[0]),
                                 sdk::as_bytes(parts[1]),
                                 {sdk::as_bytes(parts[2]), sdk::as_bytes(parts[3])},
                                 sdk::as_bytes(parts[4])};
  return snp::verify_evidence(evidence, trust).ok();
}

// change: edits of six bytes each: in which part, what to do, where (two bytes), how much, with what.
void change(Parts& parts, const std::string& other, sdk::ByteView edits) {
  for (; edits.size() >= 6; edits = edits.subspan(6)) {
    const auto at = [&](std::size_t i) { return std::to_integer<std::size_t>(edits[i]); };
    std::string& text = parts[at(0) % parts.size()];
    if (text.empty()) continue;
    const std::size_t where = (at(2) << 8 | at(3)) % text.size();
    const std::size_t length = std::min(at(4), text.size() - where);
    switch (at(1) % 6) {
      case 0:
        text[where] = static_cast<char>(at(5));
        break;
      case 1:
        text[where] = static_cast<char>(text[where] ^ 1 << at(5) % 8);
        break;
      case 2:
        text.insert(where, 1, static_cast<char>(at(5)));
        break;
      case 3:
        text.erase(where, length);
        break;
      case 4:
        if (where < other.size()) text.replace(where, length, other.substr(where, length));
        break;
      case 5:
        text = parts[at(5) % parts.size()];
        break;
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  static const Parts genuine = read_parts();
  static const std::string other = read_file("other_report.bin");
  static const snp::HardwareTrust trust = make_trust(genuine);
  static const bool fine = is_accepted(genuine, trust);
  fuzz::require(fine, "the unchanged evidence is accepted");
  if (size > 300) return 0;
  Parts parts = genuine;
  change(parts, other, fuzz::input(data, size));
  if (!is_accepted(parts, trust)) return 0;
  const std::string signed_part = parts[0].substr(0, snp::kSignedSize);
  fuzz::require(signed_part == genuine[0].substr(0, snp::kSignedSize) ||
                    signed_part == other.substr(0, snp::kSignedSize),
                "an accepted report is one that was signed");
  fuzz::require(parts[1] == genuine[1], "an accepted VEK is the genuine one");
  fuzz::require(parts[4] == genuine[4], "an accepted revocation list is the genuine one");
  const auto is_issuer = [&](const std::string& text) { return text == genuine[2] || text == genuine[3]; };
  fuzz::require(is_issuer(parts[2]) && is_issuer(parts[3]), "accepted issuers are the genuine ones");
  return 0;
}
