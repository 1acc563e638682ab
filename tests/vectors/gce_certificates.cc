// SPDX-License-Identifier: Apache-2.0
#include "vectors/gce_certificates.h"

#include <algorithm>

#include "common/x509/parse_certificate.h"
#include "vectors/certificate_facts.h"

namespace postern::vectors {
namespace {

bool is_ca_file(const std::string& name) { return name.ends_with(".crt") || name.ends_with(".cer"); }

bool is_pinned(const x509::Certificate& certificate, const gce::AkRoots& roots) {
  return std::find(roots.pins.begin(), roots.pins.end(), x509::spki_pin(certificate)) != roots.pins.end();
}

void add_certificates(const Manifest& manifest, const VectorCase& vector, std::vector<sdk::ByteVector>& found) {
  try {
    const CaseFiles files(manifest, vector);
    for (const auto& [name, content] : files.all()) {
      if (!is_ca_file(name)) continue;
      const auto certificate = x509::parse_one_certificate(sdk::as_bytes(content), name);
      if (certificate.ok()) found.push_back(certificate.value().der());
    }
  } catch (const BrokenCase&) {
    return;  // that case fails when it is judged itself
  }
}

// judge_certificate: a root is built in, and everything else leads to one.
sdk::Result<void> judge_certificate(const CaseContext& context, const x509::Certificate& certificate,
                                    const std::vector<sdk::ByteVector>& cas) {
  const gce::AkRoots roots = gce::google_ak_roots();
  if (certificate.is_self_issued() && is_pinned(certificate, roots)) return {};
  std::vector<x509::Certificate> others = roots.certificates;
  for (const sdk::ByteVector& der : cas) {
    POSTERN_TRY(other, x509::parse_certificate(der, "ca"));
    others.push_back(std::move(other));
  }
  POSTERN_CHECK(x509::verify_chain(certificate, others, roots.pins, x509::SignatureRule::kCommon, context.now));
  return {};
}

}  // namespace

std::vector<sdk::ByteVector> ca_certificates(const Manifest& manifest) {
  std::vector<sdk::ByteVector> found;
  for (const VectorCase& vector : manifest.cases())
    if (vector.kind == "gce") add_certificates(manifest, vector, found);
  return found;
}

Json gce_facts(const x509::Certificate& certificate) {
  Json facts = certificate_facts(certificate, " ", "");
  if (const auto extension = certificate.extension(gce::kInstanceExtensionOid))
    facts["gce_ext"][gce::kInstanceExtensionOid] = sdk::to_hex(*extension);
  return facts;
}

Outcome judge_gce_certificates(const CaseContext& context) {
  const std::vector<sdk::ByteVector> cas = ca_certificates(context.manifest);
  Outcome outcome;
  for (const auto& [name, content] : context.files.all()) {
    VECTORS_TRY(certificate, x509::parse_one_certificate(sdk::as_bytes(content), name));
    VECTORS_CHECK(judge_certificate(context, certificate, cas));
    for (std::string& one : differences({{name, gce_facts(certificate)}}, context.vector.facts))
      outcome.differences.push_back(std::move(one));
  }
  return outcome;
}

}  // namespace postern::vectors
