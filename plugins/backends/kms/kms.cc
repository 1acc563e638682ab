// SPDX-License-Identifier: Apache-2.0
#include "backends/kms/kms.h"

#include "backends/kms/local_source.h"
#include "backends/kms/service_source.h"

namespace postern::kms {
namespace {

using sdk::Failure;
using sdk::Result;
using sdk::Secret;

constexpr std::size_t kKeySize = 32;
constexpr std::string_view kDiskKey = "state_disk_key";
constexpr std::string_view kMeasurementSecret = "measurement_secret";
constexpr std::string_view kMeasurementSalt = "measurement_salt";

// disk_key_id: from the request's only disk_uuid.
Result<KeyId> disk_key_id(const sdk::Request& request) {
  const postern_value* found = nullptr;
  for (const postern_field& field : request.fields) {
    if (sdk::text_view(field.name) != "disk_uuid") continue;
    if (found != nullptr)
      return Failure::denied(POSTERN_REASON_REQUEST_INVALID).about("disk_uuid").text("disk_uuid is there twice");
    found = &field.value;
  }
  if (found != nullptr && found->type == POSTERN_TYPE_TEXT)
    if (auto id = KeyId::disk(sdk::text_view(found->bytes))) return *std::move(id);
  return Failure::denied(POSTERN_REASON_REQUEST_INVALID)
      .about("disk_uuid")
      .expected("a UUID")
      .spec("RFC 9562, section 4")
      .peer("disk_uuid must be a UUID")
      .text(found == nullptr ? "disk_uuid is missing" : "disk_uuid is not a UUID");
}

}  // namespace

sdk::Description Kms::describe() {
  return {.id = "kms",
          .version = "1.0.0",
          .summary = "Disk and measurement keys, derived here or by a key service",
          .config_schema_json = kConfigSchema,
          .threading = POSTERN_THREADING_CONCURRENT,
          .fields_out = {{kDiskKey, POSTERN_TYPE_BYTES, POSTERN_FIELD_SECRET},
                         {kMeasurementSalt, POSTERN_TYPE_BYTES, POSTERN_FIELD_SECRET},
                         {kMeasurementSecret, POSTERN_TYPE_BYTES, POSTERN_FIELD_SECRET}}};
}

Result<std::unique_ptr<Kms>> Kms::create(sdk::Call& call, Config config) {
  if (auto* local = std::get_if<LocalConfig>(&config.source))
    return std::make_unique<Kms>(std::move(config.measurement_salt), std::make_unique<LocalSource>(std::move(*local)));
  POSTERN_TRY(source, create_service_source(call, std::get<ServiceConfig>(std::move(config.source))));
  return std::make_unique<Kms>(std::move(config.measurement_salt), std::move(source));
}

Result<void> Kms::self_test(sdk::Call& call) {
  POSTERN_TRY(salt, read_secret32(call, measurement_salt_));
  static_cast<void>(salt);
  return source_->self_test(call);
}

Result<void> Kms::contribute(sdk::Call& call, const sdk::Request& request) {
  Secret disk_key, measurement_secret, measurement_salt;
  if (request.wants(kDiskKey)) {
    POSTERN_TRY(id, disk_key_id(request));
    POSTERN_TRY(key, source_->data_key(call, id, kKeySize));
    disk_key = std::move(key);
  }
  if (request.wants(kMeasurementSecret)) {
    POSTERN_TRY(key, source_->data_key(call, KeyId::measurement_secret(), kKeySize));
    measurement_secret = std::move(key);
  }
  if (request.wants(kMeasurementSalt)) {
    POSTERN_TRY(salt, read_secret32(call, measurement_salt_));
    measurement_salt = Secret(salt);
  }
  if (disk_key.size() != 0) POSTERN_CHECK(call.emit(kDiskKey, disk_key.bytes()));
  if (measurement_secret.size() != 0) POSTERN_CHECK(call.emit(kMeasurementSecret, measurement_secret.bytes()));
  if (measurement_salt.size() != 0) POSTERN_CHECK(call.emit(kMeasurementSalt, measurement_salt.bytes()));
  return {};
}

}  // namespace postern::kms
