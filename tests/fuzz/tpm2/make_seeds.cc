// SPDX-License-Identifier: Apache-2.0
//
// make_tpm2_seeds FOLDER: writes FOLDER/seeds/*/ and FOLDER/documents/, the starting points of the fuzz
// targets here.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "common/attdoc/write_document.h"
#include "common/encoding/base64.h"
#include "common/tpm2/digest.h"
#include "support/log_writer.h"

using namespace postern;
using namespace std::literals;
using tpm2::HashAlgorithm;

namespace {

std::filesystem::path root;

void save(const std::string& name, sdk::ByteView bytes) {
  const auto path = root / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}
void save(const std::string& name, std::string_view text) { save(name, sdk::as_bytes(text)); }

void save_keys_and_quotes() {
  const std::pair<const char*, test::AkKind> kinds[] = {{"rsassa", test::AkKind::kRsassa},
                                                        {"rsapss", test::AkKind::kRsapss},
                                                        {"p256", test::AkKind::kP256},
                                                        {"p384", test::AkKind::kP384}};
  for (const auto& [name, kind] : kinds) {
    const test::SoftwareAk ak(kind);
    save("seeds/public/"s + name, ak.public_area());
    const auto quote =
        test::make_quote(ak, HashAlgorithm::kSha256, test::zero_pcrs(HashAlgorithm::kSha256), {});
    save("seeds/signature/"s + name, quote.signature);
    save("seeds/attest/"s + name, quote.attest);
  }
}

void save_logs() {
  save("seeds/event_log/agile", test::LogWriter({HashAlgorithm::kSha1, HashAlgorithm::kSha256})
                                    .startup_locality(3)
                                    .event(0, 8, "version")
                                    .event(7, 4, "\0\0\0\0"sv)
                                    .bytes());
  save("seeds/event_log/sha1",
       test::LogWriter::sha1_form().event(0, 8, "version").event(4, 13, "loader").bytes());
  save("seeds/event_log/header", test::LogWriter({HashAlgorithm::kSha384}).bytes());
}

void save_documents() {
  const test::SoftwareAk ak(test::AkKind::kP256);
  const sdk::ByteVector nonce(32, std::byte{0x11}), other_nonce(32, std::byte{0x12}),
      key(32, std::byte{0x22});
  const auto log = test::LogWriter().event(0, 8, "version");
  auto sha256 = test::zero_pcrs(HashAlgorithm::kSha256);
  const auto version = tpm2::digest(HashAlgorithm::kSha256, {sdk::as_bytes("version")});
  sha256[0] = tpm2::digest(HashAlgorithm::kSha256, {sha256[0], version});
  const std::map<HashAlgorithm, test::PcrValues> banks{
      {HashAlgorithm::kSha1, test::zero_pcrs(HashAlgorithm::kSha1)}, {HashAlgorithm::kSha256, sha256}};
  const std::string good = attdoc::write_document(test::make_document(ak, banks, nonce, key, log.bytes()));
  save("documents/good.json", good);
  save("documents/other_nonce.json",
       attdoc::write_document(test::make_document(ak, banks, other_nonce, key, log.bytes())));
  save("seeds/document/good.json", good);
  save(
      "seeds/document/small.json",
      R"({"Attestation":{"ak_pub":"AAEC","quotes":[{"quote":"AA==","raw_sig":"AAA=","pcrs":{"hash":4,"pcrs":{"7":"AAAAAAAAAAAAAAAAAAAAAAAAAAA="}}}],"event_log":"AAAA","ak_cert":"AAAA","intermediate_certs":["AA==","AAA="],"TeeAttestation":{"a":[1,true]}},"InstanceInfo":"e30=","UserData":null})"sv);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fprintf(stderr, "usage: make_tpm2_seeds FOLDER\n"), 2;
  root = argv[1];
  save_keys_and_quotes();
  save_logs();
  save_documents();
  save("seeds/encoding/base64", "Zm9vYg=="sv);
  save("seeds/encoding/hex", "00aAfF"sv);
  const std::string value(64, 'a');
  save(
      "seeds/measurements/sets.json",
      R"([{"name":"a","not_before":"2026-10-01T00:00:00Z","not_after":"2026-11-01T00:00:00.5+02:00","pcrs":{"4":{"expected":")" +
          value + R"("},"15":{"expected":[")" + value + R"("],"warn_only":true}}}])");
  save("seeds/changed_document/replace", "\0\x10\0\0A"sv);
  save("seeds/changed_document/insert", "\1\xf0\0\0 "sv);
  save("seeds/changed_document/splice", "\4\x20\0\xff\0\4\x28\0\xff\0"sv);
  return 0;
}
