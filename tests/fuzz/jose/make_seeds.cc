// SPDX-License-Identifier: Apache-2.0
//
// make_jose_seeds FOLDER: writes FOLDER/seeds/*/, the starting points of the fuzz targets here.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "support/azure_evidence.h"

using namespace postern;
using nlohmann::json;

namespace {

void save(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fprintf(stderr, "usage: make_jose_seeds FOLDER\n"), 2;
  const std::filesystem::path root = std::filesystem::path(argv[1]) / "seeds";
  const test::SoftwareAk key;
  save(root / "key_set/certificate", test::maa_key_set());
  save(root / "key_set/numbers", json{{"keys", json::array({json::parse(test::jwk_of(key, "a").dump())})}}.dump());
  save(root / "token/signed", test::write_maa_token({{"iss", "https://issuer.example"}, {"exp", test::kPkiNow + 10}}));
  save(root / "token/unsigned", "eyJhbGciOiJub25lIn0.e30.");
  save(root / "token/change", std::string("\0\2X", 3));
  return 0;
}
