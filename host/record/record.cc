// SPDX-License-Identifier: Apache-2.0
#include "host/record/record.h"

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include <utility>

#include "host/record/digest.h"
#include "host/record/timestamp.h"

namespace postern::record {
namespace {

// Reading: members of one object; remembers the first that is wrong.
class Reading {
 public:
  Reading(const Json& object, std::string where, std::string& wrong) : object_(object), where_(std::move(where)), wrong_(wrong) {}

  std::string text(const char* name, bool is_required = true) {
    const Json* member = find(name, is_required);
    if (member == nullptr) return {};
    if (member->is_string()) return member->get<std::string>();
    return fail(name, "a text"), std::string();
  }
  std::string digest(const char* name, bool is_required = true) {
    std::string value = text(name, is_required);
    if (!value.empty() && !is_sha256_hex(value)) fail(name, "a SHA-256");
    return value;
  }
  std::string word(const char* name, std::initializer_list<const char*> words) {
    std::string value = text(name);
    for (const char* each : words)
      if (value == each) return value;
    return fail(name, "another word"), value;
  }
  attest::ByteVector bytes(const char* name) {
    const std::string hex = text(name);
    const bool is_hex = hex.size() % 2 == 0 && hex.find_first_not_of("0123456789abcdef") == hex.npos;
    if (!is_hex) return fail(name, "lower-case hex"), attest::ByteVector();
    const std::string raw = absl::HexStringToBytes(hex);
    const attest::ByteView view = attest::as_bytes(raw);
    return {view.begin(), view.end()};
  }
  uint64_t number(const char* name) {
    const Json* member = find(name, true);
    if (member != nullptr && member->is_number_unsigned()) return member->get<uint64_t>();
    return fail(name, "a number"), 0;
  }
  bool flag(const char* name) {
    const Json* member = find(name, true);
    if (member != nullptr && member->is_boolean()) return member->get<bool>();
    return fail(name, "true or false"), false;
  }
  attest::Time time(const char* name) {
    const auto parsed = parse_time(text(name));
    return parsed ? *parsed : (fail(name, "a time with nine digits of a second"), attest::Time());
  }
  std::vector<std::string> texts(const char* name, bool is_required = true) {
    std::vector<std::string> all;
    for (const Json& each : list(name, is_required))
      if (each.is_string()) all.push_back(each.get<std::string>());
      else fail(name, "a list of texts");
    return all;
  }
  const Json& list(const char* name, bool is_required) { return typed(name, is_required, Json::value_t::array, "a list"); }
  const Json& object(const char* name, bool is_required = true) {
    return typed(name, is_required, Json::value_t::object, "an object");
  }
  bool has(const char* name) const { return object_.contains(name); }

 private:
  const Json* find(const char* name, bool is_required) {
    const auto found = object_.find(name);
    if (found != object_.end()) return &*found;
    if (is_required) fail(name, "to be there");
    return nullptr;
  }
  const Json& typed(const char* name, bool is_required, Json::value_t type, const char* expected) {
    static const Json none_object = Json::object(), none_list = Json::array();
    const Json& none = type == Json::value_t::object ? none_object : none_list;
    const Json* member = find(name, is_required);
    if (member == nullptr) return none;
    if (member->type() == type) return *member;
    return fail(name, expected), none;
  }
  void fail(const char* name, const char* expected) {
    if (wrong_.empty()) wrong_ = absl::StrCat(where_, name, ": expected ", expected);
  }

