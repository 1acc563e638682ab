// SPDX-License-Identifier: Apache-2.0
#pragma once

// SignedView: all of a document that somebody signed, and nothing else. Two documents with the same view are the same
// evidence; whatever else differs (white space, order, certificates of attestation keys, TeeAttestation, members that
// nobody knows) means nothing.
//
// Signed are: the attestation key (all of TPMT_PUBLIC where its TPM Name is pinned; the key alone where a cloud vouches
// for it, since runtime data, the Compute API and certificates say nothing of attributes and Name), each quote's TPMS_ATTEST and the PCR values whose digest it carries, UserData and InstanceInfo (their hash is
// the quotes' extraData). Of the event log: for each PCR that it speaks of, the digests that were extended; of data and
// types it proves what a digest covers. A document may leave out whole quotes of other banks than SHA-256 and, of its log,
// all events of a PCR: what it still says is what was signed.
//
// When a machine's own TPM makes new quotes over another InstanceInfo, that one is signed by the TPM, too. What then
// must not change is what the hardware and the cloud say: of an SNP report the part that its key signed, the runtime data
// whose hash is in it, and the names of the instance.

#include <map>
#include <optional>
#include <string>

#include "common/attdoc/document.h"

namespace postern::property {

struct SignedView {
  std::map<std::string, std::string> parts;  // by name: "ak_pub", "quote.sha256", "log.4", …

  // what_differs: the part in which this is not what was signed as whole; empty when it is.
  std::string what_differs(const SignedView& whole) const;
};

// InstanceInfoKind: what the type's InstanceInfo holds that counts; other types' members in it are passed over.
enum class InstanceInfoKind { kNone, kNames, kAzure, kGcp };

// signed_view: of a document that a validator has accepted; nothing when the product's parsers cannot read it.
std::optional<SignedView> signed_view(const std::string& document, InstanceInfoKind kind);

// hardware_view: the same without what the machine's TPM can sign anew.
std::optional<SignedView> hardware_view(const std::string& document, InstanceInfoKind kind);

}  // namespace postern::property
