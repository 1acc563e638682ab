// SPDX-License-Identifier: Apache-2.0
//
// make_gcp_seeds FOLDER: writes FOLDER/seeds/*/, the starting points of the fuzz targets here.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "support/gcp_evidence.h"

using namespace postern;
using namespace std::literals;

namespace {

std::filesystem::path root;

void save(const std::string& name, sdk::ByteView bytes) {
  const auto path = root / "seeds" / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}
void save(const std::string& name, std::string_view text) { save(name, sdk::as_bytes(text)); }

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fprintf(stderr, "usage: make_gcp_seeds FOLDER\n"), 2;
  root = argv[1];
  save("instance_extension/full", test::write_instance_extension({}));
  save("instance_extension/short", test::write_instance_extension({.has_security_properties = false}));
  save("instance_extension/domain", test::write_instance_extension({.project_id = "example.com:project"}));
  save("instance_info/names", test::write_instance_names({}));
  save("instance_info/domain", test::write_instance_names({.project_id = "example.com:project"}));
  save("firmware/right", "\0\1\0\1\1\1\0\1\2\0\0\1\2\0\1\1"sv);
  save("firmware/late", "\0\1\0\1\2\0\0\1\1\1\0\1"sv);
  save("firmware/hidden", "\0\1\0\1\1\0\0\4\2\0\0\4\1\1\0\1"sv);
  save("firmware/version", test::gce_events()[0].data);
  save("firmware/technology", test::gce_events()[1].data);
  save("compute_answer/rsa", test::compute_api_answer(test::gcp_ak()));
  save("compute_answer/ecc", test::compute_api_answer(test::SoftwareAk(test::AkKind::kP256)));
  save("compute_answer/none", R"({"kind":"compute#shieldedInstanceIdentity"})"sv);
  save("secret_object/token", test::token_answer("ya29.a"));
  save("secret_object/escapes", "{\"access_token\" : \"a\\u003d\\/\\n\",\"expires_in\":9,\"token_type\":\"Bearer\"}"sv);
  return 0;
}
