// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace postern::csr {

// is_dns_subdomain: the name of a Kubernetes object (DNS-1123 subdomain): 1 to 253 characters, labels of 1 to 63
// characters of [a-z0-9-] that neither start nor end with '-', separated by single dots.
bool is_dns_subdomain(std::string_view text);

}  // namespace postern::csr
