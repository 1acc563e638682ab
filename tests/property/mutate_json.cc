// SPDX-License-Identifier: Apache-2.0
#include "property/mutate_json.h"

#include "common/encoding/base64.h"
#include "property/mutate_bytes.h"

namespace postern::property {
namespace {

std::string text_of(const sdk::ByteVector& bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

// Place: a value of the document and the same place in the other one, nullptr where it has none.
struct Place {
  Json* value;
  const Json* other;
};

const Json* at(const Json* parent, const std::string& key) {
  return parent != nullptr && parent->is_object() && parent->contains(key) ? &(*parent)[key] : nullptr;
}
const Json* at(const Json* parent, std::size_t index) {
  return parent != nullptr && parent->is_array() && index < parent->size() ? &(*parent)[index] : nullptr;
}

// places: of every value; parents first. PCR values are many: they count once per map.
void collect(Json& value, const Json* other, std::vector<Place>& places) {
  places.push_back({&value, other});
  if (value.is_object())
    for (auto& [key, child] : value.items()) collect(child, at(other, key), places);
  if (value.is_array())
    for (std::size_t i = 0; i < value.size(); ++i) collect(value[i], at(other, i), places);
}

Json other_type(Random& random) {
  static const std::vector<Json> values{nullptr, true, 0, -1, 1.5, "", "AA==", Json::array(), Json::object(), 18446744073709551615u,
                                        Json::array({nullptr}), "\xC3\xA9"};
  return random.pick(values);
}

// mutate_string: text that is base64 is changed below it, mostly.
void mutate_string(Random& random, Json& value, const Json* other) {
  const std::string text = value.get<std::string>();
  const std::string beside = other != nullptr && other->is_string() ? other->get<std::string>() : text;
  const auto bytes = encoding::decode_base64(text);
  if (!bytes || bytes->empty() || random.chance(15)) {
    value = mutate_bytes(random, text, beside);
    return;
  }
  const std::string inner = text_of(*bytes), inner_beside = text_of(encoding::decode_base64(beside).value_or(sdk::ByteVector()));
  Json parsed = Json::parse(inner, nullptr, false), parsed_beside = Json::parse(inner_beside, nullptr, false);
  std::string changed;
  if (parsed.is_object() && random.chance(85)) {
    mutate_json(random, parsed, parsed_beside.is_object() ? parsed_beside : parsed);
    changed = write_json(random, parsed, parsed_beside);
  } else {
    changed = mutate_bytes(random, inner, inner_beside);
  }
  value = encoding::encode_base64(sdk::as_bytes(changed));
}

void mutate_list(Random& random, Json& list, const Json* other) {
  if (list.empty()) return;
  const std::size_t a = random.below(list.size()), b = random.below(list.size());
  switch (random.below(5)) {
    case 0: std::swap(list[a], list[b]); return;
    case 1: list.push_back(Json(list[a])); return;
    case 2: list.erase(list.begin() + static_cast<std::ptrdiff_t>(a)); return;
    case 3:
      if (const Json* entry = at(other, a)) list.insert(list.begin() + static_cast<std::ptrdiff_t>(random.below(2) * list.size()), Json(*entry));
      return;
    default:
      if (const Json* entry = at(other, b)) list[a] = *entry;
      return;
  }
}

void mutate_object(Random& random, Json& object, const Json* other) {
  if (object.empty()) return;
  const auto nth = [](Json& any, std::size_t index) { return std::next(any.begin(), static_cast<std::ptrdiff_t>(index)); };
  auto chosen = nth(object, random.below(object.size()));
  switch (random.below(5)) {
    case 0: object.erase(chosen); return;
    case 1: std::swap(*chosen, *nth(object, random.below(object.size()))); return;
    case 2: object[random.chance(50) ? "unknown" : chosen.key() + "x"] = Json(*chosen); return;
    case 3:
      if (const Json* same = at(other, chosen.key())) *chosen = *same;
      return;
    default: *chosen = other_type(random); return;
  }
}

std::string spaced(Random& random, const std::string& text) {
  std::string out;
  for (const char c : text) {
    out += c;
    if ((c == ',' || c == ':' || c == '{') && random.chance(30)) out += random.chance(50) ? " " : "\n\t";
  }
  return out;
}

// doubled: a member of the outermost object once more, with the other document's value, before or behind the first.
std::string doubled(Random& random, const std::string& text, const Json& document, const Json& other) {
  if (!document.is_object() || document.empty() || text.size() < 2) return text;
  const auto member = std::next(document.begin(), static_cast<std::ptrdiff_t>(random.below(document.size())));
  const Json* value = at(&other, member.key());
  const std::string more = Json(member.key()).dump() + ":" + (value == nullptr ? member.value() : *value).dump(-1, ' ', false, Json::error_handler_t::replace);
  if (random.chance(50)) return "{" + more + "," + text.substr(1);
  return text.substr(0, text.size() - 1) + "," + more + "}";
}

// doubled_inside: the first member of some object once more in front of itself, with another value.
std::string doubled_inside(Random& random, std::string text) {
  const std::size_t open = text.find("{\"", random.below(text.size()));
  if (open == std::string::npos) return text;
  const std::size_t end = text.find('"', open + 2);
  if (end == std::string::npos) return text;
  return text.insert(open + 1, text.substr(open + 1, end - open) + (random.chance(50) ? ":null," : ":\"AA==\","));
}

}  // namespace

void mutate_json(Random& random, Json& document, const Json& other) {
  std::vector<Place> places;
  collect(document, &other, places);
  const Place& place = random.pick(places);
  if (place.other != nullptr && random.chance(35)) {
    *place.value = *place.other;
  } else if (place.value->is_string() && random.chance(90)) {
    mutate_string(random, *place.value, place.other);
  } else if (place.value->is_array() && random.chance(90)) {
    mutate_list(random, *place.value, place.other);
  } else if (place.value->is_object()) {
    mutate_object(random, *place.value, place.other);
  } else {
    *place.value = other_type(random);
  }
}

std::string write_json(Random& random, const Json& document, const Json& other) {
  const std::string text = document.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (random.chance(80)) return text;
  switch (random.below(4)) {
    case 2: return doubled_inside(random, text);
    case 0: return document.dump(random.chance(50) ? 1 : -1, ' ', true, Json::error_handler_t::replace);
    case 1: return spaced(random, text);
    default: return doubled(random, text, document, other);
  }
}

}  // namespace postern::property
