// SPDX-License-Identifier: Apache-2.0
#pragma once

// SocketBio: an OpenSSL BIO over a connected socket that never raises SIGPIPE (OpenSSL's own writes with
// write(2)).

#include "host/atls/openssl_handle.h"

namespace postern::atls {

// make_socket_bio: reads and writes fd, which stays its owner's and must outlive the BIO. Works with blocking
// and non-blocking sockets. Null when memory runs out.
BioPtr make_socket_bio(int fd);

}  // namespace postern::atls
