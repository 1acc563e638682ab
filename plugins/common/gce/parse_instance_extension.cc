// SPDX-License-Identifier: Apache-2.0
#include "common/gce/parse_instance_extension.h"

#include <openssl/asn1.h>
#include <openssl/err.h>

#include <algorithm>
#include <memory>

namespace postern::gce {
namespace {

using sdk::Result;

constexpr std::size_t kLongest = 1024;  // bytes
constexpr int kMostMembers = 16;
constexpr int kWithoutSecurity = 5, kWithSecurity = 6;  // members

sdk::Failure refused(std::string text) {
  ERR_clear_error();
  return sdk::Failure::denied(POSTERN_REASON_CERTIFICATE_INVALID)
      .about("gcp.ak_certificate")
      .spec("go-tpm-tools, GCE instance information extension 1.3.6.1.4.1.11129.2.1.21")
      .peer("the certificate of the attestation key is not acceptable")
      .text("instance information extension: " + std::move(text));
}

struct FreeMembers {
  void operator()(ASN1_SEQUENCE_ANY* members) const { sk_ASN1_TYPE_pop_free(members, ASN1_TYPE_free); }
};
using Members = std::unique_ptr<ASN1_SEQUENCE_ANY, FreeMembers>;

struct FreeEncoded {
  void operator()(unsigned char* bytes) const { OPENSSL_free(bytes); }
};

// is_der: whether what OpenSSL understood is written with these very bytes again; it also reads other encodings.
bool is_der(const Members& members, sdk::ByteView bytes) {
  unsigned char* encoded = nullptr;
  const int size = i2d_ASN1_SEQUENCE_ANY(members.get(), &encoded);
  const std::unique_ptr<unsigned char, FreeEncoded> owned(encoded);
  return size >= 0 && static_cast<std::size_t>(size) == bytes.size() &&
         std::equal(bytes.begin(), bytes.end(), reinterpret_cast<const std::byte*>(encoded));
}

// parse_sequence: the members of a SEQUENCE that fills the bytes; nullptr when they are none.
Members parse_sequence(sdk::ByteView bytes) {
  const auto* next = reinterpret_cast<const unsigned char*>(bytes.data());
  Members members(d2i_ASN1_SEQUENCE_ANY(nullptr, &next, static_cast<long>(bytes.size())));
  if (!members || sk_ASN1_TYPE_num(members.get()) > kMostMembers || !is_der(members, bytes)) return nullptr;
  return members;
}

const ASN1_TYPE* member(const Members& members, int index) { return sk_ASN1_TYPE_value(members.get(), index); }

Result<std::string> to_name(const Members& members, int index, bool (*fits)(std::string_view)) {
  const ASN1_TYPE* value = member(members, index);
  if (value->type != V_ASN1_UTF8STRING) return refused("member " + std::to_string(index) + " is not a UTF8String");
  const ASN1_STRING* string = value->value.utf8string;
  const std::string name(reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
                         static_cast<std::size_t>(ASN1_STRING_length(string)));
  if (!fits(name)) return refused("member " + std::to_string(index) + " is no name of Compute Engine");
  return name;
}

Result<uint64_t> to_number(const ASN1_TYPE* value, const std::string& what) {
  uint64_t number = 0;
  if (value->type != V_ASN1_INTEGER || ASN1_INTEGER_get_uint64(&number, value->value.integer) != 1)
    return refused(what + " is not a number of 64 bits");
  return number;
}

// Tagged: a member with an explicit context-specific tag, and the element inside.
struct Tagged {
  int tag = 0;
  sdk::ByteView content;
};
std::optional<Tagged> to_tagged(const ASN1_TYPE* value) {
  if (value->type != V_ASN1_OTHER) return std::nullopt;
  const ASN1_STRING* whole = value->value.asn1_string;
  const unsigned char* next = ASN1_STRING_get0_data(whole);
  const unsigned char* end = next + ASN1_STRING_length(whole);
  long size = 0;
  int tag = 0, tag_class = 0;
  const int form = ASN1_get_object(&next, &size, &tag, &tag_class, ASN1_STRING_length(whole));
  if (form != V_ASN1_CONSTRUCTED || tag_class != V_ASN1_CONTEXT_SPECIFIC || end - next != size) return std::nullopt;
  return Tagged{tag, {reinterpret_cast<const std::byte*>(next), static_cast<std::size_t>(size)}};
}

struct FreeType {
  void operator()(ASN1_TYPE* value) const { ASN1_TYPE_free(value); }
};
using Value = std::unique_ptr<ASN1_TYPE, FreeType>;

Value parse_value(sdk::ByteView bytes) {
  const auto* first = reinterpret_cast<const unsigned char*>(bytes.data());
  const auto* next = first;
  Value value(d2i_ASN1_TYPE(nullptr, &next, static_cast<long>(bytes.size())));
  if (!value || next != first + bytes.size()) return nullptr;
  return value;
}

Result<bool> to_flag(const ASN1_TYPE* value, const std::string& what) {
  constexpr int kTrue = 0xFF;  // of DER
  if (value->type != V_ASN1_BOOLEAN || (value->value.boolean != 0 && value->value.boolean != kTrue))
    return refused(what + " is not a BOOLEAN");
  return value->value.boolean == kTrue;
}

// [0] securityVersion INTEGER OPTIONAL, [1] isProduction BOOLEAN OPTIONAL, and more in newer certificates; the tags
// ascend, so none is there twice.
Result<SecurityProperties> to_security(sdk::ByteView bytes) {
  const Members members = parse_sequence(bytes);
  if (!members) return refused("securityProperties is not a SEQUENCE");
  SecurityProperties out;
  for (int i = 0, lowest = 0; i < sk_ASN1_TYPE_num(members.get()); ++i) {
    const auto tagged = to_tagged(member(members, i));
    if (!tagged || tagged->tag < lowest) return refused("a member of securityProperties has no tag of its own");
    lowest = tagged->tag + 1;
    const Value value = parse_value(tagged->content);
    if (!value) return refused("a member of securityProperties cannot be read");
    if (tagged->tag == 0) {
      POSTERN_TRY(version, to_number(value.get(), "securityVersion"));
      out.security_version = version;
    }
    if (tagged->tag == 1) {
      POSTERN_TRY(is_production, to_flag(value.get(), "isProduction"));
      out.is_production = is_production;
    }
  }
  return out;
}

}  // namespace

Result<InstanceExtension> parse_instance_extension(sdk::ByteView der) {
  if (der.empty() || der.size() > kLongest) return refused("it is empty or too long");
  const Members members = parse_sequence(der);
  const int count = members ? sk_ASN1_TYPE_num(members.get()) : 0;
  if (count < kWithoutSecurity || count > kWithSecurity) return refused("it is not a SEQUENCE of five or six members");
  InstanceExtension out;
  POSTERN_TRY(zone, to_name(members, 0, is_zone));
  POSTERN_TRY(project_number, to_number(member(members, 1), "projectNumber"));
  POSTERN_TRY(project_id, to_name(members, 2, is_project_id));
  POSTERN_TRY(instance_id, to_number(member(members, 3), "instanceId"));
  POSTERN_TRY(instance_name, to_name(members, 4, is_instance_name));
  out.instance = {std::move(zone), std::move(project_id), std::move(instance_name)};
  out.project_number = project_number;
  out.instance_id = instance_id;
  if (count == kWithoutSecurity) return out;
  const auto tagged = to_tagged(member(members, 5));
  if (!tagged || tagged->tag != 0) return refused("its last member is not securityProperties");
  POSTERN_TRY(security, to_security(tagged->content));
  out.security = security;
  return out;
}

}  // namespace postern::gce
