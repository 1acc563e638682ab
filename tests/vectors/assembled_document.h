// SPDX-License-Identifier: Apache-2.0
#pragma once

// Documents around raw evidence. Most raw evidence was made for another nonce than a document's, so the document is
// refused in the end; but for what is wrong with the evidence first, when that is checked before. How far a document around
// right evidence of the kind comes, end_of tells.

#include "vectors/document_bench.h"

namespace postern::vectors {

// assemble: a document that carries the case's evidence as it is; nothing when no document can. Throws BrokenCase.
//   azure-vtpm-quote       azure-sev-snp: report, certificates, runtime data, key and quote of the case
//   snp-report, snp-certs  azure-sev-snp: report and certificates; key and quote are made here
//   tpm-quote              qemu-vtpm: key and quote of the case
//   tpm-eventlog           qemu-vtpm: the log, beside a quote, made here, of the PCRs that it must replay to
//   gce                    gcp-sev-es: the attestation as it is
std::optional<DocumentRequest> assemble(const CaseContext& context);

// end_of: the code of the refusal of a document around right evidence of that kind; empty: it is admitted.
std::string end_of(const std::string& kind);

}  // namespace postern::vectors
