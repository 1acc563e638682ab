// SPDX-License-Identifier: Apache-2.0
#pragma once

// fetch_parsed: public collateral of which one page may be garbage.

#include <utility>

#include "postern/collateral.h"
#include "postern/sdk/call.h"

namespace postern::sdk {

// reject_page: tells the host that a page is not what it should be; see postern_collateral.
inline void reject_page(const Call& call, std::string_view url, ByteView page) {
  const void* table = host_table()->extension(raw(std::string_view(POSTERN_COLLATERAL_EXTENSION)));
  if (table == nullptr) return;
  static_cast<const postern_collateral*>(table)->reject(call.handle(), raw(url), raw(page));
}

// fetch_parsed: fetches request.url as public collateral and parses it with parse(ByteView), which returns a Result and
// depends on the page alone. A page that does not parse is rejected and the URL fetched once more, since the host may
// still have the page before it. Errors: those of fetch; those of parse for the last page.
template <typename Parse>
auto fetch_parsed(const Call& call, WebRequest request, Parse&& parse) -> decltype(parse(ByteView())) {
  request.keep = Keep::kPublic;
  POSTERN_TRY(page, call.fetch(request));
  auto parsed = parse(page);
  if (parsed.ok()) return parsed;
  reject_page(call, request.url, page);
  const auto former = call.fetch(request);
  if (!former.ok()) return parsed;
  auto second = parse(former.value());
  if (!second.ok()) reject_page(call, request.url, former.value());
  return second;
}

}  // namespace postern::sdk
