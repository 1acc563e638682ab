// SPDX-License-Identifier: Apache-2.0
#include "common/csr/csr.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <new>

namespace postern::csr {

std::string Csr::pem() const {
  const std::unique_ptr<BIO, int (*)(BIO*)> out(BIO_new(BIO_s_mem()), BIO_free);
  char* text = nullptr;
  if (!out || PEM_write_bio_X509_REQ(out.get(), get()) != 1) throw std::bad_alloc();
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

sdk::Failure refuse(const std::string& part, std::string text) {
  ERR_clear_error();
  return sdk::Failure::denied(POSTERN_REASON_REQUEST_INVALID)
      .about(part)
      .peer("the certificate request is not what a kubelet may ask for: " + part)
      .text(std::move(text));
}

}  // namespace postern::csr
