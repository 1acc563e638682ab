// SPDX-License-Identifier: Apache-2.0
#include "backends/kms/kms.h"

#include <vector>

#include "backends/kms/instance_identity.h"
#include "common/keys/create_source.h"
#include "common/keys/local_source.h"

namespace postern::kms {
namespace {

using keys::KeyId;
using sdk::Failure;
using sdk::Result;
using sdk::Secret;

constexpr std::string_view kDiskKey = "state_disk_key";
constexpr std::string_view kMeasurementSalt = "measurement_salt";
constexpr std::string_view kMeasurementSecret = "measurement_secret";
constexpr std::string_view kSshCaSeed = "ssh_ca_seed";

struct Emitted {
  std::string_view field;
  Secret value;
};

// requested_disk: from the request's only disk_uuid.
Result<KeyId> requested_disk(const sdk::Request& request) {
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
          .version = "1.1.0",
          .summary = "Disk and measurement keys, derived here, by a key service or in an HSM",
          .config_schema_json = kConfigSchema,
          .threading = POSTERN_THREADING_CONCURRENT,
          .fields_out = {{kDiskKey, POSTERN_TYPE_BYTES, POSTERN_FIELD_SECRET},
                         {kMeasurementSalt, POSTERN_TYPE_BYTES, POSTERN_FIELD_SECRET},
                         {kMeasurementSecret, POSTERN_TYPE_BYTES, POSTERN_FIELD_SECRET},
                         {kSshCaSeed, POSTERN_TYPE_BYTES, POSTERN_FIELD_SECRET | POSTERN_FIELD_INTERNAL}}};
}

Result<std::unique_ptr<Kms>> Kms::create(sdk::Call& call, Config config) {
  POSTERN_TRY(source, keys::create_source(call, std::move(config.source)));
  return std::make_unique<Kms>(std::move(config.measurement_salt), std::move(config.instance_claim), std::move(source));
}

Result<void> Kms::self_test(sdk::Call& call) {
  POSTERN_TRY(salt, keys::read_secret32(call, measurement_salt_));
  static_cast<void>(salt);
  return source_->self_test(call);
}

Result<KeyId> Kms::disk_key_id(sdk::Call& call, const sdk::Request& request) const {
  POSTERN_TRY(disk, requested_disk(request));
  if (instance_claim_.empty()) return disk;
  POSTERN_TRY(identity, instance_identity(call, instance_claim_));
  return disk.bound_to(instance_claim_, identity);
}

Result<Secret> Kms::value_of(std::string_view field, sdk::Call& call, const sdk::Request& request) {
  if (field == kMeasurementSalt) {
    POSTERN_TRY(salt, keys::read_secret32(call, measurement_salt_));
    return Secret(salt);
  }
  if (field == kDiskKey) {
    POSTERN_TRY(id, disk_key_id(call, request));
    return source_->data_key(call, id, keys::kKeySize);
  }
  const KeyId id = field == kSshCaSeed ? KeyId::ssh_ca_seed() : KeyId::measurement_secret();
  return source_->data_key(call, id, keys::kKeySize);
}

Result<void> Kms::contribute(sdk::Call& call, const sdk::Request& request) {
  std::vector<Emitted> ready;
  for (const std::string_view field : {kDiskKey, kMeasurementSecret, kMeasurementSalt, kSshCaSeed}) {
    if (!request.wants(field)) continue;
    POSTERN_TRY(value, value_of(field, call, request));
    ready.push_back({field, std::move(value)});
  }
  for (const Emitted& each : ready) POSTERN_CHECK(call.emit(each.field, each.value.bytes()));
  return {};
}

}  // namespace postern::kms
