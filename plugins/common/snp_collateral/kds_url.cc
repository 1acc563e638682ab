// SPDX-License-Identifier: Apache-2.0
#include "common/snp_collateral/kds_url.h"

namespace postern::snp {
namespace {

std::string below(std::string_view base, VekRole role, ProductLine product) {
  return std::string(base) + (role == VekRole::kVlek ? "/vlek/v1/" : "/vcek/v1/") + std::string(name_of(product));
}

}  // namespace

std::string vcek_url(std::string_view base, ProductLine product, const Report& report) {
  const TcbVersion tcb = unpack_tcb(report.reported_tcb, product);
  std::string url = below(base, VekRole::kVcek, product) + "/" +
                    sdk::to_hex(sdk::ByteView(report.chip_id).first(hwid_size(product))) +
                    "?blSPL=" + std::to_string(tcb.bootloader) + "&teeSPL=" + std::to_string(tcb.tee) +
                    "&snpSPL=" + std::to_string(tcb.snp) + "&ucodeSPL=" + std::to_string(tcb.microcode);
  if (tcb.fmc) url += "&fmcSPL=" + std::to_string(*tcb.fmc);
  return url;
}

std::string chain_url(std::string_view base, ProductLine product, VekRole role) {
  return below(base, role, product) + "/cert_chain";
}

std::string crl_url(std::string_view base, ProductLine product, VekRole role) {
  return below(base, role, product) + "/crl";
}

}  // namespace postern::snp
