// SPDX-License-Identifier: Apache-2.0
#include "common/sev_guest/request_report.h"

#include <charconv>

#include "common/sev_guest/tsm_entry.h"

namespace postern::sev_guest {
namespace {

using sdk::Failure;
using sdk::Result;

// line: an attribute's text, without the line end that the kernel writes.
Result<std::string> line(const TsmEntry& entry, const std::string& attribute) {
  POSTERN_TRY(content, entry.read(attribute));
  std::string text(reinterpret_cast<const char*>(content.data()), content.size());
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

Result<uint64_t> generation(const TsmEntry& entry) {
  POSTERN_TRY(text, line(entry, "generation"));
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    return Failure::unavailable(entry.path() + "/generation is no number");
  return number;
}

Result<void> check_provider(const TsmEntry& entry) {
  POSTERN_TRY(provider, line(entry, "provider"));
  if (provider == "sev_guest") return {};
  return Failure::misconfigured(
      "/tsm", "this machine's reports are not of SEV-SNP: expected provider sev_guest, found " + provider);
}

}  // namespace

Result<GuestReport> request_report(const sdk::Call& call, const std::string& root, sdk::ByteView report_data) {
  if (report_data.size() != kReportDataSize) return Failure::internal("REPORT_DATA must have 64 bytes");
  POSTERN_TRY(entry, TsmEntry::create(call, root));
  POSTERN_CHECK(check_provider(entry));
  POSTERN_TRY(before, generation(entry));
  POSTERN_CHECK(entry.write("inblob", report_data));
  POSTERN_TRY(report, entry.read("outblob"));
  POSTERN_TRY(table, entry.read_now("auxblob"));
  POSTERN_TRY(after, generation(entry));
  if (after != before + 1)
    return Failure::unavailable("the kernel counts " + std::to_string(after - before) +
                                " changes of the report instead of one; somebody else wrote to " + entry.path());
  return GuestReport{std::move(report), table ? std::move(*table) : sdk::ByteVector()};
}

}  // namespace postern::sev_guest
