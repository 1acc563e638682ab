// SPDX-License-Identifier: Apache-2.0
#include "host/offline/recorded_answers.h"

#include <algorithm>

namespace postern::app {
namespace {

absl::StatusCode code_of(const std::string& name) {
  for (int code = 1; code <= 16; ++code)
    if (absl::StatusCodeToString(static_cast<absl::StatusCode>(code)) == name) return static_cast<absl::StatusCode>(code);
  return absl::StatusCode::kUnavailable;
}

}  // namespace

void RecordedAnswers::begin(std::vector<record::Answer> answers) {
  const std::lock_guard lock(mutex_);
  answers_ = std::move(answers);
  missing_.clear();
}

std::string RecordedAnswers::end() {
  const std::lock_guard lock(mutex_);
  answers_.clear();
  return std::move(missing_);
}

absl::Status RecordedAnswers::cannot(const std::string& why) {
  if (missing_.empty()) missing_ = why;
  return absl::UnavailableError(why);
}

absl::StatusOr<attest::ByteVector> RecordedAnswers::fetch(const plugin::FetchRequest& request) {
  const std::lock_guard lock(mutex_);
  const auto of_url = [&](const record::Answer& answer) { return answer.url == request.url; };
  const auto found = std::find_if(answers_.begin(), answers_.end(), of_url);
  if (found == answers_.end()) return cannot(request.url + ": no answer of it is recorded");
  const record::Answer answer = *found;
  if (std::find_if(found + 1, answers_.end(), of_url) != answers_.end()) answers_.erase(found);
  if (!answer.failure.empty()) return absl::Status(code_of(answer.failure), answer.text);
  if (!answer.may_record) return cannot(request.url + ": the answer could hold a secret, so it was not kept");
  auto page = blobs_.get(answer.sha256);
  if (!page.ok()) return cannot(request.url + ": " + std::string(page.status().message()));
  return page;
}

}  // namespace postern::app
