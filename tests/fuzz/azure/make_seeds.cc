// SPDX-License-Identifier: Apache-2.0
//
// make_azure_seeds FOLDER: writes FOLDER/seeds/*/, the starting points of the fuzz targets here.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "common/attdoc/write_snp_instance_info.h"
#include "support/azure_evidence.h"

using namespace postern;

namespace {

void save(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}
std::string text_of(const sdk::ByteVector& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fprintf(stderr, "usage: make_azure_seeds FOLDER\n"), 2;
  const std::filesystem::path root = std::filesystem::path(argv[1]) / "seeds";
  const test::AzureMachine machine;
  const std::string runtime = machine.runtime_text();
  save(root / "hcl_report/snp", text_of(test::write_hcl_report(machine.report_bytes(), runtime)));
  save(root / "hcl_report/short", text_of(test::write_hcl_report(machine.report_bytes(), "{}", {.padded_to = 0})));
  sdk::ByteVector td_report(1024);
  td_report[0] = std::byte{0x81};
  save(root / "hcl_report/tdx", text_of(test::write_hcl_report(td_report, runtime, {.report_type = 4})));
  save(root / "runtime_data/whole", runtime);
  save(root / "runtime_data/old", nlohmann::ordered_json{{"keys", nlohmann::ordered_json::array({test::jwk_of(machine.ak)})}}.dump());
  auto info = test::azure_instance_info(machine);
  save(root / "instance_info/azure", attdoc::write_snp_instance_info(info));
  info.azure.reset();
  info.gcp = attdoc::GcpInstance{"europe-west3-b", "example-project", "node<a>"};
  info.report_signer.clear();
  save(root / "instance_info/gcp", attdoc::write_snp_instance_info(info));
  save(root / "changed_azure/replace", std::string("\0\0\x10\0\0A", 6));
  save(root / "changed_azure/blank", std::string("\0\1\xf0\0\0 ", 6));
  save(root / "changed_azure/splice", std::string("\0\4\x20\0\xff\0\4\x28\0\xff\0", 11));
  save(root / "changed_azure/info", std::string("\1\1\0\0\0 ", 6));
  save(root / "changed_azure/info_splice", std::string("\1\4\x20\0\xff\0", 6));
  return 0;
}
