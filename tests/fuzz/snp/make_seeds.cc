// SPDX-License-Identifier: Apache-2.0
//
// make_snp_seeds FOLDER: writes snp/seeds, snp/documents and x509/seeds below FOLDER, the starting points of
// the fuzz targets there.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "support/amd_report.h"

using namespace postern;
using namespace std::literals;
using test::AmdPki;
using test::AmdProduct;
using test::VekKind;

namespace {

std::filesystem::path root;

void save(const std::string& name, sdk::ByteView bytes) {
  const auto path = root / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}
void save(const std::string& name, std::string_view text) { save(name, sdk::as_bytes(text)); }

void save_of_every_product() {
  for (const AmdProduct product : {AmdProduct::kMilan, AmdProduct::kGenoa, AmdProduct::kTurin}) {
    const AmdPki pki(product);
    const std::string name = test::to_text(product);
    for (const VekKind kind : {VekKind::kVcek, VekKind::kVlek}) {
      const std::string role = kind == VekKind::kVcek ? "-vcek" : "-vlek";
      save("snp/seeds/vek_certificate/" + name + role, write_certificate(pki.vek({.kind = kind})).der);
    }
    for (const uint32_t version : {2u, 3u, 5u})
      save("snp/seeds/snp_report/" + name + "-v" + std::to_string(version),
           write_report(good_report(product, version), pki.vek_key(VekKind::kVcek)));
  }
}

void save_genuine_evidence() {
  const AmdPki pki;
  test::ReportParts report = good_report(AmdProduct::kMilan);
  report.report_data = sdk::ByteVector(64, std::byte{0x11});
  save("snp/documents/report.bin", write_report(report, pki.vek_key(VekKind::kVcek)));
  report.report_data = sdk::ByteVector(64, std::byte{0x22});
  save("snp/documents/other_report.bin", write_report(report, pki.vek_key(VekKind::kVcek)));
  save("snp/documents/vek.der", write_certificate(pki.vek()).der);
  save("snp/documents/ask.der", write_certificate(pki.ask()).der);
  save("snp/documents/ark.der", write_certificate(pki.ark()).der);
  save("snp/documents/crl.der", write_crl(pki.crl()));
  save("snp/seeds/changed_evidence/byte", "\0\0\0\x50\0A"sv);
  save("snp/seeds/changed_evidence/splice", "\0\4\0\x50\x40\0\0\4\2\xa0\x90\0"sv);
  save("snp/seeds/changed_evidence/certificate", "\1\1\0\xff\0\3\2\1\1\0\0\1\3\3\0\1\5\0\4\2\0\7\0\1"sv);
  save("snp/seeds/changed_evidence/exchange", "\2\5\0\0\0\3"sv);
}

void save_certificates_and_lists() {
  const AmdPki pki;
  test::CertificateParts small{.common_name = "leaf", .issuer = "root"};
  small.key = test::p384_key("small");
  small.signature = {.key = test::p384_key("small"), .is_pss = false};
  const test::Certificate leaf = write_certificate(small);
  save("x509/seeds/certificates/one.pem", leaf.pem);
  save("x509/seeds/certificates/two.pem", "first\n" + leaf.pem + "second\n" + leaf.pem);
  save("x509/seeds/certificates/leaf.der", leaf.der);
  save("x509/seeds/certificates/ask.der", write_certificate(pki.ask()).der);
  test::RevocationParts list = pki.crl();
  save("x509/seeds/crl/empty", write_crl(list));
  list.revoked = {1, 2, 300};
  save("x509/seeds/crl/three", write_crl(list));
  list.next_update.reset();
  list.signature = {.key = test::p384_key("small"), .is_pss = false};
  save("x509/seeds/crl/endless", write_crl(list));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fprintf(stderr, "usage: make_snp_seeds FOLDER\n"), 2;
  root = argv[1];
  save_of_every_product();
  save_genuine_evidence();
  save_certificates_and_lists();
  return 0;
}
