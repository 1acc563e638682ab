// SPDX-License-Identifier: Apache-2.0
#include "host/atls/peer_judge.h"

#include <exception>

namespace postern::atls {
namespace {

using Verdict = std::variant<Admission, attest::Refusal>;

Verdict examine(const Presentation& peer, const PeerCertificate& fields, PresentedEvidence presented,
                attest::Examiner& examiner) {
  attest::Evidence evidence;
  evidence.type = presented.type;
  evidence.document.assign(presented.document.begin(), presented.document.end());
  evidence.nonce.assign(peer.nonce.begin(), peer.nonce.end());
  evidence.channel_key.assign(fields.channel_key.begin(), fields.channel_key.end());
  evidence.address = peer.address;
  auto answer = examiner.examine(std::move(evidence), peer.connection);
  if (auto* refusal = std::get_if<attest::Refusal>(&answer)) return std::move(*refusal);
  attest::IdentityPtr identity = std::get<attest::IdentityPtr>(std::move(answer));
  if (!identity)
    return attest::internal(POSTERN_REASON_PLUGIN_FAULT, "the examiner answered without a verdict");
  return Admission{std::move(identity), std::move(presented.type)};
}

Verdict judge(const Presentation& peer, std::size_t max_evidence_bytes, attest::Examiner& examiner) {
  auto parsed = parse_peer_certificate(peer.certificate);
  if (auto* refusal = std::get_if<attest::Refusal>(&parsed)) return std::move(*refusal);
  auto verified = verify_self_signed(std::get<PeerCertificate>(std::move(parsed)));
  if (auto* refusal = std::get_if<attest::Refusal>(&verified)) return std::move(*refusal);
  const SelfSigned& certificate = std::get<SelfSigned>(verified);
  if (auto refusal = check_validity(certificate, peer.now)) return std::move(*refusal);
  auto presented = check_evidence(certificate, examiner, max_evidence_bytes);
  if (auto* refusal = std::get_if<attest::Refusal>(&presented)) return std::move(*refusal);
  return examine(peer, certificate.fields(), std::get<PresentedEvidence>(std::move(presented)), examiner);
}

}  // namespace

std::variant<Admission, attest::Refusal> judge_peer(const Presentation& peer, std::size_t max_evidence_bytes,
                                                    attest::Examiner& examiner) noexcept try {
  return judge(peer, max_evidence_bytes, examiner);
} catch (const std::exception& error) {
  return attest::internal(POSTERN_REASON_PLUGIN_FAULT, std::string("the examiner threw: ") + error.what());
} catch (...) {
  return attest::internal(POSTERN_REASON_PLUGIN_FAULT, "the examiner threw");
}

}  // namespace postern::atls
