// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "common/x509/spki_pin.h"

namespace postern::gce {

// AkRoots: whose certificates of attestation keys are believed. What is trusted are the pins; the certificates are
// there because documents do not bring the root of their chain, and count for no more than those in a document.
struct AkRoots {
  std::vector<x509::Pin> pins;
  std::vector<x509::Certificate> certificates;
};

// google_ak_roots: the two generations of Google's CA for keys of virtual TPMs: "EK/AK CA Root" (2022) and
// "tpm_ek_v1_cloud_host_root" (2018).
AkRoots google_ak_roots();

// kGoogleAkRoots: their certificates in PEM, as Google publishes them.
extern const std::string_view kGoogleAkRoots;

}  // namespace postern::gce
