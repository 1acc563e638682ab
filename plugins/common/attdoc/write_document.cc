// SPDX-License-Identifier: Apache-2.0
#include "common/attdoc/write_document.h"

#include <map>

#include "common/encoding/base64.h"

namespace postern::attdoc {
namespace {

std::string quoted(sdk::ByteView bytes) { return "\"" + encoding::encode_base64(bytes) + "\""; }

// Members: the inside of a JSON object whose empty members are left out.
class Members {
 public:
  void put(const std::string& name, const std::string& value) {
    text_ += (text_.empty() ? "\"" : ",\"") + name + "\":" + value;
  }
  void put_bytes(const std::string& name, sdk::ByteView bytes) {
    if (!bytes.empty()) put(name, quoted(bytes));
  }
  std::string object() const { return "{" + text_ + "}"; }

 private:
  std::string text_;
};

template <typename List, typename Write>
std::string array(const List& list, Write write) {
  std::string text;
  for (const auto& entry : list) text += (text.empty() ? "" : ",") + write(entry);
  return "[" + text + "]";
}

std::string write_pcrs(const tpm2::PcrBank& bank) {
  std::map<std::string, std::string> by_text;
  for (const auto& [pcr, value] : bank.values()) by_text.emplace(std::to_string(pcr), quoted(value));
  Members values, out;
  for (const auto& [pcr, value] : by_text) values.put(pcr, value);
  out.put("hash", std::to_string(static_cast<uint16_t>(bank.algorithm())));
  out.put("pcrs", values.object());
  return out.object();
}

std::string write_quote(const tpm2::Quote& quote) {
  Members out;
  out.put_bytes("quote", quote.attest);
  out.put_bytes("raw_sig", quote.signature);
  out.put("pcrs", write_pcrs(quote.pcrs));
  return out.object();
}

std::string write_attestation(const Document& document) {
  Members out;
  out.put_bytes("ak_pub", document.ak_pub);
  if (!document.quotes.empty()) out.put("quotes", array(document.quotes, write_quote));
  if (document.event_log) out.put_bytes("event_log", *document.event_log);
  out.put_bytes("ak_cert", document.ak_cert);
  if (!document.intermediate_certs.empty())
    out.put("intermediate_certs",
            array(document.intermediate_certs, [](const sdk::ByteVector& each) { return quoted(each); }));
  out.put("TeeAttestation", "null");
  return out.object();
}

}  // namespace

std::string write_document(const Document& document) {
  Members out;
  out.put("Attestation", write_attestation(document));
  out.put("InstanceInfo", document.instance_info ? quoted(*document.instance_info) : "null");
  out.put("UserData", document.user_data.empty() ? "null" : quoted(document.user_data));
  return out.object();
}

}  // namespace postern::attdoc
