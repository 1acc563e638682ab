// SPDX-License-Identifier: Apache-2.0
// Possession: a certificate that the examiner admits is worth nothing without the proof that the peer holds
// its key.

#include <openssl/err.h>

#include "unit/atls/gate_fixture.h"
#include "unit/atls/stream.h"

namespace postern::atls::test {
namespace {

// Spoils the signature in the CertificateVerify message (RFC 5246 §7.4.8), which TLS 1.2 sends in the clear:
// type 22 records, each here with one handshake message.
bool spoil_certificate_verify(std::string& records) {
  constexpr char kHandshake = 22, kCertificateVerify = 15;
  for (std::size_t at = 0; at + 5 < records.size();) {
    const auto high = static_cast<unsigned char>(records[at + 3]),
               low = static_cast<unsigned char>(records[at + 4]);
    const std::size_t size = 5 + (std::size_t{high} << 8 | low);
    if (records[at] == kHandshake && records[at + 5] == kCertificateVerify && at + size <= records.size()) {
      records[at + size - 1] = static_cast<char>(records[at + size - 1] ^ 1);
      return true;
    }
    at += size;
  }
  return false;
}

std::string drain(BIO* bio) {
  std::string bytes(BIO_ctrl_pending(bio), '\0');
  if (!bytes.empty()) BIO_read(bio, bytes.data(), static_cast<int>(bytes.size()));
  return bytes;
}

TEST_F(GateFixture, BrokenProofOfPossessionIsRefusedAfterTheExaminerAdmitted) {
  start();
  RawOptions options;
  options.max_version = TLS1_2_VERSION;
  options.certificate.document = document_of("evidence");
  RawClient client(address(), std::move(options));
  BIO* const in = BIO_new(BIO_s_mem());
  BIO* const out = BIO_new(BIO_s_mem());
  BIO_set_mem_eof_return(in, -1);
  SSL_set_bio(client.ssl(), in, out);
  bool spoiled = false;
  while (SSL_do_handshake(client.ssl()) != 1) {
    std::string records = drain(out);
    spoiled = spoil_certificate_verify(records) || spoiled;
    ASSERT_TRUE(write_all(client.fd(), records));
    const std::string answer = read_upto(client.fd(), 16 << 10);
    if (answer.empty()) break;
    BIO_write(in, answer.data(), static_cast<int>(answer.size()));
  }
  ERR_clear_error();
  EXPECT_TRUE(spoiled);
  const attest::Event refused = only_refusal();
  EXPECT_EQ(field(refused, "code"), POSTERN_REASON_CERTIFICATE_INVALID);
  EXPECT_EQ(field(refused, "subject"), "certificate-verify");
  EXPECT_EQ(examiner_.seen().size(), 1u);
}

}  // namespace
}  // namespace postern::atls::test
