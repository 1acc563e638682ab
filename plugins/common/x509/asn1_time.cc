// SPDX-License-Identifier: Apache-2.0
#include "common/x509/asn1_time.h"

#include <ctime>

namespace postern::x509 {

std::optional<std::chrono::sys_seconds> from_asn1_time(const ASN1_TIME* time) {
  std::tm fields{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &fields) != 1) return std::nullopt;
  using namespace std::chrono;
  const year_month_day date(year(fields.tm_year + 1900), month(static_cast<unsigned>(fields.tm_mon + 1)),
                            day(static_cast<unsigned>(fields.tm_mday)));
  if (!date.ok()) return std::nullopt;
  return sys_days(date) + hours(fields.tm_hour) + minutes(fields.tm_min) + seconds(fields.tm_sec);
}

}  // namespace postern::x509
