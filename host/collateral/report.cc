// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/report.h"

namespace postern::collateral {

using attest::Level;

void Report::failed(const std::string& url, const std::string& reason, const std::string& age) const {
  journal_.note({Level::kWarn, "collateral-failed", "", {{"url", url}, {"reason", reason}, {"age", age}}});
  counted("failed");
}

void Report::stale(const std::string& url, const std::string& reason, Duration age) const {
  journal_.note({Level::kWarn, "collateral-stale", "",
                 {{"url", url}, {"reason", reason}, {"age", print_age(age)}}});
  counted("stale");
}

void Report::fetched(const std::string& url, const Page& page) const {
  journal_.note({Level::kInfo, "collateral-fetched", "",
                 {{"url", url}, {"size", std::to_string(page.bytes.size())}, {"sha256", page.sha256}}});
}

void Report::used(const std::string& url, const Page& page, Duration age) const {
  journal_.note({Level::kDebug, "collateral-used", "",
                 {{"url", url}, {"fetched", print_time(page.fetched)}, {"age", print_age(age)}, {"sha256", page.sha256}}});
  counted("hits");
}

void Report::held(const std::string& host, const std::string& why, Duration length) const {
  journal_.note({Level::kWarn, "collateral-held", "", {{"host", host}, {"reason", why}, {"for", print_age(length)}}});
}

void Report::not_kept(const std::string& url, const std::string& reason) const {
  journal_.note({Level::kWarn, "collateral-not-kept", "", {{"url", url}, {"reason", reason}}});
}

void Report::damaged(const std::string& path, const std::string& reason) const {
  journal_.note({Level::kWarn, "collateral-damaged", "", {{"file", path}, {"reason", reason}}});
}

void Report::requested(const std::string& host, const std::string& outcome) const {
  if (count_) count_("collateral_requests_total", {{"host", host}, {"outcome", outcome}});
}

void Report::counted(const char* name) const {
  if (count_) count_(std::string("collateral_") + name + "_total", {});
}

}  // namespace postern::collateral
