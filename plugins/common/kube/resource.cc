// SPDX-License-Identifier: Apache-2.0
#include "common/kube/resource.h"

#include <string_view>
#include <utility>

namespace postern::kube {
namespace {

constexpr std::size_t kMaxSegment = 253;  // RFC 1123 subdomain, as Kubernetes limits names

bool is_segment(std::string_view text) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789.:-";
  return !text.empty() && text.size() <= kMaxSegment && text.find_first_not_of(kAllowed) == text.npos &&
         text != "." && text != "..";
}

bool is_segment_or_empty(std::string_view text) { return text.empty() || is_segment(text); }

}  // namespace

bool Resource::is_valid() const {
  return is_segment_or_empty(group) && is_segment(version) && is_segment_or_empty(space) && is_segment(plural) &&
         is_segment_or_empty(name) && is_segment_or_empty(subresource) && (subresource.empty() || !name.empty());
}

std::string Resource::path() const {
  std::string path = group.empty() ? "/api/" + version : "/apis/" + group + "/" + version;
  if (!space.empty()) path += "/namespaces/" + space;
  path += "/" + plural;
  if (!name.empty()) path += "/" + name;
  if (!subresource.empty()) path += "/" + subresource;
  return path;
}

std::string Resource::text() const {
  std::string text = plural;
  if (!group.empty()) text += "." + group;
  if (!subresource.empty()) text += "/" + subresource;
  if (!name.empty()) text += " \"" + name + "\"";
  if (!space.empty()) text += " in namespace " + space;
  return text;
}

Resource Resource::named(std::string object) const {
  Resource result = *this;
  result.name = std::move(object);
  return result;
}

Resource Resource::part(std::string of_it) const {
  Resource result = *this;
  result.subresource = std::move(of_it);
  return result;
}

}  // namespace postern::kube
