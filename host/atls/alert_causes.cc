// SPDX-License-Identifier: Apache-2.0
#include "host/atls/alert_causes.h"

#include <openssl/ssl.h>

#include <charconv>
#include <string>

#include "absl/strings/cord.h"

namespace postern::atls {
namespace {

constexpr char kPayload[] = "postern/tls-alert";

constexpr std::string_view kDenied[] = {
    "the measurements of this machine (kernel, command line, firmware) are not among those that the gate expects: compare "
    "`postern measure` here with the gate's configuration",
    "the gate does not trust the attestation key, the machine's project or its launch: the pipeline names what it accepts",
    "the firmware or TCB is below the minimum, or a debug flag is set",
    "no pipeline of the gate takes evidence of this type: compare the node's issuer with the gate's validators",
};
constexpr std::string_view kExpired[] = {
    "the clock of this machine is off: certificates are made for the present and a short time after it",
    "the clock of the gate is off",
};
constexpr std::string_view kUnsupported[] = {
    "the gate knows no evidence in this machine's certificate: compare the node's issuer with the gate's validators",
    "the gate speaks to another kind of node at this address",
};
constexpr std::string_view kUndecided[] = {
    "the gate cannot reach what it needs for a verdict (certificates, revocation lists, an API), or cannot write its records: "
    "try again with --retry",
    "the gate's configuration does not fit: its operator sees it in the log and on the status page",
};
constexpr std::string_view kOther[] = {
    "this is no gate, or something between here and the gate ends TLS",
    "the gate and this node have no TLS version or cipher in common",
};

}  // namespace

void attach_alert(int alert, absl::Status& status) { status.SetPayload(kPayload, absl::Cord(std::to_string(alert))); }

std::optional<int> alert_of(const absl::Status& status) {
  const auto payload = status.GetPayload(kPayload);
  if (!payload) return std::nullopt;
  const std::string text(*payload);
  int alert = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), alert);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(alert) : std::nullopt;
}

std::span<const std::string_view> causes_of(int alert) {
  switch (alert) {
    case SSL_AD_CERTIFICATE_EXPIRED: return kExpired;
    case SSL_AD_UNSUPPORTED_CERTIFICATE: return kUnsupported;
    case SSL_AD_INTERNAL_ERROR: return kUndecided;
    case SSL_AD_BAD_CERTIFICATE:
    case SSL_AD_CERTIFICATE_UNKNOWN:
    case SSL_AD_ACCESS_DENIED: return kDenied;
    default: return kOther;
  }
}

}  // namespace postern::atls
