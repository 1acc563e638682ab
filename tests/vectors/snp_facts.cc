// SPDX-License-Identifier: Apache-2.0
#include "vectors/snp_facts.h"

#include <cstdio>

#include "common/snp/parse_vek_certificate.h"
#include "common/x509/parse_certificate.h"
#include "vectors/certificate_facts.h"

namespace postern::vectors {
namespace {

std::string number(const char* form, uint64_t value) {
  char text[32];
  std::snprintf(text, sizeof text, form, static_cast<unsigned long>(value));
  return text;
}

std::string version(const snp::FirmwareVersion& firmware) {
  return std::to_string(firmware.major) + "." + std::to_string(firmware.minor) + "." + std::to_string(firmware.build);
}

Json policy_bits(const snp::GuestPolicy& policy) {
  return {{"abi_minor", policy.abi_minor},
          {"abi_major", policy.abi_major},
          {"smt", int(policy.smt)},
          {"reserved1", 1},  // parse_report accepts nothing else
          {"migrate_ma", int(policy.migrate_ma)},
          {"debug", int(policy.debug)},
          {"single_socket", int(policy.single_socket)},
          {"cxl_allow", int(policy.cxl_allow)},
          {"mem_aes_256_xts", int(policy.mem_aes_256_xts)},
          {"rapl_dis", int(policy.rapl_dis)},
          {"ciphertext_hiding", int(policy.ciphertext_hiding)},
          {"page_swap_disable", int(policy.page_swap_disable)}};
}

Json parts_of(const snp::TcbVersion& tcb) {
  Json parts{{"bootloader", tcb.bootloader}, {"tee", tcb.tee}, {"snp", tcb.snp}, {"microcode", tcb.microcode}};
  if (tcb.fmc) parts["fmc"] = *tcb.fmc;
  const std::size_t reserved = tcb.fmc ? 3 : 4;
  parts["reserved"] = sdk::to_hex(std::as_bytes(std::span(tcb.reserved)).first(reserved));
  return parts;
}

void add_tcb(Json& facts, const std::string& name, snp::PackedTcb packed, snp::ProductLine product) {
  facts[name] = number("%016lx", packed.bits);
  facts[name + "_parts"] = parts_of(snp::unpack_tcb(packed, product));
}

template <std::size_t N>
void add_bytes(Json& facts, const char* name, const snp::Bytes<N>& bytes) {
  facts[name] = sdk::to_hex(bytes);
}

void add_keys(Json& facts, const snp::Report& report) {
  const auto key = static_cast<unsigned>(report.signing_key);
  facts["author_key_en"] = int(report.author_key_en);
  facts["mask_chip_key"] = int(report.mask_chip_key);
  facts["key_info"] = unsigned(report.author_key_en) | unsigned(report.mask_chip_key) << 1 | key << 2;
  facts["signing_key"] = key == 0 ? "VCEK" : key == 1 ? "VLEK" : "none";
}

// What reports have only from some version on.
void add_newer(Json& facts, const snp::Report& report) {
  if (report.cpuid)
    facts["cpuid"] = {{"family", report.cpuid->family}, {"model", report.cpuid->model}, {"stepping", report.cpuid->stepping}};
  if (report.launch_mitigations) facts["launch_mit_vector"] = *report.launch_mitigations;
  if (report.current_mitigations) facts["current_mit_vector"] = *report.current_mitigations;
}

}  // namespace

Json facts_of(const snp::Report& report, snp::ProductLine product) {
  Json facts{{"version", report.version},
             {"guest_svn", report.guest_svn},
             {"policy", number("0x%lx", report.policy.bits)},
             {"policy_bits", policy_bits(report.policy)},
             {"vmpl", report.vmpl},
             {"sig_algo", 1},  // parse_report accepts nothing else
             {"platform_info", number("0x%lx", report.platform_info.bits)},
             {"current_fw", version(report.current_firmware)},
             {"committed_fw", version(report.committed_firmware)}};
  add_bytes(facts, "family_id", report.family_id);
  add_bytes(facts, "image_id", report.image_id);
  add_bytes(facts, "report_data", report.report_data);
  add_bytes(facts, "measurement", report.measurement);
  add_bytes(facts, "host_data", report.host_data);
  add_bytes(facts, "id_key_digest", report.id_key_digest);
  add_bytes(facts, "author_key_digest", report.author_key_digest);
  add_bytes(facts, "report_id", report.report_id);
  add_bytes(facts, "report_id_ma", report.report_id_ma);
  add_bytes(facts, "chip_id", report.chip_id);
  add_tcb(facts, "current_tcb", report.current_tcb, product);
  add_tcb(facts, "reported_tcb", report.reported_tcb, product);
  add_tcb(facts, "committed_tcb", report.committed_tcb, product);
  add_tcb(facts, "launch_tcb", report.launch_tcb, product);
  add_keys(facts, report);
  add_newer(facts, report);
  return facts;
}

Json facts_of(const x509::Certificate& certificate, const snp::VekCertificate& vek) {
  const bool is_turin = vek.product == snp::ProductLine::kTurin;
  Json facts{{"struct_version", is_turin ? 1 : 0},  // parse_vek_certificate accepts nothing else
             {"product_name", vek.product_name},
             {"bootloader", vek.tcb.bootloader},
             {"tee", vek.tcb.tee},
             {"snp", vek.tcb.snp},
             {"microcode", vek.tcb.microcode}};
  facts.update(certificate_facts(certificate, "T", "Z"));
  if (vek.tcb.fmc) facts["fmc"] = *vek.tcb.fmc;
  const int first = is_turin ? 5 : 4;
  for (int spl = first; spl <= 7; ++spl)
    facts["spl" + std::to_string(spl)] = vek.tcb.reserved[static_cast<std::size_t>(spl - first)];
  if (!vek.hwid.empty()) facts["hwid"] = sdk::to_hex(vek.hwid);
  if (!vek.csp_id.empty()) facts["csp_id"] = vek.csp_id;
  return facts;
}

Json found_facts(sdk::ByteView report_bytes, sdk::ByteView vek_bytes) {
  Json facts = Json::object();
  Json vek = Json::object();
  std::optional<snp::ProductLine> product;
  if (const auto certificate = x509::parse_one_certificate(vek_bytes, "snp.vek"); certificate.ok())
    if (const auto parsed = snp::parse_vek_certificate(certificate.value()); parsed.ok()) {
      vek = facts_of(certificate.value(), parsed.value());
      product = parsed.value().product;
    }
  if (const auto report = snp::parse_report(report_bytes); report.ok()) {
    const auto& cpuid = report.value().cpuid;
    if (!product && cpuid) product = snp::product_of_cpuid(cpuid->family, cpuid->model);
    facts = facts_of(report.value(), product.value_or(snp::ProductLine::kMilan));
  }
  if (product) facts["product_line"] = snp::name_of(*product);
  if (!vek.empty()) facts["vek"] = vek;
  return facts;
}

bool same_product(const Json& fact, snp::ProductLine product) {
  return !fact.is_string() || fact.get<std::string>().starts_with(snp::name_of(product));
}

}  // namespace postern::vectors
