// SPDX-License-Identifier: Apache-2.0
#include "host/record/file_recorder.h"

#include <unistd.h>

#include <utility>

#include "host/record/decision_json.h"
#include "host/record/digest.h"
#include "host/record/file_writer.h"

namespace postern::record {
namespace {

constexpr char kProbe[] = ".probe";
constexpr std::size_t kProbeSize = 64 * 1024;  // bytes: room for some records

}  // namespace

FileRecorder::FileRecorder(RecorderOptions options, attest::Journal& journal, std::unique_ptr<DecisionLog> log)
    : options_(std::move(options)),
      journal_(journal),
      log_(std::move(log)),
      blobs_(options_.keep_bytes
                 ? std::make_unique<BlobFolder>(options_.log.folder + "/" + kBlobs, *options_.keep_bytes)
                 : nullptr) {}

absl::StatusOr<std::unique_ptr<FileRecorder>> FileRecorder::open(RecorderOptions options, attest::Journal& journal) {
  auto log = DecisionLog::open(options.log, journal);
  if (!log.ok()) return log.status();
  return std::unique_ptr<FileRecorder>(new FileRecorder(std::move(options), journal, *std::move(log)));
}

std::string FileRecorder::keep(attest::ByteView document) {
  std::string sha256 = sha256_hex(document);
  keep(sha256, document);
  return sha256;
}

void FileRecorder::keep(const std::string& sha256, attest::ByteView content) {
  if (blobs_ == nullptr) return;
  if (auto status = blobs_->put(sha256, content); !status.ok())
    journal_.note({attest::Level::kWarn, "evidence-not-kept", std::string(status.message()), {{"sha256", sha256}}});
}

void FileRecorder::keep_pages(const attest::Trail& steps) {
  if (blobs_ == nullptr) return;
  for (const attest::StepTrace& step : steps)
    for (const attest::Fetched& fetched : step.fetched)
      if (fetched.may_record && fetched.page != nullptr) keep(sha256_hex(*fetched.page), *fetched.page);
}

std::optional<attest::Refusal> FileRecorder::record(const attest::Decision& decision, Until until) {
  keep_pages(decision.steps);
  const auto seq = log_->append(to_json(decision));
  absl::Status status = seq.status();
  if (seq.ok() && until == Until::kDurable && options_.waits_for_disk) status = log_->commit(*seq);
  if (!status.ok()) return on_failure(decision, status);
  recovered();
  return std::nullopt;
}

void FileRecorder::recovered() {
  if (!is_failing_.exchange(false)) return;
  journal_.note({attest::Level::kInfo, "records-written-again", "", {{"folder", options_.log.folder}}});
}

std::string FileRecorder::obstacle() {
  if (!is_failing_ || !options_.refuses_on_failure) return {};
  const std::string path = options_.log.folder + "/" + kProbe;
  auto file = FileWriter::open(path, 0);
  absl::Status status = file.status();
  if (status.ok()) status = (*file)->append(std::string(kProbeSize, '\n'));
  if (status.ok()) status = (*file)->sync();
  unlink(path.c_str());
  if (!status.ok()) return std::string(status.message());
  recovered();
  return {};
}

std::optional<attest::Refusal> FileRecorder::on_failure(const attest::Decision& decision, const absl::Status& status) {
  const std::string text(status.message());
  if (!is_failing_.exchange(true))
    journal_.note({attest::Level::kError, "records-unwritable", text,
                   {{"folder", options_.log.folder}, {"consequence", options_.refuses_on_failure ? "refuse" : "continue"}}});
  journal_.note({attest::Level::kError, "decision-not-recorded", text,
                 {{"kind", decision.kind}, {"connection", decision.connection}, {"request", decision.request_id}}});
  if (!options_.refuses_on_failure) return std::nullopt;
  attest::Refusal refusal = attest::denied(kRecordUnwritable, "the decision could not be recorded: " + text);
  refusal.cls = attest::RefusalClass::kRetryable;
  refusal.reason.peer_text = "the gate cannot keep its records at the moment";
  return refusal;
}

}  // namespace postern::record