  const Json& object_;
  const std::string where_;
  std::string& wrong_;
};

Answer read_answer(const Json& json, std::string& wrong) {
  Reading reading(json, "steps.fetched.", wrong);
  Answer answer{reading.text("url"), reading.flag("recordable"), "", "", ""};
  if (reading.has("failure")) {
    answer.failure = reading.text("failure");
    answer.text = reading.text("text", false);
  } else {
    answer.sha256 = reading.digest("sha256");
  }
  return answer;
}

StepRecord read_step(const Json& json, std::string& wrong) {
  Reading reading(json, "steps.", wrong);
  StepRecord step;
  step.instance = reading.text("instance");
  step.plugin = reading.text("plugin", false);
  step.plugin_sha256 = reading.digest("plugin_sha256", false);
  step.verdict = reading.word("verdict", {"allow", "warn", "deny"});
  if (step.verdict != "allow") step.code = Reading(reading.object("reason"), "steps.reason.", wrong).text("code");
  for (const Json& each : reading.list("fetched", false)) step.answers.push_back(read_answer(each, wrong));
  return step;
}

void read_evidence(const Json& json, Record& record, std::string& wrong) {
  Reading reading(json, "evidence.", wrong);
  record.evidence_type = reading.text("type");
  record.evidence_sha256 = reading.digest("sha256");
  record.nonce = reading.bytes("nonce");
  record.channel_key = reading.bytes("channel_key");
}

void read_request(const Json& json, Record& record, std::string& wrong) {
  Reading reading(json, "request.", wrong);
  record.request_id = reading.text("id");
  record.request = reading.text("kind");
  record.role = reading.text("role", false);
  record.trace = reading.text("trace", false);
  record.carries = reading.texts("carries", false);
  record.offered = reading.texts("offered");
}

void read_outcome(Reading& reading, Record& record, std::string& wrong) {
  record.is_allowed = reading.word("verdict", {"allow", "deny"}) == "allow";
  if (!record.is_allowed) {
    Reading reason(reading.object("reason"), "reason.", wrong);
    record.code = reason.text("code");
    record.class_name = reason.text("class");
    record.refusing_step = reason.text("step", false);
  }
  for (const Json& step : reading.list("steps", true)) record.steps.push_back(read_step(step, wrong));
  if (reading.has("claims")) record.claims = dump(reading.object("claims"));
  if (reading.has("bindings")) record.bindings = dump(reading.object("bindings"));
}

}  // namespace

absl::StatusOr<Record> parse_record(Json line) {
  if (!line.is_object()) return absl::InvalidArgumentError("not an object");
  Record record;
  std::string wrong;
  Reading reading(line, "", wrong);
  record.seq = reading.number("seq");
  record.kind = reading.word("kind", {attest::kHandshakeDecision, attest::kTicketDecision});
  record.time = reading.time("time");
  Reading generation(reading.object("generation"), "generation.", wrong);
  record.generation = generation.number("number");
  record.configuration = generation.text("digest");
  record.pipelines = reading.texts("pipelines");
  Reading peer(reading.object("peer"), "peer.", wrong);
  record.connection = peer.text("connection");
  record.address = peer.text("address", false);
  read_evidence(reading.object("evidence"), record, wrong);
  if (record.is_ticket()) {
    read_request(reading.object("request"), record, wrong);
    record.fields = reading.texts("fields");
  }
  read_outcome(reading, record, wrong);
  if (!wrong.empty()) return absl::InvalidArgumentError(wrong);
  record.json = std::move(line);
  return record;
}

std::string summary(const Record& record) {
  std::string line = absl::StrCat(record.seq, " ", print_time(record.time), " ", record.kind, " ", record.is_allowed ? "allow" : "deny");
  absl::StrAppend(&line, " ", record.pipelines.empty() ? "-" : absl::StrJoin(record.pipelines, ","), " ", record.connection);
  if (record.is_ticket()) absl::StrAppend(&line, " ", record.request_id, " ", record.request, record.role.empty() ? "" : " as " + record.role);
  if (!record.is_allowed) absl::StrAppend(&line, " ", record.code, record.refusing_step.empty() ? "" : " from " + record.refusing_step);
  else if (record.is_ticket()) absl::StrAppend(&line, " ", absl::StrJoin(record.fields, ","));
  return absl::CEscape(line);
}

}  // namespace postern::record
