// SPDX-License-Identifier: Apache-2.0
#pragma once

// DocumentBed: a type of evidence with two machines that the validator admits, their documents, and what to do with
// documents made from them.

#include <functional>
#include <memory>
#include <set>

#include "common/attdoc/document.h"
#include "property/campaign.h"
#include "property/mutate_json.h"
#include "property/signed_view.h"
#include "support/recording_host.h"

namespace postern::property {

inline const sdk::ByteVector kNonce(32, std::byte{0x11}), kKey(32, std::byte{0x22});

// Original: a valid document. is_for_us: made for kNonce and kKey, so the host admits it.
struct Original {
  std::string text;
  Json json;
  bool is_for_us = true;
  std::size_t machine = 0;
};

struct DocumentBed {
  std::string type;
  InstanceInfoKind kind = InstanceInfoKind::kNone;
  std::vector<Original> originals = {};
  // report_is_independent: the report says only nonce and TLS key, so two genuine machines that work together can show
  // the one's report beside the other's TPM: what Constellation's format for gcp-sev-snp leaves open. Each part must
  // then still be one of the accepted ones.
  bool report_is_independent = false;
  // requote: new quotes of that machine's TPM for kNonce over the document as it is.
  std::function<void(attdoc::Document&, std::size_t machine)> requote = {};
  // make_validator, prepare: a validator, and a host for it; one of each per thread.
  std::function<std::unique_ptr<sdk::Validator>(sdk::Call&)> make_validator = {};
  std::function<void(test::RecordingHost&)> prepare = [](test::RecordingHost&) {};

  void add(std::string text, std::size_t machine, bool is_for_us);
};

// make_worker: trials of "no changed document is allowed unless it is the same evidence". The bed must outlive it.
Worker make_worker(const DocumentBed& bed);

DocumentBed make_qemu_bed();
DocumentBed make_azure_bed();
DocumentBed make_sev_es_bed();
DocumentBed make_sev_snp_bed();

}  // namespace postern::property
