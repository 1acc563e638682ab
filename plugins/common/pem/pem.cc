// SPDX-License-Identifier: Apache-2.0
#include "common/pem/pem.h"

#include <openssl/err.h>
#include <openssl/pem.h>

namespace postern::common {
namespace {

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using BioPtr = std::unique_ptr<BIO, FreeBio>;

BioPtr reader_of(std::string_view text) {
  if (text.empty() || text.size() > kMaxPem) return nullptr;
  return BioPtr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

int refuse_passphrase(char*, int, int, void*) { return -1; }

// at_end: the last read failed because there was no further block, which is how a list of blocks ends.
bool at_end() {
  const unsigned long error = ERR_peek_last_error();
  return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

}  // namespace

std::vector<X509Ptr> parse_certificates(std::string_view pem) {
  std::vector<X509Ptr> found;
  const BioPtr reader = reader_of(pem);
  if (!reader) return found;
  ERR_clear_error();
  while (X509* certificate = PEM_read_bio_X509(reader.get(), nullptr, refuse_passphrase, nullptr))
    found.emplace_back(certificate);
  if (!at_end()) found.clear();
  ERR_clear_error();
  return found;
}

KeyPtr parse_private_key(std::string_view pem) {
  const BioPtr reader = reader_of(pem);
  if (!reader) return nullptr;
  KeyPtr key(PEM_read_bio_PrivateKey(reader.get(), nullptr, refuse_passphrase, nullptr));
  ERR_clear_error();
  return key;
}

}  // namespace postern::common
